"""Loading: from the files of a project to documents, with everything that is wrong in any."""

from dataclasses import dataclass

from reconciler.core.finding import Finding
from reconciler.spec.bounds import MAX_NODES
from reconciler.spec.collector import without_collector
from reconciler.spec.discover import SourceFile, discover
from reconciler.spec.documents import RolesFile
from reconciler.spec.files import read_bytes
from reconciler.spec.places import Tree
from reconciler.spec.project import Project, Source
from reconciler.spec.reader import read_yaml
from reconciler.spec.rescue import rescued
from reconciler.spec.shape import shaped


@dataclass(frozen=True, slots=True)
class Document:
    """One role file: what it says, where it says it, and what it may speak of."""

    file: RolesFile
    tree: Tree
    source: Source


def load(project: Project) -> tuple[tuple[Document, ...], list[Finding]]:
    """Every role file of the project that has the right shape, and every problem of all of them."""
    files, findings = discover(project)
    documents: list[Document] = []
    left = MAX_NODES
    with without_collector():
        for file in files:
            tree, problems = _read(project, file, left)
            findings += problems
            if any(problem.code == "RC0013" for problem in problems):
                break
            if tree is not None:
                left -= tree.nodes
                roles, wrong = shaped(RolesFile, tree)
                findings += wrong
                roles = roles or rescued(tree)
                if roles is not None:
                    documents.append(Document(roles, tree, file.source))
    return tuple(documents), findings


def _read(project: Project, file: SourceFile, left: int) -> tuple[Tree | None, list[Finding]]:
    raw, findings = read_bytes(project.root, file.path, file.base)
    return (None, findings) if raw is None else read_yaml(file.path, raw, left)
