"""The words of a plan that is data: how names are written, and what permissions are called."""

from collections.abc import Iterator, Mapping
from typing import Any

from reconciler.core.canonical import canonical
from reconciler.core.change import Change
from reconciler.core.declared import Notes
from reconciler.core.model import Group, Membership, Ref, Role, user_of
from reconciler.core.plan import Plan
from reconciler.core.scope import Scope
from reconciler.core.spelling import Spelling
from reconciler.core.target import Target
from reconciler.report.access_data import named_in, told
from reconciler.report.lines import updates

_FOLDED = Spelling()
"""Writes every name as it is compared."""


def spelling_data(plan: Plan) -> dict[str, str]:
    """The written last name of every address that is written otherwise than it is compared."""
    changes = [*plan.changes, *(left.change for left in plan.left_out)]
    named = {ref for change in changes for ref in _named(change)}
    named.update(ref for difference in told(plan) for ref in named_in(difference))
    scopes = {ref.scope for ref in named} | {change.scope for change in changes}
    things: set[Ref | Scope] = {*named, *(above for ref in named for above in ref.above)}
    things |= {*scopes, *(above for scope in scopes for above in scope.above)}
    return {
        str(thing): plan.spelling.name(thing)
        for thing in sorted(things, key=str)
        if plan.spelling.name(thing) != _FOLDED.name(thing)
    }


def _named(change: Change) -> Iterator[Ref]:
    for side in (change.before, change.after):
        match side:
            case Membership(str(key), container):
                home, name = user_of(key, container.scope)
                yield from (container.ref, Ref("user", home, (name,)))
            case Membership(Ref() as member, container):
                yield from (container.ref, member)
            case Role(ref) | Group(ref):
                yield ref


def sets_data(plan: Plan, notes: Notes) -> list[dict[str, Any]]:
    """The named sets behind the updates of the plan, and what uses each, as the files call it."""
    users: dict[tuple[str, Scope], set[str]] = {}
    for change in updates(plan):
        for named in notes.uses.get(change.ref, ()):
            users.setdefault(named, set()).add(str(change.ref))
    return [
        {
            "name": name,
            "scope": str(scope),
            "permissions": canonical(notes.sets.get((name, scope), frozenset())),
            "used_by": sorted(users[name, scope]),
        }
        for name, scope in sorted(users)
    ]


def legend_data(plan: Plan, target: Target) -> dict[str, Any]:
    """What levels and the permissions of the plan are called, in the vendor's order."""
    keys = {key for change in plan.changes for key in _keys(change)}
    for difference in told(plan):
        keys.update(key for effect in difference.effects for key in effect.permissions)
    known: Mapping[str, Any] = target.catalog.by_key
    return {
        "levels": [level.title or level.name for level in target.levels],
        "deep": target.deep,
        "permissions": [
            {
                "key": key,
                "title": known[key].title,
                "sensitive": known[key].sensitive,
                "reach": None if known[key].reach == "place" else known[key].reach,
            }
            for key in target.catalog.sorted(frozenset(keys))
            if key in known
        ],
        "negation": target.catalog.negation,
    }


def _keys(change: Change) -> Iterator[str]:
    for side in (change.before, change.after):
        if isinstance(side, Role | Group):
            yield from side.permissions or ()
