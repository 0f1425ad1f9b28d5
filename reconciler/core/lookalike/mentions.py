"""Mentions: every place where the files name something, whether or not they declare it there."""

from collections.abc import Collection, Iterator
from itertools import chain

from reconciler.core.declared import Declared
from reconciler.core.finding import Key
from reconciler.core.lookalike.name import Name, Place
from reconciler.core.model import Container, Ref, user_key
from reconciler.core.scope import ROOT, Scope


def mentions(declared: Declared) -> dict[Name, Key]:
    """Roles, groups, scopes and sets that files name, each with where: a declaration if any."""
    found: dict[Name, Key] = {}
    for thing, key in _mentioned(declared):
        found.setdefault(Name.of(thing), key)
    for name, scope in declared.notes.sets:
        found[Name(Place("set", scope), name)] = (scope, f"set:{name}")
    return found


def _mentioned(declared: Declared) -> Iterator[tuple[Ref | Scope, Key]]:
    """Declarations first, then what they stand below or hold."""
    state = declared.state
    yield from ((thing.ref, thing.ref) for thing in state.things)
    yield from ((scope, scope) for scope in state.scopes - {ROOT})
    for ref in state.groups:
        if ref.parent is not None and ref.parent not in state.groups:
            yield from ((above, ref) for above in ref.above)
    for container, there in state.members.items():
        if container.ref.kind == "role":
            yield container.ref, container
        yield from ((ref, (container, ref)) for ref in there.refs)


def user_mentions(users: Collection[Name], declared: Declared) -> dict[Name, Key]:
    """Where the files first make each of these users a member, at home if anywhere there."""
    members = declared.state.members
    at: dict[Scope, list[Container]] = {}
    for container in members if users else ():
        at.setdefault(container.scope, []).append(container)
    found: dict[Name, Key] = {}
    for user in users:
        home = user.place.scope
        for container in chain(at.get(home, ()), members):
            key = user_key(user.folded, home, container.scope)
            if key in members[container].users:
                found[user] = (container, key)
                break
    return found
