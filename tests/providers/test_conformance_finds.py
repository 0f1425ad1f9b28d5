"""The conformance suite sees what is wrong: each broken provider fails the check made for it."""

from dataclasses import replace
from functools import partial
from inspect import signature

import pytest

from reconciler.core.change import Action
from reconciler.core.model import Group, Membership, Role
from reconciler.core.outcome import Outcome, Status
from reconciler.core.scope import ROOT
from reconciler.providers.after import write
from reconciler.providers.memory import Memory
from reconciler.providers.portal.target import portal_target
from reconciler.providers.precondition import lost_race, standing
from reconciler.testing import EVERYTHING, ProviderConformance
from reconciler.testing.bench import SITUATIONS

pytest_plugins = ["pytester"]

TARGET = portal_target("northwind")
WITHOUT_ENDS = replace(TARGET, expiry=False)
ABOUT_ENDS = {
    "test_a_membership_that_has_ended_can_be_granted_anew",
    "test_a_membership_that_has_ended_can_be_revoked",
    "test_an_ended_membership_is_observed_with_its_instant",
}


class SeesEverything(Memory):
    """Calls complete what nobody asked for."""

    def observe(self, of):  # noqa: ARG002 - that is what is wrong with it
        return super().observe(EVERYTHING)


class ForgetsRolesAbove(Memory):
    def observe(self, of):
        seen = super().observe(of)
        roles = {ref: role for ref, role in seen.roles.items() if ref.scope in seen.complete}
        return replace(seen, roles=roles)


class ForgetsHoldersElsewhere(Memory):
    def observe(self, of):
        seen = super().observe(of)
        members = {at: who for at, who in seen.members.items() if at.scope in seen.complete}
        return replace(seen, members=members)


class ForgetsUsersElsewhere(Memory):
    def observe(self, of):
        return replace(super().observe(of), elsewhere={})


class ForgetsWhatEnded(Memory):
    def observe(self, of):
        seen = super().observe(of)
        members = {at: who.lasting(self.clock()) for at, who in seen.members.items()}
        return replace(seen, members={at: who for at, who in members.items() if who})


class ForgetsSpelling(Memory):
    def observe(self, of):
        return replace(super().observe(of), spelling={})


class ForgetsADescription(Memory):
    def observe(self, of):
        seen = super().observe(of)
        roles = {ref: replace(role, description="") for ref, role in seen.roles.items()}
        return replace(seen, roles=roles)


class MakesScopesUp(Memory):
    def observe(self, of):
        seen = super().observe(of)
        return replace(seen, scopes=seen.scopes | of.declared)


class WavesThrough(Memory):
    """Writes whatever it is given."""

    def apply(self, changes, run):
        for change in changes:
            self.state = write(self.state, change, run.spelling, self.target)
            yield Outcome(change, Status.APPLIED)


class WritesOverOthers(Memory):
    """Takes a conflict for something to do."""

    def apply(self, changes, run):
        for outcome in super().apply(changes, run):
            if outcome.status is not Status.CONFLICT:
                yield outcome
                continue
            self.state = write(self.state, outcome.change, run.spelling, self.target)
            yield Outcome(outcome.change, Status.APPLIED)


class NeverDone(Memory):
    """Fails on what is there already."""

    def apply(self, changes, run):
        for outcome in super().apply(changes, run):
            done = outcome.status is Status.ALREADY
            yield Outcome(outcome.change, Status.FAILED, "exists") if done else outcome


class StopsAtAFailure(Memory):
    def apply(self, changes, run):
        for outcome in super().apply(changes, run):
            yield outcome
            if outcome.status is Status.FAILED:
                return


class GivesNoReason(Memory):
    def apply(self, changes, run):
        return (replace(outcome, reason="") for outcome in super().apply(changes, run))


class WritesHalf(Memory):
    """Makes a role or group before it finds out that it may not."""

    def apply(self, changes, run):
        for change in changes:
            before = self.state
            (outcome,) = super().apply([change], run)
            if outcome.status is Status.FAILED and change.action is Action.CREATE:
                self.state = write(before, change, run.spelling, self.target)
            yield outcome


class LosesTheEnd(Memory):
    def apply(self, changes, run):
        for change in changes:
            after = change.after
            if isinstance(after, Membership) and change.before is None:
                after = replace(after, expires=None)
            (outcome,) = super().apply([replace(change, after=after)], run)
            yield replace(outcome, change=change)


class TellsOfAnotherChange(Memory):
    def apply(self, changes, run):
        for outcome in super().apply(changes, run):
            yield replace(outcome, change=replace(outcome.change))


class WritesFoldedNames(Memory):
    def apply(self, changes, run):
        return super().apply(changes, replace(run, spelling=type(run.spelling)()))


class CannotGrantAnew(Memory):
    def apply(self, changes, run):
        for change in changes:
            live, _ = standing(self.state, change)
            if change.action is Action.GRANT and live is not None and live != change.after:
                yield Outcome(change, Status.CONFLICT, lost_race(change, live))
            else:
                yield from super().apply([change], run)


