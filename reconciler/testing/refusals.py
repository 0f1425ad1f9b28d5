"""Changes that a target must refuse: one for each rule that can be broken there."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cached_property

from reconciler.core.change import Change
from reconciler.core.model import (
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
from reconciler.providers import memory_errors as errors
from reconciler.testing.cases import Case, with_thing, without_members
from reconciler.testing.world import FUTURE, World

_NOWHERE = Scope("/nowhere")


def refused(target: Target) -> list[Case]:
    """Every refusal that the target's data lets one expect."""
    world = World(target)
    return [
        *_Names(world).changes(),
        *_Permissions(world).changes(),
        *_Trees(world).changes(),
        *_Deletions(world).changes(),
        *_Fixed(world).changes(),
        *_Members(world).changes(),
        *_Permissions(world).left_behind(),
    ]


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

    def case(self, name: str, change: Change, refusal: type[errors.Refusal]) -> Case:
        """A change to the world that this rule alone stands against, or first."""
        return Case(name, self.state, change, refusal=refusal)

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
    def changes(self) -> Iterator[Case]:
        bad = {
            "empty": ("", errors.BadName),
            "too long": ("x" * (self.target.names.longest + 1), errors.BadName),
            "control": ("a\x07b", errors.BadCharacter),
        }
        for what, (name, refusal) in bad.items():
            for ref in self.places(name):
                change = Change(None, self.new(ref))
                yield self.case(f"{ref.kind} with a name that is {what}", change, refusal)
        for ref in self.places("Newcomer"):
            there = replace(ref, scope=_NOWHERE)
            change = Change(None, self.new(there))
            yield self.case(f"{ref.kind} in no scope", change, errors.UnknownScope)
            yield from self._levels(ref)

    def _levels(self, ref: Ref) -> Iterator[Case]:
        fitting = self.world.role_scopes if ref.kind == "role" else self.world.group_scopes
        for scope in self.world.line:
            if scope not in fitting:
                there = replace(ref, scope=scope)
                change = Change(None, self.new(there))
                yield self.case(f"{ref.kind} at {scope}", change, errors.WrongLevel)


class _Permissions(_Refused):
    def changes(self) -> Iterator[Case]:
        for ref in self.places("Newcomer"):
            if not self.target.catalog.open:
                change = Change(None, self.new(ref, "no.such_permission"))
                name = f"{ref.kind} with an unknown permission"
                yield self.case(name, change, errors.UnknownPermission)
        for of in self.world.types if self.world.role_scopes else ():
            yield from self._carried(self.world.role("Guest", self.world.role_scopes[0], of), of)
        if self.world.group_scopes:
            yield from self._carried(self.world.support, None)
        if self.target.role_types:
            yield from self._types()

    def _carried(self, ref: Ref, of: RoleType | None) -> Iterator[Case]:
        thing, known = self.state.thing(ref), set(self.world.grantable(ref, of))
        for key in self.target.catalog.by_key:
            if key not in known and thing is not None:
                wrong = replace(thing, permissions=frozenset({key}))
                name = f"{ref.kind} {ref.name[-1]} carrying {key}"
                yield self.case(name, Change(thing, wrong), errors.CannotCarry)
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
            case = self.case("type that cannot carry", change, errors.CannotCarry)
            yield replace(case, live=with_thing(self.state, role))

    def _types(self) -> Iterator[Case]:
        scope, of = self.world.role_scopes[0], self.world.types[0]
        guest = self.state.roles[self.world.role("Guest", scope, of)]
        wrong = Change(guest, replace(guest, type="no such type"))
        yield self.case("role of no type", wrong, self._about_types(errors.UnknownRoleType))
        if len(self.world.types) > 1:
            clerk = self.state.roles[self.world.role("Clerk", scope, self.world.types[-1])]
            other = replace(clerk, type=self.world.types[0].name if self.world.types[0] else None)
            refusal = self._about_types(errors.StillAssigned)
            yield self.case("type of a role that is held", Change(clerk, other), refusal)

    def _about_types(self, refusal: type[errors.Refusal]) -> type[errors.Refusal]:
        """Where no type can change, that comes first."""
        return errors.Unchangeable if "role.type" in self.target.immutable else refusal


class _Trees(_Refused):
    def changes(self) -> Iterator[Case]:
        if not self.world.group_scopes:
            return
        home, managers = self.world.home, self.state.groups[self.world.managers]
        inside = self.world.group(home, "Managers", "Sales", "Newcomer")
        orphan = self.world.group(home, "Nobody", "Newcomer")
        is_flat, is_movable = self.target.tree == "flat", "group" in self.target.renames
        new = Change(None, Group(orphan, "", frozenset()))
        missing = errors.NoSubgroups if is_flat else errors.ParentMissing
        yield self.case("group below nothing", new, missing)
        if self.target.root:
            yield from self._outside(managers)
        if is_movable and not is_flat:
            into, away = (Change(managers, replace(managers, ref=to)) for to in (inside, orphan))
            yield self.case("group into itself", into, errors.IntoItself)
            yield self.case("group moved below nothing", away, errors.ParentMissing)

    def _outside(self, managers: Group) -> Iterator[Case]:
        outside = Ref("group", self.world.home, (self.target.names.fold("Newcomer"),))
        new = Change(None, Group(outside, "", frozenset()))
        yield self.case("group beside the built-in one", new, errors.OutsideRoot)
        moved = Change(managers, replace(managers, ref=outside))
        is_movable = "group" in self.target.renames
        refusal = errors.OutsideRoot if is_movable else errors.Unchangeable
        yield self.case("group moved out", moved, refusal)


