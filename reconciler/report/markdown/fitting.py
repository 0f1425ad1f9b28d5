"""Fitting: parts of a text in as much of their fullest forms as there is room for."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from enum import IntEnum
from typing import TypeAlias

from reconciler.report.markdown.limit import Limit

Form: TypeAlias = Callable[[], str | None]
"""One form of a part, made when it is wanted; None where it is known before that it is too long."""

_JOINT = "\n\n"


class Weight(IntEnum):
    """What gets room first, where there is too little for everything."""

    VERDICT = 0
    REFUSAL = 1
    PRIVILEGE = 2
    PEOPLE = 3
    OUTCOME = 4
    PENDING = 5
    CHANGE = 6
    REMARK = 7


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a text: `forms` from the fullest to one that always fits."""

    weight: Weight
    forms: Sequence[Form]


def fitted(parts: Sequence[Part], limit: Limit) -> str:
    """The parts in their order, inside the limit. Nothing is left out: the last form is counts."""
    least = [part.forms[-1]() or "" for part in parts]
    chosen = dict(enumerate(least))
    free = limit.room - sum(limit.measure(text) + len(_JOINT) for text in least)
    for number in sorted(chosen, key=lambda number: parts[number].weight):
        room = free + limit.measure(least[number])
        chosen[number] = _fullest(parts[number], least[number], room, limit)
        free = room - limit.measure(chosen[number])
    return _JOINT.join(chosen[number] for number in range(len(parts))) + "\n"


def _fullest(part: Part, least: str, room: int, limit: Limit) -> str:
    for form in part.forms[:-1]:
        text = form()
        if text is not None and limit.measure(text) <= room:
            return text
    return least


def some(everything: int, *rooms: int) -> Iterator[int]:
    """So many of everything, then as many as each room that is smaller."""
    yield everything
    yield from (room for room in rooms if room < everything)
