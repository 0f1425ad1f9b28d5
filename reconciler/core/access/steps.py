"""Steps: a path of access taken apart, each step with what a place in the files is known for."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Literal, TypeAlias

from reconciler.core.access.holding import NEVER, Holding
from reconciler.core.access.question import Access, Path, Question
from reconciler.core.finding import Key
from reconciler.core.model import NOBODY, Container, Member, Ref, user_key

Way: TypeAlias = Literal[
    "member", "below", "carries", "reaches", "everyone", "every group", "ungrouped"
]


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a path.

    | way | from `subject` to `container` |
    |---|---|
    | member | the subject is a member of it; `until` is when that ends |
    | below | the group stands below it, where groups have what those above them have |
    | carries | the subject carries `permission`, which is or implies `gives` |
    | reaches | the subject reaches the group `container`, which is or holds whom one asks about |
    | everyone, every group | the subject reaches all of them at the scope of `container` |
    | ungrouped | the same, of everyone who is in no group |

    `key` is what an origin knows the step by; None where nobody writes such a thing.
    """

    way: Way
    subject: Ref
    container: Container
    key: Key | None = None
    permission: str = ""
    gives: str = ""
    until: datetime | None = None


def walked(access: Access, subject: Ref, holding: Holding) -> Iterator[Step]:
    """From a user, group or role through all that it is in."""
    for container in holding.way:
        yield _entered(access, subject, container)
        subject = container.ref


def _entered(access: Access, subject: Ref, container: Container) -> Step:
    member: Member = subject
    if subject.kind == "user":
        member = user_key(subject.name[0], subject.scope, container.scope)
    members = access.state.members.get(container, NOBODY)
    if member not in members and subject.kind == "group":
        return Step("below", subject, container, subject)
    until = members.until.get(member)
    return Step("member", subject, container, (container, member), until=until)


@dataclass(frozen=True)
class Walk:
    """Takes paths apart; how somebody who is asked about is in a group is found once."""

    access: Access

    def steps(self, question: Question, path: Path) -> tuple[Step, ...]:
        """The path from the user to the permission, and to whom it is asked about."""
        held = path.holding.container
        key = (held.ref, path.carried)
        carries = Step("carries", held.ref, held, key, path.carried, question.permission)
        way = walked(self.access, question.user, path.holding)
        return (*way, carries, *self._reach(question, path))

    def _reach(self, question: Question, path: Path) -> Iterator[Step]:
        held, on = path.holding.container, question.on
        if on is None:
            return
        if path.below is not None:
            yield Step("reaches", held.ref, Container.of(path.below), path.below)
            yield from () if on == path.below else self._inside(on, path.below)
        elif self.access.carries.permission(question.permission).reach == "ungrouped":
            yield Step("ungrouped", held.ref, held)
        else:
            yield Step("everyone" if on.kind == "user" else "every group", held.ref, held)

    def _inside(self, on: Ref, below: Ref) -> tuple[Step, ...]:
        """How somebody is in a group: by the shortest way there is."""
        if (on, below) not in self._found:
            holdings = self.access.holdings
            ways = (way for one in holdings.direct(on) for way in holdings.beyond(one))
            found = min(
                (way for way in ways if way.container.ref == below),
                key=lambda way: (len(way.way), way.way),
            )
            self._found[on, below] = tuple(walked(self.access, on, found))
        return self._found[on, below]

    @cached_property
    def _found(self) -> dict[tuple[Ref, Ref], tuple[Step, ...]]:
        return {}


def end(until: datetime) -> datetime | None:
    """An end, None where there is none."""
    return None if until == NEVER else until
