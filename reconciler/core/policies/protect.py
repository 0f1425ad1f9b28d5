"""Protection: roles, groups and identities that no plan may take anything from.

It stands in a policy and not beside what it protects, so it outlives a deleted block.
"""

from reconciler.core.change import Action, Change
from reconciler.core.declared import list_of
from reconciler.core.finding import Origin
from reconciler.core.listing import listed
from reconciler.core.model import Membership, Ref, Role, Thing
from reconciler.core.policies.path import thing
from reconciler.core.policies.rules import Protect, Rule
from reconciler.core.policies.scene import Passage
from reconciler.core.policies.violation import Violation, Violations


def protect(rule: Rule, demand: Protect, passage: Passage) -> Violations:
    """Each change that takes from a protected role or group, or gives it another address."""
    for change in passage.changes:
        if isinstance(change.value, Membership):
            if demand.members and _leaves(change, passage):
                yield from _left(change, change.value, rule, demand, passage)
        elif change.action is Action.MOVE:
            yield from _moved(change, rule, demand, passage)
        elif (what := _taken(change, passage)) and _is_protected(change.ref, rule, demand, passage):
            yield _violation(change.ref, what, _origin(change, passage), passage)


def _is_protected(final: Ref, rule: Rule, demand: Protect, passage: Passage) -> bool:
    """Whether a rule means it, by the name it has or by the one it shall have."""
    names = {final, passage.before.moves.live(final)}
    is_meant = any(named.means(ref) for named in demand.things for ref in names)
    return is_meant and rule.within.covers(final.scope)


def _leaves(change: Change, passage: Passage) -> bool:
    """Whether somebody goes, or goes earlier, who has not gone already."""
    before, after = change.before, change.after
    if not isinstance(before, Membership):
        return False
    if before.expires is not None and before.expires <= passage.after.now:
        return False
    if not isinstance(after, Membership):
        return True
    return after.expires is not None and (before.expires is None or after.expires < before.expires)


def _left(
    change: Change, value: Membership, rule: Rule, demand: Protect, passage: Passage
) -> Violations:
    if _is_protected(change.ref, rule, demand, passage):
        scene = passage.after
        who = scene.spelling.member(value.member, value.container)
        origin = scene.origins.of_member(value.container, value.member)
        origin = origin or scene.origins.of(value.container)
        what = f"lose {who}" if change.after is None else f"lose {who} earlier"
        yield _violation(change.ref, what, origin, passage)


def _moved(change: Change, rule: Rule, demand: Protect, passage: Passage) -> Violations:
    """What stands at or below what moves has another address afterwards."""
    moves, scene = passage.before.moves, passage.after
    for each in sorted(passage.before.state.things, key=lambda each: each.ref):
        old, new = each.ref, moves.final(each.ref)
        is_meant = any(one.means(old) and not one.means(new) for one in demand.things)
        if is_meant and change.old_ref.holds(old) and rule.within.covers(old.scope):
            origin = scene.origins.of((change.ref, "previously"))
            what = f"become {thing(new, scene)}"
            yield _violation(old, what, origin, passage)


def _taken(change: Change, passage: Passage) -> str:
    """What a change takes from a role or group, in words; nothing where it takes nothing."""
    before, after = change.before, change.after
    if change.action is Action.DELETE:
        return "be deleted"
    if not isinstance(before, Thing) or not isinstance(after, Thing):
        return ""
    lost = (before.permissions or frozenset()) - (after.permissions or frozenset())
    if lost:
        return f"lose {listed(passage.after.target.catalog.sorted(lost))}"
    if isinstance(before, Role) and isinstance(after, Role) and before.type != after.type:
        return f"become of type {after.type}"
    return ""


def _origin(change: Change, passage: Passage) -> Origin | None:
    """Where the files say so: the list that does not name it, or the one that is shorter."""
    origins = passage.after.origins
    if change.action is Action.DELETE:
        return list_of(change.ref, origins)
    return origins.of((change.ref, "permissions")) or origins.of(change.ref)


def _violation(ref: Ref, what: str, origin: Origin | None, passage: Passage) -> Violation:
    scene = passage.after
    return Violation(
        "RC0416",
        (ref, what),
        f"{thing(ref, scene)} of {scene.spelling.scope(ref.scope)}",
        ("would", "would"),
        what,
        "it is protected: keep it in the files as it is, or take it out of the rule first",
        ref=ref,
        places=(("", origin),) if origin else (),
    )
