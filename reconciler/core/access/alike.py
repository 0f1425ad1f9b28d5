"""Alike: people by what they are in, one entry for all who are in the same.

Nobody has an entry of their own: most are in one container, as many others. Whoever is in the same
as somebody else, so far, has the same number, and stays with them as long as they are in the same.
"""

from collections.abc import Iterator, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from datetime import datetime
from typing import TypeAlias

from reconciler.core.access.holding import NEVER
from reconciler.core.access.reaching import by_home
from reconciler.core.access.sides import Side
from reconciler.core.model import Container
from reconciler.core.scope import Scope

Own: TypeAlias = tuple[tuple[int, datetime], ...]
"""What somebody is a member of, by number, and until when."""


@dataclass
class Alike:
    """Some people of one side: by home and name the number of all that each is in."""

    numbers: Mapping[Scope, dict[str, int]]
    _last: list[tuple[int, tuple[int, datetime]]] = field(default_factory=list)

    @classmethod
    def of(
        cls, people: Mapping[Scope, AbstractSet[str]], side: Side, order: Mapping[Container, int]
    ) -> "Alike":
        """These people, by what of an order they are in on a side."""
        found = cls({home: dict.fromkeys(names, 0) for home, names in people.items()})
        for container in sorted(side.containers, key=order.__getitem__):
            found._join(container, order[container], side)
        return found

    def own(self, number: int) -> Own:
        """All that those of a number are in, in the order; 0 is nothing."""
        return tuple(self._backwards(number))[::-1]

    def _join(self, container: Container, place: int, side: Side) -> None:
        """Give a new number to those in a container, the same to those who had the same."""
        members = side.members(container)
        onto: dict[tuple[int, datetime], int] = {}
        for home, names in by_home(members.users, container.scope).items():
            numbers, is_own = self.numbers.get(home, {}), home == container.scope
            for name in names & numbers.keys():
                key = name if is_own else f"{home}:{name}"
                before, until = numbers[name], members.until.get(key, NEVER)
                if (before, until) not in onto:
                    self._last.append((before, (place, until)))
                    onto[before, until] = len(self._last)
                numbers[name] = onto[before, until]

    def _backwards(self, number: int) -> Iterator[tuple[int, datetime]]:
        while number:
            number, last = self._last[number - 1]
            yield last
