"""Words: the few values that a key may have, each with what it means, for editors and the docs."""

from collections.abc import Mapping
from dataclasses import dataclass

from pydantic import GetJsonSchemaHandler
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema


@dataclass(frozen=True, eq=False)  # typing wants to hash it
class Words:
    """Stands beside a `Literal` and explains each of its values."""

    meanings: Mapping[str, str]

    def __get_pydantic_json_schema__(
        self, schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> JsonSchemaValue:
        """One constant with its meaning for each word: editors complete and explain these."""
        made = handler(schema)
        words = [{"const": word, "description": self.meanings[word]} for word in made.pop("enum")]
        return {**made, "oneOf": words}
