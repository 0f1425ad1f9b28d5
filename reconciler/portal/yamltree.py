"""Strict YAML for `init`: texts, lists and mappings with their lines; every scalar is a text."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, TypeAlias, assert_never

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.events import (
    AliasEvent,
    DocumentStartEvent,
    Event,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
)

from reconciler.portal.errors.database import BadFile

_DEEPEST = 16
_NULLS = frozenset({"", "~", "null"})


@dataclass(frozen=True, slots=True)
class Node:
    """One value and the line it begins on; a mapping's values are nodes by key."""

    line: int
    value: "str | list[Node] | dict[str, Node]"


Shape: TypeAlias = Literal["a text", "a list", "a mapping"]


@dataclass(frozen=True, slots=True)
class Place:
    """The file that is read, for whoever complains about it."""

    path: Path

    def bad(self, line: int, problem: str) -> BadFile:
        """A complaint about one line."""
        return BadFile(path=self.path, line=line, problem=problem)

    def text(self, node: Node) -> str:
        """The node as a text. Raises `BadFile`, as the others do."""
        if not isinstance(node.value, str):
            raise self._wrong(node, "a text")
        return node.value

    def items(self, node: Node | None) -> list[Node]:
        """The node as a list; none where there is no node."""
        if node is None:
            return []
        if not isinstance(node.value, list):
            raise self._wrong(node, "a list")
        return node.value

    def fields(self, node: Node, known: tuple[str, ...]) -> Mapping[str, Node]:
        """The node as a mapping with no other than the known keys; the first is required."""
        if not isinstance(node.value, dict):
            raise self._wrong(node, "a mapping")
        for key, value in node.value.items():
            if key not in known:
                raise self.bad(value.line, f"unknown key {key}; known are {', '.join(known)}")
        if known[0] not in node.value:
            raise self.bad(node.line, f"{known[0]} is missing")
        return node.value

    def _wrong(self, node: Node, wanted: Shape) -> BadFile:
        found: Shape
        match node.value:
            case str():
                found = "a text"
            case list():
                found = "a list"
            case dict():
                found = "a mapping"
            case other:
                assert_never(other)
        return self.bad(node.line, f"{wanted} should stand here, not {found}")


def parse(text: str, place: Place) -> Node:
    """The one document of a text. Raises `BadFile` with the line."""
    try:
        return _Builder(iter(YAML(typ="safe").parse(text)), place).document()
    except MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise place.bad(line, f"not YAML: {error.problem or error.context}") from error
    except YAMLError as error:
        raise place.bad(1, "not YAML: a character that YAML does not allow") from error


@dataclass(frozen=True, slots=True)
class _Builder:
    events: Iterator[Event]
    place: Place

    def document(self) -> Node:
        next(self.events)  # the start of the stream
        if not isinstance(next(self.events), DocumentStartEvent):
            raise self.place.bad(1, "the file is empty")
        node = self._node(next(self.events), _DEEPEST)
        next(self.events)  # the end of the document
        if isinstance(after := next(self.events), DocumentStartEvent):
            raise self.place.bad(_line(after), "a second document")
        return node

    def _node(self, event: Any, depth: int) -> Node:
        self._refuse_extras(event)
        if not depth:
            raise self.place.bad(_line(event), f"nested more than {_DEEPEST} deep")
        match event:
            case MappingStartEvent():
                return Node(_line(event), self._mapping(depth))
            case SequenceStartEvent():
                return Node(_line(event), self._list(depth))
            case _:
                return Node(_line(event), self._text(event))

    def _text(self, event: ScalarEvent) -> str:
        value: str = event.value
        is_plain = bool(event.implicit[0])
        if is_plain and value.lower() in _NULLS:
            raise self.place.bad(_line(event), "an empty value; leave it out, or quote a name")
        return value

    def _list(self, depth: int) -> list[Node]:
        nodes = []
        while not isinstance(event := next(self.events), SequenceEndEvent):
            nodes.append(self._node(event, depth - 1))
        return nodes

    def _mapping(self, depth: int) -> dict[str, Node]:
        nodes: dict[str, Node] = {}
        while not isinstance(event := next(self.events), MappingEndEvent):
            key = self.place.text(self._node(event, depth - 1))
            if key in nodes:
                raise self.place.bad(_line(event), f"the key {key} stands here twice")
            nodes[key] = self._node(next(self.events), depth - 1)
        return nodes

    def _refuse_extras(self, event: Any) -> None:
        if isinstance(event, AliasEvent) or event.anchor:
            raise self.place.bad(_line(event), "anchors and aliases are not read")
        if event.tag:
            raise self.place.bad(_line(event), f"the tag {event.tag} is not read")


def _line(event: Event) -> int:
    line: int = event.start_mark.line + 1
    return line
