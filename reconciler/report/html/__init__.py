"""The plan as one HTML file that needs nothing else: to be read, searched and passed on."""

from reconciler.report.html.page import html

__all__ = ["html"]
