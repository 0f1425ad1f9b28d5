"""Loading: from the files of a project to documents, with everything that is wrong in any."""

from collections.abc import Callable
from dataclasses import dataclass

from reconciler.core.finding import Finding
from reconciler.errors import FilesError
from reconciler.spec.bounds import MAX_NODES, most_nodes, nodes
from reconciler.spec.discover import SourceFile, discover
from reconciler.spec.documents import RolesFile
from reconciler.spec.files import read_bytes
from reconciler.spec.places import Tree
from reconciler.spec.project import Project, Source
from reconciler.spec.reader import too_many_nodes
from reconciler.spec.reading import read_all
from reconciler.spec.rescue import rescued
from reconciler.spec.shape import shaped


@dataclass(frozen=True, slots=True)
class Document:
    """One role file: what it says, where it says it, and what it may speak of."""

    file: RolesFile
    tree: Tree
    source: Source


def load(project: Project) -> tuple[tuple[Document, ...], list[Finding]]:
    """Every role file of the project that has the right shape, and every problem of all of them.

    Raises `FilesError` where the files are too many or hold too much: none of them is read then.
    """
    files, findings = discover(project)
    _demand_few_nodes(project, files)
    documents: list[Document] = []
    for file, (tree, problems) in zip(files, read_all(project, files), strict=True):
        findings += problems
        if tree is not None:
            roles, wrong = shaped(RolesFile, tree)
            findings += wrong
            usable = rescued(RolesFile, tree) if roles is None else (roles, tree)
            if usable is not None:
                documents.append(Document(*usable, file.source))
    return tuple(documents), findings


def _demand_few_nodes(project: Project, files: list[SourceFile]) -> None:
    """Count before anything is built, but only where so many may be: first bytes, then marks."""
    if sum(file.size for file in files) < MAX_NODES:
        return
    if _first_too_many(project, files, most_nodes) is None:
        return
    if (first := _first_too_many(project, files, nodes)) is not None:
        raise FilesError("The project is too large.", [too_many_nodes(first)])


def _first_too_many(
    project: Project, files: list[SourceFile], count: Callable[[bytes], int]
) -> str | None:
    """The file with which they hold more than a project may, as this function counts."""
    total = 0
    for file in files:
        raw, _ = read_bytes(project.root, file.path, file.base)
        total += count(raw or b"")
        if total > MAX_NODES:
            return file.path
    return None
