"""Writes the JSON Schemas beside it anew, from the documents: `make schemas`."""

from pathlib import Path

from reconciler.spec.schema import DOCUMENTS, schema_text

for name in DOCUMENTS:
    Path(__file__).with_name(f"{name}.schema.json").write_text(schema_text(name), encoding="utf-8")
