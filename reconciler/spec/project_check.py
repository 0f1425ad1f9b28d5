"""Checks of a project file whose shape is right: paths, patterns, dates and the address."""

import ipaddress
import re
from collections.abc import Iterator, Sequence
from urllib.parse import SplitResult, parse_qs, urlsplit

from reconciler.core.finding import Finding
from reconciler.spec.dates import parse_day
from reconciler.spec.files import path_problem
from reconciler.spec.paths import pattern_problem
from reconciler.spec.places import Places, Step, Tree
from reconciler.spec.problem import Problem
from reconciler.spec.project_file import LimitsEntry, ProjectFile

DATABASES = ("postgresql", "postgresql+psycopg")
OPTIONS = ("connect_timeout", "sslmode")
"""What may stand behind the `?` of a database: the rest comes from libpq's own variables."""

_OWNER = re.compile(
    r"@[A-Za-z0-9][\w.-]*(?:/[A-Za-z0-9][\w.-]*)*|[\w.+-]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+",
    re.ASCII,
)
"""GitHub's users and teams, GitLab's groups of groups, and e-mail addresses."""

_Check = tuple[Places, Step, Problem | None]
"""A value, and what is wrong with it."""


def project_problems(document: ProjectFile, tree: Tree) -> Iterator[Finding]:
    """Every value that has the right shape and cannot be used."""
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
        checks += _owner_checks(source.owners, inside)
    for index, path in enumerate(document.policies):
        checks.append((top.below("policies"), index, path_problem(path)))
    checks += _allow_checks(document.limits, top)
    checks += _owner_checks(document.owners, top)
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


def _owner_checks(owners: Sequence[str], places: Places) -> list[_Check]:
    inside = places.below("owners")
    return [(inside, index, owner_problem(owner)) for index, owner in enumerate(owners)]


def owner_problem(owner: str) -> Problem | None:
    """What is wrong with a name in `owners`: forges know users, teams and e-mail addresses."""
    if _OWNER.fullmatch(owner):
        return None
    advice = "write `@user`, `@org/team` or an e-mail address"
    return Problem("RC0113", f"`{owner}` is no owner", advice)


def url_problem(url: str) -> Problem | None:
    """What is wrong with the address of a live system: where a secret could leak or be read."""
    try:
        parts = urlsplit(url)
        host, _ = parts.hostname or "", parts.port  # a port that is no number raises
    except ValueError:
        return Problem("RC0119", "the url cannot be read", "write it as https://portal.example.net")
    if not parts.scheme:
        return Problem("RC0119", f"`{url}` is no url", "write it as https://portal.example.net")
    if parts.scheme in DATABASES:
        return _database_problem(parts)
    return _service_problem(parts, host)


def _service_problem(parts: SplitResult, host: str) -> Problem | None:
    if "@" in parts.netloc:
        advice = "leave it out: secrets come from the environment (RECONCILER_TOKEN)"
        return Problem("RC0120", "a url holds no user and no password", advice)
    if parts.scheme in ("http", "https") and (parts.query or parts.fragment):
        advice = "leave it out: secrets come from the environment (RECONCILER_TOKEN)"
        return Problem(
            "RC0120", "a url of the live system holds nothing behind a `?` or `#`", advice
        )
    if parts.scheme == "http" and not _is_loopback(host):
        return Problem("RC0121", f"http:// to {host} can be read on the way", "write https://")
    return None


def _database_problem(parts: SplitResult) -> Problem | None:
    if parts.password is not None:
        advice = "leave it out: PGPASSWORD or PGPASSFILE gives it"
        return Problem("RC0120", "the url of a database holds no password", advice)
    if not parse_qs(parts.query, keep_blank_values=True).keys() <= set(OPTIONS) or parts.fragment:
        known = " and ".join(f"`{option}`" for option in OPTIONS)
        message = f"the url of a database holds nothing but {known} behind its `?`"
        return Problem("RC0120", message, "leave it out: libpq's own variables, PG..., give it")
    if not parts.path.strip("/"):
        return Problem("RC0119", "the url names no database", "write it as postgresql://host/name")
    return None


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
