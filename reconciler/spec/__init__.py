"""Desired state: strict YAML files, read into what the files declare."""
