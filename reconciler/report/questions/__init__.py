"""Answers to questions about access, each for people, as data and as a table."""
