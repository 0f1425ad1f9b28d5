"""Nodes: where every list, mapping and text of a YAML file begins and ends in its characters."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any, Literal, TypeAlias

from _ruamel_yaml import CParser  # type: ignore[import-not-found]  # compiled, without types
from ruamel.yaml import events

from reconciler.spec.flow import masked

Kind: TypeAlias = Literal["text", "alias", "list", "mapping"]

_NOTHING = re.compile(r"(?:\s|#[^\r\n]*)*")
_ANCHOR = re.compile(r"&\S+")
_KEEPS = re.compile(r"[|>][-\d]*\+")


@dataclass(slots=True)
class Node:
    """A value in the text: `[start, end)` are its characters, an anchor before it included.

    `bare` is where it begins behind its anchor; of a block list or mapping, where the anchor ends.
    What stands in brackets is `flow`. A block list or mapping ends where its last value does,
    without the comments behind. `target` is what an alias stands for.
    """

    kind: Kind
    start: int
    bare: int
    end: int
    flow: bool = False
    items: "list[Item]" = field(default_factory=list)
    target: "Node | None" = None

    @property
    def is_block(self) -> bool:
        """Whether it is a list or mapping without brackets: its items stand on lines."""
        return self.kind in ("list", "mapping") and not self.flow


@dataclass(slots=True)
class Item:
    """An item of a list, from its dash on, or an entry of a mapping, from its key on.

    `intro` is where the value may begin: behind the dash, or behind the colon of the key.
    """

    start: int
    intro: int
    value: Node

    @property
    def end(self) -> int:
        """Where its value ends."""
        return self.value.end


def node_at(root: Node, way: Iterable[int]) -> Node:
    """The node to which indexes lead, through aliases, too."""
    for index in way:
        root = (root.target or root).items[index].value
    return root.target or root


def skip(text: str, start: int) -> int:
    """The first place from here on that is neither space nor comment."""
    found = _NOTHING.match(text, start)
    return found.end() if found else start


def parse(text: str) -> Node:
    """The nodes of a file that the reader has read without complaint; no byte order mark."""
    data, _ = masked(text.encode())
    stream = (event for event in iter(CParser(data).get_event, None))
    return _Parser(text, stream).root()


class _Parser:
    """One pass over the parser's events, which come in the order of the text."""

    def __init__(self, text: str, stream: Iterator[Any]) -> None:
        self._text = text
        self._stream = stream
        self._anchors: dict[str, Node] = {}

    def root(self) -> Node:
        next(event for event in self._stream if isinstance(event, events.DocumentStartEvent))
        return self._node(next(self._stream))

    def _node(self, event: Any) -> Node:
        if isinstance(event, events.AliasEvent):
            start, target = event.start_mark.index, self._anchors.get(event.anchor)
            return Node("alias", start, start, event.end_mark.index, target=target)
        node = (
            self._text_node(event) if isinstance(event, events.ScalarEvent) else self._many(event)
        )
        if event.anchor is not None:
            self._anchors[event.anchor] = node
        return node

    def _many(self, event: Any) -> Node:
        kind: Kind = "list" if isinstance(event, events.SequenceStartEvent) else "mapping"
        start, flow = event.start_mark.index, bool(event.flow_style)
        bare = self._behind_anchor(start) if event.anchor else start
        node = Node(kind, start, skip(self._text, bare) if flow else bare, bare, flow)
        self._fill(node)
        return node

    def _text_node(self, event: Any) -> Node:
        start, end = event.start_mark.index, event.end_mark.index
        bare = skip(self._text, self._behind_anchor(start)) if event.anchor else start
        if event.style in ("|", ">"):
            end = self._end_of_block(bare, end)
        return Node("text", start, bare, end)

    def _end_of_block(self, bare: int, end: int) -> int:
        """Behind the last line that counts: blank lines after it do only where `+` keeps them."""
        written = self._text[bare:end]
        if _KEEPS.match(written):
            return bare + len(written.removesuffix("\n").removesuffix("\r"))
        return bare + len(written.rstrip())

    def _behind_anchor(self, start: int) -> int:
        found = _ANCHOR.match(self._text, start)
        return found.end() if found else start

    def _fill(self, node: Node) -> None:
        """Read up to the end of a list or mapping."""
        opening = node.flow and self._text[node.bare] in "[{"
        place = node.bare + opening
        while True:
            event = next(self._stream)
            if isinstance(event, events.SequenceEndEvent | events.MappingEndEvent):
                break
            place = skip(self._text, place)
            if node.flow and node.items:
                place = skip(self._text, place + 1)  # the comma
            node.items.append(self._item(node, place, event))
            place = node.items[-1].end
        node.end = event.end_mark.index if node.flow else place

    def _item(self, node: Node, start: int, event: Any) -> Item:
        if node.kind == "list":
            intro = start if node.flow else start + 1
            return Item(start, intro, self._node(event))
        key = self._node(event)
        colon = skip(self._text, key.end)
        return Item(start, colon + 1, self._node(next(self._stream)))
