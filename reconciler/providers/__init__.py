"""LIVE: adapters to live systems. They translate; they never diff, order or decide."""
