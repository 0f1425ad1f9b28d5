"""The pure heart: desired and live go in, a plan comes out. No I/O, no clock, no third party."""
