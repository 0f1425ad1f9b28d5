"""The marker: the first line of what we write on a forge, by which the next run finds it."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final, TypeVar

from reconciler.errors import UsageError
from reconciler.forge.written import Comment, Issue

_Own = TypeVar("_Own", Comment, Issue)

_NAME = re.compile(r"[A-Za-z0-9_./]+(?:-[A-Za-z0-9_./]+)*")
LONGEST: Final = 100


@dataclass(frozen=True, slots=True)
class Marker:
    """Of one kind (`plan`, `drift`) and, where a repository has several projects, of one name.

    It is an HTML comment, which is not shown. Raises `UsageError` for a name that could end it.
    """

    kind: str
    name: str = ""

    def __post_init__(self) -> None:
        if self.name and (len(self.name) > LONGEST or not _NAME.fullmatch(self.name)):
            raise UsageError(
                f"--name is for letters, digits and any of `._/`, with single `-` between them, "
                f"{LONGEST} at most."
            )

    def __str__(self) -> str:
        return f"<!-- reconciler:{self.kind}{f' {self.name}' if self.name else ''} -->"

    def above(self, text: str) -> str:
        """A body: the marker, then the text."""
        return f"{self}\n{text}"

    def ours(self, found: Iterable[_Own], me: int) -> list[_Own]:
        """What we wrote under this marker, the oldest first.

        Anybody can write a marker, and a plan that is quoted holds one further down. So it must be
        the very first line, and the author ourselves.
        """
        own = [one for one in found if one.author == me and self._begins(one.body)]
        return sorted(own, key=lambda one: one.number)

    def _begins(self, body: str) -> bool:
        return body.partition("\n")[0].rstrip("\r") == str(self)
