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
from functools import cached_property

from reconciler.core.access.affected import Affected
from reconciler.core.access.alike import Alike, Own
from reconciler.core.access.becoming import Becoming
from reconciler.core.access.effect import Difference, Effect
from reconciler.core.access.profile import Ends, Profile
from reconciler.core.access.reaching import People
from reconciler.core.access.sides import Carrier, Side, Sides
from reconciler.core.access.together import by_permission, by_person, in_order_of_risk
from reconciler.core.access.whom import user_refs
from reconciler.core.model import Container, Ref, Users
from reconciler.core.scope import Scope


def difference(sides: Sides) -> Difference:
    """What becomes of everybody's access; both sides at the same instant."""
    affected = Affected(sides)
    compared, becoming = Compared(sides, affected), Becoming(sides, affected)
    effects: list[Effect] = []
    bereft: set[Ref] = set()
    for profile, holders in compared.profiles():
        effects += by_permission(becoming.effects(profile, holders))
        if compared.is_bereft(profile):
            bereft.update(user_refs(holders))
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

    def profiles(self) -> Iterator[tuple[Profile, People]]:
        """What affected people hold, those together who hold the same."""
        same = self._same()
        for had, has in sorted(same):  # what is remembered of one profile is of use to the next
            before, after = self._ends(self.sides.before, had), self._ends(self.sides.after, has)
            yield Profile(before, after), same[had, has]

    def is_bereft(self, profile: Profile) -> bool:
        """Whether these people could do something, and nothing at all any more."""
        before, after = (
            any(side.carries(one.container) for one in ends)
            for side, ends in zip(self.sides, (profile.before, profile.after), strict=True)
        )
        return before and not after

    def _same(self) -> Mapping[tuple[Own, Own], People]:
        """Affected people who are active, by what they are members of before and after."""
        people = self.affected.people()
        before, after = (Alike.of(people, side, self._numbers) for side in self.sides)
        found: dict[tuple[int, int], dict[Scope, list[str]]] = defaultdict(dict)
        for home, names in people.items():
            had, has = before.numbers[home], after.numbers[home]
            for name in names - self._inactive(home):
                found[had[name], has[name]].setdefault(home, []).append(name)
        return {
            (before.own(had), after.own(has)): {home: frozenset(same[home]) for home in same}
            for (had, has), same in found.items()
        }

    @cached_property
    def _order(self) -> Sequence[Container]:
        """Everything that somebody is in, in a fixed order."""
        return sorted(self.sides.carriers, key=_place)

    @cached_property
    def _numbers(self) -> Mapping[Container, int]:
        return {container: number for number, container in enumerate(self._order)}

    def _ends(self, side: Side, own: Own) -> Ends:
        """Everything that somebody is in, through other things too, and until when."""
        found = {self._carriers[number]: until for number, until in own}
        for carrier, until in [*found.items()]:
            for container, end in side.leads(carrier):
                outer = self._carrier(container)
                last = min(end, until)
                found[outer] = max(found.get(outer, last), last)
        if len(found) == len(own):
            return found
        return dict(sorted(found.items(), key=lambda each: _place(each[0].container)))

    def _carrier(self, container: Container) -> Carrier:
        found = self._known.get(container)
        if found is None:
            found = self._known[container] = Carrier(container)
        return found

    @cached_property
    def _carriers(self) -> Sequence[Carrier]:
        """Everything that somebody is in, by number."""
        return [*map(self._carrier, self._order)]

    @cached_property
    def _known(self) -> dict[Container, Carrier]:
        return {}

    def _inactive(self, home: Scope) -> frozenset[str]:
        return self.sides.after.access.state.users.get(home, Users()).inactive


def _place(container: Container) -> tuple[str, str, str, tuple[str, ...]]:
    ref = container.ref
    return ref.kind, container.scope.path, ref.scope.path, ref.name
