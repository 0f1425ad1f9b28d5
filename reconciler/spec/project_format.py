"""Format of a project: which of its files change, each by itself."""

import os
from collections.abc import Iterable, Sequence

from pydantic import BaseModel

from reconciler.core.finding import Finding
from reconciler.core.nearest import did_you_mean
from reconciler.core.target import Target
from reconciler.errors import UsageError
from reconciler.spec.catalog import read_catalog
from reconciler.spec.discover import discover, discover_policies
from reconciler.spec.documents import RolesFile
from reconciler.spec.edit.saving import Edited
from reconciler.spec.edit.sound import read_sound
from reconciler.spec.format import Manner, formatted
from reconciler.spec.policies_file import PoliciesFile
from reconciler.spec.project import Project
from reconciler.spec.project_file import ProjectFile


def pinned(project: Project) -> tuple[Target | None, list[Finding]]:
    """The target as the catalog file has it; None without a word where there is no such file."""
    path = project.root / project.catalog
    return read_catalog(path, project.root) if os.path.lexists(path) else (None, [])


def format_project(
    project: Project, manner: Manner, names: Sequence[str] = ()
) -> tuple[list[Edited], list[Finding]]:
    """The files that change, and everything wrong with others: those stay as they are.

    `names` are paths from the project, of files or folders; without any, all files. Raises
    `UsageError` for a name that is none of them.
    """
    found, findings = discover(project)
    policies, missing = discover_policies(project)
    findings += missing
    bases = {project.file: "", **{file.path: file.base for file in (*found, *policies)}}
    models: dict[str, type[BaseModel]] = {
        project.file: ProjectFile,
        **{file.path: PoliciesFile for file in policies},
    }
    edits: list[Edited] = []
    for path in _chosen(bases, names):
        model = models.get(path, RolesFile)
        sound, wrong = read_sound(project.root, path, bases[path], model)
        if sound is not None:
            changed, wrong = formatted(sound, manner)
            edits += changed
        findings += wrong
    return edits, findings


def _chosen(paths: Iterable[str], names: Sequence[str]) -> list[str]:
    """The files that some names stand for."""
    known = sorted(paths)
    chosen = [
        [path for path in known if name in (path, ".") or path.startswith(f"{name}/")]
        for name in names
    ]
    for name, found in zip(names, chosen, strict=True):
        if not found:
            advice = did_you_mean(name, known, "a source of the project has to name it.")
            raise UsageError(f"{name} is no file of this project: {advice}")
    return sorted({path for found in chosen for path in found}) if names else known
