"""Names: what files name beside something live that looks the same and that no file names."""

from collections.abc import Iterable, Iterator, Mapping

from reconciler.core.context.draft import Draft
from reconciler.core.finding import Finding, Key, Severity
from reconciler.core.lookalike.mentions import mentions, user_mentions
from reconciler.core.lookalike.name import Name, homes, named, named_users
from reconciler.core.lookalike.pairs import look_alikes_beside, told_apart
from reconciler.core.lookalike.skeleton import Skeleton
from reconciler.core.model import NOBODY, Ref, Users
from reconciler.core.scope import ROOT, Scope


def name_findings(draft: Draft, skeleton: Skeleton) -> Iterator[Finding]:
    """Names that look like a live one: of roles, groups and scopes, and of users who are new.

    New is who joins a container: of those who are in already it has been said.
    """
    yield from _things(draft, skeleton)
    yield from _users(draft, skeleton)


def _things(draft: Draft, skeleton: Skeleton) -> Iterator[Finding]:
    unnamed = {Name.of(thing) for thing in _undeclared(draft)}
    if unnamed:
        places = mentions(draft.declared)
        mine = named(filter(lambda name: _is_covered(draft, name), places), draft.spelling)
        theirs = named(unnamed - places.keys(), draft.spelling)
        yield from _findings(draft, look_alikes_beside(mine, theirs, skeleton), places)


def _undeclared(draft: Draft) -> Iterator[Ref | Scope]:
    live, declared = draft.live, draft.declared.state
    yield from live.roles.keys() - declared.roles.keys()
    yield from live.groups.keys() - declared.groups.keys()
    yield from live.scopes - declared.scopes - {ROOT}


def _is_covered(draft: Draft, name: Name) -> bool:
    """Whether this run plans what has the name; a set is nothing that lives."""
    thing = name.thing
    scope = thing.scope if isinstance(thing, Ref) else thing
    return scope is not None and draft.selection.covers(scope)


def _users(draft: Draft, skeleton: Skeleton) -> Iterator[Finding]:
    joining = _joining(draft)
    strangers = _strangers(draft, joining)
    mine = dict(named_users({scope: joining[scope] for scope in strangers}, draft.spelling))
    theirs = dict(named_users(strangers, draft.spelling))
    pairs = [*look_alikes_beside(mine, theirs, skeleton)]
    places = user_mentions([name for name, _ in pairs], draft.declared)
    yield from _findings(draft, pairs, places)


def _joining(draft: Draft) -> dict[Scope, set[str]]:
    """Who is new in some container, by home."""
    live = draft.live.members
    return homes(
        (at.scope, there.users - live.get(at, NOBODY).users)
        for at, there in draft.declared.state.members.items()
        if draft.selection.covers(at.scope)
    )


def _strangers(draft: Draft, joining: Mapping[Scope, set[str]]) -> dict[Scope, set[str]]:
    """The live users whom no file names, where somebody joins."""
    beside = homes((scope, draft.live.users.get(scope, Users()).all) for scope in joining)
    members = draft.declared.state.members.items()
    known = homes((at.scope, there.users) for at, there in members) if beside else {}
    return {
        scope: strangers
        for scope, names in beside.items()
        if (strangers := names - known.get(scope, set()))
    }


def _findings(
    draft: Draft, pairs: Iterable[tuple[Name, Name]], places: Mapping[Name, Key]
) -> Iterator[Finding]:
    for name, other in pairs:
        kind = name.place.kind
        mine, theirs = (each.written(draft.spelling) for each in (name, other))
        yield Finding(
            "RC0330",
            Severity.WARNING,
            f"{kind} `{mine}` {told_apart(mine, theirs, 'the live ')}",
            ref=name.thing,
            origin=draft.declared.origins.of(places[name]),
            help=f"make sure that this {kind} is meant, not the other one",
        )
