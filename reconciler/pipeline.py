"""The whole story: files become a desired state, the live system a live one, both a plan."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from reconciler.apply import Ledger
from reconciler.core.check import check, check_limits
from reconciler.core.declared import Declared
from reconciler.core.finding import Finding, Origin, Severity, has_errors
from reconciler.core.intent import Intent
from reconciler.core.limits import Limits
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
from reconciler.spec.catalog import read_catalog
from reconciler.spec.load import load
from reconciler.spec.project import Project, read_project
from reconciler.spec.resolve import resolve


@dataclass(frozen=True, slots=True)
class Files:
    """What the files of a project say, and everything found in them."""

    project: Project
    target: Target
    declared: Declared
    findings: Sequence[Finding]


@dataclass(frozen=True, slots=True)
class Question:
    """What one run is asked, beside the files: `now` is aware and in UTC."""

    now: datetime
    scope: str | None = None
    removals: bool = True


@dataclass(frozen=True, slots=True)
class Planned:
    """A plan, with what reports say about it."""

    plan: Plan
    files: Files
    target: Target
    live: State

    @property
    def is_settled(self) -> bool:
        """Whether nothing is to do and nothing stands against it: an error hides what is to do."""
        return self.plan.is_empty and not self.plan.is_refused


def open_project(path: Path) -> tuple[Project, list[Finding]]:
    """The project file. Raises `FilesError` where nothing can be done with it."""
    project, findings = read_project(path)
    if project is None or has_errors(findings):
        raise FilesError("The project file cannot be used.", findings)
    return project, findings


def validate(path: Path, now: datetime) -> Files:
    """Read and check the files and the pinned catalog: no network, no credential.

    Raises `FilesError` where the project file or the catalog cannot be used at all.
    """
    project, findings = open_project(path)
    target, in_catalog = read_catalog(project.root / project.catalog, project.root)
    if target is None:
        _, unread = load(project)  # what is wrong with the role files needs no catalog
        raise FilesError("The pinned catalog cannot be used.", [*findings, *in_catalog, *unread])
    files = _declared(project, target, now)
    found = [*findings, *in_catalog, *_foreign(project, target), *files.findings]
    return replace(files, findings=found)


def _foreign(project: Project, target: Target) -> Iterator[Finding]:
    """A catalog that was pulled from another account."""
    if target.account != project.account:
        yield Finding(
            "RC0123",
            Severity.ERROR,
            f"the catalog is of the account `{target.account}`, the project of `{project.account}`",
            origin=Origin(project.catalog),
            help="pull it anew with `reconciler catalog pull`",
        )


def sound_files(path: Path, question: Question) -> Files:
    """The validated files. Raises `FilesError` with all findings where there is an error.

    A managed scope without a file does not hold up a run with `--scope` elsewhere.
    """
    files = validate(path, question.now)
    if question.scope is not None:
        within = _scope(question.scope, files.target.names)
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
    target = provider.describe()
    if target != files.target:
        files = _declared_anew(files, target, question.now)
    state, unsupported = provider.normalize(files.declared.state)
    declared = replace(files.declared, state=state)
    selection = _selection(files, question.scope)
    live = provider.observe(selection)
    _demand_scope(selection, live)
    intent = Intent(
        selection,
        question.now,
        _folded(files.project, target.names),
        files.project.unknown_users,
        question.removals,
    )
    made = make_plan(declared, live, target, intent)
    placed = [_placed(finding, declared) for finding in unsupported]
    managed = [_managed(finding, files) for finding in made.findings]
    findings = (*files.findings, *placed, *managed)
    return Planned(replace(made, findings=findings), files, target, live)


def who_waits(planned: Planned) -> Waiting:
    """Who waits for whom among the steps of the plan."""
    return waiting(planned.plan.steps, planned.live.kept, planned.target.catalog.negation)


def look_again(planned: Planned, provider: Reader, question: Question, now: datetime) -> Planned:
    """The same question to the live system once more; after a complete apply it is settled."""
    return plan(planned.files, ReadOnly(provider), replace(question, now=now))


def verdict(ledger: Ledger, again: Planned) -> Exit:
    """How an apply went: what is live now decides, and whether anything was written."""
    if ledger.is_done and again.is_settled:
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
    """A finding about a scope that no file speaks of, at the pattern that manages the scope."""
    if finding.origin is not None or not isinstance(finding.ref, Scope):
        return finding
    names = files.target.names
    for each in files.project.managed:
        if each.pattern.fold(names).covers(finding.ref):
            return replace(finding, origin=each.origin)
    return finding


def _declared(project: Project, target: Target, now: datetime) -> Files:
    documents, unread = load(project)
    declared, unresolved = resolve(documents, project, target, now)
    wrong = [*check(declared, target), *check_limits(project.limits, target)]
    return Files(project, target, declared, [*unread, *unresolved, *wrong])


def _declared_anew(files: Files, target: Target, now: datetime) -> Files:
    """The files read with what the live system is like, not with what is pinned."""
    again = _declared(files.project, target, now)
    outdated = Finding(
        "RC0329",
        Severity.WARNING,
        "the live system is not what the pinned catalog says",
        origin=Origin(files.project.catalog),
        help="`reconciler catalog pull` pins it anew; the plan is made with what is live",
    )
    return replace(again, findings=[outdated, *again.findings])


def _selection(files: Files, scope: str | None) -> Selection:
    names = files.target.names
    return Selection(
        tuple(pattern.fold(names) for pattern in files.project.manage),
        None if scope is None else _scope(scope, names),
        files.declared.state.scopes,
    )


def _scope(written: str, names: NameRules) -> Scope:
    if not written.startswith("/"):
        raise UsageError(f"A scope begins with a slash: --scope /{written}")
    return Pattern.parse(written.rstrip("/") or "/").base.fold(names)


def _demand_scope(selection: Selection, live: State) -> None:
    """A selector that selects nothing is a mistake, never an empty plan."""
    if selection.within is None or any(map(selection.covers, live.scopes)):
        return
    spelling = Spelling((live.spelling,))
    known = sorted(spelling.scope(scope) for scope in live.scopes if selection.manages(scope))
    advice = did_you_mean(selection.within.path, known, f"there are {', '.join(known[:5])}.")
    raise UsageError(f"--scope {selection.within} selects nothing that is managed here: {advice}")


def _folded(project: Project, names: NameRules) -> Limits:
    allow = tuple(replace(one, pattern=one.pattern.fold(names)) for one in project.limits.allow)
    return replace(project.limits, allow=allow)
