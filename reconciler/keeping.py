"""Keeping: what runs leave beside the project file, and what each of them is called."""

import errno
from datetime import UTC
from pathlib import Path
from typing import Final

from reconciler.providers.base import Run

SHOWN: Final = 12
"""So many digits of its plan's digest stand in the names of a run's files."""


def own_folder(root: Path, name: Path) -> Path:
    """A folder of ours in the project, made where there is none.

    Raises `OSError` where it cannot be made, or a link leads out of `root`.
    """
    folder = (root / name).resolve()
    if not folder.is_relative_to(root.resolve()):
        raise OSError(errno.EXDEV, "a link leads out of the project")
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def run_name(run: Run) -> str:
    """What the files of a run are called: by when it began, so that they sort by age."""
    return f"{run.started.astimezone(UTC):%Y%m%dT%H%M%S.%fZ}-{run.digest[:SHOWN]}"
