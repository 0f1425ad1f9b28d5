"""Worlds small enough to try everything in: pairs of states, and what every plan between two keeps.

`python -m tests.worlds.replay CASE` shows one case again; each failing test names its case.
"""
