"""Whether a write whose answer is missing has happened: what reading it back can say."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum, auto
from typing import TypeAlias

from reconciler.providers.http.answer import Answer
from reconciler.providers.http.call import Call


class Effect(Enum):
    """What is live of a write."""

    THERE = auto()
    """The live system is as the write wanted it."""
    NOT_THERE = auto()
    """It is as it was before, and what was read is not older than the write."""
    UNSURE = auto()
    """It cannot be told yet: what was read may lag behind. Reading again may tell."""


Read: TypeAlias = Callable[[Call], Answer]
"""Makes one call that only reads. Raises `HttpError`."""

Verify: TypeAlias = Callable[[Read], Effect]
"""Reads whether the effect of one write is there."""


@dataclass(frozen=True, slots=True)
class Written:
    """A write that is done: by its answer, or, without one, by what was read afterwards."""

    answer: Answer | None

    @property
    def was_verified(self) -> bool:
        """Whether reading, not an answer, says that it is done."""
        return self.answer is None
