"""Separation of duty: no pair arises on the way that stands neither before nor after.

Whoever knows which pairs are forbidden says so of one person in one state; it is asked of every
mixture of what that person is given and loses.
"""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import product
from typing import Protocol

from reconciler.core.access.question import Access
from reconciler.core.change import Action
from reconciler.core.model import Container, Group, Members, Ref, Role, State, Thing, user_key
from reconciler.core.proof.course import Course
from reconciler.core.proof.demand import Demand, Kind, Person
from reconciler.core.proof.people import People, by_name
from reconciler.core.proof.ways import Way, steps_of

_MOST = 10
"""So many steps change what one person holds, at most, for it to be proved."""


class Forbidding(Protocol):
    """Knows what nobody may hold together."""

    def __call__(self, access: Access, user: Ref) -> Collection[str]:
        """What a user holds in a state that is forbidden, each in words that tell it apart."""
        ...


def nothing(access: Access, user: Ref) -> Collection[str]:  # noqa: ARG001 - the protocol's signature
    """Forbids nothing."""
    return ()


@dataclass
class Duties:
    """What must not come together for anybody whom a plan changes.

    Somebody who only gains is asked about too: a rule may make an exception for what comes last.
    `is_whole` is False where somebody is changed by too many steps to be asked about.
    """

    course: Course
    people: People
    forbidden: Forbidding
    is_whole: bool = True

    def demands(self) -> Iterator[Demand]:
        """What is demanded for each of them."""
        if self.forbidden is nothing:
            return
        for person in sorted(self.people.changed, key=by_name):
            steps = sorted(_steps(self.course, self.people, person))
            if len(steps) > _MOST:
                self.is_whole = False
            elif len(steps) > 1 and self.people.is_active(person):
                yield from self._of_person(person, steps)

    def _of_person(self, person: Person, steps: Sequence[int]) -> Iterator[Demand]:
        user = Ref("user", person[0], (person[1],))
        seen: list[tuple[Way, Collection[str]]] = []
        for moment in product((False, True), repeat=len(steps)):
            pairs = zip(steps, moment, strict=True)
            way = frozenset(step + 1 if done else -step - 1 for step, done in pairs)
            state = _state(self.course, self.people, person, way)
            seen.append((way, self.forbidden(self._access(state), user)))
        stands = {*seen[0][1], *seen[-1][1]}
        bad: dict[str, list[Way]] = {}
        for way, several in seen:
            for words in several:
                bad.setdefault(words, []).append(way)
        for words in sorted(bad.keys() - stands):
            yield Demand(Kind.FORBIDDEN, frozenset(bad[words]), about=(person, words))

    def _access(self, state: State) -> Access:
        return Access(state, self.course.target, self.course.now)


def _steps(course: Course, people: People, person: Person) -> set[int]:
    """The steps that change what somebody is in, or what that carries while it is there."""
    updates = course.situation.by_ref(Action.UPDATE)
    found: set[int] = set()
    for container, ways in people.entries(person).items():
        found.update(steps_of(ways))
        if container.ref in updates:
            found.add(updates[container.ref])
    return found


def _state(course: Course, people: People, person: Person, moment: Way) -> State:
    """What one person is in at a moment, and what that carries then."""
    home, name = person
    things: list[Thing] = []
    members: dict[Container, Members] = {}
    for container, ways in people.entries(person).items():
        thing = _thing(course, container.ref, moment)
        if thing is not None and any(way <= moment for way in ways):
            things.append(thing)
            key = user_key(name, home, container.scope)
            members[container] = Members(frozenset({key}))
    return replace(
        course.live,
        roles={thing.ref: thing for thing in things if isinstance(thing, Role)},
        groups={thing.ref: thing for thing in things if isinstance(thing, Group)},
        members=members,
    )


def _thing(course: Course, ref: Ref, moment: Way) -> Thing | None:
    """A thing at a moment; whoever is in it, it is there."""
    update = course.situation.step(Action.UPDATE, ref)
    is_late = update is not None and update + 1 in moment
    first, then = reversed(course.states) if is_late else course.states
    return first.thing(ref) or then.thing(ref)
