"""Blocks: the changes of a plan by scope and then by container, removals first."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeAlias

from reconciler.core.change import Action, Change
from reconciler.core.model import Container, Membership
from reconciler.core.plan import Plan
from reconciler.core.polarity import removed
from reconciler.core.scope import Scope
from reconciler.core.spelling import Spelling
from reconciler.report.lines import Line, lines
from reconciler.report.tally import Tally

_THINGS = (Action.DELETE, Action.MOVE, Action.CREATE, Action.UPDATE)
_MEMBERSHIPS = (Action.REVOKE, Action.GRANT, Action.REDATE)

Pair: TypeAlias = tuple[Line, Membership]
"""The line of a membership and its later side, at the addresses of the files."""


@dataclass(frozen=True, slots=True)
class Block:
    """What happens to one container, in the order of reading; `container` has its final address.

    `hidden` counts the memberships that are not shown.
    """

    container: Container
    things: tuple[Line, ...]
    memberships: tuple[Pair, ...]
    hidden: Tally = field(default_factory=Counter)

    @property
    def rank(self) -> int:
        """0 for what goes, 1 for what loses something, 2 for the rest."""
        if any(line.change.action is Action.DELETE for line in self.things):
            return 0
        everything = (*self.things, *(line for line, _ in self.memberships))
        return 1 if any(takes(line.change) for line in everything) else 2


@dataclass(frozen=True, slots=True)
class Part:
    """What is shown of one scope, of all its changes; `hidden` counts the other containers."""

    scope: Scope
    count: int
    blocks: Sequence[Block]
    hidden: Mapping[Container, Tally] = field(default_factory=dict)


@dataclass(slots=True)
class Heap:
    """The lines of one container while they are collected."""

    things: list[Line] = field(default_factory=list)
    memberships: list[Pair] = field(default_factory=list)

    def __len__(self) -> int:
        """How many there are."""
        return len(self.things) + len(self.memberships)

    def block(self, container: Container, order: Callable[[Pair], Any]) -> Block:
        """All of them, in the order of reading."""
        things = sorted(self.things, key=lambda line: _THINGS.index(line.change.action))
        return Block(container, tuple(things), tuple(sorted(self.memberships, key=order)))


def heaps(found: Iterable[Line]) -> Mapping[Container, Heap]:
    """Lines by their container."""
    made: defaultdict[Container, Heap] = defaultdict(Heap)
    for line in found:
        value = line.named.value
        if isinstance(value, Membership):
            made[line.container].memberships.append((line, value))
        else:
            made[line.container].things.append(line)
    return made


def takes(change: Change) -> bool:
    """Whether something is taken away."""
    return change.after is None or bool(removed(change))


def by_scope(plan: Plan) -> list[Part]:
    """Every scope that changes with all its blocks, from the root of the tenant tree."""
    scopes: defaultdict[Scope, list[Block]] = defaultdict(list)
    counts: Counter[Scope] = Counter()
    for container, heap in heaps(lines(plan)).items():
        block = heap.block(container, lambda pair: reading(pair, plan.spelling))
        scopes[container.scope].append(block)
        counts[container.scope] += len(heap)
    return [
        Part(scope, counts[scope], sorted(scopes[scope], key=_place))
        for scope in sorted(scopes, key=lambda scope: scope.names)
    ]


def _place(block: Block) -> tuple[int, bool, tuple[str, ...]]:
    return block.rank, *place(block.container)


def place(container: Container) -> tuple[bool, tuple[str, ...]]:
    """Roles before groups, each by name."""
    return container.ref.kind != "role", container.ref.name


def reading(pair: Pair, spelling: Spelling) -> tuple[int, str]:
    """Who goes, who comes, who has another end; each by name."""
    action, value = pair[0].change.action, pair[1]
    return _MEMBERSHIPS.index(action), spelling.member(value.member, value.container)
