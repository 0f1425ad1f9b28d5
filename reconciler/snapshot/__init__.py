"""Snapshots: what a live system was like at a moment, in a file, for runs that may not ask it."""

from reconciler.snapshot.file import SNAPSHOT, open_snapshot, save_snapshot
from reconciler.snapshot.snapshot import Snapshot

__all__ = ["SNAPSHOT", "Snapshot", "open_snapshot", "save_snapshot"]
