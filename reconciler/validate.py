"""The left branch of the story: files become what they declare. No network, no credential."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from reconciler.core.check import check, check_limits
from reconciler.core.check_names import check_names
from reconciler.core.check_permissions import as_vanished
from reconciler.core.declared import Declared
from reconciler.core.finding import Finding, Origin, Severity
from reconciler.core.outdated import outdated, vanished
from reconciler.core.policies import NO_POLICIES, Judgement, Policies, judge, scene_of_files
from reconciler.core.target import Target
from reconciler.errors import FilesError
from reconciler.spec.catalog import read_catalog
from reconciler.spec.load import load
from reconciler.spec.policies import load_policies, read_policies
from reconciler.spec.project import Project, read_project
from reconciler.spec.project_rescue import rescued_project
from reconciler.spec.resolve import resolve
from reconciler.spec.skeleton import skeleton

_BROKEN_PROJECT = "The project file cannot be used."


@dataclass(frozen=True, slots=True)
class Files:
    """What the files of a project say, and everything found in them."""

    project: Project
    target: Target
    declared: Declared
    findings: Sequence[Finding]
    policies: Policies = NO_POLICIES


def open_project(path: Path) -> tuple[Project, list[Finding]]:
    """The project file. Raises `FilesError` where nothing can be done with it."""
    project, findings = read_project(path)
    if project is None:
        raise FilesError(_BROKEN_PROJECT, findings)
    return project, findings


def validate(path: Path, now: datetime, edited: Mapping[str, bytes] | None = None) -> Files:
    """Read and check the files and the pinned catalog; `edited` stand for role files on the disk.

    Raises `FilesError` where the project file or the catalog cannot be used at all; what is wrong
    with the role files is said all the same.
    """
    project, findings = read_project(path)
    if project is None:
        rest = rescued_project(path)
        beside = [] if rest is None else _read(rest, now)[1]
        raise FilesError(_BROKEN_PROJECT, [*findings, *beside])
    project = replace(project, edited=edited or {})
    files, in_files = _read(project, now)
    if files is None:
        raise FilesError("The pinned catalog cannot be used.", [*findings, *in_files])
    return replace(files, findings=[*findings, *_foreign(project, files.target), *in_files])


def _read(project: Project, now: datetime) -> tuple[Files | None, list[Finding]]:
    """What the files declare, and what is wrong with them; without a catalog with their shape."""
    target, in_catalog = read_catalog(project.root / project.catalog, project.root)
    if target is None:
        _, unread = load(project)
        _, unruled = load_policies(project)
        return None, [*in_catalog, *unread, *unruled]
    files = _declared(project, target, now)
    return files, [*in_catalog, *files.findings]


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


def _declared(project: Project, target: Target, now: datetime) -> Files:
    documents, unread = load(project)
    declared, unresolved = resolve(documents, project, target, now)
    wrong = [*check(declared, target), *check_limits(project.limits, project.manage, target)]
    alike = [*check_names(declared, skeleton)]
    policies, unruled = read_policies(project, target)
    findings = [*unread, *unresolved, *wrong, *alike, *unruled]
    return Files(project, target, declared, findings, policies)


def read_with(files: Files, target: Target, now: datetime) -> Files:
    """The role and policy files read for a target that somebody else vouches for."""
    again = _declared(files.project, target, now)
    gone = vanished(files.target, target)
    return replace(again, findings=[as_vanished(one, gone, target) for one in again.findings])


def judged(files: Files, now: datetime) -> Judgement:
    """What the policies of a project say of its files alone; these have no errors."""
    return judge(files.policies, scene_of_files(files.declared, files.target, now))


def read_anew(files: Files, target: Target, now: datetime) -> Files:
    """The files read with what the live system is like, not with what is pinned."""
    again = read_with(files, target, now)
    differences = "; ".join(outdated(files.target, target))
    found = Finding(
        "RC0329",
        Severity.WARNING,
        f"the live system is not what the pinned catalog says; {differences}",
        origin=Origin(files.project.catalog),
        help="`reconciler catalog pull` pins it anew; the plan is made with what is live",
    )
    return replace(again, findings=[found, *again.findings])
