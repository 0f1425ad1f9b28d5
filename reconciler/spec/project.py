"""The project: what `reconciler.yaml` says, checked and ready to use."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Literal

from reconciler.core.finding import Finding, Origin, has_errors
from reconciler.core.limits import AdminLimit, Allowance, Limits
from reconciler.core.names import NameRules
from reconciler.core.scope import ROOT, Pattern, Scope
from reconciler.spec.dates import parse_day
from reconciler.spec.files import read_bytes
from reconciler.spec.places import Tree
from reconciler.spec.project_check import project_problems
from reconciler.spec.project_file import AdminsEntry, LimitsEntry, ProjectFile, SourceEntry
from reconciler.spec.reader import read_yaml
from reconciler.spec.shape import shaped


@dataclass(frozen=True, slots=True)
class Source:
    """Some role files, the scopes they may speak of, who reviews them; names as written."""

    files: str
    within: Pattern
    origin: Origin
    owners: tuple[str, ...] = ()


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
    rules before they are compared. `policies` are where the policy files are. `edited` are role
    files as they shall be, by path: they are taken for what stands on the disk.
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
    unknown_users_origin: Origin | None = None
    policies: tuple[Source, ...] = ()
    owners: tuple[str, ...] = ()
    edited: Mapping[str, bytes] = field(default_factory=dict)

    @property
    def manage(self) -> tuple[Pattern, ...]:
        """The patterns of the scopes this project answers for."""
        return tuple(each.pattern for each in self.managed)

    def managed_at(self, scope: Scope, names: NameRules) -> Origin | None:
        """The place of the narrowest pattern that manages a folded scope."""
        origins = {each.pattern.fold(names): each.origin for each in reversed(self.managed)}
        covering = [pattern for pattern in origins if pattern.covers(scope)]
        return origins[max(covering)] if covering else None


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
    problems = list(project_problems(document, tree))
    if has_errors(problems):
        return None, problems
    return _project(path, document, tree), problems


def _project(path: Path, document: ProjectFile, tree: Tree) -> Project:
    manage = tree.places.below("manage")
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
        sources=sources_of(document.sources, tree),
        catalog=document.catalog,
        limits=_limits(document.limits, tree),
        unknown_users=document.unknown_users,
        unknown_users_origin=_origin(tree, "unknown_users"),
        policies=policies_of(document.policies, tree),
        owners=tuple(document.owners),
    )


def _origin(tree: Tree, key: str) -> Origin | None:
    return tree.origin(tree.places.of(key)) if key in tree.places else None


def sources_of(entries: Sequence[SourceEntry], tree: Tree) -> tuple[Source, ...]:
    """The sources of a project file, each with its place."""
    inside = tree.places.below("sources")
    return tuple(
        Source(
            entry.files,
            Pattern.parse(entry.within),
            tree.origin(inside.below(index).of("files")),
            tuple(entry.owners),
        )
        for index, entry in enumerate(entries)
    )


def policies_of(paths: Sequence[str], tree: Tree) -> tuple[Source, ...]:
    """Where the policies of a project file are; they may speak of all scopes."""
    inside, everywhere = tree.places.below("policies"), Pattern(ROOT, deep=True)
    return tuple(
        Source(path, everywhere, tree.origin(inside.of(index))) for index, path in enumerate(paths)
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
        where = tree.origin(inside.below(index).of("scope"))
        yield Allowance(pattern, allow.removals, allow.reason, until, where)
