"""Enough: once a document has shown so many mistakes, the rest of its lists is not looked at.

Every mistake that pydantic finds is an object with a place, and then a mapping: for millions of
them that is gigabytes, to show a hundred. So long lists are judged piece by piece, and what comes
after the last mistake that anybody will read counts as empty: the document is refused anyway.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Annotated, Any, Final, TypeAlias, TypeVar

from pydantic import ValidationError, ValidationInfo, ValidatorFunctionWrapHandler, WrapValidator
from pydantic_core import InitErrorDetails, PydanticCustomError

from reconciler.spec.bounds import MAX_FINDINGS

Item = TypeVar("Item")
Key = TypeVar("Key")

_PIECE: Final = 1_000
_WIDEST: Final = 200
"""No document has so many keys; of more than these the first are enough to say so."""


@dataclass(slots=True)
class Patience:
    """How many more mistakes are looked for; the context of one validation."""

    left: int = 2 * MAX_FINDINGS
    """Twice: of a value that can be text or a mapping, each side complains."""

    def spend(self, error: ValidationError, before: int) -> None:
        """Count the mistakes that the lists inside have not counted yet."""
        counted = before - self.left
        self.left -= max(error.error_count() - counted, 0)


def _judge(value: Any, handler: ValidatorFunctionWrapHandler, info: ValidationInfo) -> Any:
    patience = info.context
    if not isinstance(patience, Patience) or not isinstance(value, list | dict):
        return handler(value)
    if len(value) > _PIECE or patience.left <= 0:
        return _in_pieces(value, handler, patience)
    before = patience.left
    try:
        return handler(value)
    except ValidationError as error:
        patience.spend(error, before)
        raise


Listed: TypeAlias = Annotated[list[Item], WrapValidator(_judge)]
"""A list in a document."""
Mapped: TypeAlias = Annotated[dict[Key, Item], WrapValidator(_judge)]
"""A mapping whose keys are names."""


def _in_pieces(value: Any, handler: ValidatorFunctionWrapHandler, patience: Patience) -> Any:
    judged = value.__class__()
    join = judged.update if isinstance(judged, dict) else judged.extend
    wrong: list[InitErrorDetails] = []
    for start, piece in _pieces(value):
        before = patience.left
        if before <= 0:
            break
        try:
            join(handler(piece))
        except ValidationError as error:
            patience.spend(error, before)
            wrong += _moved(error, start)
    if wrong:
        raise ValidationError.from_exception_data("list", wrong)
    return judged


def _pieces(value: Any) -> Iterator[tuple[int, Any]]:
    """Where each piece starts, and the piece."""
    items = iter(value.items() if isinstance(value, dict) else value)
    for start in range(0, len(value), _PIECE):
        yield start, value.__class__(islice(items, _PIECE))


def _moved(error: ValidationError, start: int) -> Iterator[InitErrorDetails]:
    """The mistakes of a piece, at their places in the whole."""
    for detail in error.errors(include_url=False):
        step, *inside = detail["loc"]
        kind = PydanticCustomError(detail["type"], detail["msg"], detail.get("ctx"))
        place = (step + start if isinstance(step, int) else step, *inside)
        yield InitErrorDetails(type=kind, loc=place, input=detail["input"])


def narrowed(value: Any, known: Any) -> Any:
    """A mapping with no more keys than it takes to say that it has too many."""
    if not isinstance(value, dict) or len(value) <= _WIDEST:
        return value
    return {key: value[key] for key in (*known, *islice(value, _WIDEST)) if key in value}
