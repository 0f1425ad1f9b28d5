"""Forges, where changes are reviewed: one comment in a pull request, one issue during drift."""
