"""Break-glass identities: users whom no plan touches, neither by name nor by what they hold."""

from collections.abc import Iterator

from reconciler.core.change import Change
from reconciler.core.diff import has_ended
from reconciler.core.listing import listed
from reconciler.core.model import Membership, Ref, user_of
from reconciler.core.policies.path import person
from reconciler.core.policies.people import people
from reconciler.core.policies.rules import Protect, Rule
from reconciler.core.policies.scene import Passage, Scene
from reconciler.core.policies.violation import Violation, Violations
from reconciler.core.scope import Pattern

_HELP = "leave what they have as it is in the live system; it is changed by hand alone"
_VERBS = ("this one would", "this one would")


def break_glass(rule: Rule, demand: Protect, passage: Passage) -> Violations:
    """Each membership of a protected identity that changes; else what it can do no more."""
    touched: set[Ref] = set()
    for change, user in _about_users(passage):
        if rule.within.covers(user.scope) and any(one.means(user) for one in demand.users):
            touched.add(user)
            yield _touched(change, user, passage)
    for named in demand.users:
        for user in people(named, passage.before.state):
            is_meant = user not in touched and rule.within.covers(user.scope)
            if is_meant and (lost := _lost(user, passage)):
                yield _bereft(user, lost, passage)


def _about_users(passage: Passage) -> Iterator[tuple[Change, Ref]]:
    """The changes of memberships, and whose they are; what has ended is gone already."""
    for change in passage.changes:
        value, before = change.value, change.before
        if not isinstance(value, Membership) or not isinstance(value.member, str):
            continue
        is_over = isinstance(before, Membership) and has_ended(before, passage.after.now)
        if not (is_over and change.after is None):
            home, name = user_of(value.member, value.container.scope)
            yield change, Ref("user", home, (name,))


def _touched(change: Change, user: Ref, passage: Passage) -> Violation:
    scene, value = passage.after, change.value
    assert isinstance(value, Membership)  # noqa: S101 - only such changes get here
    origins = scene.origins
    origin = origins.of_member(value.container, value.member) or origins.of(value.container)
    return Violation(
        "RC0417",
        (user, str(change.action), value.container),
        f"no plan may touch {person(user, scene, value.container.scope)};",
        _VERBS,
        scene.spelling.sentence(change),
        _HELP,
        person=user,
        ref=user,
        places=(("", origin),) if origin else (),
    )


def _lost(user: Ref, passage: Passage) -> frozenset[str]:
    """The permissions that a user would hold no more, or not everywhere."""
    after = _holds(user, passage.after)
    return frozenset(
        key
        for key, place in _holds(user, passage.before)
        if not any(key == other and _covers(there, place) for other, there in after)
    )


def _covers(one: Pattern, other: Pattern) -> bool:
    return one.covers(other.base) and one.deep >= other.deep


def _bereft(user: Ref, lost: frozenset[str], passage: Passage) -> Violation:
    scene = passage.after
    keys = listed(scene.target.catalog.sorted(lost))
    return Violation(
        "RC0417",
        (user,),
        f"no plan may touch {person(user, scene, user.scope)};",
        _VERBS,
        f"take {keys} from them through what they are in",
        _HELP,
        person=user,
        ref=user,
    )


def _holds(user: Ref, scene: Scene) -> frozenset[tuple[str, Pattern]]:
    """What a user can do, and where; a role that is itself the permission by its final address."""
    carries = scene.access.carries
    return frozenset(
        (str(scene.moves.final(ref)) if carries.roles_are_permissions else key, scene.place(at))
        for holding in scene.access.holdings.of(user)
        for at, ref in [(holding.container, holding.container.ref)]
        for key in carries.of(ref)
    )
