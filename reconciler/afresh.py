"""A saved plan and the live system as it is now: what is done, what is to do, what forbids it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from reconciler.core.canonical import canonical, digest
from reconciler.core.codes import is_refusal, refusal
from reconciler.core.context.kept import kept_findings
from reconciler.core.finding import Finding, NoOrigins, Origin, Severity, has_errors
from reconciler.core.model import Ref, State
from reconciler.core.order import Waiting, final_changes, waiting
from reconciler.core.policies import Policies, Scene
from reconciler.core.policies import judge as judge_policies
from reconciler.core.policy import Span, admin_findings, removal_findings
from reconciler.core.replay import replay
from reconciler.core.saved import SavedPlan
from reconciler.core.scope import Scope, Selection
from reconciler.core.spelling import Spelling
from reconciler.core.staleness import Judged, judge
from reconciler.core.staleness.moved import Fate, moved
from reconciler.core.target import Target
from reconciler.errors import FilesError, PlanFileError, Refused, Stale
from reconciler.providers.base import Reader
from reconciler.spec.policies import read_policies
from reconciler.spec.project import Project


@dataclass(frozen=True, slots=True)
class Fresh:
    """A saved plan, and a look at its scopes: nothing forbids to make the rest of it."""

    saved: SavedPlan
    target: Target
    live: State
    judged: Judged

    @property
    def is_done(self) -> bool:
        """Whether every change is made."""
        return len(self.judged.done) == len(self.saved.plan.steps) and not self.judged.findings

    @property
    def waiting(self) -> Waiting:
        """Who waits for whom among the steps of the plan."""
        return waiting(self.saved.plan.steps, self.live.kept, self.target.catalog.negation)


def demand_trust(saved: SavedPlan, project: Project, now: datetime) -> None:
    """What can be said without the live system: `Stale` for age, `PlanFileError` for the rest."""
    if saved.made.asked.at is not None:
        raise PlanFileError(
            f"The plan was made as of {canonical(saved.made.asked.at)} (`--at`), not of the moment "
            "it was made: it cannot be applied."
        )
    if saved.made.asked.offline:
        raise PlanFileError(
            f"The plan was made from {saved.made.asked.offline}, not from the live system "
            "(`--offline`): it cannot be applied."
        )
    if saved.plan.account != project.account:
        raise PlanFileError(
            f"The plan is for the account {saved.plan.account}, the project for {project.account}."
        )
    if now >= saved.made.good_until:
        until = canonical(saved.made.good_until)
        raise Stale(f"The plan is too old: it was good until {until}. Plan again.")


def look_afresh(saved: SavedPlan, project: Project, provider: Reader, now: datetime) -> Fresh:
    """Observe the scopes of the plan; judge its changes, the limits and policies on what is there.

    Raises `Stale` where something the plan touches has changed since, `Refused` where a limit or
    policy of the project says no, `PlanFileError` for what the project does not manage,
    `FilesError` for policy files with errors.
    """
    target = provider.describe()
    if digest(target) != saved.plan.catalog:
        raise Stale("The plan was made with another catalog than is live now. Plan again.")
    _demand_managed(saved, project, target)
    fresh = look(saved, target, provider, now)
    if fresh.judged.findings:
        raise Stale("The live system is not what the plan was made for.", fresh.judged.findings)
    policies = _policies(project, target)
    found = [*_against(fresh, project, now), *_violations(fresh, policies, now)]
    against = [_placed(each, fresh, project) for each in found]
    if against and all(map(is_refusal, against)):
        raise Refused(refusal(against), against)
    if against:
        raise Stale("The live system would refuse this plan now.", against)
    return fresh


def look(saved: SavedPlan, target: Target, provider: Reader, now: datetime) -> Fresh:
    """Observe the scopes of the plan and judge its changes, whatever comes of it."""
    changed = {change.scope for change in saved.plan.changes}
    live = provider.observe(saved.made.asked.selection(changed))
    return Fresh(saved, target, live, judge(saved.plan, live, now, saved.origins))


def _demand_managed(saved: SavedPlan, project: Project, target: Target) -> None:
    managed = Selection(tuple(pattern.fold(target.names) for pattern in project.manage))
    for change in saved.plan.changes:
        if not managed.manages(change.scope):
            scope = saved.plan.spelling.scope(change.scope)
            raise PlanFileError(f"The plan changes {scope}, which {project.file} does not manage.")


def _against(fresh: Fresh, project: Project, now: datetime) -> Iterator[Finding]:
    """What limits say of the rest of the plan, on the whole that is live now."""
    judged, asked = fresh.judged, fresh.saved.made.asked
    spelling = Spelling((*fresh.saved.plan.spelling.written, judged.live.spelling))
    after = replay(judged.live, judged.to_do)
    span, limits = Span(judged.live, after, now, spelling), project.limits.fold(fresh.target.names)
    yield from removal_findings(span, judged.to_do, limits)
    if limits.admins is not None:
        planned = filter(asked.selection().covers, judged.live.complete)
        yield from admin_findings(span, planned, limits.admins)
    yield from kept_findings(judged.live, after, spelling, NoOrigins())


def _policies(project: Project, target: Target) -> Policies:
    """The policies as they are now; without all of them nothing is applied."""
    policies, findings = read_policies(project, target)
    if has_errors(findings):
        raise FilesError("Nothing is applied while policies have errors.", findings)
    return policies


def _violations(fresh: Fresh, policies: Policies, now: datetime) -> Iterator[Finding]:
    """What policies say against the rest of the plan; what was so before holds up nothing.

    The files of the roles are not read: whether a membership has a reason was judged with them.
    """
    judged, plan, asked = fresh.judged, fresh.saved.plan, fresh.saved.made.asked
    moves = moved(plan.steps, fresh.live)
    left = [place for place, fate in moves.fates.items() if fate is Fate.LEFT]
    changes = [change for place, change in final_changes(plan.steps) if place in left]
    after = Scene(
        replay(judged.live, judged.to_do),
        fresh.target,
        now,
        Spelling((*plan.spelling.written, judged.live.spelling, fresh.live.spelling)),
        NoOrigins(),
        known=frozenset(filter(asked.selection().covers, judged.live.complete)),
    )
    passage = after.passage(fresh.live, moves.addresses, [*changes, *judged.to_do])
    found = judge_policies(policies, after, passage, is_whole=asked.within is None).findings
    yield from (finding for finding in found if finding.severity is Severity.ERROR)


def _placed(finding: Finding, fresh: Fresh, project: Project) -> Finding:
    """At the pattern that manages its scope, or where the files had the step that it is about."""
    match finding:
        case Finding(ref=Scope() as scope, origin=None):
            return replace(finding, origin=project.managed_at(scope, fresh.target.names))
        case Finding(ref=Ref() as ref, origin=None):
            return replace(finding, origin=_origins(fresh.saved).get(ref))
        case _:
            return finding


def _origins(saved: SavedPlan) -> Mapping[Ref, Origin]:
    """Where the files had the first step of each role and group, by its final address."""
    steps = reversed(list(final_changes(saved.plan.steps)))
    return {change.ref: saved.origins[at] for at, change in steps if at in saved.origins}
