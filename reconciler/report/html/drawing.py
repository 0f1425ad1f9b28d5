"""Drawing: the trees of what changes, squares for groups and circles for people.

They are nested lists: read aloud, folded and walked through by keyboard as any list is. The style
sheet draws the lines between them.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from reconciler.core.spelling import Spelling
from reconciler.report import wording
from reconciler.report.blocks import Part
from reconciler.report.folding import Excerpt
from reconciler.report.html.look import ADDED, ALTERED, MOVED, REMOVED, STAYS, mark, sign
from reconciler.report.html.markup import NOTHING, Markup, element, joined
from reconciler.report.html.room import Room
from reconciler.report.html.scopes import Scopes
from reconciler.report.html.tree import DEEP, Leaf, Node, Tree, tree_of

_OPEN = 120
"""Trees are open as long as no more than this is drawn above them."""

_LEGEND = (
    ("square", STAYS, "group"),
    ("diamond", STAYS, "role"),
    ("circle", STAYS, "person"),
    ("sign", ADDED, "added"),
    ("sign", REMOVED, "removed"),
    ("sign", MOVED, "moved, dashed where it was"),
    ("sign", ALTERED, "changed"),
)


@dataclass(frozen=True, slots=True)
class Drawing:
    """What trees are drawn from."""

    spelling: Spelling
    scopes: Scopes
    room: Room

    def section(self, excerpt: Excerpt) -> Markup:
        """The trees of all scopes that change, as far as there is room."""
        drawn = [*self._parts(excerpt.parts)]
        count = len(excerpt.parts) + len({one.scope for one in excerpt.hidden})
        if not drawn:
            return NOTHING
        rest = NOTHING
        if len(drawn) < count:
            words = f"{len(drawn):,} of {wording.plural(count, 'scope')} drawn."
            rest = element("p", words, class_="rest")
        note = "Only what changes is drawn, and the groups above it. Others stay as they are."
        said = [
            element("h2", "Groups and people"),
            element("p", note, class_="note"),
            _legend(),
            *drawn,
            rest,
        ]
        return element("section", *said, id="tree", class_="part holder", data_part="tree")

    def _parts(self, parts: Sequence[Part]) -> Iterator[Markup]:
        written = 0
        for part in parts:
            tree = tree_of(part, self.spelling)
            size = sum(min(node.size, self.room.drawn) for node in tree.roots.values())
            if written and written + size > self.room.drawn:
                return
            written += size
            yield self._part(part, tree, is_open=written <= _OPEN or written == size)

    def _part(self, part: Part, tree: Tree, *, is_open: bool) -> Markup:
        head = element(
            "summary",
            element("h3", wording.place(part.scope, self.spelling)),
            element("span", wording.plural(part.count, "change"), class_="note"),
        )
        nodes = sorted(tree.roots.values(), key=_place)
        inside = element("ul", *map(self._node, nodes), class_="tree")
        return element(
            "details",
            head,
            inside,
            class_="scope card row",
            open=is_open,
            data_row="tree",
            data_at=self.scopes.at([part.scope]),
        )

    def _node(self, node: Node) -> Markup:
        shape = "square" if node.ref.kind == "group" else "diamond"
        was = joined([element("s", node.was), " → "]) if node.was else NOTHING
        spelt = self.spelling.path if len(node.ref.name) > DEEP + 1 else self.spelling.name
        name = element("b", spelt(node.ref))
        head = [mark(node.look, shape), was, name]
        inside = [self._leaves(node), self._below(node)]
        look = f"node {node.look.name}"
        if not any(inside):
            return element("li", element("div", *head, class_="name"), class_=look)
        opened = element("details", element("summary", *head, class_="name"), *inside, open=True)
        return element("li", opened, class_=look)

    def _below(self, node: Node) -> Markup:
        nodes = sorted(node.below.values(), key=_place)
        return element("ul", *map(self._node, nodes)) if nodes else NOTHING

    def _leaves(self, node: Node) -> Markup:
        named = [_leaf(leaf) for leaf in node.leaves[: self.room.named]]
        hidden = len(node.leaves) - len(named) + node.hidden
        if hidden:
            named.append(element("li", f"and {hidden:,} more", class_="rest"))
        return element("ul", *named, class_="leaves") if named else NOTHING


def _leaf(leaf: Leaf) -> Markup:
    shape = "square" if leaf.is_group else "circle"
    ghost = " ghost" if leaf.is_ghost else ""
    name = element("s" if leaf.is_ghost or leaf.look is REMOVED else "span", leaf.name)
    beside = element("span", f" {leaf.beside}", class_="note") if leaf.beside else NOTHING
    inside = [mark(leaf.look, shape), name, beside]
    return element("li", *inside, class_=f"leaf {leaf.look.name}{ghost}")


def _place(node: Node) -> tuple[bool, tuple[str, ...]]:
    """Groups before the roles that are assigned beside them."""
    return node.ref.kind == "role", node.ref.name


def _legend() -> Markup:
    entries = [element("li", sign(look, shape), word) for shape, look, word in _LEGEND]
    return element("ul", *entries, class_="legend", aria_label="What the signs mean")
