"""What a project file with mistakes still says, so that the role files are checked all the same."""

from pathlib import Path

from pydantic import ConfigDict, Field

from reconciler.core.finding import Origin
from reconciler.core.scope import ROOT, Pattern
from reconciler.spec.documents import Document
from reconciler.spec.documents import Path as FilePath
from reconciler.spec.enough import Listed
from reconciler.spec.files import path_problem, read_bytes
from reconciler.spec.paths import pattern_problem
from reconciler.spec.project import Managed, Project, policies_of, sources_of
from reconciler.spec.project_file import SourceEntry
from reconciler.spec.reader import read_yaml
from reconciler.spec.rescue import rescued


class _Rest(Document):
    """The keys that say where the files are; whatever else stands there is not looked at."""

    model_config = ConfigDict(extra="ignore")

    sources: Listed[SourceEntry] = Field([])
    catalog: FilePath = Field("catalog.yaml")
    policies: Listed[FilePath] = Field([])


def rescued_project(path: Path) -> Project | None:
    """The files that a broken project file names, and nothing else of it.

    It manages every scope, so that no file is told to be in the wrong place. Nothing is ever
    planned from it: the mistakes that make it necessary are errors.
    """
    raw, _ = read_bytes(path.parent, path.name)
    tree = read_yaml(path.name, raw)[0] if raw is not None else None
    rest = rescued(_Rest, tree) if tree is not None else None
    if rest is None:
        return None
    document, tree = rest
    here = Origin(path.name)
    return Project(
        root=path.parent,
        file=path.name,
        provider="",
        url="",
        url_origin=here,
        account="",
        managed=(Managed(Pattern(ROOT, deep=True), here),),
        sources=tuple(
            source
            for source in sources_of(document.sources, tree)
            if not path_problem(source.files) and not pattern_problem(str(source.within))
        ),
        policies=tuple(
            source
            for source in policies_of(document.policies, tree)
            if not path_problem(source.files)
        ),
        catalog="catalog.yaml" if path_problem(document.catalog) else document.catalog,
    )
