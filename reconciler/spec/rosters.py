"""Rosters: the lists of members as they stand in files, and who each line of them is."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import chain
from typing import TypeGuard

from reconciler.core.finding import Origin
from reconciler.core.model import Container, Kind, Member, Ref
from reconciler.core.scope import ROOT, Scope
from reconciler.core.target import Target
from reconciler.spec.context import Context
from reconciler.spec.documents import GroupEntry, MemberItem
from reconciler.spec.mentions import Holders, Mentions, Spot, spelt_group
from reconciler.spec.paths import fold_scope, read_address, read_name
from reconciler.spec.problem import Problem
from reconciler.spec.users import UserBook


@dataclass(frozen=True, slots=True)
class Roster:
    """One list of members in one place; a plain name in it is one of `kind`."""

    container: Container
    kind: Kind
    items: Sequence[str | MemberItem]
    spot: Spot
    named: Origin

    def origin(self, index: int) -> Origin:
        """The place of one member."""
        item = self.items[index]
        if isinstance(item, str):
            return self.spot.origin(index)
        return self.spot.below(index).origin(kind_of(item))

    def text(self, index: int) -> str:
        """One member as it is written."""
        item = self.items[index]
        return item if isinstance(item, str) else text_of(item)


def is_plain(items: Sequence[str | MemberItem]) -> TypeGuard[Sequence[str]]:
    """Whether a list holds nothing but names, as nearly everywhere."""
    return MemberItem not in set(map(type, items))


def kind_of(item: MemberItem) -> Kind:
    """Which kind of member an item names."""
    if item.user is not None:
        return "user"
    return "group" if item.group is not None else "role"


def text_of(item: MemberItem) -> str:
    """The name in an item."""
    return item.user or item.group or item.role or ""


@dataclass(slots=True)
class Rosters:
    """All rosters by container."""

    context: Context
    roles: frozenset[Ref]
    lists: dict[Container, list[Roster]] = field(default_factory=lambda: defaultdict(list))
    books: dict[Scope, UserBook] = field(default_factory=dict)

    def book(self, scope: Scope) -> UserBook:
        """The users that containers of this scope name."""
        if scope not in self.books:
            self.books[scope] = UserBook(
                scope, self.context.target.rules("user"), self.context.rules
            )
        return self.books[scope]

    def keys(self, roster: Roster) -> list["Member | None"]:
        """Who each item of a roster is; None for one that cannot be read."""
        if roster.kind == "user" and is_plain(roster.items):
            return list(self.book(roster.container.scope).look_up(roster.items))
        keys = (self.key(roster, index) for index in range(len(roster.items)))
        return [None if isinstance(key, Problem) else key for key in keys]

    def key(self, roster: Roster, index: int) -> "Member | Problem":
        """Who one item of a roster is, or why nobody knows."""
        item = roster.items[index]
        kind = roster.kind if isinstance(item, str) else kind_of(item)
        text = roster.text(index)
        if kind != "user":
            return self._ref(roster, index, kind, text)
        book = self.book(roster.container.scope)
        (key,) = book.look_up([text])
        return book.problems[text] if key is None else key

    def _ref(self, roster: Roster, index: int, kind: Kind, text: str) -> Ref | Problem:
        address = read_address(text, self.context.rules)
        if isinstance(address, Problem):
            return address
        scope, names = address
        home = roster.container.scope
        if scope is not None:
            home = fold_scope(scope, self.context.rules)
        if kind == "group":
            return spelt_group(Ref("group", home, ()), names, roster.origin(index), self.context)
        if len(names) > 1:
            return Problem("RC0116", f"`{text}` is a path, not a role", "write the role's name")
        name = self.context.rules.fold(names[0])
        return Ref("role", home, (name,)) if scope is not None else self.role(name, home)

    def places_of(self, scope: Scope, text: str) -> list[Origin]:
        """Where containers of a scope name a member in these very letters."""
        here = [lists for container, lists in self.lists.items() if container.scope == scope]
        return [
            roster.origin(index)
            for roster in chain.from_iterable(here)
            for index in range(len(roster.items))
            if roster.text(index) == text
        ]

    def role(self, name: str, scope: Scope) -> Ref:
        """The role of this folded name that is meant at a scope.

        The declared one of the scope or the nearest above. A role that no file declares may still
        live: it is taken to stand at the nearest scope that can have roles.
        """
        places = (scope, *scope.above)
        refs = (Ref("role", place, (name,)) for place in places)
        known = next((ref for ref in refs if ref in self.roles), None)
        return known or Ref("role", _nearest_with_roles(self.context.target, places), (name,))


def _nearest_with_roles(target: Target, places: Sequence[Scope]) -> Scope:
    for place in places:
        level = target.level_of(place)
        if level and level.roles:
            return place
    return ROOT


def rosters_of(mentions: Mentions, context: Context) -> Rosters:
    """Every list of members of all files."""
    roles = frozenset(ref for ref in mentions.things if ref.kind == "role")
    rosters = Rosters(context, roles)
    for ref, found in mentions.things.items():
        for mention in found:
            if isinstance(mention.entry, GroupEntry) and mention.entry.members is not None:
                items, spot = mention.entry.members, mention.spot
                named = spot.key_origin("members")
                container = Container.of(ref)
                roster = Roster(container, "user", items, spot.below("members"), named)
                rosters.lists[container].append(roster)
    for holders in mentions.holders:
        for roster in _holders(holders, rosters, context):
            rosters.lists[roster.container].append(roster)
    return rosters


def _holders(holders: Holders, rosters: Rosters, context: Context) -> Iterator[Roster]:
    entry, spot = holders.entry, holders.spot
    origin = spot.origin("role")
    name = read_name(entry.role, context.rules)
    if isinstance(name, Problem):
        context.say(name, origin)
        return
    ref = rosters.role(context.rules.fold(name), holders.scope)
    context.spell(ref, name, origin)
    container = Container(ref, holders.scope)
    yield Roster(container, "user", entry.users, spot.below("users"), origin)
    if entry.groups is not None:
        yield Roster(container, "group", entry.groups, spot.below("groups"), origin)
    if entry.roles is not None:
        yield Roster(container, "role", entry.roles, spot.below("roles"), origin)
