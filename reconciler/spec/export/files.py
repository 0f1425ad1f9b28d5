"""The role files of a live state: one for each scope, with the sets that repeat."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from reconciler.core.finding import Finding, has_errors
from reconciler.core.scope import Scope
from reconciler.core.target import Target
from reconciler.spec.export.documents import document
from reconciler.spec.export.place import place
from reconciler.spec.export.sets import PermissionSet, infer
from reconciler.spec.export.text import text_of
from reconciler.spec.export.world import World
from reconciler.spec.load import Document
from reconciler.spec.paths import fold_scope, read_scope
from reconciler.spec.problem import Problem
from reconciler.spec.project import Project


@dataclass(frozen=True, slots=True)
class RoleFiles:
    """The text of each file by its path, and what cannot be written; with an error no text."""

    texts: Mapping[str, str]
    findings: Sequence[Finding]


def role_files(world: World, project: Project, there: Sequence[Document]) -> RoleFiles:
    """The files that declare everything in the scopes of an export. Pure.

    `there` are the role files that exist: a scope stays in its file, and a set keeps its name.
    """
    scopes = dict(_scopes(there, world.target))
    placed = place(world, project, {path: scope for path, (scope, _) in scopes.items()})
    if has_errors(placed.findings):
        return RoleFiles({}, placed.findings)
    known = [each for scope, found in scopes.values() for each in _sets(scope, found)]
    spelling = world.names.spelling
    sets = infer(world.lists, world.scopes, known, spelling.name)
    texts, findings = {}, []
    for scope, path in placed.paths.items():
        file, lost = document(scope, spelling.scope(scope), world, sets)
        texts[path] = text_of(file)
        findings += lost
    return RoleFiles(texts, findings)


def elsewhere(there: Sequence[Document], world: World) -> list[Document]:
    """The role files that speak of a scope which is not exported."""
    scopes = _scopes(there, world.target)
    return [found for _, (scope, found) in scopes if scope not in world.scopes]


def _scopes(
    there: Sequence[Document], target: Target
) -> Iterator[tuple[str, tuple[Scope, Document]]]:
    """What each file that exists speaks of; nothing for one that cannot be read."""
    for each in there:
        names = read_scope(each.file.scope, target.names)
        if not isinstance(names, Problem):
            yield each.tree.path, (fold_scope(names, target.names), each)


def _sets(scope: Scope, found: Document) -> Iterator[PermissionSet]:
    for name, permissions in (found.file.sets or {}).items():
        yield PermissionSet(name, scope, frozenset(permissions))
