"""Why not: what stands between somebody and what they cannot do."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, TypeAlias

from reconciler.core.access.holding import Holding
from reconciler.core.access.question import Access, Question
from reconciler.core.access.steps import Step, walked
from reconciler.core.model import NOBODY, Container, Member, Ref, user_key

Cause: TypeAlias = Literal[
    "deactivated", "unreached", "elsewhere", "ended", "uncarried", "no container"
]

Gone: TypeAlias = Mapping[Container, frozenset[Member]]
"""Memberships that the files declare with an end that has passed."""
NOTHING_GONE: Gone = {}


@dataclass(frozen=True, slots=True)
class Obstacle:
    """One reason of a no.

    | cause | why | `containers` |
    |---|---|---|
    | deactivated | the user is deactivated | what would give it |
    | unreached | it is held, and does not work on whom it is asked about | what gives it |
    | elsewhere | it is held at another scope only | what gives it |
    | ended | the membership that would give it has ended, if known at `ended` | what would give |
    | uncarried | nothing that the user is in carries it | all of these |
    | no container | the user is in nothing | none |

    `steps` lead to the one container where there is one; `groups` are those of whom it is asked on.
    """

    cause: Cause
    containers: tuple[Container, ...] = ()
    steps: tuple[Step, ...] = ()
    groups: tuple[Ref, ...] = ()
    ended: datetime | None = None


def obstacles(access: Access, question: Question, gone: Gone = NOTHING_GONE) -> list[Obstacle]:
    """Why the answer is no, in order of use; never empty."""
    held = [way for way in _all(access, question.user) if _gives(access, way, question.permission)]
    here = [way for way in held if access.holds_at(way.container, question.scope)]
    if not access.holdings.is_active(question.user):
        return [Obstacle("deactivated", _containers(here))]
    found = [_held(access, question, way, here) for way in here or held]
    found += _ended(access, question, gone)
    return found or [_nothing(access, question.user)]


def _held(access: Access, question: Question, way: Holding, here: list[Holding]) -> Obstacle:
    steps = tuple(walked(access, question.user, way))
    on = question.on
    groups = tuple(sorted(access.groups_of(on))) if on and on.kind == "user" else ()
    return Obstacle("unreached" if here else "elsewhere", (way.container,), steps, groups)


def _all(access: Access, user: Ref) -> list[Holding]:
    """Everything that a user is in, deactivated or not, in order."""
    direct = access.holdings.direct(user)
    ways = [way for one in direct for way in access.holdings.beyond(one)]
    return sorted(ways, key=lambda way: way.way)


def _gives(access: Access, way: Holding, permission: str) -> bool:
    return permission in access.carries.of(way.container.ref)


def _ended(access: Access, question: Question, gone: Gone) -> Iterator[Obstacle]:
    """The memberships that have ended, and would give it at the scope."""
    user = question.user
    for container in sorted(access.state.members.keys() | gone):
        members = access.state.members.get(container, NOBODY)
        key = user_key(user.name[0], user.scope, container.scope)
        ended = members.until.get(key)
        has_ended = ended is not None and ended <= access.now
        if has_ended or (key not in members and key in gone.get(container, ())):
            ways = access.holdings.beyond(Holding((container,)))
            found = [way for way in ways if _gives(access, way, question.permission)]
            if any(access.holds_at(way.container, question.scope) for way in found):
                steps = tuple(walked(access, user, Holding((container,))))
                yield Obstacle("ended", _containers(found), steps, ended=ended)


def _nothing(access: Access, user: Ref) -> Obstacle:
    containers = _containers(_all(access, user))
    return Obstacle("uncarried" if containers else "no container", containers)


def _containers(ways: list[Holding]) -> tuple[Container, ...]:
    return tuple(dict.fromkeys(way.container for way in ways))
