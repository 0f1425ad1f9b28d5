"""A moment of the portal as a state of the core: ids go in, addresses come out."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from functools import cached_property

from reconciler.core.model import (
    Container,
    Group,
    Member,
    Members,
    Ref,
    Role,
    State,
    Users,
)
from reconciler.core.names import escape
from reconciler.core.scope import ROOT, Scope
from reconciler.core.spelling import Spelt
from reconciler.portal import Listing, Snapshot, rows
from reconciler.portal.listing import Held
from reconciler.portal.names import scope_names
from reconciler.providers.portal.features import BUILT_IN


def to_state(listing: Listing) -> State:
    """Everything that stands in the portal, every scope read completely."""
    return _Translation(listing).state


def to_part(excerpt: Snapshot) -> State:
    """No more than what some writes are about; no scope counts as read completely."""
    return replace(_Translation(Listing.of(excerpt)).state, complete=frozenset())


def caller_key(caller: tuple[rows.User, rows.Scope] | None) -> str | None:
    """Who acts, as `/acme/london:amelia`; None for the owner of the database."""
    if caller is None:
        return None
    user, home = caller
    return f"{home.key}:{escape(user.folded)}"


class _Translation:
    """One listing on its way; live ids never leave it."""

    def __init__(self, listing: Listing) -> None:
        self.listing = listing

    @property
    def state(self) -> State:
        tops = [self.groups[id_] for id_, group in self.listing.groups.items() if group.is_top]
        scopes = frozenset(self.scopes.values())
        return State(
            users=self._users(),
            roles={role.ref: role for role in self._roles()},
            groups={group.ref: group for group in self._groups()},
            members=dict(self._members()),
            scopes=scopes,
            complete=scopes,
            fixed=dict.fromkeys(tops, BUILT_IN),
            kept=frozenset(map(Container.of, tops)),
            spelling=Spelt(dict(self._spelling()), self._written()),
        )

    # Addresses by id

    @cached_property
    def scopes(self) -> Mapping[int, Scope]:
        return {id_: Scope(scope.key) for id_, scope in self.listing.scopes.items()}

    @cached_property
    def roles(self) -> Mapping[int, Ref]:
        return {id_: Ref("role", ROOT, (role.folded,)) for id_, role in self.listing.roles.items()}

    @cached_property
    def groups(self) -> Mapping[int, Ref]:
        """A group's names are those of the groups above it, and its own."""
        return {
            id_: Ref("group", self.scopes[group.scope], self._path(group))
            for id_, group in self.listing.groups.items()
        }

    def _path(self, group: rows.Group) -> tuple[str, ...]:
        names = [group.folded]
        while group.parent is not None:
            group = self.listing.groups[group.parent]
            names.append(group.folded)
        return tuple(reversed(names))

    # Things

    def _users(self) -> dict[Scope, Users]:
        return {
            self.scopes[id_]: Users(self._keys(id_, here.active), self._keys(id_, here.inactive))
            for id_, here in self.listing.people.items()
        }

    def _roles(self) -> Iterator[Role]:
        for id_, role in self.listing.roles.items():
            yield Role(self.roles[id_], role.type, role.description, role.permissions)

    def _groups(self) -> Iterator[Group]:
        for id_, group in self.listing.groups.items():
            yield Group(self.groups[id_], group.description, group.permissions)

    # Memberships

    def _members(self) -> Iterator[tuple[Container, Members]]:
        for group, held in self.listing.members.items():
            place = self.listing.groups[group].scope
            yield Container.of(self.groups[group]), self._held(place, held)
        for (role, place), held in self.listing.assignments.items():
            yield Container(self.roles[role], self.scopes[place]), self._held(place, held)

    def _held(self, place: int, held: Held) -> Members:
        until: dict[Member, datetime] = {escape(name): end for name, end in held.until.items()}
        return Members(self._keys(place, held.users), until=until)

    # Users are named in containers of their own scope: others hold none of them.

    def _keys(self, place: int, names: frozenset[str]) -> frozenset[str]:
        """The same set where no name has to be written with escapes, as nearly everywhere."""
        escaped = self.escaped.get(place, {})
        if names.isdisjoint(escaped):
            return names
        return frozenset(escaped.get(name, name) for name in names)

    @cached_property
    def escaped(self) -> Mapping[int, Mapping[str, str]]:
        """The names of each scope that are written with escapes in an address."""
        people = self.listing.people.items()
        found = {id_: _escaped((*here.active, *here.inactive)) for id_, here in people}
        return {id_: names for id_, names in found.items() if names}

    # Spelling

    def _written(self) -> dict[Scope, Mapping[str, str]]:
        people = self.listing.people.items()
        return {self.scopes[id_]: here.written for id_, here in people if here.written}

    def _spelling(self) -> Iterator[tuple[Ref | Scope, str]]:
        for id_, place in self.scopes.items():
            # A caller has no rows of the scopes above their own: the path has their names too.
            written = reversed(scope_names(self.listing.scopes[id_].path))
            for scope, name in zip((place, *place.above), written, strict=False):
                if name != scope.names[-1]:
                    yield scope, name
        for id_, role in self.listing.roles.items():
            if role.name != role.folded:
                yield self.roles[id_], role.name
        for id_, group in self.listing.groups.items():
            if group.name != group.folded:
                yield self.groups[id_], group.name


def _escaped(names: Sequence[str]) -> dict[str, str]:
    """How names are written that need escapes; all are looked at together first."""
    text = "".join(names)
    return {} if escape(text) == text else {name: escape(name) for name in names}
