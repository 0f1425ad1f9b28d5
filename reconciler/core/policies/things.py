"""Rules about roles and groups themselves: what they carry, and what they are called."""

from collections import defaultdict
from collections.abc import Mapping
from functools import partial

from reconciler.core.model import Fixed, Ref, Role, Thing
from reconciler.core.policies.globs import matches
from reconciler.core.policies.path import several, thing
from reconciler.core.policies.rules import Forbid, Naming, Rule
from reconciler.core.policies.scene import Scene
from reconciler.core.policies.violation import Violation, Violations
from reconciler.core.scope import Scope


def forbid(rule: Rule, demand: Forbid, scene: Scene) -> Violations:
    """Each role or group that carries what it may not, where it stands or is assigned.

    What the live system lets nobody change is not judged.
    """
    assigned = _assigned(scene)
    for each in sorted(scene.state.things, key=lambda each: each.ref):
        if not _is_judged(each, demand) or _is_fixed(each.ref, Fixed.PERMISSIONS, scene):
            continue
        wrong = scene.access.carries.of(each.ref).intersection(demand.permissions)
        scopes = sorted(filter(rule.within.covers, {each.ref.scope, *assigned.get(each.ref, ())}))
        if wrong and scopes:
            yield _forbidden(each, scopes, wrong, scene)


def naming(rule: Rule, demand: Naming, scene: Scene) -> Violations:
    """Each role or group that is called otherwise; the built-in ones keep their names."""
    things = scene.state.roles if demand.kind == "role" else scene.state.groups
    for ref in sorted(things):
        name = scene.spelling.name(ref)
        is_judged = rule.within.covers(ref.scope) and not _is_fixed(ref, Fixed.NAME, scene)
        if is_judged and not matches(demand.pattern, name):
            origin = scene.origins.of(ref)
            yield Violation(
                "RC0419",
                (scene.moves.final(ref),),
                f"{thing(ref, scene)} of {scene.spelling.scope(ref.scope)}",
                ("would not fit", "does not fit"),
                f"the pattern `{demand.pattern}`",
                "rename it, with its old name under `previously:`",
                ref=ref,
                places=(("", origin),) if origin else (),
            )


def _is_judged(each: Thing, demand: Forbid) -> bool:
    if not demand.role_types:
        return True
    return isinstance(each, Role) and each.type in demand.role_types


def _is_fixed(ref: Ref, what: Fixed, scene: Scene) -> bool:
    """Whether nobody can change it; files alone know the built-in group by its name."""
    root = scene.target.root
    is_root = (
        root is not None and ref.kind == "group" and ref.name == (scene.target.names.fold(root),)
    )
    return is_root or what in scene.state.fixed.get(ref, frozenset())


def _assigned(scene: Scene) -> Mapping[Ref, set[Scope]]:
    """Where somebody has each role."""
    found: dict[Ref, set[Scope]] = defaultdict(set)
    for container, members in scene.state.members.items():
        if members:
            found[container.ref].add(container.scope)
    return found


def _forbidden(each: Thing, scopes: list[Scope], wrong: frozenset[str], scene: Scene) -> Violation:
    keys = scene.target.catalog.sorted(wrong)
    origins = map(scene.origins.of, map(partial(_key, each.ref), keys))
    found = dict.fromkeys(origin for origin in origins if origin is not None)
    kind = f" of type {each.type}" if isinstance(each, Role) and each.type else ""
    return Violation(
        "RC0418",
        (scene.moves.final(each.ref),),
        f"{thing(each.ref, scene)}{kind}",
        ("would carry", "carries"),
        f"{several(keys)} at {scene.spelling.scope(scopes[0])}",
        "take it out of its permissions, or waive it with a reason",
        ref=each.ref,
        what=frozenset((key, scope) for key in keys for scope in scopes),
        places=tuple(("this gives it, too", origin) for origin in found),
    )


def _key(ref: Ref, key: str) -> tuple[Ref, str]:
    return ref, key
