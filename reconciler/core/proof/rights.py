"""Rights that a plan takes and gives: those that somebody could hold too much of, or be without.

Only what two steps meet in can go wrong: a right that is held before and after, and not all the
way; or neither before nor after, and not never. All others need no look at any order.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from reconciler.core.model import Container, Ref
from reconciler.core.proof.course import Course
from reconciler.core.proof.demand import Demand, Kind, Person, Right
from reconciler.core.proof.known import Carriers, Everybody, Known, through_roles
from reconciler.core.proof.people import People, by_name
from reconciler.core.proof.ways import ALWAYS, Ways, at_end, at_start, both, either
from reconciler.core.scope import Scope

MOST_PAIRS = 100_000
"""So many pairs of people are looked at; a plan beyond is not proved whole."""


@dataclass
class Rights:
    """Finds them; `is_whole` is False where there were too many to look at."""

    course: Course
    people: People
    everybody: Everybody
    is_whole: bool = True
    _found: dict[tuple[Kind, Ways], dict[Right, None]] = field(default_factory=dict)
    _asked: set[tuple[Known, Known]] = field(default_factory=set)

    def demands(self) -> list[Demand]:
        """What is demanded of them at every step."""
        changed = [*map(self.everybody.known, sorted(self.people.changed, key=by_name))]
        for one in changed:
            self._of_one(one)
        if self.course.target.tree == "reach":
            for holder, reached in (*self._moved(), *self._pairs(changed)):
                if len(self._asked) >= MOST_PAIRS:
                    self.is_whole = False
                    break
                self._of_two(holder, reached)
            self._over_moved_groups()
        return [Demand(kind, ways, tuple(held)) for (kind, ways), held in self._found.items()]

    # One person alone: places, groups, and everyone whom a role reaches

    def _of_one(self, one: Known) -> None:
        if not (one.is_mixed and one.is_active):
            return
        for reach, carriers, keys in one.given:
            for scope in dict.fromkeys(container.scope for container, _ in carriers):
                if reach == "place":
                    self._note(one.person, keys, scope, self._at(carriers, scope))
                elif reach != "ungrouped":
                    roles = through_roles(carriers, scope, self.course)
                    self._note(one.person, keys, scope, roles)
            if reach == "groups":
                for group in self._groups_below(carriers):
                    self._note(one.person, keys, group, self._over_group(carriers, group))

    def _at(self, carriers: Carriers, scope: Scope) -> Ways:
        return either(ways for one, ways in carriers if self.course.holds_at(one, scope))

    def _groups_below(self, carriers: Carriers) -> list[Ref]:
        """The groups that stay, of those that ever stand below these."""
        below = {ref for each, _ in carriers for ref in self.people.below(each.ref)}
        return sorted(filter(self._stays, below))

    def _stays(self, group: Ref) -> bool:
        return all(group in state.groups for state in self.course.states)

    def _over_group(self, carriers: Carriers, group: Ref) -> Ways:
        above = self.course.above(group)
        below = (both(ways, above[one.ref]) for one, ways in carriers if one.ref in above)
        return either((through_roles(carriers, group.scope, self.course), *below))

    # Two people, one of whom reaches the other through a group above theirs

    def _pairs(self, changed: Sequence[Known]) -> Iterator[tuple[Known, Known]]:
        for one in changed:
            for reached in self._reached(one) if one.is_mixed else ():
                yield one, reached
            inside = self.everybody.inside if one.is_mixed else self.everybody.changed_inside
            for above in one.standing:
                for holder in inside(above):  # of two, one must take and one give
                    if (one.takes or holder.takes) and (one.gives or holder.gives):
                        yield holder, one

    def _reached(self, one: Known) -> Iterator[Known]:
        for container in one.entries:
            for group in self.people.below(container.ref):
                yield from self.everybody.inside(Container.of(group))

    def _of_two(self, holder: Known, reached: Known) -> None:
        if holder is reached or not holder.is_active or (holder, reached) in self._asked:
            return
        self._asked.add((holder, reached))
        for reach, carriers, keys in holder.given:
            if reach == "users":
                ways = self._over_user(carriers, reached)
                self._note(holder.person, keys, reached.person, ways)

    def _over_user(self, carriers: Carriers, reached: Known) -> Ways:
        found: list[Ways] = []
        for container, ways in carriers:
            if container.ref.kind == "role":
                if self.course.holds_at(container, reached.person[0]):
                    found.append(ways)
            elif (when := reached.standing.get(container)) is not None:
                found.append(both(ways, when))
        return found[0] if len(found) == 1 else either(found)

    # Groups that move, with all that is in them

    def _moved(self) -> Iterator[tuple[Known, Known]]:
        for holder, group in self._around_moves():
            for reached in self.everybody.inside(Container.of(group)):
                yield holder, reached

    def _over_moved_groups(self) -> None:
        for holder, group in self._around_moves():
            if self._stays(group) and holder.is_active:
                for reach, carriers, keys in holder.given:
                    if reach == "groups":
                        self._note(holder.person, keys, group, self._over_group(carriers, group))

    def _around_moves(self) -> Iterator[tuple[Known, Ref]]:
        """Who is ever in a group above one that moves, and that one with all that stands in it."""
        for moved in sorted(self.course.relocations):
            inside = [moved, *self.people.below(moved)]
            for above in sorted(self.course.above(moved)):
                for holder in self.everybody.inside(Container.of(above)):
                    yield from ((holder, group) for group in inside)

    def _note(
        self, person: Person, keys: Sequence[str], on: Person | Ref | Scope, ways: Ways
    ) -> None:
        kind = critical(ways)
        if kind is not None:
            held = self._found.setdefault((kind, ways), {})
            held.update(dict.fromkeys(Right(person, key, on) for key in keys))


def critical(ways: Ways) -> Kind | None:
    """What could go wrong with a right on the way, if anything."""
    if not ways or ways == ALWAYS:
        return None
    before, after = at_start(ways), at_end(ways)
    if before and after:
        return Kind.GAP
    return None if before or after else Kind.EXCESS
