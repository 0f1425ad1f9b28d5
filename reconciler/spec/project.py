"""The project: what `reconciler.yaml` says, checked and ready to use."""

import ipaddress
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Literal
from urllib.parse import urlsplit

from reconciler.core.finding import Finding, Origin, Severity, has_errors
from reconciler.core.limits import AdminLimit, Allowance, Limits
from reconciler.core.scope import Pattern
from reconciler.spec.dates import parse_day
from reconciler.spec.files import read_bytes
from reconciler.spec.paths import path_problem
from reconciler.spec.places import Places, Tree
from reconciler.spec.project_file import LimitsEntry, ProjectFile
from reconciler.spec.reader import read_yaml
from reconciler.spec.scopes import pattern_problem
from reconciler.spec.shape import shaped

_LOOPBACK_NAMES = frozenset(("localhost",))


@dataclass(frozen=True, slots=True)
class Source:
    """Some role files, and the scopes they may speak of; names as written."""

    files: str
    within: Pattern
    origin: Origin


@dataclass(frozen=True, slots=True)
class Managed:
    """One pattern of `manage`, as written, and its place."""

    pattern: Pattern
    origin: Origin


@dataclass(frozen=True, slots=True)
class Project:
    """A project file.

    `root` is its folder: every path in it starts there, and nothing outside is ever opened.
    `file` and `catalog` are relative to it. Patterns are as written: fold them by the target's
    rules before they are compared.
    """

    root: Path
    file: str
    provider: str
    url: str
    url_origin: Origin
    account: str
    managed: tuple[Managed, ...]
    sources: tuple[Source, ...]
    catalog: str = "catalog.yaml"
    limits: Limits = Limits()
    unknown_users: Literal["error", "skip"] = "error"

    @property
    def manage(self) -> tuple[Pattern, ...]:
        """The patterns of the scopes this project answers for."""
        return tuple(each.pattern for each in self.managed)


def read_project(path: Path) -> tuple[Project | None, list[Finding]]:
    """The project of this file, and everything that is wrong with it; None where it is of no use.

    Never raises for what files and folders may hold.
    """
    raw, problems = read_bytes(path.parent, path.name)
    if raw is None:
        return None, problems
    tree, problems = read_yaml(path.name, raw)
    if tree is None:
        return None, problems
    document, wrong = shaped(ProjectFile, tree)
    if document is None or has_errors(problems):
        return None, [*problems, *wrong]
    problems = list(_problems(document, tree))
    if has_errors(problems):
        return None, problems
    return _project(path, document, tree), problems


def _project(path: Path, document: ProjectFile, tree: Tree) -> Project:
    manage, sources = tree.places.below("manage"), tree.places.below("sources")
    return Project(
        root=path.parent,
        file=path.name,
        provider=document.target.provider,
        url=document.target.url,
        url_origin=tree.origin(tree.places.below("target").of("url")),
        account=document.target.account,
        managed=tuple(
            Managed(Pattern.parse(pattern), tree.origin(manage.of(index)))
            for index, pattern in enumerate(document.manage)
        ),
        sources=tuple(
            Source(
                source.files,
                Pattern.parse(source.within),
                tree.origin(sources.below(index).of("files")),
            )
            for index, source in enumerate(document.sources)
        ),
        catalog=document.catalog,
        limits=_limits(document.limits, tree),
        unknown_users=document.unknown_users,
    )


def _limits(entry: LimitsEntry | None, tree: Tree) -> Limits:
    if entry is None:
        return Limits()
    standard, removals, admins = Limits(), entry.removals, entry.admins
    return Limits(
        count=removals.count if removals else standard.count,
        percent=removals.percent if removals else standard.percent,
        admins=AdminLimit(admins.minimum, frozenset(admins.permissions)) if admins else None,
        allow=tuple(_allowances(entry, tree)),
    )


def _allowances(entry: LimitsEntry, tree: Tree) -> Iterator[Allowance]:
    inside = tree.places.below("limits").below("allow")
    for index, allow in enumerate(entry.allow or ()):
        pattern = Pattern.parse(allow.scope)
        until = parse_day(allow.until) or date.min
        where = tree.origin(inside.of(index))
        yield Allowance(pattern, allow.removals, allow.reason, until, where)


def _problems(document: ProjectFile, tree: Tree) -> Iterator[Finding]:
    target = tree.places.below("target")
    yield from _at(tree, target, "url", _url_problems(document.target.url))
    yield from _at(tree, tree.places, "catalog", path_problem(document.catalog))
    manage, sources = tree.places.below("manage"), tree.places.below("sources")
    for index, pattern in enumerate(document.manage):
        yield from _at(tree, manage, index, pattern_problem(pattern))
    for index, source in enumerate(document.sources):
        inside = sources.below(index)
        yield from _at(tree, inside, "files", path_problem(source.files))
        yield from _at(tree, inside, "within", pattern_problem(source.within))
    allow = tree.places.below("limits").below("allow") if document.limits else Places
    yield from _allow_problems(document.limits, tree)


def _allow_problems(limits: LimitsEntry | None, tree: Tree) -> Iterator[Finding]:
    for index, allow in enumerate((limits and limits.allow) or ()):
        inside = tree.places.below("limits").below("allow").below(index)
        yield from _at(tree, inside, "scope", pattern_problem(allow.scope))
        if parse_day(allow.until) is None:
            wrong = ("RC0117", f"`{allow.until}` is no date", "write it as 2027-01-31")
            yield from _at(tree, inside, "until", [wrong])
