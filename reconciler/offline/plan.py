"""A plan without the live system: its files against those of a revision, or against a snapshot."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime

from reconciler.core.afterwards import moves_of
from reconciler.core.codes import is_refusal
from reconciler.core.finding import Finding, Severity
from reconciler.offline.gaps import Sides, gap_findings
from reconciler.offline.live import demand_fitting, named, told
from reconciler.offline.taken import taken_for_live
from reconciler.offline.trust import changed, has_same_rules, trusted_target
from reconciler.pipeline import Planned, Question, plan
from reconciler.providers.base import Reader
from reconciler.providers.picture import Picture
from reconciler.since import plan_since
from reconciler.snapshot import Snapshot
from reconciler.validate import Files, read_anew, read_with

_DONE = "RC0310"
"""A rename is done where the base declares it: that says nothing of the live system."""


@dataclass(frozen=True, slots=True)
class Offline:
    """What stands for the live system, at the instant `clock`: a base, a snapshot or both.

    `revision` is what the base is called; its files have been validated.
    """

    clock: datetime
    revision: str = ""
    base: Files | None = None
    snapshot: Snapshot | None = None

    @property
    def name(self) -> str:
        """What it is, whenever that is read."""
        return named(self.snapshot) if self.snapshot else f"the files of {self.revision}"

    @property
    def words(self) -> str:
        """What it is, and how old by now."""
        return told(self.snapshot, self.clock) if self.snapshot else self.name


def plan_offline(offline: Offline, files: Files, question: Question) -> Planned:
    """The plan of the files, for review alone; these have been validated.

    Raises as `plan` does, and `SnapshotError` where the snapshot is not of what is planned.
    """
    if offline.snapshot is None:
        planned = _against_files(offline, files, question)
    else:
        planned = _against_snapshot(offline, offline.snapshot, files, question)
    base = offline.base
    beside = [] if base is None else [*changed(offline.revision, base, files)]
    found = [_about(offline), *beside, *planned.plan.findings]
    ordered = sorted(found, key=lambda finding: finding.order)
    made = replace(planned.plan, findings=tuple(ordered))
    before = None if base is None else base.declared.origins
    return replace(planned, plan=made, offline=offline.name, before=before)


def _about(offline: Offline) -> Finding:
    message = f"compared with {offline.words}, not with the live system"
    help_ = "it is for review: what is applied is planned anew, from the live system"
    return Finding("RC0801", Severity.HINT, message, help=help_)


def _against_files(offline: Offline, files: Files, question: Question) -> Planned:
    base = offline.base
    if base is None:
        raise ValueError("neither a base nor a snapshot stands for the live system")
    target = trusted_target(base.target, files.target)
    read = read_with(files, target, question.now)
    taken = taken_for_live(base.declared, read.declared, target, question.now)
    planned = _judged(offline, read, Picture(target, taken.state), question)
    moves = moves_of(planned.plan.steps)
    sides = Sides(base.declared, read.declared, planned.selection, moves)
    kept = [one for one in planned.plan.findings if one.code != _DONE]
    findings = (*kept, *gap_findings(sides, taken))
    return replace(planned, plan=replace(planned.plan, findings=findings))


def _against_snapshot(
    offline: Offline, snapshot: Snapshot, files: Files, question: Question
) -> Planned:
    """As against the live system then; a base tells apart what was pending, and is trusted."""
    base = offline.base
    aged = demand_fitting(snapshot, files, offline.clock)
    if base is not None:
        read = read_with(files, base.target, question.now)
    elif files.target != snapshot.target:
        read = read_anew(files, snapshot.target, question.now)
    else:
        read = files
    planned = _judged(offline, read, Picture(snapshot.target, snapshot.state), question)
    return replace(planned, plan=replace(planned.plan, findings=(*aged, *planned.plan.findings)))


def _judged(offline: Offline, files: Files, reader: Reader, question: Question) -> Planned:
    """The plan with the rules of the files, and with those of the base where they are others."""
    base = offline.base
    if base is not None and offline.snapshot is not None:
        planned = plan_since(offline.revision, base, files, reader, question)
    else:
        planned = plan(files, reader, question)
    if base is None or has_same_rules(base, files):
        return planned
    project = replace(files.project, limits=base.project.limits)
    ruled = replace(files, project=project, policies=base.policies)
    again = plan(ruled, reader, question).plan.findings
    more = [*_more(offline.revision, again, planned.plan.findings)]
    return replace(planned, plan=replace(planned.plan, findings=(*planned.plan.findings, *more)))


def _more(revision: str, again: Iterable[Finding], found: Iterable[Finding]) -> Iterator[Finding]:
    """What only the rules of the base say; their lines are not in the files that are shown."""
    known = {(one.code, one.severity, one.message) for one in found}
    for one in again:
        if is_refusal(one) and (one.code, one.severity, one.message) not in known:
            message = f"{one.message} (by the rules of {revision})"
            yield replace(one, message=message, origin=None, related=())
