"""Receipts: what a run did to a live system, left behind on every way out of it."""

import json
import os
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryFile
from typing import Any

from reconciler.apply import Ledger
from reconciler.core.canonical import canonical
from reconciler.errors import UsageError
from reconciler.keeping import own_folder, run_name
from reconciler.providers.base import Run

FORMAT_VERSION = "1.0"
FOLDER = Path(".reconciler", "receipts")
"""Beside the project file; not for version control."""


def demand_folder(root: Path) -> None:
    """Make the folder of the receipts, and write there: to be done before anything is applied.

    Raises `UsageError`: a run that could not leave a receipt does not begin.
    """
    try:
        with TemporaryFile(dir=own_folder(root, FOLDER)):
            pass
    except OSError as error:
        raise UsageError(
            f"Nothing was applied: no receipt can be written to {FOLDER}: {error.strerror}."
        ) from error


def write_receipt(root: Path, ledger: Ledger, run: Run, ended: datetime, cause: str | None) -> Path:
    """Write the outcomes of a run to a file of its own; its path, relative to `root`.

    `cause` is what ended the run before it was done. The file appears whole or not at all. Raises
    `OSError`.
    """
    folder = own_folder(root, FOLDER)
    name = f"{run_name(run)}.json"
    unfinished = folder / f".{name}.{os.getpid()}"
    text = json.dumps(_receipt(ledger, run, ended, cause), indent=2, ensure_ascii=False)
    with unfinished.open("x", encoding="utf-8") as file:  # through no link
        file.write(text + "\n")
    unfinished.replace(folder / name)
    return FOLDER / name


def _receipt(ledger: Ledger, run: Run, ended: datetime, cause: str | None) -> dict[str, Any]:
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
        "cause": cause,
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
