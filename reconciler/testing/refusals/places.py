"""Where groups cannot stand, what cannot go, and what is built in."""

from collections.abc import Iterator
from dataclasses import replace

from reconciler.core.change import Change
from reconciler.core.model import Container, Fixed, Group, Membership, Ref
from reconciler.providers import memory_errors as errors
from reconciler.testing.cases import Case, without_members
from reconciler.testing.refusals.base import Refusals
from reconciler.testing.world import FUTURE


class Trees(Refusals):
    """Groups where no group can stand."""

    def changes(self) -> Iterator[Case]:
        """Below nothing, inside themselves, beside the built-in group."""
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


class Deletions(Refusals):
    """Deletions of what is not empty, where it must be."""

    def changes(self) -> Iterator[Case]:
        """A role that is held, a group with members or sub-groups."""
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


class BuiltIn(Refusals):
    """What is built in, and the container that keeps somebody."""

    def changes(self) -> Iterator[Case]:
        """Everything that is fixed about the built-in group, and its last member."""
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
