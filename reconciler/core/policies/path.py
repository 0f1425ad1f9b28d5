"""Paths in words: through what somebody holds something, and the lines of the files that say so."""

from collections.abc import Iterable, Iterator
from datetime import date, time, timedelta
from itertools import pairwise

from reconciler.core.access.holding import NEVER, Holding
from reconciler.core.finding import Origin
from reconciler.core.model import Container, Member, Ref, user_key
from reconciler.core.policies.rules import Named, What
from reconciler.core.policies.scene import Scene
from reconciler.core.policies.violation import Place
from reconciler.core.scope import Scope

_MOST = 8
"""So many other lines of one finding are shown."""


def person(user: Ref, scene: Scene, at: Scope) -> str:
    """A user as written; one of another scope with that scope."""
    return scene.spelling.user(user_key(user.name[0], user.scope, at), at)


def thing(ref: Ref, scene: Scene) -> str:
    """`role Buyer`, `group Top Role/Sales`."""
    return f"{ref.kind} {scene.spelling.path(ref)}"


def place(container: Container, scene: Scene, at: Scope | None) -> str:
    """A container, with its scope where that is another one."""
    where = f" at {scene.spelling.scope(container.scope)}" if container.scope != at else ""
    return thing(container.ref, scene) + where


def held(pairs: Iterable[tuple[What, Holding]], scene: Scene, at: Scope | None) -> str:
    """What somebody holds, and through what: `a and b through role Buyer and c through group X`."""
    found: dict[str, list[str]] = {}
    for of, holding in pairs:
        what, way = _parts(of, holding, scene, at)
        found.setdefault(way, []).append(what)
    return several([f"{several(what)}{way}" for way, what in found.items()])


def _parts(of: What, holding: Holding, scene: Scene, at: Scope | None) -> tuple[str, str]:
    way = [place(each, scene, at) for each in holding.way]
    if isinstance(of, Named):
        return way[-1], f" through {' in '.join(way[:-1])}" if way[1:] else ""
    carried = scene.access.carries.by(holding.container.ref, of)
    by = "" if carried == of else f" (it comes with {carried})"
    return f"{of}{by}", f" through {' in '.join(way)}"


def lines(user: Ref, holdings: Iterable[tuple[What, Holding]], scene: Scene) -> tuple[Place, ...]:
    """The lines that lead somebody to what they hold, the user's own first; each once."""
    found: dict[Origin, str] = {}
    for of, holding in holdings:
        for label, origin in _lines(user, of, holding, scene):
            found.setdefault(origin, label)
    return tuple((label, origin) for origin, label in found.items())[:_MOST]


def own(user: Ref, holding: Holding) -> tuple[Container, str]:
    """The user's own membership that a way begins with."""
    first = holding.way[0]
    return first, user_key(user.name[0], user.scope, first.scope)


def ending(holding: Holding) -> str:
    """When a way ends, in words: through its last whole day in UTC, else until the instant."""
    if holding.until == NEVER:
        return "without an end"
    if holding.until.time() == time() and holding.until.date() > date.min:
        return f"through {holding.until - timedelta(days=1):%Y-%m-%d}"
    return f"until {holding.until:%Y-%m-%dT%H:%M:%SZ}"


def several(parts: list[str]) -> str:
    """`a`, `a and b`, `a, b and c`."""
    return " and ".join([", ".join(parts[:-1]), parts[-1]] if parts[1:] else parts)


def _lines(user: Ref, of: What, holding: Holding, scene: Scene) -> Iterator[Place]:
    origins = scene.origins
    steps: list[tuple[Container, Member]] = [own(user, holding)]
    steps += [(outer, inner.ref) for inner, outer in pairwise(holding.way)]
    for container, member in steps:
        origin = origins.of_member(container, member)
        if origin is not None:
            yield f"this leads to {thing(holding.container.ref, scene)}", origin
    if not isinstance(of, Named):
        ref = holding.container.ref
        origin = origins.of((ref, scene.access.carries.by(ref, of)))
        if origin is not None:
            yield f"this gives {of} to {thing(ref, scene)}", origin
