"""Changes that a target must refuse: one for each rule that can be broken there."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cached_property

from reconciler.core.model import (
    Change,
    Container,
    Fixed,
    Group,
    Membership,
    Ref,
    Role,
    State,
    Thing,
    user_key,
)
from reconciler.core.scope import Scope
from reconciler.core.target import RoleType, Target
from reconciler.testing.cases import Case, with_thing
from reconciler.testing.world import FUTURE, World

_NOWHERE = Scope("/nowhere")


def refused(target: Target) -> list[Case]:
    """Every refusal that the target's data lets one expect."""
    world = World(target)
    named = [
        *_Names(world).changes(),
        *_Permissions(world).changes(),
        *_Trees(world).changes(),
        *_Deletions(world).changes(),
        *_Fixed(world).changes(),
        *_Members(world).changes(),
    ]
    cases = [Case(name, world.state, change) for name, change in named]
    return [*cases, *_Permissions(world).left_behind()]


@dataclass(frozen=True)
class _Refused:
    world: World

    @cached_property
    def state(self) -> State:
        return self.world.state

    @property
    def target(self) -> Target:
        return self.world.target

    @property
    def first_type(self) -> RoleType | None:
        """A role type of the target; None where roles have none."""
        return self.world.types[0]

    def new(self, ref: Ref, *permissions: str) -> Thing:
        """A role or group that is not there yet."""
        keys = frozenset(permissions)
        if ref.kind == "group":
            return Group(ref, "", keys)
        return Role(ref, self.first_type.name if self.first_type else None, "", keys)

    def places(self, name: str) -> Iterator[Ref]:
        """An address for a new role and for a new group, where there can be any."""
        folded = self.target.names.fold(name)
        if self.world.role_scopes:
            yield Ref("role", self.world.role_scopes[0], (folded,))
        if self.world.group_scopes:
            yield self.world.group(self.world.home, folded)


class _Names(_Refused):
    def changes(self) -> Iterator[tuple[str, Change]]:
        bad = {"empty": "", "too long": "x" * (self.target.names.longest + 1), "control": "a\x07b"}
        for what, name in bad.items():
            for ref in self.places(name):
                yield f"{ref.kind} with a name that is {what}", Change(None, self.new(ref))
        for ref in self.places("Newcomer"):
            there = replace(ref, scope=_NOWHERE)
            yield f"{ref.kind} in no scope", Change(None, self.new(there))
            yield from self._levels(ref)

    def _levels(self, ref: Ref) -> Iterator[tuple[str, Change]]:
        fitting = self.world.role_scopes if ref.kind == "role" else self.world.group_scopes
        for scope in self.world.line:
            if scope not in fitting:
                there = replace(ref, scope=scope)
                yield f"{ref.kind} at {scope}", Change(None, self.new(there))


class _Permissions(_Refused):
    def changes(self) -> Iterator[tuple[str, Change]]:
        for ref in self.places("Newcomer"):
            if not self.target.catalog.open:
                thing = self.new(ref, "no.such_permission")
                yield f"{ref.kind} with an unknown permission", Change(None, thing)
        for of in self.world.types if self.world.role_scopes else ():
            yield from self._carried(self.world.role("Guest", self.world.role_scopes[0], of), of)
        if self.world.group_scopes:
            yield from self._carried(self.world.support, None)
        if self.target.role_types:
            yield from self._types()

    def _carried(self, ref: Ref, of: RoleType | None) -> Iterator[tuple[str, Change]]:
        thing, known = self.state.thing(ref), set(self.world.grantable(ref, of))
        for key in self.target.catalog.by_key:
            if key not in known and thing is not None:
                wrong = replace(thing, permissions=frozenset({key}))
                yield f"{ref.kind} {ref.name[-1]} carrying {key}", Change(thing, wrong)
                return

    def left_behind(self) -> Iterator[Case]:
        """A type that cannot carry what the role has."""
        types = self.target.role_types if self.world.role_scopes else ()
        if len(types) < 2 or "role.type" in self.target.immutable:
            return
        guest = self.world.role("Guest", self.world.role_scopes[0], types[0])
        first, last = (self.world.grantable(guest, of) for of in (types[0], types[-1]))
        for key in [key for key in first if key not in last][:1]:
            role = replace(self.state.roles[guest], permissions=frozenset({key}))
            change = Change(role, replace(role, type=types[-1].name))
            yield Case("type that cannot carry", with_thing(self.state, role), change)

    def _types(self) -> Iterator[tuple[str, Change]]:
        scope, of = self.world.role_scopes[0], self.world.types[0]
        guest = self.state.roles[self.world.role("Guest", scope, of)]
        yield "role of no type", Change(guest, replace(guest, type="no such type"))
        if len(self.world.types) > 1:
            clerk = self.state.roles[self.world.role("Clerk", scope, self.world.types[-1])]
            other = replace(clerk, type=self.world.types[0].name if self.world.types[0] else None)
            yield "type of a role that is held", Change(clerk, other)


