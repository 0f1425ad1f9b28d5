"""Administrators: no scope is left with too few, and nothing empty that must keep a member."""

from collections.abc import Iterable, Iterator

from reconciler.core.limits import AdminLimit
from reconciler.core.model import NOBODY, Container, Membership, State
from reconciler.core.proof.course import Course
from reconciler.core.proof.demand import Demand, Kind
from reconciler.core.proof.people import place
from reconciler.core.proof.ways import (
    ALWAYS,
    NEVER,
    Ways,
    at_end,
    at_least,
    at_start,
    both,
    either,
    made,
    unmade,
)
from reconciler.core.scope import Scope

_MOST = 12
"""So many people come and go as administrators of one scope, at most, for it to be proved."""


def administrators(course: Course, limit: AdminLimit | None) -> Iterator[Demand]:
    """What each scope demands that a plan touches."""
    if limit is None:
        return
    for scope, containers in sorted(_containers(course, limit).items()):
        ways = _enough(list(_administrators(course, containers, limit)), limit.minimum)
        if ways not in (ALWAYS, NEVER):
            yield Demand(Kind.LOCKOUT, ways, about=scope)


def kept(course: Course) -> Iterator[Demand]:
    """What each container demands that must keep an active member, whom no end will take away."""
    for container in sorted(course.situation.kept):
        before, after = (_staying(state, container) for state in course.states)
        if before & after or not (before and after):
            continue
        steps = {
            change.value.member: course.situation.carriers[step]
            for step, change in enumerate(course.situation.changes)
            if isinstance(change.value, Membership) and change.value.container == container
        }
        there = [unmade(steps[user]) for user in sorted(before)]
        yield Demand(Kind.KEPT, either([*there, *(made(steps[user]) for user in sorted(after))]))


def _staying(state: State, container: Container) -> frozenset[str]:
    members = state.members.get(container, NOBODY)
    return state.active(members.users.difference(members.until), container.scope)


def _containers(course: Course, limit: AdminLimit) -> dict[Scope, list[Container]]:
    """By scope, what makes somebody an administrator there, of the scopes that are touched."""
    touched = {change.scope for change in course.situation.changes}
    edited = {change.ref for change in course.situation.changes}
    found: dict[Scope, list[Container]] = {}
    several = course.live.members.keys() | course.desired.members.keys()
    for container in sorted(several, key=place):
        if _administers(course, container, limit):
            found.setdefault(container.scope, []).append(container)
    return {
        scope: containers
        for scope, containers in found.items()
        if scope in touched or any(container.ref in edited for container in containers)
    }


def _administrators(
    course: Course, containers: Iterable[Container], limit: AdminLimit
) -> Iterator[Ways]:
    """For each person when they are one."""
    found: dict[str, list[Ways]] = {}
    for container in containers:
        carries = _administers(course, container, limit)
        before, after = course.members(container)
        for user in course.live.active(before.users | after.users, container.scope):
            found.setdefault(user, []).append(both(course.member(user, container), carries))
    yield from (either(found[user]) for user in sorted(found))


def _administers(course: Course, container: Container, limit: AdminLimit) -> Ways:
    """When something carries one of the permissions as its own."""
    before, after = (
        not limit.permissions.isdisjoint((thing.permissions if thing else None) or ())
        for thing in (state.thing(container.ref) for state in course.states)
    )
    if before and after:
        return ALWAYS
    step = course.edit(container.ref)
    if step is None or not (before or after):
        return NEVER
    return unmade(step) if before else made(step)


def _enough(people: list[Ways], minimum: int) -> Ways:
    """When there are as many as the minimum, or as there are on the side that has fewer."""
    before, after = (sum(map(side, people)) for side in (at_start, at_end))
    changing = [ways for ways in people if ways != ALWAYS]
    wanted = min(minimum, before, after) - (len(people) - len(changing))
    if wanted <= 0 or len(changing) > _MOST:
        return ALWAYS
    return at_least(wanted, changing)
