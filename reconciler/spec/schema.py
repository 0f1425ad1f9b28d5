"""JSON Schemas of the files that people write, made from the documents for editors and checks.

In these files every scalar is text as it was typed, while an editor reads `0100` as a number and
`no` as false. So wherever text may stand, the schemas let any scalar stand.
"""

import json
from pathlib import Path
from typing import Any, Final

from pydantic import BaseModel
from pydantic.json_schema import GenerateJsonSchema, JsonSchemaValue
from pydantic_core import core_schema

from reconciler.core.target import Target
from reconciler.spec.catalog_file import CatalogFile
from reconciler.spec.documents import RolesFile
from reconciler.spec.policies_file import PoliciesFile
from reconciler.spec.project_file import ProjectFile
from reconciler.spec.schema_catalog import for_target
from reconciler.spec.write import write_text

FOLDER: Final = "schemas"
"""Beside the project file; version control keeps it, so that editors find it in a fresh clone."""
DRAFT: Final = "http://json-schema.org/draft-07/schema#"
DOCUMENTS: Final[dict[str, type[BaseModel]]] = {
    "catalog": CatalogFile,
    "policies": PoliciesFile,
    "project": ProjectFile,
    "roles": RolesFile,
}
_AS_YAML: Final[dict[str, list[Any]]] = {
    "1": [1],
    "true": [True],
    "false": [False],
}


def schema_text(name: str, target: Target | None = None) -> str:
    """The schema of one kind of document, as it stands in `schemas/`.

    With a target, role files are offered the permissions and role types that it knows.
    """
    schema = DOCUMENTS[name].model_json_schema(
        ref_template="#/definitions/{model}", schema_generator=_Schema
    )
    if name == "roles" and target is not None:
        for_target(schema, target)
    return json.dumps({"$schema": DRAFT, **schema}, indent=2, ensure_ascii=False) + "\n"


def schema_path(name: str) -> str:
    """Where a project keeps the schema of one kind of document."""
    return f"{FOLDER}/{name}.schema.json"


def write_schema(root: Path, name: str, target: Target | None) -> str:
    """Write the schema of one kind of document to the folder of schemas; its path below `root`.

    Raises as `write_text` does.
    """
    path = schema_path(name)
    write_text(root, path, schema_text(name, target))
    return path


class _Schema(GenerateJsonSchema):
    """Draft 07 with scalars as YAML readers see them, and without null, which no file may hold."""

    def generate(self, schema: Any, mode: Any = "validation") -> JsonSchemaValue:
        """The whole schema, its definitions under the name that draft 07 has for them."""
        made = super().generate(schema, mode)
        made["definitions"] = made.pop("$defs")
        return made

    def nullable_schema(self, schema: core_schema.NullableSchema) -> JsonSchemaValue:
        """A key may be missing; null it is never."""
        return self.generate_inner(schema["schema"])

    def default_schema(self, schema: core_schema.WithDefaultSchema) -> JsonSchemaValue:
        """A missing key has no value; what is assumed instead is said where it is something."""
        made = super().default_schema(schema)
        if made.get("default", ...) is None:
            del made["default"]
        return made

    def str_schema(self, schema: core_schema.StringSchema) -> JsonSchemaValue:
        """Text, whatever it looks like; its limits hold where a reader takes it for text."""
        return {**super().str_schema(schema), "type": ["string", "number", "boolean"]}

    def literal_schema(self, schema: core_schema.LiteralSchema) -> JsonSchemaValue:
        """The words that may stand there, also as a reader takes them for numbers or booleans."""
        words = [str(word) for word in schema["expected"]]
        return {"enum": words + [value for word in words for value in _AS_YAML.get(word, [])]}
