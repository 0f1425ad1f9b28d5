"""Bounds: how much a project may make the reader do, and a cheap look at how much it would be."""

from _ruamel_yaml import CParser  # type: ignore[import-not-found]  # compiled, without types
from ruamel.yaml import events
from ruamel.yaml.error import YAMLError

MAX_BYTES = 32 * 1024 * 1024
MAX_FILES = 10_000
MAX_DEPTH = 64
MAX_NODES = 5_000_000
MAX_ALIASED = 10_000
MAX_NAME = 255
MAX_TEXT = 10_000
MAX_FINDINGS = 100
"""The problems shown of one file; who has more than these will not read them."""

_MAX_FLOW = 10_000
"""So many brackets cost the parser well under a second, however deep they are nested."""

_TOO_MANY = MAX_NODES * 5 // 4
"""Where the punctuation stands for so many nodes, nobody counts any more: it takes too long."""

_DASHES = (b"- ", b"-\n", b"-\r", b"-\t")
_DEPTH = {
    events.SequenceStartEvent: 1,
    events.SequenceEndEvent: -1,
    events.MappingStartEvent: 1,
    events.MappingEndEvent: -1,
}


def at_most(data: bytes) -> int:
    """A number of nodes that the file cannot exceed, from its punctuation alone."""
    dashes = sum(map(data.count, _DASHES))
    return 2 + 2 * (dashes + sum(map(data.count, (b":", b"?", b",", b"[", b"{"))))


def stands_for(data: bytes) -> int:
    """The number of nodes in a file that has its punctuation for nothing else."""
    brackets = data.count(b"[") + data.count(b"{")
    items = data.count(b",") + sum(map(data.count, _DASHES))
    return 2 * brackets + max(items, 2 * data.count(b": "))


def is_hopeless(data: bytes) -> bool:
    """Whether a file is so far above the limit that counting it would take too long.

    Text and comments count here as if they were keys and items. Where there are many brackets
    the parser cannot count fast, so that this decides at the limit itself.
    """
    brackets = data.count(b"[") + data.count(b"{")
    return stands_for(data) > (MAX_NODES if brackets > _MAX_FLOW else _TOO_MANY)


def exceeds(data: bytes, limit: int) -> bool:
    """Whether the file certainly holds more nodes than this, found without building anything.

    The parser counts its events in C, a tenth of the cost of reading: every scalar, and where a
    list or mapping starts and ends.
    """
    if at_most(data) <= limit:
        return False
    brackets = data.count(b"[") + data.count(b"{")
    try:
        return (_all_events if brackets <= _MAX_FLOW else _shallow_events)(data, limit) > limit
    except YAMLError:
        return False


def _all_events(data: bytes, _limit: int) -> int:
    count: int = CParser(data).raw_parse()
    return count


def _shallow_events(data: bytes, limit: int) -> int:
    """Count event by event: deep brackets cost the parser the square of their depth."""
    depth = count = 0
    for count, event in enumerate(iter(CParser(data).get_event, None)):
        depth += _DEPTH.get(event.__class__, 0)
        if depth > MAX_DEPTH or count > limit:
            break
    return count
