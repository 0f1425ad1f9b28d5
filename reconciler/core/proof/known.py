"""What is known of one person: what they are ever in, what they hold by it, and whom they reach."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TypeAlias

from reconciler.core.model import Container
from reconciler.core.proof.course import Course
from reconciler.core.proof.demand import Person
from reconciler.core.proof.people import Entries, People
from reconciler.core.proof.ways import Ways, both, either
from reconciler.core.scope import Scope

Carriers: TypeAlias = tuple[tuple[Container, Ways], ...]
"""What gives somebody a permission, and when it does."""
Given: TypeAlias = Sequence[tuple[str, Carriers, tuple[str, ...]]]
"""Permissions together that have the same reach and are given by the same: reach, givers, keys."""


@dataclass(frozen=True, eq=False)
class Known:
    """One person; compared by identity, since each is known once."""

    person: Person
    course: Course
    entries: Entries
    given: Given
    is_active: bool

    @cached_property
    def takes(self) -> bool:
        """Whether some step takes something from them."""
        return any(each < 0 for each in self._literals)

    @cached_property
    def gives(self) -> bool:
        """Whether some step gives something to them."""
        return any(each > 0 for each in self._literals)

    @property
    def is_mixed(self) -> bool:
        """Whether steps do both."""
        return self.takes and self.gives

    @cached_property
    def standing(self) -> Mapping[Container, Ways]:
        """When they are in a group below another."""
        found: dict[Container, list[Ways]] = defaultdict(list)
        for container, ways in self.entries.items():
            if container.ref.kind == "group":
                for above, when in self.course.containers_above(container.ref):
                    found[above].append(both(ways, when))
        return {
            above: several[0] if len(several) == 1 else either(several)
            for above, several in found.items()
        }

    @cached_property
    def _literals(self) -> set[int]:
        carried = [ways for _, carriers, _ in self.given for _, ways in carriers]
        several = (*self.entries.values(), *carried)
        return {each for ways in several for way in ways for each in way}


@dataclass(frozen=True)
class Everybody:
    """Gets to know people, each once."""

    course: Course
    people: People

    def known(self, person: Person) -> Known:
        """One of them."""
        found = self._known.get(person)
        if found is None:
            entries = self.people.entries(person)
            key = tuple(entries.items())
            if key not in self._given:
                self._given[key] = self._held(entries)
            is_active = self.people.is_active(person)
            found = Known(person, self.course, entries, self._given[key], is_active)
            self._known[person] = found
        return found

    def inside(self, container: Container) -> Sequence[Known]:
        """Everybody who is ever in a container."""
        if container not in self._inside:
            self._inside[container] = [*map(self.known, self.people.inside(container))]
        return self._inside[container]

    def changed_inside(self, container: Container) -> Sequence[Known]:
        """Those of them for whom a step changes something."""
        found = self._changed_inside.get(container)
        if found is None:
            found = [*map(self.known, self.people.changed_inside(container))]
            self._changed_inside[container] = found
        return found

    def _held(self, entries: Entries) -> Given:
        numbers: dict[tuple[Container, Ways], int] = {}
        by_key: dict[str, list[int]] = defaultdict(list)
        for container, ways in entries.items():
            for when, keys in self.course.carried_alike(container.ref).items():
                number = numbers.setdefault((container, both(ways, when)), len(numbers))
                for key in keys:
                    by_key[key].append(number)
        carriers = [*numbers]
        given: dict[tuple[str, tuple[int, ...]], list[str]] = defaultdict(list)
        permission = self.course.carries.permission
        for key in sorted(by_key):
            given[permission(key).reach, tuple(by_key[key])].append(key)
        return [
            (reach, tuple(carriers[number] for number in several), tuple(keys))
            for (reach, several), keys in given.items()
        ]

    @cached_property
    def _known(self) -> dict[Person, Known]:
        return {}

    @cached_property
    def _inside(self) -> dict[Container, Sequence[Known]]:
        return {}

    @cached_property
    def _changed_inside(self) -> dict[Container, Sequence[Known]]:
        return {}

    @cached_property
    def _given(self) -> dict[object, Given]:
        return {}


def through_roles(carriers: Iterable[tuple[Container, Ways]], at: Scope, course: Course) -> Ways:
    """When a role among these gives something at a scope."""
    return either(
        ways for one, ways in carriers if one.ref.kind == "role" and course.holds_at(one, at)
    )
