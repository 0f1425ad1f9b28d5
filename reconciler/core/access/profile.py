"""A profile: what the same people hold before and after, and what that does to their access."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TypeAlias

from reconciler.core.access.affected import Affected, Carried
from reconciler.core.access.holding import NEVER
from reconciler.core.access.sides import Carrier
from reconciler.core.target import Reach

Carriers: TypeAlias = tuple[Carrier, ...]
Ends: TypeAlias = Mapping[Carrier, datetime]
"""What somebody is in, through other things too, and until when."""
Places: TypeAlias = tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Held:
    """Permissions that the same things carry, before and after, at one instant."""

    keys: frozenset[str]
    reach: Reach
    before: Carriers
    after: Carriers


@dataclass(frozen=True, slots=True)
class Profile:
    """What the same people hold on both sides."""

    before: Ends
    after: Ends

    def instants(self, now: datetime) -> list[datetime]:
        """When their access may differ, and in another way than before: now, and at each end."""
        if self.before == self.after:
            return [now]
        ends = {*self.before.values(), *self.after.values()} - {NEVER}
        return [now, *sorted(end for end in ends if end > now)]

    def held(self, affected: Affected, at: datetime) -> Iterator[Held]:
        """The permissions whose carriers differ at an instant, or work on others than before."""
        order = [*self.before, *(one for one in self.after if one not in self.before)]
        carried = [*map(affected.carried, order)]
        lasting = (
            [place for place, one in enumerate(order) if one in ends and ends[one] > at]
            for ends in (self.before, self.after)
        )
        was, now = ([(place, carried[place]) for place in places] for places in lasting)
        permission = affected.sides.after.access.carries.permission
        found: dict[tuple[Places, Places, Reach], set[str]] = defaultdict(set)
        for key in self._differing(order, carried):
            those = tuple(place for place, one in was if key in one.before)
            these = tuple(place for place, one in now if key in one.after)
            if those or these:
                found[those, these, permission(key).reach].add(key)
        for (those, these, reach), keys in found.items():
            before, after = (tuple(order[at] for at in places) for places in (those, these))
            yield Held(frozenset(keys), reach, before, after)

    def _differing(self, order: Sequence[Carrier], carried: Iterable[Carried]) -> frozenset[str]:
        """The permissions that may differ: all of what is held on one side, or for another time."""
        several = (
            each.otherwise
            if self.before.get(one) == self.after.get(one)
            else each.before | each.after
            for one, each in zip(order, carried, strict=True)
        )
        return frozenset().union(*several)
