"""The builder: takes the parser's events one by one and makes data with places of them."""

from array import array
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby, islice
from typing import Any

from _ruamel_yaml import CParser  # type: ignore[import-not-found]  # compiled, without types
from ruamel.yaml import events
from ruamel.yaml.error import YAMLError

from reconciler.core.finding import Finding
from reconciler.spec.bounds import MAX_ALIASED, MAX_DEPTH, MAX_NAME, MAX_SCALAR
from reconciler.spec.complaints import Complaints
from reconciler.spec.places import Place, Places, Tree, origin, pack, pack_all
from reconciler.spec.text import hidden

_Handler = Callable[[Any], None]
_NULLS = frozenset(("", "~", "null"))
_LONGEST_NULL = 4
_RUN = 256
"""Names that are taken together at most, so that few events are there at a time."""
_FREE_TEXT = frozenset(("description", "reason"))


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

    def __init__(self, path: str, stands_for: Mapping[str, str]) -> None:
        self.path = path
        self.careful = False
        self._wrong = Complaints(path)
        self._stands_for = stands_for
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

    @property
    def findings(self) -> list[Finding]:
        """What is wrong so far."""
        return self._wrong.findings

    def build(self, data: bytes) -> Tree:
        """Read a whole file. Raises `Stopped`, and what the parser raises."""
        self._feed(data)
        if not self._root.data:
            self._wrong.stop(
                "RC0002", "the file is empty", 0, "write what belongs in it, or remove it"
            )
        root = self._root
        return Tree(self.path, root.data[0], root.packed[0], _inside(root))

    def _feed(self, data: bytes) -> None:
        """Take every event. Names in a list come one after the other: these go in many at once."""
        for kind, alike in groupby(iter(CParser(data).get_event, None), type):
            take = self._events.get(kind)
            if kind is events.ScalarEvent:
                for run in _runs(alike):
                    if not self._extend(run):
                        self._each(run)
            elif take is not None:
                for event in alike:
                    take(event)

    def _extend(self, run: Sequence[Any]) -> bool:
        """Put plain names into the list that is open; False where there is none, or they are not.

        What hides or stands for something else is not ASCII.
        """
        top, names = self._top, [event.value for event in run]
        sizes = [*map(len, names)]
        if top.data.__class__ is not list or not "".join(names).isascii():
            return False
        if min(sizes) <= _LONGEST_NULL or max(sizes) > MAX_NAME:
            return False
        said = [event for event in run if event.style or event.ctag or event.anchor]
        if not said:
            top.data += names
            top.packed.extend(pack_all([event.start_mark for event in run], sizes))
        return not said

    def _each(self, run: Sequence[Any]) -> None:
        for event in run:
            self._scalar(event)

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
        if event.ctag is not None or len(value) > MAX_SCALAR:
            value = self._refuse(event.tag, value, place)
        if self.careful or style == '"':
            self._inspect(value, place)
        if not style and length <= _LONGEST_NULL and value.lower() in _NULLS:
            value = None
        if event.anchor is not None:
            self._anchors[event.anchor] = _Node(value)
        top = self._top
        if top.data.__class__ is list:
            if value is None:
                self._wrong.null(place)
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
            self._wrong.say("RC0105", "a key that is no name", place, "write `name: value`")
        elif key == "<<" and plain:
            advice = "write the keys out; a merge hides what a mapping says"
            self._wrong.say("RC0102", "merge keys (`<<`) are not read", place, advice)
        elif key in top.data:
            first = origin(self.path, Places(top.data, top.packed).of_key(key))
            self._wrong.say("RC0101", f"the key `{key}` stands twice", place, "keep one", first)
        else:
            top.key = key
            top.packed.append(place)

    def _value(self, value: Any, place: Place) -> None:
        top = self._top
        if top.key is not _DROPPED:
            if value is None:
                self._wrong.null(place)
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
            self._wrong.tag(event.tag, place)
        if len(self._stack) >= MAX_DEPTH:
            self._wrong.too_deep(place)
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
            name = name[:MAX_NAME]
            advice = f"name the value first: `&{name}`"
            self._wrong.stop("RC0104", f"no value is named `&{name}` above", place, advice)
        self._aliased += node.size
        if self._aliased > MAX_ALIASED:
            message = f"aliases bring in more than {MAX_ALIASED:,} nodes"
            self._wrong.stop("RC0014", message, place, "write the values out, or use `sets`")
        if len(self._stack) + node.height > MAX_DEPTH:
            self._wrong.too_deep(place)
        self._add(node, place)

    def _document(self, event: Any) -> None:
        if self._root.data:
            place = pack(event.start_mark.line, event.start_mark.column, 3)
            self._wrong.stop("RC0006", "a second document in one file", place, "write it as a file")

    def _inspect(self, value: str, place: Place) -> None:
        found = hidden(value, free=self._top.key in _FREE_TEXT)
        if found:
            message = f"the hidden character U+{ord(found):04X}"
            advice = "remove it: two names must not look the same"
            self._wrong.say("RC0107", message, place, advice)

    def _refuse(self, tag: str | None, text: str, place: Place) -> str:
        """Say what is wrong, and keep so much of the text as anybody compares or prints."""
        if tag is not None:
            self._wrong.tag(tag, place)
        if len(text) > MAX_SCALAR:
            message = f"text of more than {MAX_SCALAR:,} characters"
            self._wrong.say("RC0015", message, place, "shorten it")
            return text[:MAX_NAME]
        return text


def _runs(parsed: Iterator[Any]) -> Iterator[list[Any]]:
    """The events in pieces; where the parser fails, those before that come all the same."""
    while True:
        run: list[Any] = []
        try:
            run.extend(islice(parsed, _RUN))
        except YAMLError:
            if run:
                yield run
            raise
        if not run:
            return
        yield run


def _inside(root: _Frame) -> Places:
    return root.children.get(0) or Places(root.data[0], array("q"))
