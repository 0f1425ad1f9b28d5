"""Memberships that need something beside the name: an end that is near, or a reason."""

from datetime import timedelta

from reconciler.core.access.holding import NEVER, Holding
from reconciler.core.model import Ref
from reconciler.core.policies.path import ending, held, lines, own, person
from reconciler.core.policies.rules import Expires, Justify, Named, Rule, What
from reconciler.core.policies.scene import Scene
from reconciler.core.policies.violation import Violation, Violations


def expires(rule: Rule, demand: Expires, scene: Scene) -> Violations:
    """Each way to hold it that ends too late, or never."""
    latest = scene.now + timedelta(days=demand.days)
    for user, holding in scene.ways(demand.of, rule.within):
        if holding.until > latest:
            yield Violation(
                "RC0414",
                _subject(user, holding, scene),
                person(user, scene, holding.container.scope),
                _verbs(demand.of),
                f"{_held(demand.of, holding, scene)} {ending(holding)}; the rule allows "
                f"{demand.days} days",
                f"give the membership an `expires:`, {latest:%Y-%m-%d} at the latest",
                person=user,
                ref=holding.container.ref,
                size=_instant(holding),
                places=lines(user, [(demand.of, holding)], scene),
            )


def justify(rule: Rule, demand: Justify, scene: Scene) -> Violations:
    """Each way to hold it that begins with a line of the files that gives no reason.

    A membership that no file declares has no place for one.
    """
    for user, holding in scene.ways(demand.of, rule.within):
        first = own(user, holding)
        if not scene.reason(*first).strip() and scene.origins.of_member(*first) is not None:
            yield Violation(
                "RC0415",
                _subject(user, holding, scene),
                person(user, scene, holding.container.scope),
                _verbs(demand.of),
                f"{_held(demand.of, holding, scene)} without a reason",
                "say why: {user: NAME, reason: ...}",
                person=user,
                ref=holding.container.ref,
                places=lines(user, [(demand.of, holding)], scene),
            )


def _subject(user: Ref, holding: Holding, scene: Scene) -> tuple[Ref, ...]:
    """Who, and the way by its final addresses."""
    return (user, *(scene.moves.final(each.ref) for each in holding.way))


def _held(of: What, holding: Holding, scene: Scene) -> str:
    at = holding.container.scope
    return f"{held([(of, holding)], scene, at)} at {scene.spelling.scope(at)}"


def _verbs(of: What) -> tuple[str, str]:
    is_group = isinstance(of, Named) and of.kind == "group"
    return ("would be in", "is in") if is_group else ("would hold", "holds")


def _instant(holding: Holding) -> float:
    return float("inf") if holding.until == NEVER else holding.until.timestamp()
