"""Reviews of plans that are made by hand, with as little as a situation needs."""

from dataclasses import replace

from sample import LONDON, TARGET, Places, at, group
from sample import plan as plan_of

from reconciler.core.access.effect import Difference, Effect, Kind, Reached
from reconciler.core.finding import Finding, NoOrigins, Origin, Severity
from reconciler.core.model import Container, Ref
from reconciler.core.plan import Plan
from reconciler.core.saved import Made, SavedPlan
from reconciler.core.scope import Pattern
from reconciler.report.beside import Beside
from reconciler.report.review.review import Around, Review

NOW = at(2026, 11, 26)
SENSITIVE_KEY = "role_membership.manage"
"""A sensitive permission of the sample's catalog."""
MANAGERS = Container.of(group("Top Role/Managers"))


def reviewed(plan, origins=None, around=None, **more):
    """The review of a plan."""
    beside = Beside(TARGET, origins=origins or NoOrigins())
    made = Made(NOW, NOW, tool="1.0", commit="c0ffee", author="Grace")
    saved = SavedPlan(replace(plan, digest="d1e5"), made)
    return Review(plan.summary, saved, beside, dict, around or Around(), **more)


def without_plan(*findings, **more):
    """A review of files that no plan was made of."""
    saved = SavedPlan(Plan("", "", findings=findings), Made(NOW, NOW))
    message = more.pop("message", "There is no plan.")
    beside = Beside(TARGET)
    return Review(message, saved, beside, dict, Around(), is_planned=False, **more)


def finding(message="wrong", severity=Severity.ERROR, code="RC0230", origin=None, **more):
    return Finding(code, severity, message, origin=origin, **more)


def user(name, where=LONDON):
    return Ref("user", where, (name,))


def gain(*names, permissions=(SENSITIVE_KEY,), through=MANAGERS, **more):
    """People gain something."""
    people = tuple(map(user, names))
    more.setdefault("places", (Pattern(LONDON),))
    return Effect(Kind.GAIN, people, permissions, through=(through,), **more)


def reach(*names, **more):
    """People reach more with what they hold."""
    return gain(*names, places=(), reached=Reached("users", 1, (user("isla"),)), **more)


def accessed(*effects, changes=(), findings=(), **more):
    """A plan with these effects."""
    return plan_of(*changes, findings=findings, access=Difference(effects, scopes=1), **more)


def members(*names, path="london.yaml", container=MANAGERS, first=10):
    """Origins of memberships, one a line."""
    lines = {
        (container, name): Origin(path, line, 9, 9 + len(name))
        for line, name in enumerate(names, first)
    }
    return Places({}, lines)
