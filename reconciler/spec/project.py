"""The project: what `reconciler.yaml` says, checked and ready to use."""

import ipaddress
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Literal
from urllib.parse import urlsplit

from reconciler.core.finding import Finding, Origin, has_errors
from reconciler.core.limits import AdminLimit, Allowance, Limits
from reconciler.core.scope import Pattern
from reconciler.spec.dates import parse_day
from reconciler.spec.files import path_problem, read_bytes
from reconciler.spec.paths import pattern_problem
from reconciler.spec.places import Places, Step, Tree
from reconciler.spec.problem import Problem
from reconciler.spec.project_file import AdminsEntry, LimitsEntry, ProjectFile
from reconciler.spec.reader import read_yaml
from reconciler.spec.shape import shaped

_Check = tuple[Places, Step, Problem | None]
"""A value, and what is wrong with it."""


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
    limits: Limits = field(default_factory=Limits)
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
    inside = tree.places.below("limits")
    where = tree.origin(inside.of("removals")) if removals else None
    return Limits(
        count=removals.count if removals else standard.count,
        percent=removals.percent if removals else standard.percent,
        admins=_admins(admins, tree) if admins else None,
        allow=tuple(_allowances(entry, tree)),
        origin=where,
    )


def _admins(entry: AdminsEntry, tree: Tree) -> AdminLimit:
    inside = tree.places.below("limits").below("admins")
    where = tree.origin(inside.of("permissions"))
    return AdminLimit(entry.minimum, frozenset(entry.permissions), where)


def _allowances(entry: LimitsEntry, tree: Tree) -> Iterator[Allowance]:
    inside = tree.places.below("limits").below("allow")
    for index, allow in enumerate(entry.allow or ()):
        pattern = Pattern.parse(allow.scope)
        until = parse_day(allow.until) or date.min
        where = tree.origin(inside.of(index))
        yield Allowance(pattern, allow.removals, allow.reason, until, where)


def _problems(document: ProjectFile, tree: Tree) -> Iterator[Finding]:
    top = tree.places
    target = top.below("target")
    checks: list[_Check] = [(target, "url", url_problem(document.target.url))]
    checks.append((top, "catalog", path_problem(document.catalog) if "catalog" in top else None))
    for index, pattern in enumerate(document.manage):
        checks.append((top.below("manage"), index, pattern_problem(pattern)))
    for index, source in enumerate(document.sources):
        inside = top.below("sources").below(index)
        checks.append((inside, "files", path_problem(source.files)))
        checks.append((inside, "within", pattern_problem(source.within)))
    checks += _allow_checks(document.limits, top)
    for places, step, problem in checks:
        if problem is not None:
            yield problem.at(tree.origin(places.of(step)))


def _allow_checks(limits: LimitsEntry | None, top: Places) -> list[_Check]:
    checks: list[_Check] = []
    for index, allow in enumerate((limits and limits.allow) or ()):
        inside = top.below("limits").below("allow").below(index)
        checks.append((inside, "scope", pattern_problem(allow.scope)))
        if parse_day(allow.until) is None:
            message = f"`{allow.until}` is no day"
            checks.append((inside, "until", Problem("RC0117", message, "write it as 2027-01-31")))
    return checks


def url_problem(url: str) -> Problem | None:
    """What is wrong with the address of a live system: where a secret could leak or be read."""
    try:
        parts = urlsplit(url)
        host, _ = parts.hostname or "", parts.port  # a port that is no number raises
    except ValueError:
        return Problem("RC0119", "the url cannot be read", "write it as https://portal.example.net")
    if not parts.scheme:
        return Problem("RC0119", f"`{url}` is no url", "write it as https://portal.example.net")
    if "@" in parts.netloc:
        advice = "leave it out: secrets come from the environment (RECONCILER_TOKEN)"
        return Problem("RC0120", "a url holds no user and no password", advice)
    if parts.scheme == "http" and not _is_loopback(host):
        return Problem("RC0121", f"http:// to {host} can be read on the way", "write https://")
    return None


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
