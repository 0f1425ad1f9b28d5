"""Receipts: what a run did to a live system, left behind on every way out of it."""

import errno
import json
import os
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryFile
from typing import Any

from reconciler.apply import Ledger
from reconciler.core.canonical import canonical
from reconciler.errors import UsageError
from reconciler.providers.base import Run

FORMAT_VERSION = "1.0"
FOLDER = Path(".reconciler", "receipts")
"""Beside the project file; not for version control."""


def demand_folder(root: Path) -> None:
    """Make the folder of the receipts, and write there: to be done before anything is applied.

    Raises `UsageError`: a run that could not leave a receipt does not begin.
    """
    try:
        with TemporaryFile(dir=_folder(root)):
            pass
    except OSError as error:
        raise UsageError(
            f"Nothing was applied: no receipt can be written to {FOLDER}: {error.strerror}."
        ) from error


def write_receipt(root: Path, ledger: Ledger, run: Run, ended: datetime) -> Path:
    """Write the outcomes of a run to a file of its own; its path, relative to `root`.

    The file appears whole or not at all. Raises `OSError`.
    """
    folder = _folder(root)
    name = f"{run.started.astimezone(UTC):%Y%m%dT%H%M%S.%fZ}-{run.digest[:12]}.json"
    unfinished = folder / f".{name}.{os.getpid()}"
    text = json.dumps(_receipt(ledger, run, ended), indent=2, ensure_ascii=False)
    with unfinished.open("x", encoding="utf-8") as file:  # through no link
        file.write(text + "\n")
    unfinished.replace(folder / name)
    return FOLDER / name


def _folder(root: Path) -> Path:
    """The folder, made where there is none. Raises `OSError` where a link leads out of `root`."""
    folder = (root / FOLDER).resolve()
    if not folder.is_relative_to(root.resolve()):
        raise OSError(errno.EXDEV, "a link leads out of the project")
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def _receipt(ledger: Ledger, run: Run, ended: datetime) -> dict[str, Any]:
    return {
        "format_version": FORMAT_VERSION,
        "account": ledger.plan.account,
        "digest": run.digest,
        "started": canonical(run.started),
        "ended": canonical(ended),
        "commit": run.commit,
        "actor": run.actor,
        "link": run.link,
        "complete": ledger.is_done,
        "outcomes": list(_outcomes(ledger)),
    }


def _outcomes(ledger: Ledger) -> Iterator[dict[str, Any]]:
    for outcome in ledger.all:
        yield {
            "action": outcome.change.action.value,
            "ref": str(outcome.change.ref),
            "status": outcome.status.value,
            "reason": outcome.reason,
            "before": canonical(outcome.change.before),
            "after": canonical(outcome.change.after),
        }
