"""Pairs: which names of one place look alike, and what tells the two apart."""

import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from difflib import SequenceMatcher

from reconciler.core.lookalike.name import Name, Names, Place
from reconciler.core.lookalike.skeleton import Skeleton

_SHOWN = 3
"""So many characters of a difference tell what it is."""


def look_alikes(names: Names, skeleton: Skeleton) -> Iterator[tuple[Name, Name]]:
    """Each name with the first one there that looks like it, of those above it or before it.

    Two names look alike when nothing but white space and case is between their skeletons, as they
    are written or in lower case. Costs one pass over the text of all names.
    """
    seen: dict[tuple[Place, int, str], str] = {}
    for place in sorted(names):
        written = names[place]
        looks = _looks([*written.values()], skeleton)
        if place.is_nested or not all(map(_differ, looks)):
            yield from _pairs(
                place, dict(zip(written, zip(*looks, strict=True), strict=True)), seen
            )


def look_alikes_beside(
    mine: Names, theirs: Names, skeleton: Skeleton
) -> Iterator[tuple[Name, Name]]:
    """Each of my names with one of theirs that looks like it; pairs of one side are left out."""
    both = {
        place: {**theirs.get(place, {}), **mine.get(place, {})}
        for place in mine.keys() | theirs.keys()
        if place in theirs or place.is_nested
    }
    for name, other in look_alikes(both, skeleton):
        if _holds(mine, name) and _holds(theirs, other):
            yield name, other
        elif _holds(theirs, name) and _holds(mine, other):
            yield other, name


def _holds(names: Names, name: Name) -> bool:
    return name.folded in names.get(name.place, ())


def _pairs(
    place: Place,
    looks: Mapping[str, tuple[str, ...]],
    seen: dict[tuple[Place, int, str], str],
) -> Iterator[tuple[Name, Name]]:
    """The pairs of one place; `seen` says who looks how, there and above."""
    for folded in sorted(looks):
        mine = [*enumerate(looks[folded])]
        found = (
            Name(where, other)
            for where in (*place.outer, place)
            for look in mine
            if (other := seen.get((where, *look), folded)) != folded
        )
        if (first := next(found, None)) is not None:
            yield Name(place, folded), first
        for look in mine:
            seen.setdefault((place, *look), folded)


def _differ(looks: Sequence[str]) -> bool:
    return len(set(looks)) == len(looks)


def _looks(names: Sequence[str], skeleton: Skeleton) -> Sequence[Sequence[str]]:
    """Two columns: how each name looks as written, and how in lower case."""
    if _is_plain("".join(names)):
        return _plain_looks(names, skeleton)
    plain = zip(*_plain_looks([*filter(_is_plain, names)], skeleton), strict=True)
    looks = (
        next(plain) if _is_plain(name) else _look("".join(name.split()), skeleton) for name in names
    )
    return [*zip(*looks, strict=True)]


def _plain_looks(names: Iterable[str], skeleton: Skeleton) -> Sequence[Sequence[str]]:
    """Nearly all names are ASCII: these are looked at all at once, a line for each."""
    written, small = _look("\n".join(names).replace(" ", ""), skeleton)
    column = written.split("\n")
    return column, column if small is written else small.split("\n")


def _is_plain(text: str) -> bool:
    return text.isascii() and text.isprintable()


def _look(text: str, skeleton: Skeleton) -> tuple[str, str]:
    written, small = skeleton(text).casefold(), text.casefold()
    return written, written if small == text else skeleton(small).casefold()


def told_apart(name: str, other: str, kind: str = "") -> str:
    """How a name looks like another of some kind, and the characters where they first differ."""
    if "".join(name.split()) == "".join(other.split()):
        how = f"differs from {kind}`{other}` by white space alone"
    elif name.casefold() == other.casefold():
        how = f"differs from {kind}`{other}` by case alone"
    else:
        how = f"looks like {kind}`{other}`"
    return f"{how}: {difference(name, other)}"


def difference(name: str, other: str) -> str:
    """The characters where two names first differ, by their code points."""
    changes = SequenceMatcher(None, name, other, autojunk=False).get_opcodes()
    _, start, end, from_, to = next(change for change in changes if change[0] != "equal")
    mine, theirs = name[start:end], other[from_:to]
    if len(mine) == len(theirs):
        mine, theirs = mine[0], theirs[0]
    return f"{_code_points(mine)} against {_code_points(theirs)}"


def _code_points(characters: str) -> str:
    """Characters for people: `U+0435 CYRILLIC SMALL LETTER IE`."""
    named = [f"U+{ord(each):04X} {unicodedata.name(each, '')}".rstrip() for each in characters]
    rest = ", ..." if len(named) > _SHOWN else ""
    return ", ".join(named[:_SHOWN]) + rest or "nothing"
