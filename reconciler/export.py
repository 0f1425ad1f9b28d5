"""Export: the live system as role files, and the proof that they would change nothing."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from reconciler.core.declared import Declared
from reconciler.core.finding import Finding, Severity
from reconciler.core.scope import Scope
from reconciler.errors import FilesError, UsageError
from reconciler.pipeline import Planned, Question, demand_scope, select
from reconciler.providers.base import Reader
from reconciler.rehearse import Rehearsal, difference, differences
from reconciler.spec.export.files import elsewhere, role_files
from reconciler.spec.export.text import modeline
from reconciler.spec.export.world import World
from reconciler.spec.load import Document, load
from reconciler.spec.project import Project
from reconciler.spec.schema import schema_path


@dataclass(frozen=True, slots=True)
class Export:
    """The text of each role file by its path, what they cannot hold, and what they declare.

    `ended` counts the memberships that are left out because they have ended: the next apply clears
    them away.
    """

    files: Mapping[str, str]
    findings: Sequence[Finding]
    declared: Declared
    ended: int


def export(project: Project, home: Path, provider: Reader, question: Question) -> Export:
    """The role files of all that is managed and in question, as they would stand in `home`.

    Nothing is written. Beside the files that `home` has already, and those of the project about
    scopes that are not in question, they would change nothing.
    Raises `FilesError` where they would, or where a scope has no file; `UsageError` where nothing
    is there to export; `TargetError`.
    """
    world = _observe(project, provider, question)
    there = load(replace(project, root=home))[0] if home.is_dir() else ()
    names = {document.tree.path for document in there}
    beside = [] if home == project.root else _beside(project, world, names)
    made = role_files(world, project, [*there, *beside])
    if not made.texts:
        raise FilesError(
            "Nothing is exported: not every scope has a file of its own.", made.findings
        )
    paths = frozenset(document.tree.path for document in beside)
    rehearsal = Rehearsal(project, home, provider, question, beside=paths)
    planned = _demand_no_change(rehearsal, made.texts)
    ended = len(list(planned.plan.changes))
    declared = _within(planned.files.declared, world.scopes)
    return Export(made.texts, made.findings, declared, ended)


def _beside(project: Project, world: World, there: Collection[str]) -> list[Document]:
    """The sound files of the project about other scopes, where there is none of that path."""
    found, findings = load(project)
    wrong = {one.origin.path for one in findings if one.origin and one.severity is Severity.ERROR}
    sound = [each for each in found if each.tree.path not in wrong and each.tree.path not in there]
    return elsewhere(sound, world)


def with_modelines(home: Path, texts: Mapping[str, str]) -> dict[str, str]:
    """Role files with the line by which an editor finds their schema, where the project has it."""
    if not (home / schema_path("roles")).is_file():
        return dict(texts)
    return {path: modeline(path, "roles") + text for path, text in texts.items()}


def _within(declared: Declared, scopes: frozenset[Scope]) -> Declared:
    """What is said about the exported scopes: other files stand beside theirs."""
    state = declared.state
    within = replace(
        state,
        scopes=state.scopes & scopes,
        roles={ref: role for ref, role in state.roles.items() if ref.scope in scopes},
        groups={ref: group for ref, group in state.groups.items() if ref.scope in scopes},
        members={where: who for where, who in state.members.items() if where.scope in scopes},
    )
    return replace(declared, state=within)


def _observe(project: Project, provider: Reader, question: Question) -> World:
    target = provider.describe()
    named = (pattern.base for pattern in project.manage if not pattern.deep)
    declared = frozenset(scope.fold(target.names) for scope in named)
    selection = select(project, target.names, question.scope, declared)
    live = provider.observe(selection)
    demand_scope(selection, live)
    scopes = frozenset(filter(selection.covers, live.scopes))
    if not scopes:
        raise UsageError("There is nothing to export: `manage` covers no scope of the live system.")
    return World.of(live, target, scopes, question.now)


def _demand_no_change(rehearsal: Rehearsal, texts: Mapping[str, str]) -> Planned:
    try:
        planned = rehearsal.plan(texts)
    except FilesError as error:
        raise FilesError(_UNSOUND, error.findings) from error
    errors = [each for each in planned.plan.findings if each.severity is Severity.ERROR]
    changes = differences(planned, rehearsal.question.now)
    found = [*errors, *(difference(change, planned) for change in changes)]
    if found:
        raise FilesError(_UNSOUND, found)
    return planned


_UNSOUND = "Nothing is exported: with these files the plan would not be empty."
