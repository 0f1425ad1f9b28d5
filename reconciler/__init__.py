"""Roles as code: declare roles, groups and memberships, plan the smallest change, apply it."""

__version__ = "0.1.0"