class _Deletions(_Refused):
    def changes(self) -> Iterator[Case]:
        if self.target.deletion == "along":
            return
        if self.world.group_scopes:
            yield from self._groups()
        if self.world.role_scopes and ("user", "role") in self.target.arrows:
            clerk = self.world.role("Clerk", self.world.role_scopes[0], self.first_type)
            gone = Change(self.state.roles[clerk], None)
            yield self.case("delete a role that is held", gone, errors.HasMembers)

    def _groups(self) -> Iterator[Case]:
        """Members without sub-groups, and sub-groups without members: one rule each."""
        managers, sales = (
            self.state.groups[ref] for ref in (self.world.managers, self.world.sales)
        )
        if self.target.tree != "flat":
            gone = Change(managers, None)
            case = self.case("delete a group with sub-groups", gone, errors.HasSubgroups)
            yield replace(case, live=without_members(self.state, managers.ref))
        if ("user", "group") in self.target.arrows:
            gone = Change(sales, None)
            yield self.case("delete a group with members", gone, errors.HasMembers)


class _Fixed(_Refused):
    """What is built in, and the container that keeps somebody."""

    def changes(self) -> Iterator[Case]:
        if not self.target.root:
            return
        top = self.state.groups[self.world.root(self.world.home)]
        some = frozenset(sorted(top.permissions or ())[:1])
        fewer = Change(top, replace(top, permissions=some))
        yield self.case("delete the built-in group", Change(top, None), errors.FixedExistence)
        yield self.case("permissions of the built-in group", fewer, errors.FixedPermissions)
        if "group" in self.target.renames:
            yield from self._moved(top)
        yield from self._kept()

    def _moved(self, top: Group) -> Iterator[Case]:
        """Another name in the same place, and another place for the same name.

        No place is free of other rules, for all groups stand below this one.
        """
        newcomer = replace(top.ref, name=(self.target.names.fold("Newcomer"),))
        below = self.world.group(self.world.home, "Support", top.ref.name[-1])
        renamed, moved = (Change(top, replace(top, ref=to)) for to in (newcomer, below))
        yield self.case("rename the built-in group", renamed, errors.FixedName)
        yield self.case("move the built-in group", moved, errors.FixedPlace)

    def _kept(self) -> Iterator[Case]:
        for scope in self.world.group_scopes:
            place = Container.of(self.world.root(scope))
            last = Membership(self.world.key("ann", scope), place)
            if (
                len(self.state.members[place]) == 1
                and Fixed.EXISTENCE in self.state.fixed[place.ref]
            ):
                revoked, ending = Change(last, None), Change(last, replace(last, expires=FUTURE))
                yield self.case("revoke the last member", revoked, errors.LastMember)
                if self.target.expiry:
                    yield self.case("end for the last member", ending, errors.LastMember)


class _Members(_Refused):
    def changes(self) -> Iterator[Case]:
        for container in self._containers():
            what = f"{container.ref.kind} {container.ref.name[-1]}"
            stranger = user_key("nobody", container.scope, container.scope)
            nobody = Change(None, Membership(stranger, container))
            yield self.case(f"nobody in {what}", nobody, errors.UnknownUser)
            cyn = self.world.key("cyn", container.scope)
            missing = replace(container.ref, name=(*container.ref.name[:-1], "missing"))
            nowhere = Change(None, Membership(cyn, replace(container, ref=missing)))
            yield self.case(f"member of no {what}", nowhere, errors.UnknownThing)
            yield from self._homes(container, what)
            yield from self._arrows(container, what)
            if not self.target.expiry:
                ends = Change(None, Membership(cyn, container, FUTURE))
                yield self.case(f"end in {what}", ends, errors.NoExpiry)

    def _containers(self) -> Iterator[Container]:
        if ("user", "role") in self.target.arrows:
            for scope in self.world.role_scopes[:1]:
                for of in self.world.types:
                    yield self.world.place_of(self.world.role("Clerk", scope, of), of)
        if ("user", "group") in self.target.arrows and self.world.group_scopes:
            yield Container.of(self.world.managers)

    def _homes(self, container: Container, what: str) -> Iterator[Case]:
        for scope in self.world.scopes:
            name = self.world.user("cyn", scope).name[0]
            foreign = Change(None, Membership(user_key(name, scope, container.scope), container))
            if not self.target.may_hold(container.scope, scope):
                yield self.case(f"user of {scope} in {what}", foreign, errors.UserElsewhere)
            of = self.state.roles.get(container.ref)
            known = self.target.role_type(of.type) if of else None
            level = self.target.level_of(scope)
            if known and level and known.level != level.name:
                place = Membership(self.world.key("cyn", scope), replace(container, scope=scope))
                change = Change(None, place)
                yield self.case(f"{what} given at {scope}", change, errors.WrongLevel)

    def _arrows(self, container: Container, what: str) -> Iterator[Case]:
        others = [ref for ref in (*self.state.roles, *self.state.groups) if ref != container.ref]
        for kind in ("role", "group"):
            for ref in [other for other in others if other.kind == kind][:1]:
                if (kind, container.ref.kind) not in self.target.arrows:
                    change = Change(None, Membership(ref, container))
                    yield self.case(f"{kind} in {what}", change, errors.NoSuchArrow)
