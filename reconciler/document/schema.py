"""The JSON Schema of a document, made from its model."""

import json
from typing import Any, Final

from pydantic import BaseModel
from pydantic.json_schema import GenerateJsonSchema, JsonSchemaValue

DRAFT: Final = "http://json-schema.org/draft-07/schema#"


def schema_text(document: type[BaseModel]) -> str:
    """The schema, as it stands in `schemas/`."""
    schema = document.model_json_schema(
        ref_template="#/definitions/{model}", schema_generator=_Draft07
    )
    return json.dumps({"$schema": DRAFT, **schema}, indent=2, ensure_ascii=False) + "\n"


class _Draft07(GenerateJsonSchema):
    def generate(self, schema: Any, mode: Any = "validation") -> JsonSchemaValue:
        """The whole schema, its definitions under the name that draft 07 has for them."""
        made = super().generate(schema, mode)
        made["definitions"] = made.pop("$defs")
        return made
