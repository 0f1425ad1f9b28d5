# ruff: noqa: S101 - assert is how a check of pytest speaks
"""The part of the conformance suite about what a declared state becomes before it is compared."""

from dataclasses import replace

from reconciler.core.finding import Severity
from reconciler.core.model import Group, Ref, Role, State
from reconciler.providers.after import write
from reconciler.testing.bench import RUN, Bench, statuses
from reconciler.testing.cases import Case
from reconciler.testing.refusals import refused
from reconciler.testing.world import EVERYTHING


class Normalizing(Bench):
    """The desired state is made to look as it will be observed, or is found to be impossible."""

    def test_what_was_observed_is_normal_already(self) -> None:
        """`normalize` says how `observe` would report it."""
        provider = self.make(self.world.state)
        seen = provider.observe(EVERYTHING)
        assert provider.normalize(seen) == (seen, [])

    def test_after_a_change_live_equals_the_normalized_state(self, case: Case) -> None:
        """Else the next plan would not be empty."""
        provider = self.make(case.live)
        wanted = write(provider.observe(EVERYTHING), case.change, RUN.spelling, self.target)
        normal, findings = provider.normalize(wanted)
        assert not findings
        statuses(provider, [case.change])
        assert provider.observe(EVERYTHING) == normal

    def test_normalizing_twice_changes_nothing_more(self) -> None:
        """It is idempotent, and what is not managed (None) stays so."""
        provider = self.make(self.world.state)
        desired = _unmanaged(self.world.state)
        once, _ = provider.normalize(desired)
        assert provider.normalize(once)[0] == once
        assert {thing.description for thing in once.things} == {None}
        assert {thing.permissions for thing in once.things} == {None}

    def test_all_that_is_unsupported_is_found_at_once(self) -> None:
        """Wrong places, wrong members and ends, in one answer, each an error with its ref."""
        desired, wrong = self._unsupported()
        _, findings = self.make(self.world.state).normalize(desired)
        errors = {found.ref for found in findings if found.severity is Severity.ERROR}
        assert errors == wrong

    def _unsupported(self) -> tuple[State, set[Ref]]:
        new = [change.change.after for change in refused(self.target)]
        wrong: list[Role | Group] = [
            thing for thing in new if isinstance(thing, Role | Group) and not self._fits(thing.ref)
        ]
        state = State(
            roles={thing.ref: thing for thing in wrong if isinstance(thing, Role)},
            groups={thing.ref: thing for thing in wrong if isinstance(thing, Group)},
        )
        return state, {thing.ref for thing in wrong}

    def _fits(self, ref: Ref) -> bool:
        """Whether the target has a place for such a thing, as far as its data says."""
        level = self.target.level_of(ref.scope)
        if level is None or not (level.roles if ref.kind == "role" else level.groups):
            return False
        if ref.kind == "role":
            return True
        if self.target.tree == "flat" and ref.parent:
            return False
        return not self.target.root or ref.name[0] == self.target.names.fold(self.target.root)


def _unmanaged(state: State) -> State:
    """A declared state that manages existence and members only."""
    return replace(
        state,
        roles={
            r: replace(role, description=None, permissions=None) for r, role in state.roles.items()
        },
        groups={
            r: replace(group, description=None, permissions=None)
            for r, group in state.groups.items()
        },
    )
