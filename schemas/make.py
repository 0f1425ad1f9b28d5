"""Writes the JSON Schemas in the repository anew, from the documents: see `make schemas`."""

from pathlib import Path

from reconciler.report.plan_schema import plan_schema_text
from reconciler.snapshot.schema import snapshot_schema_text
from reconciler.spec.catalog import read_catalog
from reconciler.spec.schema import DOCUMENTS, schema_text, write_schema

ROOT = Path(__file__).parents[1]
EXAMPLE = ROOT / "examples/roles"

TEXTS = {name: schema_text(name) for name in DOCUMENTS} | {
    "plan": plan_schema_text(),
    "snapshot": snapshot_schema_text(),
}

for name, text in TEXTS.items():
    (ROOT / f"schemas/{name}.schema.json").write_text(text, encoding="utf-8")
pinned, _ = read_catalog(EXAMPLE / "catalog.yaml")
write_schema(EXAMPLE, "roles", pinned)
