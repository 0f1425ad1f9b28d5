"""Why not: each reason of a no, as a person would say it."""

from collections.abc import Mapping

from reconciler.core.access.question import Question
from reconciler.core.access.view import View
from reconciler.core.access.whynot import Obstacle
from reconciler.core.model import Ref
from reconciler.report.questions.words import area, held, until, who
from reconciler.report.wording import listing, place

_WORKS_ON: Mapping[str, str] = {
    "users": "users",
    "groups": "groups",
    "ungrouped": "users who are in no group",
    "place": "a place as a whole",
}


def obstacle_words(obstacle: Obstacle, question: Question, view: View) -> str:
    """One reason, in one sentence without its end."""
    user = who(question.user, view)
    through = listing([held(each, view) for each in obstacle.containers])
    if obstacle.cause == "unreached" and question.on is not None:
        why = _unreached(obstacle, question.on, question, view)
        return f"{user} has it through {through}, {why}"
    match obstacle.cause:
        case "deactivated":
            would = f"; otherwise {user} would have it through {through}" if through else ""
            return f"{user} is deactivated, and can do nothing{would}"
        case "ended":
            return f"{user} had it through {through}{until(obstacle.ended)}, and that has ended"
        case "uncarried":
            return f"{user} {_uncarried(obstacle, view)}"
        case "no container":
            return f"{user} is in no group and has no role"
    return f"{user} has it elsewhere: at {area(obstacle.containers[0], view)}, through {through}"


def _uncarried(obstacle: Obstacle, view: View) -> str:
    """`is in group Top Role/Sales and has role Clerk at /acme/london, and neither carries it`."""
    verbs = [
        f"{'has' if each.ref.kind == 'role' else 'is in'} {held(each, view)}"
        for each in obstacle.containers
    ]
    match len(verbs):
        case 1:
            return f"{verbs[0]}, which does not carry it"
        case 2:
            return f"{listing(verbs)}, and neither carries it"
    return f"{listing(verbs)}, and none of these carries it"


def _unreached(obstacle: Obstacle, on: Ref, question: Question, view: View) -> str:
    """Why what is held does not work on whom it is asked about."""
    reach = view.access.carries.permission(question.permission).reach
    if reach == "place" or (reach == "groups") != (on.kind == "group"):
        return f"but it works on {_WORKS_ON[reach]}, not on a {on.kind}"
    if obstacle.containers[0].ref.kind == "role":
        return _beyond_role(obstacle, on, question, view)
    if view.access.target.tree != "reach":
        return "and groups reach nobody in this system"
    if on == question.user:
        return "and nobody reaches themselves through a group"
    return f"which reaches only {_beyond_group(obstacle, on, reach, view)}"


def _beyond_group(obstacle: Obstacle, on: Ref, reach: str, view: View) -> str:
    """Whom a group reaches, and why this one is not among them."""
    whom, here = who(on, view), obstacle.containers[0].scope
    if reach == "groups":
        return f"groups below it, and {whom} is not one of them"
    is_in = _is_in(obstacle, view) if on.scope == here else f"belongs to {_place(on, view)}"
    if reach == "users":
        return f"members of the groups below it, and {whom} {is_in}"
    return f"users of {place(here, view.spelling)} who are in no group, and {whom} {is_in}"


def _beyond_role(obstacle: Obstacle, on: Ref, question: Question, view: View) -> str:
    """A role reaches all at its place, within the scope that is asked about."""
    whom, container = who(on, view), obstacle.containers[0]
    if not question.scope.holds(on.scope):
        asked = place(question.scope, view.spelling)
        return f"but this is asked about {asked}, and {whom} belongs to {_place(on, view)}"
    if not view.access.holds_at(container, on.scope):
        return f"which holds at {area(container, view)}, and {whom} belongs to {_place(on, view)}"
    if obstacle.groups:
        return f"which reaches only users who are in no group, and {whom} {_is_in(obstacle, view)}"
    return f"which reaches only users of places with groups, and {_place(on, view)} has none"


def _is_in(obstacle: Obstacle, view: View) -> str:
    groups = listing([who(ref, view) for ref in obstacle.groups])
    return f"is in {groups}" if groups else "is in no group"


def _place(on: Ref, view: View) -> str:
    return place(on.scope, view.spelling)
