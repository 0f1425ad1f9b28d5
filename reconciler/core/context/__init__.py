"""Checks in context: what the files say, held against what the live system is like now."""
