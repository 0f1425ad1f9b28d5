"""Which database a portal command works on: the one that `--db` names, else the project's."""

import os
import shlex
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import click

from reconciler.cli.session import Session
from reconciler.errors import UsageError

if TYPE_CHECKING:
    from reconciler.spec.project import Project

DATABASE = ".reconciler/portal.db"
"""Where no project says otherwise, in the current folder."""

_SQLITE = "sqlite:///"
_POSTGRESQL = "postgresql"
_SERVICES = ("https://", "http://")


@dataclass(frozen=True, slots=True)
class Database:
    """The address of a portal; `advice` is what to do where there is none."""

    url: str
    advice: str = "make one with `reconciler portal init`."


def url_of(text: str) -> str:
    """The address of a database that is named by its file."""
    return text if "://" in text else f"{_SQLITE}{text}"


def find_database(named: str | None) -> Database:
    """The named database, else the project's, else the usual one in the current folder.

    Raises `UsageError` where --project names a file that does not exist.
    """
    if named is not None:
        return Database(url_of(named))
    usual = url_of(DATABASE)
    if (path := _project_file()) is None:
        return Database(usual, "make one with `reconciler portal init`, or name one with --db.")
    if (project := _read(path)) is None:
        advice = f"{_short(path)} has errors and names none, so name one with --db."
        return Database(usual, advice)
    if project.provider == "portal" and project.url.startswith(_POSTGRESQL):
        return _named_by(path, project.url, project.url)
    if project.provider != "portal" or not project.url.startswith(_SQLITE):
        return Database(usual, _elsewhere(path, project))
    file = _short(project.root.resolve() / project.url.removeprefix(_SQLITE))
    return _named_by(path, f"{_SQLITE}{file}", file)


def _elsewhere(path: Path, project: "Project") -> str:
    if project.provider == "portal" and project.url.startswith(_SERVICES):
        where = "run this where its database is, or name that with --db."
        return f"the portal of {_short(path)} is a service: {where}"
    return f"{_short(path)} names none, so name one with --db."


def _named_by(project: Path, url: str, written: str) -> Database:
    make = f"make it with `reconciler portal init {shlex.quote(written)}`"
    return Database(url, f"{_short(project)} names it: {make}, or name another with --db.")


def _project_file() -> Path | None:
    """The project file that `reconciler plan` would read from here."""
    session = click.get_current_context().find_object(Session) or Session({})
    try:
        return session.project
    except UsageError:
        if session.named is not None:
            raise
        return None


def _read(path: Path) -> "Project | None":
    from reconciler.spec.project import read_project  # pydantic is slow to import

    return read_project(path)[0]


def _short(path: Path) -> str:
    """The path as people would write it: relative below the current folder."""
    here = Path.cwd()
    full = Path(os.path.abspath(path))  # noqa: PTH100 - resolve() would follow links
    return str(full.relative_to(here) if full.is_relative_to(here) else full)
