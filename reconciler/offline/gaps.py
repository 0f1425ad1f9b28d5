"""Gaps: what nobody can say without the live system, said for each place where it matters."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from reconciler.core.declared import Declared
from reconciler.core.finding import Finding, Key, Origin, Severity
from reconciler.core.listing import listed
from reconciler.core.model import Container, Ref
from reconciler.core.rename.moves import Moves
from reconciler.core.scope import Scope, Selection
from reconciler.core.spelling import Spelling
from reconciler.offline.taken import Taken, homes

MOST = 10
"""So many lists are named one by one; of more only the number is said."""

_HELP = "what is live there and no file named is not seen here: the plan that applies it shows it"


@dataclass(frozen=True, slots=True)
class Sides:
    """What the files said before and say now, and where the plan moves things to."""

    base: Declared
    new: Declared
    selection: Selection
    moves: Moves

    @property
    def spelling(self) -> Spelling:
        """How both write their names."""
        return Spelling((self.new.state.spelling, self.base.state.spelling))


def gap_findings(sides: Sides, taken: Taken) -> Iterator[Finding]:
    """Lists that begin to be managed, roles that no file declares, users whom only these name."""
    spelling, new = sides.spelling, sides.new
    yield from _begun(sides)
    for ref in sorted(taken.unknown_roles):
        yield Finding(
            "RC0803",
            Severity.WARNING,
            f"role {spelling.name(ref)} is declared in no file: what it gives is not known here",
            ref=ref,
            origin=_of_role(new, ref),
            help="access through it is not counted; the plan from the live system does",
        )
    yield from _people(sides)


def _of_role(new: Declared, ref: Ref) -> Origin | None:
    named = (one for one in sorted(new.state.members) if one.ref.name == ref.name)
    return next((new.origins.of(one) for one in named if one.ref.kind == "role"), None)


def _begun(sides: Sides) -> Iterator[Finding]:
    found = [*_lists(sides)]
    for key, words in found[:MOST]:
        message = f"{words} begin to be managed: what that takes away is not known here"
        origin = sides.new.origins.of(key)
        yield Finding("RC0803", Severity.WARNING, message, origin=origin, help=_HELP)
    if len(found) > MOST:
        message = f"{len(found) - MOST:,} more lists begin to be managed"
        yield Finding("RC0803", Severity.WARNING, message, help=_HELP)


def _lists(sides: Sides) -> Iterator[tuple[Key, str]]:
    """The lists that are authoritative now and were not, of what may be there already."""
    covers, spelling = sides.selection.covers, sides.spelling
    was, now = sides.base.owned, sides.new.owned
    for scope in sorted(filter(covers, now.assignments - was.assignments)):
        yield (scope, "memberships"), f"the memberships of {spelling.scope(scope)}"
    for scope in sorted(filter(covers, now.roles - was.roles)):
        yield (scope, "roles"), f"the roles of {spelling.scope(scope)}"
    for place in sorted(now.groups, key=str):
        if _begins(sides, place, was.groups):
            yield (place, "groups"), f"the groups of {_words(place, spelling)}"
    for ref in sorted(now.permissions):
        if _begins(sides, ref, was.permissions):
            yield (ref, "permissions"), f"the permissions of {_words(ref, spelling)}"
    for container in sorted(now.members):
        if covers(container.scope) and not _was_answered(sides, container):
            yield container, f"the members of {_words(container.ref, spelling)}"


def _begins(sides: Sides, place: Ref | Scope, was: frozenset[Ref | Scope] | frozenset[Ref]) -> bool:
    """Whether a list of something that may be live was not authoritative before."""
    if isinstance(place, Scope):
        return sides.selection.covers(place) and place not in was
    before = sides.moves.live(place)
    return sides.selection.covers(place.scope) and before not in was and _may_be(before, sides.base)


def _was_answered(sides: Sides, container: Container) -> bool:
    """Whether the base said who is in a role or group, as one list of many at its scope too."""
    before = Container(sides.moves.live(container.ref), container.scope)
    if before in sides.base.owned.members or not _may_be(before.ref, sides.base):
        return True
    return before.ref.kind == "role" and before.scope in sides.base.owned.assignments


def _may_be(ref: Ref, base: Declared) -> bool:
    """Whether a thing may be live: what a complete list did not name is not."""
    return base.state.thing(ref) is not None or not base.answers_for(ref)


def _words(place: Ref | Scope, spelling: Spelling) -> str:
    if isinstance(place, Scope):
        return spelling.scope(place)
    return f"{place.kind} {spelling.path(place)} of {spelling.scope(place.scope)}"


def _people(sides: Sides) -> Iterator[Finding]:
    """Who and what is taken for existing because the new files say so."""
    covers, spelling = sides.selection.covers, sides.spelling
    added = sorted(filter(covers, sides.new.state.scopes - sides.base.state.scopes))
    if scopes := [spelling.scope(scope) for scope in added]:
        yield _taken(f"scopes that no file named before are taken for existing: {listed(scopes)}")
    if found := [*_newcomers(homes(sides.base), homes(sides.new), spelling)]:
        yield _taken(f"users whom no file named before are taken for existing: {listed(found)}")


def _newcomers(
    known: Mapping[Scope, frozenset[str]],
    named: Mapping[Scope, frozenset[str]],
    spelling: Spelling,
) -> Iterator[str]:
    for home in sorted(named):
        for name in sorted(named[home] - known.get(home, frozenset())):
            there = [spelling.scope(at) for at in sorted(known) if name in known[at]]
            also = f" (so far of {listed(there)})" if there else ""
            yield f"{spelling.user(name, home)} of {spelling.scope(home)}{also}"


def _taken(message: str) -> Finding:
    help_ = "whether they are there, the plan from the live system says"
    return Finding("RC0804", Severity.HINT, message, help=help_)
