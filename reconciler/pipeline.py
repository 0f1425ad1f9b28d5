"""The whole story: what the files say and what is live become a plan, and then the same again."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path

from reconciler.apply import Ledger
from reconciler.core.context.people import named_users
from reconciler.core.declared import Declared
from reconciler.core.finding import Finding, Origins, has_errors
from reconciler.core.intent import Intent
from reconciler.core.listing import listed
from reconciler.core.model import State
from reconciler.core.names import NameRules
from reconciler.core.nearest import did_you_mean
from reconciler.core.order import Waiting, waiting
from reconciler.core.outcome import Status
from reconciler.core.plan import Plan
from reconciler.core.planner import make_plan
from reconciler.core.scope import Pattern, Scope, Selection
from reconciler.core.spelling import Spelling
from reconciler.core.target import Target
from reconciler.errors import Exit, FilesError, UsageError
from reconciler.providers.base import Reader, ReadOnly
from reconciler.spec.project import Project
from reconciler.spec.skeleton import skeleton
from reconciler.validate import Files, read_anew, validate


@dataclass(frozen=True, slots=True)
class Question:
    """What one run is asked, beside the files: `now` is aware and in UTC.

    `edited` are role files as they shall be, by path, in the place of those on the disk.
    """

    now: datetime
    scope: str | None = None
    removals: bool = True
    edited: Mapping[str, bytes] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Planned:
    """A plan, with what reports say about it.

    `offline` is what stood for the live system, where that was not asked. `before` is where the
    files of a revision say things, where one was named.
    """

    plan: Plan
    files: Files
    target: Target
    live: State
    selection: Selection
    offline: str = ""
    before: Origins | None = None

    @property
    def is_settled(self) -> bool:
        """Whether nothing is to do and nothing stands against it: an error hides what is to do."""
        return self.plan.is_empty and not self.plan.is_refused


def sound_files(path: Path, question: Question) -> Files:
    """The validated files. Raises `FilesError` with all findings where there is an error.

    A managed scope without a file does not hold up a run with `--scope` elsewhere.
    """
    files = validate(path, question.now, question.edited)
    if question.scope is not None:
        within = asked_scope(question.scope, files.target.names)
        concerning = [one for one in files.findings if _concerns(one, within)]
        files = replace(files, findings=concerning)
    if has_errors(files.findings):
        raise FilesError("Nothing is planned from files with errors.", files.findings)
    return files


def _concerns(finding: Finding, within: Scope) -> bool:
    is_elsewhere = isinstance(finding.ref, Scope) and not within.holds(finding.ref)
    return not (finding.code == "RC0203" and is_elsewhere)


def plan(files: Files, provider: Reader, question: Question) -> Planned:
    """Plan against the live system as it is now; the files have been validated.

    Raises `UsageError` for a scope that selects nothing, `TargetError` where the live system
    does not answer completely.
    """
    target, pinned = provider.describe(), files.target
    if target != pinned:
        files = read_anew(files, target, question.now)
    state, unsupported = provider.normalize(files.declared.state)
    declared = replace(files.declared, state=state)
    selection = selected(files, state, target, question)
    live = provider.observe(selection)
    demand_scope(selection, live)
    intent = Intent(
        selection,
        question.now,
        files.project.limits.fold(target.names),
        files.project.unknown_users,
        question.removals,
        skeleton,
        pinned,
        files.policies,
    )
    made = make_plan(declared, live, target, intent)
    placed = [_placed(finding, declared) for finding in unsupported]
    managed = [_managed(finding, files) for finding in made.findings]
    findings = (*files.findings, *placed, *managed)
    return Planned(replace(made, findings=findings), files, target, live, selection)


def selected(files: Files, state: State, target: Target, question: Question) -> Selection:
    """What is observed for some files; `state` is what they declare, as the live system has it."""
    scopes = files.declared.state.scopes
    selection = select(files.project, target.names, question.scope, scopes)
    if selection.is_everything:
        return selection
    return replace(selection, named=named_users(state, selection))


def who_waits(planned: Planned) -> Waiting:
    """Who waits for whom among the steps of the plan."""
    return waiting(planned.plan.steps, planned.live.kept, planned.target.catalog.negation)


def look_again(planned: Planned, provider: Reader, question: Question, now: datetime) -> Planned:
    """The same question to the live system once more; after a complete apply it is settled."""
    return plan(planned.files, ReadOnly(provider), replace(question, now=now))


def verdict(ledger: Ledger, *, is_settled: bool) -> Exit:
    """How an apply went: what is live now decides, and whether anything was written."""
    if ledger.is_done and is_settled:
        return Exit.OK
    if ledger.wrote:
        return Exit.PARTLY
    lost = ledger.is_done or any(one.status is Status.CONFLICT for one in ledger.all)
    return Exit.STALE if lost else Exit.TARGET


def _placed(finding: Finding, declared: Declared) -> Finding:
    """A finding of a provider, which knows no files, with the place of what it speaks of."""
    if finding.origin is not None or finding.ref is None:
        return finding
    return replace(finding, origin=declared.origins.of(finding.ref))


def _managed(finding: Finding, files: Files) -> Finding:
    """A finding about a scope that no file speaks of, at the narrowest pattern that manages it."""
    if finding.origin is not None or not isinstance(finding.ref, Scope):
        return finding
    return replace(finding, origin=files.project.managed_at(finding.ref, files.target.names))


def select(
    project: Project, names: NameRules, scope: str | None, declared: frozenset[Scope]
) -> Selection:
    """What a run speaks of: the scopes of `manage`, of them those at and below `scope`.

    Raises `UsageError` where that is no scope.
    """
    return Selection(
        tuple(pattern.fold(names) for pattern in project.manage),
        None if scope is None else asked_scope(scope, names),
        declared,
    )


def asked_scope(written: str, names: NameRules) -> Scope:
    """The scope of `--scope`. Raises `UsageError` for what is none."""
    if not written.startswith("/"):
        raise UsageError(f"A scope begins with a slash: --scope /{written}")
    return Pattern.parse(written.rstrip("/") or "/").base.fold(names)


def demand_scope(selection: Selection, live: State) -> None:
    """Raises `UsageError` where `--scope` selects nothing: a mistake, never an empty plan."""
    if selection.within is None or any(map(selection.covers, live.scopes)):
        return
    spelling = Spelling((live.spelling,))
    known = sorted(spelling.scope(scope) for scope in live.scopes if selection.manages(scope))
    advice = did_you_mean(selection.within.path, known, f"there are {listed(known)}.")
    raise UsageError(f"--scope {selection.within} selects nothing that is managed here: {advice}")
