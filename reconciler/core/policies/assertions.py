"""Assertions: claims about who can do what, held against a state."""

from collections.abc import Iterator

from reconciler.core.access.holding import Holding
from reconciler.core.access.question import Question
from reconciler.core.model import Ref
from reconciler.core.policies.path import held, lines, person, thing
from reconciler.core.policies.people import is_meant, people
from reconciler.core.policies.rules import Must, Named, Only
from reconciler.core.policies.scene import Scene
from reconciler.core.policies.violation import Violation, Violations
from reconciler.core.scope import Scope

_CODE = "RC0420"


def must(claim: Must, scene: Scene) -> Violations:
    """Each user of the claim for whom it is not so; of a user whom nobody knows nothing is."""
    users = people(claim.user, scene.state)
    targets = [None] if claim.on is None else _on(claim.on, scene)
    if not users or not targets:
        unknown = claim.on if users and claim.on is not None else claim.user
        yield _nobody(unknown)
    for user in users:
        for on in targets:
            ways = [*_ways(user, claim, on, scene)]
            if claim.negated and ways:
                yield _can(user, claim, on, min(ways, key=lambda way: len(way.way)), scene)
            elif not claim.negated and not ways:
                yield _cannot(user, claim, on, scene)


def only(claim: Only, scene: Scene) -> Violations:
    """Each user beside those of the claim who holds it, with the shortest way."""
    found: dict[Ref, Holding] = {}
    for user, path in scene.access.holders(claim.permission, claim.at):
        known, way = found.get(user), path.holding
        if not is_meant(user, claim.users) and (known is None or len(way.way) < len(known.way)):
            found[user] = way
    for user in sorted(found):
        at = claim.at or found[user].container.scope
        what = held([(claim.permission, found[user])], scene, at)
        yield Violation(
            _CODE,
            (user,),
            person(user, scene, at),
            ("would hold", "holds"),
            f"{what} at {scene.spelling.scope(at)}",
            "take it away, or add the user to the test",
            person=user,
            ref=user,
            places=lines(user, [(claim.permission, found[user])], scene),
        )


def _on(named: Named, scene: Scene) -> list[Ref]:
    """The users or groups that a claim asks about."""
    if named.kind == "user":
        return people(named, scene.state)
    return sorted(filter(named.means, scene.state.groups))


def _ways(user: Ref, claim: Must, on: Ref | None, scene: Scene) -> Iterator[Holding]:
    for scope in _scopes(user, claim, on, scene):
        question = Question(user, claim.permission, scope, on)
        yield from (path.holding for path in scene.access.paths(question))


def _scopes(user: Ref, claim: Must, on: Ref | None, scene: Scene) -> list[Scope]:
    """Where to ask: where the claim says, where the other one is, or wherever the user is."""
    if claim.at is not None:
        return [claim.at]
    if on is not None:
        return [on.scope]
    holdings = scene.access.holdings.of(user)
    return sorted({holding.container.scope for holding in holdings})


def _can(user: Ref, claim: Must, on: Ref | None, way: Holding, scene: Scene) -> Violation:
    at = claim.at or way.container.scope
    return Violation(
        _CODE,
        (user, on),
        person(user, scene, at),
        ("would hold", "holds"),
        f"{held([(claim.permission, way)], scene, at)}{_where(at, on, scene)}",
        "take it away, or drop the test",
        person=user,
        ref=user,
        places=lines(user, [(claim.permission, way)], scene),
    )


def _cannot(user: Ref, claim: Must, on: Ref | None, scene: Scene) -> Violation:
    at = claim.at or (on.scope if on else None)
    return Violation(
        _CODE,
        (user, on),
        person(user, scene, at or user.scope),
        ("would not hold", "does not hold"),
        f"{claim.permission}{_where(at, on, scene)}",
        "give it, or drop the test",
        person=user,
        ref=user,
        at_rule=True,
        unknown=scene.is_open(at or user.scope),
    )


def _where(at: Scope | None, on: Ref | None, scene: Scene) -> str:
    where = f" at {scene.spelling.scope(at)}" if at else ""
    if on is None:
        return where
    whom = person(on, scene, at or on.scope) if on.kind == "user" else thing(on, scene)
    return f"{where} on {whom}"


def _nobody(named: Named) -> Violation:
    """That nobody can say; the name is complained of where all names are."""
    return Violation("", (named.written,), named.written, ("", ""), "", "", unknown=True)
