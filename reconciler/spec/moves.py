"""Moves: what `previously` says, and whether the renames of all files fit together."""

from collections.abc import Iterator, Mapping

from reconciler.core.finding import Origin, Severity
from reconciler.core.model import Ref
from reconciler.spec.context import Context
from reconciler.spec.mentions import Mention
from reconciler.spec.merge import scalar
from reconciler.spec.paths import read_path
from reconciler.spec.problem import Problem

Moves = dict[Ref, tuple[str, ...]]


def moves_of(things: Mapping[Ref, list[Mention]], context: Context) -> Moves:
    """The old name or path of everything that has one, folded; reports those that conflict."""
    moves: Moves = {}
    places: dict[Ref, Origin] = {}
    for ref, mentions in things.items():
        for old, origin in _old_name(ref, mentions, context):
            moves[ref], places[ref] = old, origin
    _check(moves, places, context)
    return moves


def _old_name(
    ref: Ref, mentions: list[Mention], context: Context
) -> Iterator[tuple[tuple[str, ...], Origin]]:
    written = scalar("previously", mentions, context)
    if written is None:
        return
    given = next(mention for mention in mentions if mention.entry.previously == written)
    origin = given.spot.origin("previously")
    names = read_path(written, context.rules)
    if not isinstance(names, Problem) and ref.kind == "role" and len(names) > 1:
        names = Problem("RC0116", f"`{written}` is a path, not a name", r"write a `/` as `\/`")
    if isinstance(names, Problem):
        context.say(names, origin, ref=ref)
        return
    old = tuple(map(context.rules.fold, names))
    if old == ref.name or (old == ref.name[-1:] and context.target.root is not None):
        message = f"`{written}` is the name it has: nothing is renamed"
        context.say(Problem("RC0214", message, "drop the line", Severity.HINT), origin, ref=ref)
        return
    yield old, origin


def old_ref(ref: Ref, old: tuple[str, ...]) -> Ref:
    """The old address, under the new parents where only a name is given.

    Whoever moves and keeps its name comes from the top: under its parents that is where it goes.
    """
    is_beside = len(old) == 1 and old != ref.name[-1:]
    return Ref(ref.kind, ref.scope, (*ref.name[:-1], *old) if is_beside else old)


def _check(moves: Moves, places: Mapping[Ref, Origin], context: Context) -> None:
    """One old name has one new name, and names are not passed round in a circle."""
    came_from: dict[Ref, Ref] = {}
    for ref, old in moves.items():
        first = came_from.setdefault(old_ref(ref, old), ref)
        if first != ref:
            problem = Problem("RC0213", "two entries claim the same old name", "keep one")
            context.say(problem, places[ref], ("the other one", places[first]), ref=ref)
    for ref in moves:
        circle = _circle(ref, moves)
        if circle and ref == min(circle):
            advice = "rename in two runs, one of them to a name that nobody has"
            problem = Problem("RC0213", "these renames swap names", advice)
            related = [("and here", places[other]) for other in circle if other != ref]
            context.say(problem, places[ref], *related, ref=ref)


def _circle(start: Ref, moves: Moves) -> list[Ref]:
    """The refs of a circle of renames through this one; empty where there is none."""
    path = [start]
    ref = old_ref(start, moves[start])
    while ref in moves and ref not in path:
        path.append(ref)
        ref = old_ref(ref, moves[ref])
    return path if ref == start else []
