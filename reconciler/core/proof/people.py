"""The people of a course: who is in what, and when, through what is nested too."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TypeAlias

from reconciler.core.model import Container, Ref, Users, user_of
from reconciler.core.names import escape
from reconciler.core.proof.course import Course
from reconciler.core.proof.demand import Person
from reconciler.core.proof.ways import ALWAYS, Ways, both, either
from reconciler.core.scope import ROOT, Scope

Entries: TypeAlias = Mapping[Container, Ways]
"""What somebody is ever in, and when."""


@dataclass(frozen=True)
class People:
    """Looks people up; only those of scopes that a plan concerns are known."""

    course: Course

    def entries(self, person: Person) -> Entries:
        """Everything that somebody is ever in."""
        direct = self._direct_of(person)
        if not self.course.is_nested:
            return direct
        if person not in self._nested:
            found: dict[Container, list[Ways]] = defaultdict(list)
            for container, ways in direct.items():
                for inner, when in self._leading((container,), ways):
                    found[inner].append(when)
            self._nested[person] = {each: either(several) for each, several in found.items()}
        return self._nested[person]

    def inside(self, container: Container) -> Sequence[Person]:
        """Everybody who is ever in a container."""
        return self._inside.get(container, ())

    def below(self, group: Ref) -> Sequence[Ref]:
        """The groups that ever stand below one."""
        return self._below.get(group, ())

    def is_active(self, person: Person) -> bool:
        """Whether somebody holds anything; who is not known does."""
        home, name = person
        return escape(name) not in self.course.live.users.get(home, Users()).inactive

    @cached_property
    def changed(self) -> frozenset[Person]:
        """Who comes or goes somewhere, or is in what is edited."""
        return frozenset(
            person
            for person in self._restless
            if any(
                ways != ALWAYS or self.course.edit(container.ref) is not None
                for container, ways in self.entries(person).items()
            )
        )

    def changed_inside(self, container: Container) -> Sequence[Person]:
        """Those of them who are ever in a container."""
        return self._changed_inside.get(container, ())

    @cached_property
    def concerned(self) -> frozenset[Scope]:
        """The scopes whose people a plan concerns."""
        situation = self.course.situation
        edited = {change.ref for change in situation.changes}
        states = self.course.states
        assigned = {each.scope for one in states for each in one.members if each.ref in edited}
        return frozenset(assigned | {change.scope for change in situation.changes})

    def _leading(self, way: tuple[Container, ...], ways: Ways) -> Iterator[tuple[Container, Ways]]:
        yield way[-1], ways
        for outer, when in self._outer(way[-1].ref):
            there = both(ways, when)
            if there and outer not in way:
                yield from self._leading((*way, outer), there)

    def _outer(self, ref: Ref) -> Iterator[tuple[Container, Ways]]:
        yield from self.course.nested.get(ref, {}).items()
        if self.course.target.tree == "inherit" and ref.kind == "group":
            yield from ((Container.of(up), when) for up, when in self.course.above(ref).items())

    def _direct_of(self, person: Person) -> Entries:
        """What somebody is a member of; nobody is looked up who stays in what stays, till asked."""
        found = self._restless.get(person)
        return self._direct.get(person, {}) if found is None else found

    @cached_property
    def _restless(self) -> Mapping[Person, Entries]:
        """Those who come or go, or are in something that leads to what is edited or comes or goes.

        The caller is always asked about. Where users of other scopes can be members, everybody is
        looked up: one person has several keys.
        """
        if self.course.target.members != "own":
            return self._direct
        callers = [] if self._caller is None else [self._caller]
        found: dict[Scope, set[str]] = defaultdict(set)
        for home, name in callers:
            found[home].add(escape(name))
        for container in self._containers:
            before, after = (members.users for members in self.course.members(container))
            users = before | after if self._is_restless(container) else before ^ after
            found[container.scope].update(users)
        return {**{one: {} for one in callers}, **self._entries(found)}

    def _is_restless(self, container: Container) -> bool:
        """Whether what one has by being in a container is not the same all the way."""
        return any(
            ways != ALWAYS or self.course.edit(each.ref) is not None
            for each, ways in self._leading((container,), ALWAYS)
        )

    @cached_property
    def _direct(self) -> Mapping[Person, Entries]:
        return self._entries(None)

    @cached_property
    def _containers(self) -> Sequence[Container]:
        live, desired = self.course.states
        several = filter(self._may_concern, live.members.keys() | desired.members.keys())
        return sorted(several, key=place)

    def _entries(self, among: Mapping[Scope, set[str]] | None) -> Mapping[Person, Entries]:
        """What people are members of, all or some, as containers of a scope name them."""
        found: dict[Person, dict[Container, Ways]] = defaultdict(dict)
        known: dict[Scope, dict[str, dict[Container, Ways]]] = defaultdict(dict)
        for container in self._containers:
            before, after = (members.users for members in self.course.members(container))
            users = before | after
            if among is not None:
                users = users & among.get(container.scope, set())
            here = known[container.scope]  # most are in several containers by the same key
            for key in users:
                stays = key in before and key in after
                when = ALWAYS if stays else self.course.member(key, container)
                if key not in here:
                    here[key] = found[user_of(key, container.scope)]
                here[key][container] = when
        return found

    def _may_concern(self, container: Container) -> bool:
        is_own = self.course.target.members == "own" and not self.course.is_nested
        return not is_own or container.scope in self.concerned or self._is_callers(container)

    def _is_callers(self, container: Container) -> bool:
        return self._caller is not None and container.scope == self._caller[0]

    @property
    def _caller(self) -> Person | None:
        caller = self.course.live.caller
        return None if caller is None else user_of(caller, ROOT)

    @cached_property
    def _inside(self) -> Mapping[Container, Sequence[Person]]:
        return self._by_container(self._direct)

    @cached_property
    def _changed_inside(self) -> Mapping[Container, Sequence[Person]]:
        return self._by_container(self.changed)

    def _by_container(self, people: Iterable[Person]) -> Mapping[Container, Sequence[Person]]:
        found: dict[Container, list[Person]] = defaultdict(list)
        for person in sorted(people, key=by_name):
            for container in self.entries(person):
                found[container].append(person)
        return found

    @cached_property
    def _below(self) -> Mapping[Ref, Sequence[Ref]]:
        found: dict[Ref, list[Ref]] = defaultdict(list)
        for group in self.course.groups:
            if group.scope in self.concerned:
                for above in self.course.above(group):
                    found[above].append(group)
        return found

    @cached_property
    def _nested(self) -> dict[Person, Entries]:
        return {}


def by_name(person: Person) -> tuple[str, str]:
    """The order of people."""
    home, name = person
    return home.path, name


def place(container: Container) -> tuple[str, str, str, tuple[str, ...]]:
    """The order of containers."""
    ref = container.ref
    return container.scope.path, ref.kind, ref.scope.path, ref.name