class _Trees(_Refused):
    def changes(self) -> Iterator[tuple[str, Change]]:
        if not self.world.group_scopes:
            return
        home, managers = self.world.home, self.state.groups[self.world.managers]
        inside = self.world.group(home, "Managers", "Sales", "Newcomer")
        orphan = self.world.group(home, "Nobody", "Newcomer")
        yield "group below nothing", Change(None, Group(orphan, "", frozenset()))
        if self.target.root:
            outside = Ref("group", home, (self.target.names.fold("Newcomer"),))
            yield "group beside the built-in one", Change(None, Group(outside, "", frozenset()))
            yield "group moved out", Change(managers, replace(managers, ref=outside))
        if self.target.tree != "flat" and "group" in self.target.renames:
            yield "group into itself", Change(managers, replace(managers, ref=inside))
            yield "group moved below nothing", Change(managers, replace(managers, ref=orphan))


class _Deletions(_Refused):
    def changes(self) -> Iterator[tuple[str, Change]]:
        if self.target.deletion == "along":
            return
        if self.world.group_scopes:
            groups = self.state.groups
            yield "delete a group with sub-groups", Change(groups[self.world.managers], None)
            yield "delete a group with members", Change(groups[self.world.sales], None)
        if self.world.role_scopes:
            clerk = self.world.role("Clerk", self.world.role_scopes[0], self.first_type)
            yield "delete a role that is held", Change(self.state.roles[clerk], None)


class _Fixed(_Refused):
    """What is built in, and the container that keeps somebody."""

    def changes(self) -> Iterator[tuple[str, Change]]:
        if not self.target.root:
            return
        top = self.state.groups[self.world.root(self.world.home)]
        newcomer = replace(top, ref=replace(top.ref, name=(self.target.names.fold("Newcomer"),)))
        below = replace(top, ref=self.world.group(self.world.home, "Support", "Newcomer"))
        some = frozenset(sorted(top.permissions or ())[:1])
        yield "delete the built-in group", Change(top, None)
        yield "rename the built-in group", Change(top, newcomer)
        yield "move the built-in group", Change(top, below)
        yield "permissions of the built-in group", Change(top, replace(top, permissions=some))
        yield from self._kept()

    def _kept(self) -> Iterator[tuple[str, Change]]:
        for scope in self.world.group_scopes:
            place = Container.of(self.world.root(scope))
            last = Membership(self.world.key("ann", scope), place)
            if (
                len(self.state.members[place]) == 1
                and Fixed.EXISTENCE in self.state.fixed[place.ref]
            ):
                yield "revoke the last member", Change(last, None)
                if self.target.expiry:
                    yield "end for the last member", Change(last, replace(last, expires=FUTURE))


class _Members(_Refused):
    def changes(self) -> Iterator[tuple[str, Change]]:
        for container in self._containers():
            what = f"{container.ref.kind} {container.ref.name[-1]}"
            stranger = user_key("nobody", container.scope, container.scope)
            yield f"nobody in {what}", Change(None, Membership(stranger, container))
            cyn = self.world.key("cyn", container.scope)
            missing = replace(container.ref, name=(*container.ref.name[:-1], "missing"))
            there = replace(container, ref=missing)
            yield f"member of no {what}", Change(None, Membership(cyn, there))
            yield from self._homes(container, what)
            yield from self._arrows(container, what)
            if not self.target.expiry:
                ends = Membership(cyn, container, FUTURE)
                yield f"end in {what}", Change(None, ends)

    def _containers(self) -> Iterator[Container]:
        if ("user", "role") in self.target.arrows:
            for scope in self.world.role_scopes[:1]:
                for of in self.world.types:
                    yield self.world.place_of(self.world.role("Clerk", scope, of), of)
        if ("user", "group") in self.target.arrows and self.world.group_scopes:
            yield Container.of(self.world.managers)

    def _homes(self, container: Container, what: str) -> Iterator[tuple[str, Change]]:
        for scope in self.world.scopes:
            name = self.world.user("cyn", scope).name[0]
            foreign = Membership(user_key(name, scope, container.scope), container)
            if not self.target.may_hold(container.scope, scope):
                yield f"user of {scope} in {what}", Change(None, foreign)
            of = self.state.roles.get(container.ref)
            known = self.target.role_type(of.type) if of else None
            level = self.target.level_of(scope)
            if known and level and known.level != level.name:
                place = Membership(self.world.key("cyn", scope), replace(container, scope=scope))
                yield f"{what} given at {scope}", Change(None, place)

    def _arrows(self, container: Container, what: str) -> Iterator[tuple[str, Change]]:
        others = [ref for ref in (*self.state.roles, *self.state.groups) if ref != container.ref]
        for kind in ("role", "group"):
            for ref in [other for other in others if other.kind == kind][:1]:
                if (kind, container.ref.kind) not in self.target.arrows:
                    yield f"{kind} in {what}", Change(None, Membership(ref, container))
