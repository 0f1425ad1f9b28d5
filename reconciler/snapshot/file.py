"""Snapshot files: written for their owner alone, whole or not at all, and read within bounds."""

import re
from pathlib import Path
from typing import Final

from reconciler.document.kind import Kind
from reconciler.document.shape import Flaw
from reconciler.errors import SnapshotError
from reconciler.snapshot.data import Data, snapshot_text
from reconciler.snapshot.read import read_snapshot
from reconciler.snapshot.snapshot import Snapshot

MAX_BYTES: Final = 512 * 1024 * 1024
"""So much is read of a snapshot, and so much is written: some 20,000,000 memberships."""

SNAPSHOT = Kind(
    "snapshot",
    "snapshot",
    re.compile(rb'\{\n  "account": "[^\n]*",\n  "caller": '),
    SnapshotError,
)


def save_snapshot(path: Path, data: Data) -> None:
    """Write a snapshot in the place of an older one. Raises `UsageError` as its kind does."""
    SNAPSHOT.save(path, snapshot_text(data).encode(), MAX_BYTES)


def open_snapshot(path: Path) -> Snapshot:
    """The snapshot in a file. Raises `SnapshotError` for whatever is not one as it was written."""
    content = SNAPSHOT.read(path, MAX_BYTES)
    try:
        return read_snapshot(content)
    except Flaw as flaw:
        raise SnapshotError(f"{path} {flaw}") from None
