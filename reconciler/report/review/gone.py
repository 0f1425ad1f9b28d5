"""Gone: the lines that said what is removed, in the last files that had them."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Protocol

from reconciler.core.finding import Key, Origin, Origins
from reconciler.core.model import Membership, Thing


@dataclass(frozen=True, slots=True, order=True)
class Cause:
    """A line that causes something: it stands there, or it is gone and `commit` still has it."""

    origin: Origin
    commit: str = ""

    def __str__(self) -> str:
        """The place for people: `reseller.yaml:14`, of what is gone with the commit that has it."""
        place = f"{self.origin.path}:{self.origin.line}"
        return f"{place} at {self.commit[:_SHORT]}" if self.commit else place


def key_of(value: Thing | Membership) -> Key:
    """What the place of one side of a change is known for."""
    return (value.container, value.member) if isinstance(value, Membership) else value.ref


_SHORT = 7
"""So many digits of a commit tell it apart for people; documents have them all."""


class Gone(Protocol):
    """Where the line of something stood that the files do not say any more."""

    def __call__(self, key: Key, former: Key) -> Cause | None:
        """The line, where it is gone and known; `former` is what the old files may call it."""
        ...


def nothing_gone(key: Key, former: Key) -> Cause | None:  # noqa: ARG001 - the protocol's signature
    """Nobody knows what the files said before."""
    return None


@dataclass(frozen=True, slots=True)
class GoneSince:
    """What stands in the files of a commit and not in those of now."""

    now: Origins
    then: Origins
    commit: str

    def __call__(self, key: Key, former: Key) -> Cause | None:
        """The line at that commit; None where it stands there still."""
        if self.now.of(key) is not None:
            return None
        origin = self.then.of(key) or self.then.of(former)
        return None if origin is None else Cause(origin, self.commit)


@dataclass(frozen=True, slots=True)
class Sought:
    """What is gone, looked for where it may stand: the next files only where the last lacked it."""

    now: Origins
    coming: Iterator[Gone]
    found: list[Gone] = field(default_factory=list)

    def __call__(self, key: Key, former: Key) -> Cause | None:
        """The line in the first files that have it; None where it stands there still."""
        if self.now.of(key) is not None:
            return None
        each = (gone(key, former) for gone in self._all())
        return next((cause for cause in each if cause is not None), None)

    def _all(self) -> Iterator[Gone]:
        yield from self.found
        for gone in self.coming:
            self.found.append(gone)
            yield gone
