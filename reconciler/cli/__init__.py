"""Commands: one file each. They parse, call, print and set the exit code; no logic."""
