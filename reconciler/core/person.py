"""Person: what of a plan, and of a live system, is about one user."""

from collections.abc import Iterator
from dataclasses import replace

from reconciler.core.access.effect import Difference
from reconciler.core.change import Change
from reconciler.core.finding import Severity
from reconciler.core.model import Container, Membership, Ref, State, user_key
from reconciler.core.plan import Plan, Unmanaged


def only_of(plan: Plan, user: Ref) -> Plan:
    """The plan with the memberships and access of one user alone, and the errors against it."""
    return replace(
        plan,
        steps=tuple(step for step in plan.steps if is_about(step.change, user)),
        left_out=tuple(each for each in plan.left_out if is_about(each.change, user)),
        findings=tuple(each for each in plan.findings if each.severity is Severity.ERROR),
        unmanaged=Unmanaged(),
        access=None if plan.access is None else _access_of(plan.access, user),
    )


def _access_of(difference: Difference, user: Ref) -> Difference:
    """What becomes of the access of one user."""
    mine = (effect for effect in difference.effects if user in effect.people)
    return replace(
        difference,
        effects=tuple(replace(effect, people=(user,)) for effect in mine),
        bereft=difference.bereft & {user},
    )


def is_about(change: Change, user: Ref) -> bool:
    """Whether a change is one of the user's memberships."""
    value = change.value
    return isinstance(value, Membership) and value.member == _key(user, value.container)


def members_called(name: str, live: State) -> Iterator[Ref]:
    """The users of this folded name who are a member of anything."""
    for scope in sorted(live.users):
        user = Ref("user", scope, (name,))
        if any(_key(user, container) in live.members[container] for container in live.members):
            yield user


def stays_in(live: State, plan: Plan, user: Ref) -> Iterator[Container]:
    """What the user is still a member of when the plan is done."""
    revoked = {
        change.value.container
        for change in plan.changes
        if isinstance(change.value, Membership) and change.after is None and is_about(change, user)
    }
    for container in sorted(live.members):
        if container not in revoked and _key(user, container) in live.members[container]:
            yield container


def _key(user: Ref, container: Container) -> str:
    return user_key(user.name[0], user.scope, container.scope)
