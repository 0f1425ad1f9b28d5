"""The builder: takes the parser's events one by one and makes data with places of them."""

from array import array
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, NoReturn

from _ruamel_yaml import CParser  # type: ignore[import-not-found]  # compiled, without types
from ruamel.yaml import events

from reconciler.core.finding import Finding, Origin, Severity
from reconciler.spec.bounds import MAX_ALIASED, MAX_DEPTH, MAX_FINDINGS, MAX_NODES
from reconciler.spec.places import Place, Places, Tree, origin, pack
from reconciler.spec.text import hidden

_Handler = Callable[[Any], None]
_NULLS = frozenset(("", "~", "null"))
_LONGEST_NULL = 4
_FREE_TEXT = frozenset(("description", "reason"))


class Stopped(Exception):
    """The file is not worth reading on; the last finding says why."""


class _Frame:
    """A list or mapping whose end has not come yet; `key` is the one that waits for its value."""

    __slots__ = ("anchor", "children", "data", "height", "key", "packed", "place", "size")

    def __init__(self, data: Any, place: Place, anchor: str | None) -> None:
        self.data = data
        self.place = place
        self.anchor = anchor
        self.packed: array[int] = array("q")
        self.children: dict[int, Places] = {}
        self.key: str | None = None
        self.size = 1
        self.height = 1


@dataclass(frozen=True, slots=True)
class _Node:
    """A finished value: what an anchor names, with how many nodes it has and how deep it is."""

    value: Any
    places: Places | None = None
    size: int = 1
    height: int = 0


_DROPPED = "\x00"
"""The key of a value that is read and then forgotten: no file can hold this character."""


