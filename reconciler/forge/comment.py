"""One comment of a pull request: updated in place, and never somebody else's."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TypeAlias

from reconciler.forge.forge import Forge, settled
from reconciler.forge.marker import Marker
from reconciler.forge.written import Comment


@dataclass(frozen=True, slots=True)
class Add:
    """Write a new one."""


@dataclass(frozen=True, slots=True)
class Change:
    """Write one anew, in its place."""

    number: int


@dataclass(frozen=True, slots=True)
class Remove:
    """Take one away."""

    number: int


Act: TypeAlias = Add | Change | Remove


def decide(found: Iterable[Comment], me: int, marker: Marker, body: str) -> tuple[Act, ...]:
    """What makes `body` our one comment.

    The oldest stays, because people link to it. Others of ours come from two runs at once; they
    are removed: a plan that nobody updates would be taken for the plan.
    """
    own = marker.ours(found, me)
    if not own:
        return (Add(),)
    first, *others = own
    extra = tuple(Remove(comment.number) for comment in others)
    return extra if is_same(first.body, body) else (Change(first.number), *extra)


def is_same(one: str, other: str) -> bool:
    """Whether two bodies are one: forges keep other ends of lines, and none at the end."""
    return one.replace("\r\n", "\n").rstrip() == other.replace("\r\n", "\n").rstrip()


def keep_comment(forge: Forge, pull: int, marker: Marker, body: str) -> tuple[Act, ...]:
    """Make `body` our one comment; what was done for it. Raises `TargetError`."""
    me = forge.me().number

    def make() -> tuple[Act, ...]:
        acts = decide(forge.comments(pull), me, marker, body)
        for act in acts:
            _do(forge, pull, act, body)
        return acts

    return settled(make)


def _do(forge: Forge, pull: int, act: Act, body: str) -> None:
    match act:
        case Add():
            forge.add_comment(pull, body)
        case Change(number):
            forge.change_comment(pull, number, body)
        case Remove(number):
            forge.remove_comment(pull, number)
