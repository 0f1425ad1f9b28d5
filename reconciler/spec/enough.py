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
    if not isinstance(patience, Patience) or not isinstance(value, list):
        return handler(value)
    if len(value) <= _PIECE and patience.left > 0:
        before = patience.left
        try:
            return handler(value)
        except ValidationError as error:
            patience.spend(error, before)
            raise
    return _in_pieces(value, handler, patience)


Listed: TypeAlias = Annotated[list[Item], WrapValidator(_judge)]
"""A list in a document."""


def _in_pieces(
    value: list[Any], handler: ValidatorFunctionWrapHandler, patience: Patience
) -> list[Any]:
    judged: list[Any] = []
    wrong: list[InitErrorDetails] = []
    for start in range(0, len(value), _PIECE):
        before = patience.left
        if before <= 0:
            break
        try:
            judged += handler(value[start : start + _PIECE])
        except ValidationError as error:
            patience.spend(error, before)
            wrong += _moved(error, start)
    if wrong:
        raise ValidationError.from_exception_data("list", wrong)
    return judged


def _moved(error: ValidationError, start: int) -> Iterator[InitErrorDetails]:
    """The mistakes of a piece, at their places in the whole list."""
    for detail in error.errors(include_url=False):
        index, *inside = detail["loc"]
        kind = PydanticCustomError(detail["type"], detail["msg"], detail.get("ctx"))  # type: ignore[arg-type]  # any text is a type
        place = (int(index) + start, *inside)
        yield InitErrorDetails(type=kind, loc=place, input=detail["input"])


def narrowed(value: Any, known: Any) -> Any:
    """A mapping with no more keys than it takes to say that it has too many."""
    if not isinstance(value, dict) or len(value) <= _WIDEST:
        return value
    return {key: value[key] for key in (*known, *islice(value, _WIDEST)) if key in value}
