"""Report files: where one may be written, and that it is written whole."""

import stat
from pathlib import Path

from reconciler.document.kind import reason
from reconciler.document.whole import write_whole
from reconciler.errors import UsageError


def demand_report_place(path: Path) -> None:
    """Raises `UsageError` where a report cannot stand, before anybody waits for a plan.

    What is replaced is a file: a link would be, or followed, and neither is what somebody meant.
    A folder that is named from here is one of here: a link in a repository leads nowhere else.
    """
    try:
        if not path.parent.is_dir():
            raise UsageError(f"{path} cannot be written: there is no folder {path.parent}.")
        if _leads_out(path):
            raise UsageError(f"{path} is not written: a link leads out of this folder.")
        if not stat.S_ISREG(path.lstat().st_mode):
            raise UsageError(f"{path} is not written: something else than a file stands there.")
    except FileNotFoundError:
        return
    except (OSError, ValueError) as error:
        raise UsageError(f"{path} cannot be written: {reason(error)}.") from error


def save_report(path: Path, text: str) -> None:
    """Write a report. Raises `UsageError` where it cannot be, as `demand_report_place` does."""
    demand_report_place(path)
    try:
        write_whole(path, text.encode("utf-8", "replace"), 0o666)
    except (OSError, ValueError) as error:
        raise UsageError(f"{path} cannot be written: {reason(error)}.") from error


def _leads_out(path: Path) -> bool:
    """Whether a link takes a path out of the current folder that did not go out by itself."""
    if path.is_absolute() or ".." in path.parts:
        return False
    return not path.parent.resolve().is_relative_to(Path.cwd().resolve())
