"""Writes what is generated in this folder anew: `make docs`."""

from pathlib import Path

from reconciler.report.explained import page

Path(__file__).with_name("codes.md").write_text(page(), encoding="utf-8")
