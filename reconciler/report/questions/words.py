"""Words: people, permissions, containers and steps of a path, as a person would say them."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from reconciler.core.access.ability import Ability
from reconciler.core.access.holding import Holding
from reconciler.core.access.steps import Step, end
from reconciler.core.access.view import View
from reconciler.core.finding import Origin
from reconciler.core.model import Container, Fixed, Ref
from reconciler.core.scope import Scope
from reconciler.report.escape import visible
from reconciler.report.wording import ending, place, plural, thing

_EVERYONE: Mapping[str, str] = {
    "everyone": "everyone",
    "every group": "every group",
    "ungrouped": "everyone",
}
LIVE_ONLY, BUILT_IN = "live only", "built in"
"""Notes of what no file declares, where files are asked for what will be."""


def who(ref: Ref, view: View) -> str:
    """A user by name, a group by kind and path."""
    if ref.kind == "user":
        return visible(view.spelling.name(ref))
    return thing(ref, view.spelling)


def of_home(ref: Ref, view: View) -> str:
    """A user or group with the scope it belongs to: `noah of /acme/london`."""
    return f"{who(ref, view)} of {place(ref.scope, view.spelling)}"


def what(permission: str, view: View) -> str:
    """A permission by key, with its title where it has one."""
    title = view.access.carries.permission(permission).title
    return f"{visible(permission)} ({visible(title)})" if title else visible(permission)


def held(container: Container, view: View) -> str:
    """A group by its path; a role with the scope where it is assigned."""
    if container.ref.kind == "group":
        return thing(container.ref, view.spelling)
    return f"{thing(container.ref, view.spelling)} at {place(container.scope, view.spelling)}"


def being(holding: Holding, view: View) -> str:
    """What gives something, by all that leads to it: `in group Staff, and so with role Editor`."""
    parts = []
    for container in holding.way:
        joint = "with" if container.ref.kind == "role" else "in"
        parts.append(f"{joint} {held(container, view)}")
    return f"{', and so '.join(parts)}{until(end(holding.until))}"


def spread(ability: Ability, view: View) -> str:
    """On whom something works: `on 14 users in 3 groups below it`."""
    container, reached = ability.holding.container, ability.reached
    where, users = area(container, view), plural(reached.users, "user")
    groups = plural(reached.groups, "group")
    match reached.kind:
        case "place":
            return f"at {where}"
        case "ungrouped":
            return f"on everyone at {where} who is in no group: {users}"
        case "users" if container.ref.kind == "role":
            return f"on everyone at {where}: {users}"
        case "groups" if container.ref.kind == "role":
            return f"on every group at {where}: {groups}"
    if not reached.groups:
        return "on nobody: there is no group below it"
    whom = f"{users if reached.users else 'nobody'} in {groups}"
    return f"on {whom if reached.kind == 'users' else groups} below it"


def area(container: Container, view: View) -> str:
    """Where it holds what a role or group gives."""
    where = place(container.scope, view.spelling)
    is_deep = container.ref.kind == "role" and view.access.target.assignment == "below"
    return f"{where} and below" if is_deep and _has_below(container.scope, view) else where


def _has_below(scope: Scope, view: View) -> bool:
    return any(other != scope and scope.holds(other) for other in view.state.scopes)


def until(end: datetime | None) -> str:
    """` through 2031-01-31`; nothing where there is no end."""
    return f" {ending(end)}" if end else ""


def sentences(steps: Sequence[Step], view: View, on: Ref | None = None) -> list[str]:
    """A path in words, one part of the sentence for each step; `on` is whom it reaches."""
    parts, before = [], None
    for step in steps:
        parts.append(_part(step, before, view, on))
        before = step
    return parts


def _part(step: Step, before: Step | None, view: View, on: Ref | None) -> str:
    match step.way:
        case "member":
            return f"{_member(step, before, view)}{until(step.until)}"
        case "below":
            return f"which stands below {held(step.container, view)} and has what that has"
        case "carries":
            also = f", and with it {visible(step.gives)}" if step.gives != step.permission else ""
            return f"which carries {visible(step.permission)}{also}"
        case "reaches":
            return f"and reaches {held(step.container, view)}"
    them = f"{_EVERYONE[step.way]} at {area(step.container, view)}"
    them += " who is in no group" if step.way == "ungrouped" else ""
    return f"and reaches {them}, {who(on, view)} among them" if on else f"and reaches {them}"


def _member(step: Step, before: Step | None, view: View) -> str:
    container = held(step.container, view)
    if before is not None and before.way == "reaches":
        of = "" if before.container == step.container else f" of {container}"
        return f"where {who(step.subject, view)} is a member{of}"
    if step.subject.kind == "user" and step.container.ref.kind == "role":
        return f"{who(step.subject, view)} has {container}"
    subject = who(step.subject, view) if before is None else "which"
    return f"{subject} is a member of {container}"


def origin_of(step: Step, view: View) -> Origin | None:
    """Where the files say it."""
    return None if step.key is None else view.origins.of(step.key)


def note_of(step: Step, view: View) -> str:
    """The place of a step; where no file declares it, that it is live only, or built in."""
    if (origin := origin_of(step, view)) is not None:
        return f"{origin.path}:{origin.line}"
    if step.key is None or view.is_live:
        return ""
    fixed = view.state.fixed.get(step.subject, frozenset())
    return BUILT_IN if step.way == "carries" and Fixed.PERMISSIONS in fixed else LIVE_ONLY
