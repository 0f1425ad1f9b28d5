"""Mentions: every place where files speak of a role, a group or who holds a role.

One container may stand in many places; the mentions of one ref are merged afterwards.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import TypeAlias

from reconciler.core.finding import Origin
from reconciler.core.model import Ref
from reconciler.core.scope import Scope
from reconciler.spec.context import Context
from reconciler.spec.documents import GroupEntry, MembershipsEntry, RoleEntry
from reconciler.spec.parts import Part
from reconciler.spec.paths import read_name, read_path
from reconciler.spec.places import Places, Step, Tree
from reconciler.spec.problem import Problem

Entry: TypeAlias = RoleEntry | GroupEntry


@dataclass(frozen=True, slots=True)
class Spot:
    """Where an entry stands, and whether it only adds."""

    tree: Tree
    places: Places
    is_additive: bool

    def origin(self, step: Step) -> Origin:
        """The place of the value of a key."""
        return self.tree.origin(self.places.of(step))

    def key_origin(self, key: str) -> Origin:
        """The place of a key."""
        return self.tree.origin(self.places.of_key(key))

    def below(self, step: Step) -> "Spot":
        """What stands inside a key or item."""
        return Spot(self.tree, self.places.below(step), self.is_additive)

    def additive(self, mode: str | None) -> "Spot":
        """The same place; whoever only adds above only adds below."""
        return Spot(self.tree, self.places, self.is_additive or mode is not None)


@dataclass(frozen=True, slots=True)
class Mention:
    """One place that speaks of a role or group."""

    ref: Ref
    entry: Entry
    spot: Spot

    @property
    def origin(self) -> Origin:
        """Where it is named."""
        return self.spot.origin("name")


@dataclass(frozen=True, slots=True)
class Holders:
    """One place that says who holds a role at a scope."""

    scope: Scope
    entry: MembershipsEntry
    spot: Spot


@dataclass(slots=True)
class Mentions:
    """All of them, by ref, and which lists of things are authoritative."""

    things: dict[Ref, list[Mention]] = field(default_factory=lambda: defaultdict(list))
    holders: list[Holders] = field(default_factory=list)
    role_lists: set[Scope] = field(default_factory=set)
    group_lists: set[Scope | Ref] = field(default_factory=set)
    assignment_lists: set[Scope] = field(default_factory=set)


def mentions_of(parts: Iterable[Part], context: Context) -> Mentions:
    """Everything that the files speak of. An entry whose name cannot be read is reported."""
    found = Mentions()
    for part in parts:
        file, tree = part.document.file, part.document.tree
        top = Spot(tree, tree.places, part.is_additive)
        if file.roles is not None:
            _own(found.role_lists, part.scope, top)
            _roles(found, part.scope, top.below("roles"), file.roles, context)
        if file.groups is not None:
            _own(found.group_lists, part.scope, top)
            root = Ref("group", part.scope, ())
            _groups(found, root, top.below("groups"), file.groups, context)
        if file.memberships is not None:
            _own(found.assignment_lists, part.scope, top)
            _holders(found, part.scope, top.below("memberships"), file.memberships)
    return found


def _own(lists: set[Scope] | set[Scope | Ref], owner: Scope | Ref, spot: Spot) -> None:
    if not spot.is_additive:
        lists.add(owner)  # type: ignore[arg-type]  # both kinds of set take what is given here


def _roles(
    found: Mentions, scope: Scope, spot: Spot, entries: Sequence[RoleEntry], context: Context
) -> None:
    for index, entry in enumerate(entries):
        here = spot.below(index).additive(entry.mode)
        name = read_name(entry.name, context.rules)
        if isinstance(name, Problem):
            context.say(name, here.origin("name"))
            continue
        ref = Ref("role", scope, (context.rules.fold(name),))
        context.spell(ref, name, here.origin("name"))
        found.things[ref].append(Mention(ref, entry, here))


def _groups(
    found: Mentions, parent: Ref, spot: Spot, entries: Sequence[GroupEntry], context: Context
) -> None:
    for index, entry in enumerate(entries):
        here = spot.below(index).additive(entry.mode)
        names = read_path(entry.name, context.rules)
        if isinstance(names, Problem):
            context.say(names, here.origin("name"))
            continue
        ref = spelt_group(parent, names, here.origin("name"), context)
        found.things[ref].append(Mention(ref, entry, here))
        if entry.groups is not None:
            _own(found.group_lists, ref, here)
            _groups(found, ref, here.below("groups"), entry.groups, context)


def spelt_group(parent: Ref, names: Iterable[str], origin: Origin, context: Context) -> Ref:
    """The ref of a written path below a parent; every name on the way is noted as it is spelt."""
    ref = parent
    for name in names:
        ref = Ref("group", parent.scope, (*ref.name, context.rules.fold(name)))
        context.spell(ref, name, origin)
    return ref


def _holders(
    found: Mentions, scope: Scope, spot: Spot, entries: Sequence[MembershipsEntry]
) -> None:
    for index, entry in enumerate(entries):
        here = spot.below(index).additive(entry.mode)
        found.holders.append(Holders(scope, entry, here))
