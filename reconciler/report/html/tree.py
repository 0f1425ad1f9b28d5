"""The tree of what changes in one scope: groups with the groups above them, roles, and people.

```
Top Role                 stays, and is drawn because something below it changes
  Managers               altered
    Telesales            moved; a ghost stays where it came from
      isla               moved: left one group of the scope and joined one other
```
"""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace

from reconciler.core.change import Action
from reconciler.core.model import Container, Ref
from reconciler.core.names import join
from reconciler.core.rename import Moves
from reconciler.core.spelling import Spelling
from reconciler.report.blocks import Block, Pair, Part
from reconciler.report.html.look import ACTIONS, ADDED, MOVED, REMOVED, STAYS, Look
from reconciler.report.lines import Line

DEEP = 64
"""So many groups stand below each other as a tree; what is deeper stands below the last one."""


@dataclass(frozen=True, slots=True)
class Leaf:
    """One member whose membership changes, or the place that something has left.

    `beside` says where it came from or went to.
    """

    name: str
    look: Look
    is_group: bool = False
    is_ghost: bool = False
    beside: str = ""


@dataclass(slots=True)
class Node:
    """One role or group while the tree is built; `hidden` counts members that are not shown."""

    ref: Ref
    look: Look = STAYS
    was: str = ""
    leaves: list[Leaf] = field(default_factory=list)
    below: dict[Ref, "Node"] = field(default_factory=dict)
    hidden: int = 0

    @property
    def size(self) -> int:
        """How many nodes and leaves it is drawn with."""
        return 1 + len(self.leaves) + sum(node.size for node in self.below.values())


@dataclass(frozen=True, slots=True)
class Tree:
    """The tree of one scope."""

    spelling: Spelling
    roots: dict[Ref, Node]
    movers: Mapping[tuple[Ref, str], str]

    def node(self, ref: Ref) -> Node:
        """The node of an address, made with all above it that are drawn as a tree."""
        level = self.roots
        for depth in range(1, min(len(ref.name), DEEP + 1)):
            above = Ref(ref.kind, ref.scope, ref.name[:depth])
            level = level.setdefault(above, Node(above)).below
        return level.setdefault(ref, Node(ref))

    def add(self, block: Block, moves: Moves) -> None:
        """What happens to one container."""
        node = self.node(block.container.ref)
        node.hidden += block.hidden.total()
        for line in block.things:
            self._thing(node, line, moves)
        node.leaves += [self._leaf(block.container, pair) for pair in block.memberships]

    def _thing(self, node: Node, line: Line, moves: Moves) -> None:
        change = line.change
        if node.look is STAYS or change.action is not Action.UPDATE:
            node.look = ACTIONS[change.action]
        if change.action is not Action.MOVE:
            return
        old, new = change.old_ref, change.ref
        if old.parent == new.parent or old.kind == "role":
            node.was = self.spelling.name(old)
            return
        node.was = self._short(old)
        place = moves.stays(old).parent
        ghost = Leaf(self.spelling.name(old), MOVED, True, True, f"to {self._short(new)}")
        if place is not None:
            self.node(place).leaves.append(ghost)

    def _short(self, ref: Ref) -> str:
        """A group and the one above it: the tree shows the rest."""
        return join(self.spelling.names(ref)[-2:])

    def _leaf(self, container: Container, pair: Pair) -> Leaf:
        line, value = pair
        name = self.spelling.member(value.member, value.container)
        leaf = Leaf(name, ACTIONS[line.change.action], not isinstance(value.member, str))
        other = self.movers.get((container.ref, name))
        if other is None:
            return leaf
        if leaf.look is REMOVED:
            return replace(leaf, look=MOVED, is_ghost=True, beside=f"to {other}")
        return replace(leaf, look=MOVED, beside=f"from {other}")


def tree_of(part: Part, spelling: Spelling) -> Tree:
    """The tree of a scope, from what is shown of its changes."""
    moving = (line.change for block in part.blocks for line in block.things)
    moves = Moves({one.old_ref: one.ref for one in moving if one.action is Action.MOVE})
    tree = Tree(spelling, {}, _movers(part, spelling))
    for block in sorted(part.blocks, key=lambda block: block.container):
        tree.add(block, moves)
    return tree


def _movers(part: Part, spelling: Spelling) -> dict[tuple[Ref, str], str]:
    """Who leaves exactly one group of the scope and joins exactly one other, and the other one."""
    ways: dict[str, list[tuple[Look, Ref]]] = {}
    for ref, pair in _group_members(part):
        look = ACTIONS[pair[0].change.action]
        if look in (ADDED, REMOVED):
            name = spelling.member(pair[1].member, pair[1].container)
            ways.setdefault(name, []).append((look, ref))
    found: dict[tuple[Ref, str], str] = {}
    for name, way in ways.items():
        if Counter(look for look, _ in way) == {ADDED: 1, REMOVED: 1}:
            (_, one), (_, other) = way
            found |= {(one, name): spelling.name(other), (other, name): spelling.name(one)}
    return found


def _group_members(part: Part) -> Iterator[tuple[Ref, Pair]]:
    for block in part.blocks:
        if block.container.ref.kind == "group":
            yield from ((block.container.ref, pair) for pair in block.memberships)
