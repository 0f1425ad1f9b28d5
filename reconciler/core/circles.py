"""Circles: groups and roles that are members of themselves, by whatever way."""

from collections.abc import Iterator, Mapping, Sequence

from reconciler.core.finding import Finding, Origin, Origins, Severity
from reconciler.core.model import Container, Ref, State
from reconciler.core.spelling import Spelling


def circle_findings(state: State, spelling: Spelling, origins: Origins) -> Iterator[Finding]:
    """A circle of each knot of them, printed as the way round."""
    into = _into(state)
    seen: set[Ref] = set()
    for start in sorted(into):
        way = _circle(start, into, seen)
        if way:
            yield _finding(way, into, spelling, origins)


def _into(state: State) -> Mapping[Ref, Sequence[Container]]:
    """What each group and role is a member of."""
    found: dict[Ref, list[Container]] = {}
    for container in sorted(one for one, members in state.members.items() if members.refs):
        for ref in state.members[container].refs:
            found.setdefault(ref, []).append(container)
    return found


def _circle(start: Ref, into: Mapping[Ref, Sequence[Container]], seen: set[Ref]) -> list[Ref]:
    """The way from something round to itself, if what is new there has one; all of it is seen."""
    way: list[Ref] = []
    todo: list[tuple[Ref, Iterator[Ref]]] = []

    def enter(ref: Ref) -> None:
        seen.add(ref)
        way.append(ref)
        todo.append((ref, (container.ref for container in into.get(ref, ()))))

    if start not in seen:
        enter(start)
    while todo:
        _, outwards = todo[-1]
        ref = next(outwards, None)
        if ref is None:
            todo.pop()
            way.pop()
        elif ref in way:
            return way[way.index(ref) :]
        elif ref not in seen:
            enter(ref)
    return []


def _finding(
    way: list[Ref],
    into: Mapping[Ref, Sequence[Container]],
    spelling: Spelling,
    origins: Origins,
) -> Finding:
    names = [f"{ref.kind} {spelling.path(ref)}" for ref in (*way, way[0])]
    steps = zip(way, (*way[1:], way[0]), strict=True)
    lines = [_line(ref, outer, into, origins) for ref, outer in steps]
    places = [origin for origin in lines if origin is not None]
    return Finding(
        "RC0246",
        Severity.ERROR,
        f"members in a circle: {' in '.join(names)}",
        way[0],
        places[0] if places else None,
        tuple(("and this", origin) for origin in places[1:]),
        "take one of them out of the other",
    )


def _line(
    ref: Ref, outer: Ref, into: Mapping[Ref, Sequence[Container]], origins: Origins
) -> Origin | None:
    """The line that makes one a member of the next."""
    container = next(one for one in into[ref] if one.ref == outer)
    return origins.of_member(container, ref)