class FillsGaps(Memory):
    """Takes what is not managed for something empty."""

    def normalize(self, desired):
        groups = {
            ref: Group(ref, group.description or "", group.permissions or frozenset())
            for ref, group in desired.groups.items()
        }
        return super().normalize(replace(desired, groups=groups))


class NeverSettles(Memory):
    def normalize(self, desired):
        roles = {
            ref: Role(ref, role.type, f"{role.description}!", role.permissions)
            for ref, role in desired.roles.items()
        }
        return super().normalize(replace(desired, roles=roles))


class FindsOneAtATime(Memory):
    def normalize(self, desired):
        normal, findings = super().normalize(desired)
        return normal, findings[:1]


class DescribesAnother(Memory):
    def describe(self):
        return replace(self.target, account="southwind")


class MissesTheRoot(Memory):
    def observe(self, of):
        seen = super().observe(of)
        return replace(seen, complete=seen.complete - {ROOT})


BROKEN = {
    SeesEverything: "only_the_selected_scopes_are_complete",
    ForgetsRolesAbove: "roles_above_come",
    ForgetsHoldersElsewhere: "whoever_holds_a_role_of_a_selected_scope",
    ForgetsUsersElsewhere: "users_whom_files_name",
    ForgetsWhatEnded: "an_ended_membership_is_observed",
    ForgetsSpelling: "everything_is_observed",
    ForgetsADescription: "everything_is_observed",
    MakesScopesUp: "a_declared_scope_that_does_not_exist",
    WavesThrough: "a_refusal_is_a_failure",
    WritesOverOthers: "is_a_conflict",
    NeverDone: "again_is_already_done",
    StopsAtAFailure: "a_failure_stops_no_other",
    GivesNoReason: "is_a_conflict",
    WritesHalf: "nothing_is_written",
    LosesTheEnd: "is_applied_and_then_observed",
    TellsOfAnotherChange: "one_outcome_for_each_change",
    WritesFoldedNames: "as_the_author_spelt_them",
    CannotGrantAnew: "can_be_granted_anew",
    FillsGaps: "normalizing_twice",
    NeverSettles: "what_was_observed_is_normal",
    FindsOneAtATime: "all_that_is_unsupported_is_found",
    DescribesAnother: "the_target_is_described",
    MissesTheRoot: "a_narrowed_selection|only_the_selected",
}


@pytest.mark.parametrize("broken", BROKEN, ids=lambda broken: broken.__name__)
def test_a_broken_provider_is_found_out(broken):
    failed = red(suite_for(broken))
    assert any(part in name for part in BROKEN[broken].split("|") for name in failed), failed


def test_a_sound_provider_is_not():
    assert red(suite_for(Memory)) == set()


def test_what_a_target_cannot_have_is_not_checked():
    without, all_ = checks(suite_for(Memory, WITHOUT_ENDS)), checks(ProviderConformance)
    assert all_ - without == ABOUT_ENDS
    assert checks(suite_for(Memory, TARGET)) == all_


def test_a_class_below_with_a_target_that_has_more_checks_more():
    without = type(suite_for(Memory, WITHOUT_ENDS))
    more = type("More", (without,), {"target": TARGET})
    same = type("Same", (without,), {})
    assert checks(more) == checks(ProviderConformance)
    assert checks(same) == checks(without)


def test_a_check_that_somebody_writes_or_leaves_out_themselves_stays_so():
    mine, not_mine = min(ABOUT_ENDS), "test_two_reads_in_a_row_are_equal"
    written = {"target": WITHOUT_ENDS, mine: test_a_sound_provider_is_not, not_mine: None}
    own = type("Own", (ProviderConformance,), written)
    assert checks(own) == checks(ProviderConformance) - ABOUT_ENDS - {not_mine} | {mine}


SOMEBODY_ELSES = """
from reconciler.core.target import Catalog, Level, Target
from reconciler.providers.memory import Memory
from reconciler.testing import ProviderConformance


class TestMine(ProviderConformance):
    target = Target(
        account="mine",
        levels=(Level("one", "One", groups=True),),
        catalog=Catalog(),
        arrows=frozenset({("user", "group")}),
    )

    def make(self, state):
        return Memory(self.target, state)
"""


def test_whoever_runs_the_suite_sees_nothing_skipped(pytester):
    pytester.makepyfile(SOMEBODY_ELSES)
    outcomes = pytester.runpytest("-p", "no:cacheprovider").parseoutcomes()
    assert outcomes.keys() == {"passed"}


def suite_for(provider, of=TARGET):
    class Suite(ProviderConformance):
        target = of

        def make(self, state):
            return provider(of, state)

    return Suite()


def red(suite):
    """The names of the checks that fail, each run with its cases until the first that does."""
    return {name for name in checks(suite) if any(map(fails, calls(getattr(suite, name))))}


def checks(suite):
    """The names of the checks that there are for the target of a suite."""
    names = [name for name in dir(suite) if name.startswith("test_")]
    return {name for name in names if getattr(suite, name) is not None}


def calls(check):
    for wanted in signature(check).parameters:
        return [partial(check, one) for one in SITUATIONS[wanted](TARGET)]
    return [check]


def fails(call):
    try:
        call()
    except (AssertionError, ValueError, KeyError, StopIteration):
        return True
    return False
