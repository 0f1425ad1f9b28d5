"""Trust: what a change of files may not decide about itself is taken from the base.

A pull request brings its own catalog, its own policies and its own limits. What it says of them
counts where it is stricter, and never where it is not.
"""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from reconciler.core.canonical import canonical
from reconciler.core.finding import Finding, Origin, Severity
from reconciler.core.listing import listed
from reconciler.core.outdated import outdated
from reconciler.core.policies.rules import Policies
from reconciler.core.scope import Pattern
from reconciler.core.target import Catalog, Permission, Target
from reconciler.spec.project import Project
from reconciler.validate import Files


def trusted_target(base: Target, new: Target) -> Target:
    """The target of the base, with the permissions that are new in the other: all as sensitive.

    What both know is as the base has it, and sensitive where either says so.
    """
    known = [_stricter(one, new.catalog) for one in base.catalog.permissions]
    more = [_new(one, base.catalog) for one in new.catalog.permissions]
    added = [one for one in more if one.key not in base.catalog.by_key]
    return replace(base, catalog=replace(base.catalog, permissions=(*known, *added)))


def _stricter(permission: Permission, other: Catalog) -> Permission:
    there = other.by_key.get(permission.key)
    is_sensitive = permission.sensitive or (there is not None and there.sensitive)
    return replace(permission, sensitive=is_sensitive)


def _new(permission: Permission, base: Catalog) -> Permission:
    """An open catalog took the key before, too: then it must not begin to explain what is held."""
    implies = () if base.open else permission.implies
    return replace(permission, sensitive=True, implies=implies)


def has_same_rules(base: Files, files: Files) -> bool:
    """Whether policies and limits of both sides say the same."""
    return not [*_rules_changed(base, files)]


def changed(revision: str, base: Files, files: Files) -> Iterator[Finding]:
    """What the files change that decides about changes: target, catalog, scopes, rules."""
    yield from _target_changed(revision, base.project, files.project)
    if differences := outdated(base.target, files.target):
        yield _found(
            "RC0805",
            f"the files change the catalog: {'; '.join(differences)}",
            Origin(files.project.catalog),
            f"the plan is made with the one of {revision}; what is new in this one counts as "
            "sensitive",
        )
    gone = [*_unmanaged(base, files)]
    if gone:
        yield _found(
            "RC0806",
            f"`manage` covers no more: {listed(gone)}",
            Origin(files.project.file),
            "what is live there is left as it is, and no plan shows it any more",
        )
    for message, origin in _rules_changed(base, files):
        yield _found("RC0807", message, origin, f"both are judged: this side and {revision}")
    for message, origin in _loosened(base, files):
        yield _found("RC0807", message, origin, "this plan is made with what this side says")


def _target_changed(revision: str, base: Project, new: Project) -> Iterator[Finding]:
    for key in ("provider", "url", "account"):
        was, now = getattr(base, key), getattr(new, key)
        if was != now:
            message = (
                f"the files name another live system: `{key}` is {now}, at {revision} it is {was}"
            )
            help_ = (
                "a comparison of two systems says nothing of either: change the target by itself"
            )
            yield Finding("RC0808", Severity.ERROR, message, origin=new.url_origin, help=help_)


def _unmanaged(base: Files, files: Files) -> list[str]:
    """The patterns of the base that no pattern of the files covers as a whole."""
    names = base.target.names
    new = [pattern.fold(names) for pattern in files.project.manage]
    return [
        str(each.pattern)
        for each in base.project.managed
        if not any(_contains(one, each.pattern.fold(names)) for one in new)
    ]


def _contains(outer: Pattern, inner: Pattern) -> bool:
    return outer.covers(inner.base) and (outer.deep or not inner.deep)


def _loosened(base: Files, files: Files) -> Iterator[tuple[str, Origin]]:
    """Files that may speak of what they might not before, and users who are left out in silence.

    What the files say less than before is no news here: it takes nothing from who judges them.
    """
    names = base.target.names
    was = {each.files: each.within for each in base.project.sources}
    for source in files.project.sources:
        before, within = was.get(source.files), source.within.fold(names)
        if before is None:
            yield f"the files add the source {source.files}, for {source.within}", source.origin
        elif not _contains(before.fold(names), within):
            message = f"the files let {source.files} speak of {source.within}, not of {before}"
            yield message, source.origin
    project = files.project
    if project.unknown_users == "skip" != base.project.unknown_users:
        at = project.unknown_users_origin or Origin(project.file)
        yield "the files let unknown users be left out: `unknown_users` is skip", at


def _rules_changed(base: Files, files: Files) -> Iterator[tuple[str, Origin]]:
    """Every rule, test, waiver and limit that differs, in a sentence, with its place."""
    at = Origin(files.project.file)
    origins = [each.origin for each in files.policies.rules]
    read = {origin.path for origin in (*origins, *(each.origin for each in files.policies.tests))}
    was, now = _limits(base), _limits(files)
    for name in sorted(was):
        if was[name] != now[name]:
            yield f"the files change the limits: `{name}`", at
    for kind, before, after in _pairs(base.policies, files.policies):
        there = {_gist(one): one for one in after}
        names = {_name(one): one for one in after}
        for one in before:
            if _gist(one) not in there:
                other = names.get(_name(one))
                verb = "take away" if other is None else "change"
                there_now = Origin(one.origin.path) if one.origin.path in read else at
                origin = there_now if other is None else other.origin
                yield f"the files {verb} the {kind} {_name(one)} ({one.origin.path})", origin
    known = {_gist(one) for one in base.policies.waivers}
    for waiver in files.policies.waivers:
        if _gist(waiver) not in known:
            yield f"the files waive the rule {waiver.rule}", waiver.origin


def _limits(files: Files) -> dict[str, str]:
    limits = files.project.limits
    said = {name: getattr(limits, name) for name in ("count", "percent", "admins", "allow")}
    return {name: _gist(value) for name, value in said.items()}


def _pairs(base: Policies, new: Policies) -> Iterator[tuple[str, Any, Any]]:
    yield "rule", base.rules, new.rules
    yield "test", base.tests, new.tests


def _name(one: Any) -> str:
    return f"`{one.name}`"


def _gist(value: Any) -> str:
    """What something says, wherever it stands."""
    return repr(_without_places(canonical(value)))


def _without_places(value: Any) -> Any:
    match value:
        case dict():
            return {key: _without_places(item) for key, item in value.items() if key != "origin"}
        case list():
            return [_without_places(item) for item in value]
    return value


def _found(code: str, message: str, origin: Origin, help_: str) -> Finding:
    return Finding(code, Severity.WARNING, message, origin=origin, help=help_)
