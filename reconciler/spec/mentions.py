"""Mentions: every place where files speak of a role, a group or who holds a role.

One container may stand in many places; the mentions of one ref are merged afterwards.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import TypeAlias

from reconciler.core.finding import Origin
from reconciler.core.model import Ref
from reconciler.core.scope import Scope
from reconciler.spec.bounds import MAX_ABOVE
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
    """All of them, by ref, and where each authoritative list of things stands first.

    `lists` are the `roles`, `groups` and `memberships` of a scope, and the `groups` of a group.
    """

    things: dict[Ref, list[Mention]] = field(default_factory=lambda: defaultdict(list))
    holders: list[Holders] = field(default_factory=list)
    lists: dict[tuple[Scope | Ref, str], Origin] = field(default_factory=dict)

    def own(self, owner: Scope | Ref, key: str, spot: Spot) -> None:
        """Note that a list is authoritative, unless it stands where things are only added."""
        if not spot.is_additive:
            self.lists.setdefault((owner, key), spot.key_origin(key))

    def owners(self, key: str) -> Iterator[Scope]:
        """The scopes with an authoritative list of this key."""
        return (owner for owner, name in self.lists if name == key and isinstance(owner, Scope))


def mentions_of(parts: Iterable[Part], context: Context) -> Mentions:
    """Everything that the files speak of. An entry whose name cannot be read is reported."""
    found = Mentions()
    for part in parts:
        file, tree = part.document.file, part.document.tree
        top = Spot(tree, tree.places, part.is_additive)
        if file.roles is not None:
            found.own(part.scope, "roles", top)
            _roles(found, part.scope, top.below("roles"), file.roles, context)
        if file.groups is not None:
            found.own(part.scope, "groups", top)
            root = Ref("group", part.scope, ())
            _groups(found, root, top.below("groups"), file.groups, context)
        if file.memberships is not None:
            found.own(part.scope, "memberships", top)
            _holders(found, part.scope, top.below("memberships"), file.memberships)
    return found


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
        if len(parent.name) + len(names) > MAX_ABOVE:
            message = f"a group more than {MAX_ABOVE} groups deep"
            context.say(Problem("RC0012", message, "move it further up"), here.origin("name"))
            continue
        ref = spelt_group(parent, names, here.origin("name"), context)
        found.things[ref].append(Mention(ref, entry, here))
        if entry.groups is not None:
            found.own(ref, "groups", here)
            _groups(found, ref, here.below("groups"), entry.groups, context)


def spelt_group(parent: Ref, names: tuple[str, ...], origin: Origin, context: Context) -> Ref:
    """The ref of a written path below a parent; every name on the way is noted as it is spelt.

    What stands above has been noted before, as a rule: then only the last name is new.
    """
    above = context.groups.get((parent, names[:-1]))
    ref, rest = (parent, names) if above is None else (above, names[-1:])
    for name in rest:
        ref = Ref("group", parent.scope, (*ref.name, context.rules.fold(name)))
        context.spell(ref, name, origin)
    context.groups[parent, names] = ref
    return ref


def _holders(
    found: Mentions, scope: Scope, spot: Spot, entries: Sequence[MembershipsEntry]
) -> None:
    for index, entry in enumerate(entries):
        here = spot.below(index).additive(entry.mode)
        found.holders.append(Holders(scope, entry, here))
