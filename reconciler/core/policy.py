"""Limits: a plan that takes away too much at once, or the last administrators, is refused."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime

from reconciler.core.change import Action, Change
from reconciler.core.diff import has_ended
from reconciler.core.finding import Finding, Origin, Severity
from reconciler.core.limits import AdminLimit, Limits
from reconciler.core.model import NOBODY, Container, Membership, State
from reconciler.core.scope import Scope
from reconciler.core.spelling import Spelling

ALWAYS_ALLOWED = 5
"""The percentage counts only once a scope loses more memberships than this."""


@dataclass(frozen=True, slots=True)
class Span:
    """The live state before and after a plan, both at final addresses, at one instant."""

    before: State
    after: State
    now: datetime
    spelling: Spelling = field(default_factory=Spelling)


def removal_findings(span: Span, changes: Iterable[Change], limits: Limits) -> Iterator[Finding]:
    """Each scope that loses more memberships than its limit."""
    lost = _lost(span, changes)
    live = _live_memberships(span)
    for scope in sorted(lost):
        limit = _limit(live[scope], limits)
        allowed = _allowed(scope, limits, span.now)
        if lost[scope] > max(limit, allowed):
            said = f"{allowed}, as `allow` says" if allowed > limit else _words(lost[scope], limits)
            path = span.spelling.scope(scope)
            losses = f"{path} would lose {lost[scope]} of {live[scope]} memberships"
            finding = _too_many(scope, path, f"{losses}; the limit is {said}", lost[scope])
            yield replace(finding, origin=limits.origin, related=_run_out(scope, limits, span))


def _limit(live: int, limits: Limits) -> int:
    """How many of its memberships a scope may lose."""
    return min(limits.count, max(ALWAYS_ALLOWED, limits.percent * live // 100))


def _words(lost: int, limits: Limits) -> str:
    """The limit that is exceeded, as the project file has it."""
    return str(limits.count) if lost > limits.count else f"{limits.percent} %"


def _lost(span: Span, changes: Iterable[Change]) -> Counter[Scope]:
    """How many memberships each scope loses; those that had ended live count nothing."""
    lost: Counter[Scope] = Counter()
    for change in changes:
        before = change.before
        if change.action is Action.REVOKE and isinstance(before, Membership):
            lost[change.scope] += not has_ended(before, span.now)
    for container, members in span.after.members.items():
        if _permissions(span.before, container) and not _permissions(span.after, container):
            there = span.before.members.get(container, NOBODY).lasting(span.now)
            lost[container.scope] += len(
                (there.users & members.users) | (there.refs & members.refs)
            )
    return +lost


def _permissions(state: State, container: Container) -> frozenset[str]:
    thing = state.thing(container.ref)
    return (thing.permissions if thing else None) or frozenset()


def _live_memberships(span: Span) -> Counter[Scope]:
    live: Counter[Scope] = Counter()
    for container, members in span.before.members.items():
        live[container.scope] += len(members.lasting(span.now))
    return live


def _allowed(scope: Scope, limits: Limits, now: datetime) -> int:
    """The highest number that an `allow` raises the limit of a scope to; 0 without any."""
    return max((entry.removals for entry in limits.allow if entry.covers(scope, now)), default=0)


def _run_out(scope: Scope, limits: Limits, span: Span) -> tuple[tuple[str, Origin], ...]:
    """The allowances of a scope that are over."""
    return tuple(
        (f"this ended on {entry.until}", entry.origin)
        for entry in limits.allow
        if entry.origin and entry.pattern.covers(scope) and not entry.covers(scope, span.now)
    )


def _too_many(scope: Scope, path: str, message: str, lost: int) -> Finding:
    return Finding(
        "RC0402",
        Severity.ERROR,
        message,
        ref=scope,
        help="if that is meant, add this to `limits: allow:` in the project file: "
        f"{{scope: {path}, removals: {lost}, reason: ..., until: YYYY-MM-DD}}",
    )


def admin_findings(span: Span, scopes: Iterable[Scope], limit: AdminLimit) -> Iterator[Finding]:
    """Each scope that would have fewer administrators than the minimum, and than it has."""
    before, after = (_admins(state, limit, span.now) for state in (span.before, span.after))
    for scope in sorted(scopes):
        had, has = len(before.get(scope, ())), len(after.get(scope, ()))
        if has < limit.minimum and has < had:
            path = span.spelling.scope(scope)
            counts = f"{path} would have {has} instead of {had} active administrators"
            yield _too_few(scope, f"{counts}; the minimum is {limit.minimum}", limit)


def _admins(state: State, limit: AdminLimit, now: datetime) -> dict[Scope, set[str]]:
    admins: dict[Scope, set[str]] = {}
    for container, members in state.members.items():
        if _permissions(state, container) & limit.permissions:
            users = state.active(members.lasting(now).users, container.scope)
            admins.setdefault(container.scope, set()).update(users)
    return admins


def _too_few(scope: Scope, message: str, limit: AdminLimit) -> Finding:
    return Finding(
        "RC0403",
        Severity.ERROR,
        message,
        ref=scope,
        origin=limit.origin,
        help="keep somebody who holds " + " or ".join(sorted(limit.permissions)),
    )
