"""Relocating: the same state with everything at its final address."""

from dataclasses import replace
from typing import TypeVar

from reconciler.core.model import Container, Group, Member, Members, Ref, Role, State
from reconciler.core.rename.moves import Moves
from reconciler.core.spelling import Spelt

_T = TypeVar("_T", Role, Group)


def relocate(live: State, moves: Moves) -> State:
    """The same state with everything at its final address."""
    return replace(
        live,
        roles={moves.final(ref): _at(role, moves) for ref, role in live.roles.items()},
        groups={moves.final(ref): _at(group, moves) for ref, group in live.groups.items()},
        members={
            _container_at(container, moves): _members_at(members, moves)
            for container, members in live.members.items()
        },
        fixed={moves.final(ref): fixed for ref, fixed in live.fixed.items()},
        kept=frozenset(_container_at(container, moves) for container in live.kept),
        spelling=_spelling_at(Spelt.of(live.spelling), moves),
    )


def _spelling_at(spelt: Spelt, moves: Moves) -> Spelt:
    things = {
        moves.final(thing) if isinstance(thing, Ref) else thing: name
        for thing, name in spelt.things.items()
        if thing not in moves.new
    }
    return Spelt(things, spelt.users)


def _at(thing: _T, moves: Moves) -> _T:
    final = moves.final(thing.ref)
    return thing if final == thing.ref else replace(thing, ref=final)


def _container_at(container: Container, moves: Moves) -> Container:
    final = moves.final(container.ref)
    return container if final == container.ref else Container(final, container.scope)


def _members_at(members: Members, moves: Moves) -> Members:
    if not members.refs:
        return members
    return Members(
        members.users,
        frozenset(map(moves.final, members.refs)),
        {_member_at(member, moves): end for member, end in members.until.items()},
    )


def _member_at(member: Member, moves: Moves) -> Member:
    return member if isinstance(member, str) else moves.final(member)
