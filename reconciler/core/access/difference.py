"""The difference: what a change does to what people can do, exactly, and with its paths.

```
who is affected -> what they hold, before and after -> the same for many -> effects, riskiest first
```
Nobody is compared whom nothing that changed concerns, and people who hold the same are compared
once. A group that one side does not have is nobody's gain and nobody's loss: to be able to change
it is what making it means. What ends, or ends later, counts from the instant at which it differs.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import TypeAlias

from reconciler.core.access.affected import Affected, Holder, holdings_of
from reconciler.core.access.becoming import Becoming
from reconciler.core.access.effect import Difference, Effect
from reconciler.core.access.profile import Ends, Profile
from reconciler.core.access.sides import Side, Sides
from reconciler.core.access.together import by_permission, by_person, in_order_of_risk
from reconciler.core.access.whom import user_ref
from reconciler.core.model import Container, Ref

Own: TypeAlias = tuple[tuple[int, datetime], ...]
"""What somebody is a member of, by number, and until when."""


def difference(sides: Sides) -> Difference:
    """What becomes of everybody's access; both sides at the same instant."""
    affected = Affected(sides)
    compared, becoming = Compared(sides, affected), Becoming(sides, affected)
    effects: list[Effect] = []
    bereft: set[Ref] = set()
    for profile, holders in compared.profiles():
        effects += by_permission(becoming.effects(profile, holders))
        if compared.is_bereft(profile):
            bereft.update(map(user_ref, holders))
    catalog = sides.after.access.target.catalog
    return Difference(
        tuple(in_order_of_risk(by_person(effects, catalog), catalog)),
        frozenset(bereft),
        len(sides.after.access.state.users),
    )


@dataclass(frozen=True)
class Compared:
    """Two states, and what differs around their people."""

    sides: Sides
    affected: Affected

    def profiles(self) -> Iterator[tuple[Profile, list[Holder]]]:
        """What affected people hold, those together who hold the same."""
        people = self.affected.people()
        before, after = (holdings_of(people, side, self._numbers) for side in self.sides)
        same: dict[tuple[Own, Own], list[Holder]] = defaultdict(list)
        for holder in before.keys() | after.keys():
            if self._is_active(holder):
                same[tuple(before.get(holder, ())), tuple(after.get(holder, ()))].append(holder)
        for had, has in sorted(same):  # what is remembered of one profile is of use to the next
            before_, after_ = self._ends(self.sides.before, had), self._ends(self.sides.after, has)
            yield Profile(before_, after_), same[had, has]

    def is_bereft(self, profile: Profile) -> bool:
        """Whether these people could do something, and nothing at all any more."""
        before, after = (
            any(side.carries(container) for container in ends)
            for side, ends in zip(self.sides, (profile.before, profile.after), strict=True)
        )
        return before and not after

    @cached_property
    def _order(self) -> Sequence[Container]:
        """Everything that somebody is in, in a fixed order."""
        return sorted(self.sides.carriers, key=_place)

    @cached_property
    def _numbers(self) -> Mapping[Container, int]:
        return {container: number for number, container in enumerate(self._order)}

    def _ends(self, side: Side, own: Own) -> Ends:
        """Everything that somebody is in, through other things too, and until when."""
        found = {self._order[number]: until for number, until in own}
        for container, until in [*found.items()]:
            for outer, end in side.leads(container):
                last = min(end, until)
                found[outer] = max(found.get(outer, last), last)
        if len(found) == len(own):
            return found
        return dict(sorted(found.items(), key=lambda each: _place(each[0])))

    def _is_active(self, holder: Holder) -> bool:
        home, name = holder
        users = self.sides.after.access.state.users.get(home)
        return users is None or name not in users.inactive


def _place(container: Container) -> tuple[str, str, str, tuple[str, ...]]:
    ref = container.ref
    return ref.kind, container.scope.path, ref.scope.path, ref.name
