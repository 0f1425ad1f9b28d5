# ruff: noqa: S101 - assert is how a check of pytest speaks
"""The part of the conformance suite about writing."""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from reconciler.core.change import Change
from reconciler.core.model import Membership
from reconciler.core.outcome import Outcome, Status
from reconciler.core.spelling import Spelling
from reconciler.providers.after import write
from reconciler.testing.bench import RUN, Bench, statuses
from reconciler.testing.cases import Case, working
from reconciler.testing.refusals import refused
from reconciler.testing.world import EVERYTHING


class Applying(Bench):
    """What is written is what was asked for, once, and never over what somebody else did."""

    def test_a_change_is_applied_and_then_observed(self, case: Case) -> None:
        """The outcome is the truth, and nothing else changes."""
        provider = self.make(case.live)
        before = provider.observe(EVERYTHING)
        assert statuses(provider, [case.change]) == [Status.APPLIED]
        expected = write(before, case.change, RUN.spelling, self.target)
        assert provider.observe(EVERYTHING) == expected

    def test_the_same_change_again_is_already_done(self, case: Case) -> None:
        """A re-run converges."""
        provider = self.make(case.live)
        statuses(provider, [case.change])
        between = provider.observe(EVERYTHING)
        assert statuses(provider, [case.change]) == [Status.ALREADY]
        assert provider.observe(EVERYTHING) == between

    def test_a_live_value_that_is_not_what_the_plan_saw_is_a_conflict(self, conflict: Case) -> None:
        """Nothing is written over what somebody else did."""
        provider = self.make(conflict.live)
        before = provider.observe(EVERYTHING)
        (outcome,) = provider.apply([conflict.change], RUN)
        assert (outcome.status, bool(outcome.reason)) == (Status.CONFLICT, True)
        assert provider.observe(EVERYTHING) == before

    def test_a_refusal_is_a_failure_with_a_reason_and_nothing_is_written(
        self, refusal: Case
    ) -> None:
        """Every rule of the target, provoked."""
        provider = self.make(refusal.live)
        before = provider.observe(EVERYTHING)
        (outcome,) = provider.apply([refusal.change], RUN)
        assert (outcome.status, bool(outcome.reason)) == (Status.FAILED, True)
        assert outcome.change == refusal.change
        assert provider.observe(EVERYTHING) == before

    def test_a_slice_has_one_outcome_for_each_change_and_a_failure_stops_no_other(self) -> None:
        """Changes of a slice do not depend on each other."""
        good = [case.change for case in self._independent()]
        bad = refused(self.target)[0].change
        slice_ = [*good[:1], bad, *good[1:], good[0]]
        provider = self.make(self.world.state)
        outcomes = list(provider.apply(slice_, RUN))
        assert {id(outcome.change) for outcome in outcomes} == set(map(id, slice_))
        done = [Status.APPLIED, Status.FAILED, *[Status.APPLIED] * len(good[1:]), Status.ALREADY]
        assert _in_order(slice_, outcomes) == done

    def test_an_empty_slice_has_no_outcomes(self) -> None:
        """And needs no transaction."""
        assert list(self.make(self.world.state).apply([], RUN)) == []

    def test_a_membership_that_has_ended_can_be_granted_anew(self, ended: Membership) -> None:
        """It counts as absent: `before` is None."""
        again = replace(ended, expires=None)
        provider = self.make(self.world.state)
        assert statuses(provider, [Change(None, again)]) == [Status.APPLIED]
        seen = provider.observe(EVERYTHING)
        assert seen.membership(ended.member, ended.container) == again

    def test_a_membership_that_has_ended_can_be_revoked(self, ended: Membership) -> None:
        """It is there until somebody takes it away."""
        provider = self.make(self.world.state)
        assert statuses(provider, [Change(ended, None)]) == [Status.APPLIED]
        seen = provider.observe(EVERYTHING)
        assert seen.membership(ended.member, ended.container) is None

    def test_names_are_written_as_the_author_spelt_them(self) -> None:
        """A create and a rename send the run's spelling."""
        for case in working(self.target):
            if case.name.startswith(("create", "rename")):
                ref = case.change.ref
                written = ref.name[-1].upper()
                run = replace(RUN, spelling=Spelling(({ref: written},)))
                if self.target.names.fold(written) == ref.name[-1]:
                    provider = self.make(case.live)
                    list(provider.apply([case.change], run))
                    assert provider.observe(EVERYTHING).spelling[ref] == written

    def _independent(self) -> list[Case]:
        """A few cases that touch different things."""
        names = ("describe", "grant in")
        found = [case for case in working(self.target) if case.name.startswith(names)]
        return list({case.change.ref: case for case in found}.values())


def _in_order(changes: Sequence[Change], outcomes: Iterable[Outcome]) -> list[Status]:
    """Outcomes come as soon as they are known, so in any order."""
    found = list(outcomes)
    statuses = []
    for change in changes:
        outcome = next(one for one in found if one.change is change)
        found.remove(outcome)
        statuses.append(outcome.status)
    return statuses
