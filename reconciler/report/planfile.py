"""Plan files: written for their owner alone, whole or not at all, and read within bounds."""

import re
from pathlib import Path
from typing import Final

from reconciler.document.kind import Kind
from reconciler.errors import PlanFileError
from reconciler.report.plan_data import Data
from reconciler.report.plan_json import ReadPlan, plan_json, read_plan

MAX_BYTES: Final = 256 * 1024 * 1024
"""So much is read of a plan file, and so much is written: some 400,000 changes."""

PLAN = Kind(
    "plan",
    "saved plan",
    re.compile(rb'\s*\{\s*"format_version":\s*"[^"]*",\s*"tool_version":'),
    PlanFileError,
)
"""Of any version; so begins neither a receipt nor what `--format json` says."""


def save_plan(path: Path, data: Data) -> None:
    """Write a plan in the place of an older one. Raises `UsageError` as its kind does."""
    PLAN.save(path, plan_json(data).encode(), MAX_BYTES)


def open_plan(path: Path) -> ReadPlan:
    """The plan in a file. Raises `PlanFileError` for whatever is not exactly a plan as written."""
    return read_plan(str(path), PLAN.read(path, MAX_BYTES))
