"""Changes that a target takes: every kind of them, each with what would make it a conflict."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cached_property

from reconciler.core.change import Change
from reconciler.core.model import Container, Membership, Ref, Role, State, Thing
from reconciler.core.target import Target
from reconciler.providers.memory_errors import Refusal
from reconciler.testing.world import FUTURE, LATER, World


@dataclass(frozen=True)
class Case:
    """One change to one live state.

    Where it works, `spoilt` is live so that it is a conflict; where it does not, `refusal` is the
    rule that stands against it, as the system in memory calls it.
    """

    name: str
    live: State
    change: Change
    spoilt: State | None = None
    refusal: type[Refusal] | None = None


def working(target: Target) -> list[Case]:
    """One case or more of every kind of change that the target knows."""
    return list(_Working(World(target)).cases())


def conflicting(target: Target) -> list[Case]:
    """The working cases where something else can stand, each with that as its live state."""
    return [replace(case, live=case.spoilt) for case in working(target) if case.spoilt is not None]


def with_thing(state: State, thing: Thing) -> State:
    """A state with one role or group put in the place of what stands there."""
    if isinstance(thing, Role):
        return replace(state, roles={**state.roles, thing.ref: thing})
    return replace(state, groups={**state.groups, thing.ref: thing})


def without_thing(state: State, ref: Ref) -> State:
    """A state without one role or group, which nobody is in."""
    return replace(
        state,
        roles={there: role for there, role in state.roles.items() if there != ref},
        groups={there: group for there, group in state.groups.items() if there != ref},
        spelling={there: name for there, name in state.spelling.items() if there != ref},
    )


def without_members(state: State, ref: Ref) -> State:
    """A state where nobody is in one role or group."""
    members = {there: who for there, who in state.members.items() if there.ref != ref}
    return replace(state, members=members)


def with_member(state: State, membership: Membership) -> State:
    """A state with one user more in a container, or with another end."""
    there = state.members[membership.container]
    until = {**there.until}
    until.pop(membership.member, None)
    if membership.expires:
        until[membership.member] = membership.expires
    member = {membership.member} if isinstance(membership.member, str) else set()
    members = replace(there, users=there.users | member, until=until)
    return replace(state, members={**state.members, membership.container: members})


@dataclass(frozen=True)
class _Working:
    world: World

    @cached_property
    def state(self) -> State:
        return self.world.state

    @property
    def target(self) -> Target:
        return self.world.target

    def cases(self) -> Iterator[Case]:
        for guest in self._guests():
            yield from self._things(guest, "role")
        if self.world.role_scopes:
            yield from self._types()
        if self.world.group_scopes:
            yield from self._things(self.state.groups[self.world.support], "group")
            yield from self._group_moves()
        for container in self._containers():
            yield from self._memberships(container)

    def _guests(self) -> Iterator[Role]:
        """One role nobody holds, of each type."""
        for scope in self.world.role_scopes[:1]:
            for of in self.world.types:
                yield self.state.roles[self.world.role("Guest", scope, of)]

    def _things(self, thing: Thing, kind: str) -> Iterator[Case]:
        state, name = self.state, f"{kind} {thing.ref.name[-1]}"
        described = replace(thing, description="In other words")
        absent = without_thing(state, thing.ref)
        yield Case(f"create {name}", absent, Change(None, thing), with_thing(absent, described))
        yield Case(
            f"describe {name}",
            state,
            Change(thing, described),
            with_thing(state, replace(thing, description="Somebody else's words")),
        )
        yield Case(f"delete {name}", state, Change(thing, None), with_thing(state, described))
        yield from self._permissions(thing, name)
        if kind in self.target.renames:
            new = replace(thing, ref=_renamed(thing.ref, self.target.names.fold("Newcomer")))
            taken = with_thing(state, new)
            yield Case(f"rename {name}", state, Change(thing, new), taken)

    def _permissions(self, thing: Thing, name: str) -> Iterator[Case]:
        of = self.target.role_type(thing.type) if isinstance(thing, Role) else None
        keys = self.world.grantable(thing.ref, of)
        if len(keys) < 2:
            return
        one, both = (replace(thing, permissions=frozenset(keys[:n])) for n in (1, 2))
        spoilt = with_thing(self.state, replace(thing, permissions=frozenset(keys[1:2])))
        yield Case(f"give to {name}", self.state, Change(thing, both), spoilt)
        yield Case(f"take from {name}", with_thing(self.state, both), Change(both, one), spoilt)

    def _types(self) -> Iterator[Case]:
        if len(self.target.role_types) < 2 or "role.type" in self.target.immutable:
            return
        guest = next(self._guests())
        other = replace(guest, type=self.target.role_types[1].name)
        third = replace(guest, type=self.target.role_types[-1].name)
        spoilt = with_thing(self.state, third) if third.type != other.type else None
        yield Case("type of role", self.state, Change(guest, other), spoilt)

    def _group_moves(self) -> Iterator[Case]:
        if "group" not in self.target.renames or self.target.tree == "flat":
            return
        sales = self.state.groups[self.world.sales]
        up = replace(sales, ref=self.world.group(self.world.home, "Sales"))
        yield Case("move group up", self.state, Change(sales, up), with_thing(self.state, up))
        managers = self.state.groups[self.world.managers]
        below = replace(managers, ref=self.world.group(self.world.home, "Support", "Managers"))
        yield Case(
            "move subtree", self.state, Change(managers, below), with_thing(self.state, below)
        )
        renamed = replace(managers, ref=self.world.group(self.world.home, "Newcomers"))
        yield Case(
            "rename subtree", self.state, Change(managers, renamed), with_thing(self.state, renamed)
        )

    def _containers(self) -> Iterator[Container]:
        if ("user", "role") in self.target.arrows:
            for scope in self.world.role_scopes[:1]:
                for of in self.world.types:
                    yield self.world.place_of(self.world.role("Clerk", scope, of), of)
        if ("user", "group") in self.target.arrows and self.world.group_scopes:
            yield Container.of(self.world.managers)

    def _memberships(self, container: Container) -> Iterator[Case]:
        key = self.world.key("cyn", container.scope)
        none, lasting = self.state, Membership(key, container)
        ending, later = replace(lasting, expires=FUTURE), replace(lasting, expires=LATER)
        there = with_member(none, lasting)
        name = f"in {container.ref.kind} {container.ref.name[-1]}"
        if not self.target.expiry:
            yield Case(f"grant {name}", none, Change(None, lasting))
            yield Case(f"revoke {name}", there, Change(lasting, None))
            return
        until, postponed = with_member(none, ending), with_member(none, later)
        yield Case(f"grant {name}", none, Change(None, lasting), until)
        yield Case(f"grant for a time {name}", none, Change(None, ending), there)
        yield Case(f"revoke {name}", there, Change(lasting, None), until)
        yield Case(f"revoke what ends {name}", until, Change(ending, None), there)
        yield Case(f"give an end {name}", there, Change(lasting, ending), postponed)
        yield Case(f"postpone the end {name}", until, Change(ending, later), there)
        yield Case(f"lift the end {name}", until, Change(ending, lasting), postponed)


def _renamed(ref: Ref, name: str) -> Ref:
    return replace(ref, name=(*ref.name[:-1], name))
