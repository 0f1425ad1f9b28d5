# ruff: noqa: S101 - assert is how a check of pytest speaks
"""The part of the conformance suite about reading."""

from collections.abc import Mapping
from dataclasses import replace

from reconciler.core.model import Container, Members, Membership, Ref, user_of
from reconciler.core.scope import Pattern, Scope, Selection
from reconciler.testing.bench import Bench
from reconciler.testing.world import EVERYTHING


class Observing(Bench):
    """What is read is complete, stable, and what was asked for."""

    def test_the_target_is_described(self) -> None:
        """What the suite was told is what the provider says."""
        assert self.make(self.world.state).describe() == self.target

    def test_everything_is_observed_as_it_was_made(self) -> None:
        """A read is complete, and names are spelt as they were written."""
        state = self.world.state
        assert self.make(state).observe(EVERYTHING) == state

    def test_two_reads_in_a_row_are_equal(self) -> None:
        """Nothing that is observed depends on the reading."""
        provider = self.make(self.world.state)
        assert provider.observe(EVERYTHING) == provider.observe(EVERYTHING)

    def test_only_the_selected_scopes_are_complete_and_all_that_exist_are_named(self) -> None:
        """Each scope by itself, then nothing at all."""
        provider = self.make(self.world.state)
        for scope in self.world.scopes:
            seen = provider.observe(Selection((Pattern(scope),)))
            assert seen.complete == {scope}
            assert seen.scopes == set(self.world.scopes)
            assert set(seen.users) == {scope}
            assert {ref.scope for ref in seen.groups} <= {scope}
            assert {place.scope for place in seen.kept} <= {scope}
            assert seen.fixed.keys() <= seen.roles.keys() | seen.groups.keys()
        assert provider.observe(Selection(())).complete == frozenset()

    def test_a_declared_scope_that_does_not_exist_is_not_made_up(self) -> None:
        """It is for the plan to complain."""
        missing = Pattern.parse("/nowhere").base
        selection = Selection((Pattern(missing, deep=True),), declared=frozenset({missing}))
        seen = self.make(self.world.state).observe(selection)
        assert missing not in seen.scopes | seen.complete

    def test_a_narrowed_selection_is_complete_for_that_part_only(self) -> None:
        """`--scope` takes from what is managed, and never widens it."""
        last = self.world.line[-1]
        selection = replace(EVERYTHING, within=last)
        seen = self.make(self.world.state).observe(selection)
        assert seen.complete == {scope for scope in self.world.scopes if last.holds(scope)}

    def test_roles_above_come_with_those_who_hold_them_there(self) -> None:
        """As context: they decide about the selected scope too."""
        state = self.world.state
        provider = self.make(state)
        for scope in self.world.scopes:
            seen = provider.observe(Selection((Pattern(scope),)))
            assert set(seen.roles) == {ref for ref in state.roles if ref.scope.holds(scope)}
            assert {place: seen.members.get(place) for place in self._at_or_above(scope)} == {
                place: state.members[place] for place in self._at_or_above(scope)
            }

    def _at_or_above(self, scope: Scope) -> set[Container]:
        members = self.world.state.members
        return {
            place
            for place in members
            if place.scope == scope or (place.ref.kind == "role" and place.scope.holds(scope))
        }

    def test_whoever_holds_a_role_of_a_selected_scope_is_seen_wherever_that_is(self) -> None:
        """A role is deleted or narrowed for all who hold it."""
        state = self.world.state
        provider = self.make(state)
        for scope in self.world.scopes:
            held = {place: who for place, who in state.members.items() if place.ref.scope == scope}
            seen = provider.observe(Selection((Pattern(scope),)))
            assert {place: seen.members.get(place) for place in held} == held
            assert self._spelt(held) <= seen.spelling.items()

    def _spelt(self, held: Mapping[Container, Members]) -> set[tuple[Ref | Scope, str]]:
        """How those who are named are written, wherever they belong."""
        who = {
            Ref("user", home, (name,))
            for place, members in held.items()
            for home, name in (user_of(user, place.scope) for user in members.users)
        }
        return {(thing, name) for thing, name in self.world.state.spelling.items() if thing in who}

    def test_no_group_of_another_scope_is_shown(self) -> None:
        """Context is roles; the groups of a neighbour are nobody's business."""
        provider = self.make(self.world.state)
        for scope in self.world.scopes:
            seen = provider.observe(Selection((Pattern(scope),)))
            groups = [place for place in seen.members if place.ref.kind == "group"]
            assert {place.scope for place in groups} <= {scope}

    def test_users_whom_files_name_are_found_where_they_belong(self) -> None:
        """In the scopes that are not selected, and no others than those who were asked after."""
        users = {scope: there.all for scope, there in self.world.state.users.items()}
        provider = self.make(self.world.state)
        for scope in self.world.scopes:
            named = frozenset({self.world.key(name, at) for name in ("ann", "ida") for at in users})
            seen = provider.observe(Selection((Pattern(scope),), named=named))
            assert set(seen.users) == {scope}
            assert seen.elsewhere == {at: users[at] & named for at in users if at != scope}

    def test_an_ended_membership_is_observed_with_its_instant(self, ended: Membership) -> None:
        """It holds nothing, and the plan will revoke it."""
        seen = self.make(self.world.state).observe(EVERYTHING)
        assert seen.membership(ended.member, ended.container) == ended