class Builder:
    """Builds one file.

    `careful` looks at every scalar for characters that hide; `stands_for` are the characters that
    stand for others while the file is parsed.
    """

    def __init__(self, path: str, limit: int, stands_for: Mapping[str, str]) -> None:
        self.path = path
        self.findings: list[Finding] = []
        self.careful = False
        self._stands_for = stands_for
        self._limit = limit
        self._anchors: dict[str, _Node] = {}
        self._aliased = 0
        self._root = self._top = _Frame([], 0, None)
        self._stack: list[_Frame] = []
        self._events: dict[type, _Handler] = {
            events.ScalarEvent: self._scalar,
            events.SequenceStartEvent: self._sequence,
            events.SequenceEndEvent: self._end,
            events.MappingStartEvent: self._mapping,
            events.MappingEndEvent: self._end,
            events.AliasEvent: self._alias,
            events.DocumentStartEvent: self._document,
        }

    def build(self, data: bytes) -> Tree:
        """Read a whole file. Raises `Stopped`, and what the parser raises."""
        handle, limit, count = self._events.get, self._limit, 0
        for count, event in enumerate(iter(CParser(data).get_event, None)):
            handler = handle(event.__class__)
            if handler is not None:
                handler(event)
            if count > limit:
                self._stop("RC0013", f"more than {MAX_NODES:,} keys, values and items", 0)
        if not self._root.data:
            self._stop("RC0002", "the file is empty", 0, "write what belongs in it, or remove it")
        root = self._root
        return Tree(self.path, root.data[0], root.packed[0], _inside(root), count)

    def _scalar(self, event: Any) -> None:
        start, value, style = event.start_mark, event.value, event.style
        if style:
            end = event.end_mark
            length = end.column - start.column if end.line == start.line else 1
        else:
            length = len(value)
        place = pack(start.line, start.column, length)
        for stand_in, character in self._stands_for.items():
            value = value.replace(stand_in, character)
        if event.tag is not None:
            self._tag(event.tag, place)
        if self.careful or style == '"':
            self._inspect(value, place)
        if not style and length <= _LONGEST_NULL and value.lower() in _NULLS:
            value = None
        if event.anchor is not None:
            self._anchors[event.anchor] = _Node(value)
        top = self._top
        if top.data.__class__ is list:
            if value is None:
                self._null(place)
            top.data.append(value)
            top.packed.append(place)
        elif top.key is None:
            self._key(value, place, plain=not style)
        else:
            self._value(value, place)

    def _key(self, key: Any, place: Place, *, plain: bool) -> None:
        top = self._top
        top.key = _DROPPED
        if not isinstance(key, str):
            self._report("RC0105", "a key that is no name", place, "write `name: value`")
        elif key == "<<" and plain:
            advice = "write the keys out; a merge hides what a mapping says"
            self._report("RC0102", "merge keys (`<<`) are not read", place, advice)
        elif key in top.data:
            first = origin(self.path, Places(top.data, top.packed).of_key(key))
            self._report("RC0101", f"the key `{key}` stands twice", place, "keep one", first)
        else:
            top.key = key
            top.packed.append(place)

    def _value(self, value: Any, place: Place) -> None:
        top = self._top
        if top.key is not _DROPPED:
            if value is None:
                self._null(place)
            top.data[top.key] = value
            top.packed.append(place)
        top.key = None

    def _sequence(self, event: Any) -> None:
        self._start([], event)

    def _mapping(self, event: Any) -> None:
        self._start({}, event)

    def _start(self, data: Any, event: Any) -> None:
        mark = event.start_mark
        place = pack(mark.line, mark.column, 1)
        if event.tag is not None:
            self._tag(event.tag, place)
        if len(self._stack) >= MAX_DEPTH:
            self._too_deep(place)
        self._stack.append(self._top)
        self._top = _Frame(data, place, event.anchor)

    def _end(self, _event: Any) -> None:
        frame = self._top
        self._top = self._stack.pop()
        places = Places(frame.data, frame.packed, frame.children)
        size = frame.size + len(frame.packed)
        node = _Node(frame.data, places, size, frame.height)
        if frame.anchor is not None:
            self._anchors[frame.anchor] = node
        self._add(node, frame.place)

    def _add(self, node: _Node, place: Place) -> None:
        """Put a list, a mapping or what an alias names where it stands."""
        top = self._top
        top.size += node.size
        top.height = max(top.height, node.height + 1)
        if top.data.__class__ is dict and top.key is None:
            self._key(node.value, place, plain=False)
            return
        if node.places is not None and top.key is not _DROPPED:
            top.children[len(top.data)] = node.places
        if top.data.__class__ is list:
            top.data.append(node.value)
            top.packed.append(place)
        else:
            self._value(node.value, place)

    def _alias(self, event: Any) -> None:
        mark, name = event.start_mark, event.anchor
        place = pack(mark.line, mark.column, len(name) + 1)
        node = self._anchors.get(name)
        if node is None:
            advice = f"name the value first: `&{name}`"
            self._stop("RC0104", f"no value is named `&{name}` above", place, advice)
        self._aliased += node.size
        if self._aliased > MAX_ALIASED:
            message = f"aliases bring in more than {MAX_ALIASED:,} nodes"
            self._stop("RC0014", message, place, "write the values out, or use `sets`")
        if len(self._stack) + node.height > MAX_DEPTH:
            self._too_deep(place)
        self._add(node, place)

    def _document(self, event: Any) -> None:
        if self._root.data:
            place = pack(event.start_mark.line, event.start_mark.column, 3)
            self._stop("RC0006", "a second document in one file", place, "write it as a file")

    def _inspect(self, value: str, place: Place) -> None:
        found = hidden(value, free=self._top.key in _FREE_TEXT)
        if found:
            message = f"the hidden character U+{ord(found):04X}"
            advice = "remove it: two names must not look the same"
            self._report("RC0107", message, place, advice)

    def _null(self, place: Place) -> None:
        advice = "leave the key out, write [] for an empty list, or put a name in quotes"
        self._report("RC0106", "null is no value here", place, advice)

    def _tag(self, tag: str, place: Place) -> None:
        advice = "leave the tag out: every value is text as it is typed"
        self._report("RC0103", f"tags are not read: `{tag}`", place, advice)

    def _too_deep(self, place: Place) -> None:
        advice = "name groups further down by their path: `name: Top Role/Managers`"
        self._stop("RC0012", f"nested deeper than {MAX_DEPTH} levels", place, advice)

    def _stop(self, code: str, message: str, place: Place, advice: str | None = None) -> NoReturn:
        self._report(code, message, place, advice)
        raise Stopped

    def _report(
        self, code: str, message: str, place: Place, advice: str | None, first: Origin | None = None
    ) -> None:
        where = origin(self.path, place)
        related = (("it stands here first", first),) if first else ()
        self.findings.append(
            Finding(code, Severity.ERROR, message, None, where, related, advice),
        )
        if len(self.findings) >= MAX_FINDINGS:
            raise Stopped


def _inside(root: _Frame) -> Places:
    return root.children.get(0) or Places(root.data[0], array("q"))
