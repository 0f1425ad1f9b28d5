"""From bytes to a document: its shape alone, and the one way to say what is wrong with it."""

from typing import TypeVar

from pydantic import BaseModel, ValidationError

Document = TypeVar("Document", bound=BaseModel)


class Flaw(ValueError):
    """What is wrong with a document, as the rest of a sentence that begins with the file's name."""


def shaped(model: type[Document], content: bytes, noun: str) -> Document:
    """The document of this shape; `noun` is what it should be. Raises `Flaw`."""
    try:
        return model.model_validate_json(content, strict=True)
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        place = ".".join(map(str, first["loc"])) or "the whole"
        raise Flaw(f"is no {noun}: {place}: {first['msg']}.") from None
