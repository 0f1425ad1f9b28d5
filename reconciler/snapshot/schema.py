"""The JSON Schema of a snapshot, made from its document: `schemas/snapshot.schema.json`."""

from reconciler.document.schema import schema_text
from reconciler.snapshot.document import SnapshotDocument


def snapshot_schema_text() -> str:
    """The schema, as it stands in `schemas/`."""
    return schema_text(SnapshotDocument)
