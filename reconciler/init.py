"""Init: a working repository, from nothing or from a live system."""

import os
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from reconciler.core.target import Target
from reconciler.errors import FilesError, UsageError
from reconciler.export import Export, export
from reconciler.pipeline import Question
from reconciler.providers.base import Reader
from reconciler.spec.catalog import catalog_text
from reconciler.spec.export.text import modeline
from reconciler.spec.project import Project, read_project
from reconciler.spec.schema import DOCUMENTS, schema_path, schema_text
from reconciler.spec.starter import (
    CATALOG,
    HELPERS,
    PEOPLE,
    PROJECT,
    ROLES,
    Helper,
    people_text,
    project_text,
    roles_text,
)
from reconciler.spec.write import write_text

DATABASE: Final = ".reconciler/portal.db"
"""Where the embedded portal of a project from nothing is made."""


@dataclass(frozen=True, slots=True)
class Live:
    """The live system of a new project; a relative path in `url` starts at its folder."""

    account: str
    url: str = f"sqlite:///{DATABASE}"
    provider: str = "portal"


@dataclass(frozen=True, slots=True)
class Begun:
    """The files of a new repository, and those that it had and keeps, each with an advice."""

    written: tuple[str, ...]
    kept: Mapping[str, str]
    export: Export | None = None


def from_nothing(home: Path, live: Live, make_portal: Callable[[Path, Path], Target]) -> Begun:
    """Begin with a small portal, which is made at a path from a file that says who is there.

    Raises `UsageError` where something of that kind stands there already.
    """
    _demand_free(home, (PROJECT, CATALOG, PEOPLE, ROLES, DATABASE))
    home.mkdir(parents=True, exist_ok=True)
    write_text(home, PEOPLE, people_text(live.account))
    target = make_portal(home / DATABASE, home / PEOPLE)
    project = project_text(live.provider, live.url, live.account, "/acme/london")
    begun = _write(home, {PROJECT: project, ROLES: roles_text()}, target)
    return replace(begun, written=(PEOPLE, *begun.written))


def from_live(
    home: Path, live: Live, open_live: Callable[[Project], Reader], question: Question
) -> Begun:
    """Begin with everything that stands in a live system. The plan is empty then.

    Raises `UsageError` where a project stands there already, and as `export` and `open_live` do.
    """
    _demand_free(home, (PROJECT, CATALOG))
    text = project_text(live.provider, live.url, live.account, "/**")
    with TemporaryDirectory(prefix="reconciler-") as stage:
        write_text(Path(stage), PROJECT, text)
        project, findings = read_project(Path(stage) / PROJECT)
        if project is None:
            nowhere = [replace(each, origin=None, related=()) for each in findings]
            raise FilesError("No project can be made of this.", nowhere)
        provider = open_live(replace(project, root=home))
        made = export(project, home, provider, question)
    _demand_free(home, made.files)
    roles = {path: modeline(path, "roles") + text for path, text in made.files.items()}
    home.mkdir(parents=True, exist_ok=True)
    return replace(_write(home, {PROJECT: text, **roles}, provider.describe()), export=made)


def _demand_free(home: Path, paths: Iterable[str]) -> None:
    there = next(each for each in (home, *home.parents) if os.path.lexists(each))
    if not there.is_dir():
        raise UsageError(f"Nothing is written: {there} is no folder. Name one, or a new one.")
    taken = [str(home / path) for path in paths if os.path.lexists(home / path)]
    if taken:
        raise UsageError(f"Nothing is written: there is already {', '.join(taken)}.")


def _write(home: Path, texts: Mapping[str, str], target: Target) -> Begun:
    """Write a project's own files, then the others that are not there yet."""
    helpers = {**HELPERS, **dict(_schemas(target))}
    kept = {path: each.advice for path, each in helpers.items() if os.path.lexists(home / path)}
    new = {path: each.text for path, each in helpers.items() if path not in kept}
    written = {**texts, CATALOG: catalog_text(target), **new}
    for path, text in written.items():
        write_text(home, path, text)
    return Begun(tuple(written), kept)


def _schemas(target: Target) -> Iterator[tuple[str, Helper]]:
    for kind in DOCUMENTS:
        yield schema_path(kind), Helper(schema_text(kind, target), "`reconciler schema` renews it")
