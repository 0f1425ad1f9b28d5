"""Blocks: the changes of a plan by scope and then by container, removals first."""

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

from reconciler.core.change import Action, Change
from reconciler.core.model import Container, Membership, Ref
from reconciler.core.plan import Plan, Step
from reconciler.core.scope import Scope
from reconciler.core.spelling import Spelling
from reconciler.report.explain import explain

_THINGS = (Action.DELETE, Action.MOVE, Action.CREATE, Action.UPDATE)
_MEMBERSHIPS = (Action.REVOKE, Action.GRANT, Action.REDATE)


@dataclass(frozen=True, slots=True)
class Block:
    """What happens to one container, in the order of reading; `container` has its final address.

    Beside the change of a membership stands its later side. `along` are those of the changes that
    come along with a deletion and are not sent.
    """

    container: Container
    things: tuple[Change, ...]
    memberships: tuple[tuple[Change, Membership], ...]
    along: frozenset[Change]

    @property
    def rank(self) -> int:
        """0 for what goes, 1 for what loses something, 2 for the rest."""
        if any(change.action is Action.DELETE for change in self.things):
            return 0
        changes = (*self.things, *(change for change, _ in self.memberships))
        return 1 if any(map(takes, changes)) else 2


@dataclass(slots=True)
class _Heap:
    """The changes of one container while they are collected."""

    things: list[Change] = field(default_factory=list)
    memberships: list[tuple[Change, Membership]] = field(default_factory=list)
    along: set[Change] = field(default_factory=set)

    def add(self, change: Change) -> None:
        value = change.value
        if isinstance(value, Membership):
            self.memberships.append((change, value))
        else:
            self.things.append(change)


def takes(change: Change) -> bool:
    """Whether something is taken away."""
    return change.after is None or bool(explain(change).removed)


def by_scope(plan: Plan) -> list[tuple[Scope, list[Block]]]:
    """The blocks of every scope that changes, from the root of the tenant tree."""
    heaps: defaultdict[Container, _Heap] = defaultdict(_Heap)
    for step, final in zip(reversed(plan.steps), _finally(plan.steps), strict=True):
        for change in (step.change, *step.along):
            heap = heaps[_container(change, final)]
            heap.add(change)
            heap.along.update([] if change is step.change else [change])
    scopes: defaultdict[Scope, list[Block]] = defaultdict(list)
    for container, heap in heaps.items():
        scopes[container.scope].append(_block(container, heap, plan.spelling))
    for blocks in scopes.values():
        blocks.sort(key=_place)
    return sorted(scopes.items(), key=lambda item: item[0].names)


def _place(block: Block) -> tuple[int, bool, tuple[str, ...]]:
    ref = block.container.ref
    return block.rank, ref.kind != "role", ref.name


def _container(change: Change, final: Callable[[Ref], Ref]) -> Container:
    return Container(final(change.ref), change.scope)


def _block(container: Container, heap: _Heap, spelling: Spelling) -> Block:
    things = sorted(heap.things, key=lambda change: _THINGS.index(change.action))
    memberships = sorted(heap.memberships, key=lambda pair: _reading(pair[0], pair[1], spelling))
    return Block(container, tuple(things), tuple(memberships), frozenset(heap.along))


def _reading(change: Change, value: Membership, spelling: Spelling) -> tuple[int, str]:
    return _MEMBERSHIPS.index(change.action), spelling.member(value.member, value.container)


def _finally(steps: Sequence[Step]) -> Iterator[Callable[[Ref], Ref]]:
    """From the last step to the first: what an address of that moment is called in the end.

    An address before a move of the container, or of a group above it, is an old one.
    """
    moved: dict[Ref, Ref] = {}

    def final(ref: Ref) -> Ref:
        for old in (ref, *ref.above) if moved else ():
            if old in moved:
                return Ref(ref.kind, ref.scope, moved[old].name + ref.name[len(old.name) :])
        return ref

    for step in reversed(steps):
        yield final
        change = step.change
        if change.action is Action.MOVE:
            moved[change.old_ref] = final(change.ref)
