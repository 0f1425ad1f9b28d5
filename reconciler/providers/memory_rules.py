"""The rules of the system in memory: a state and a change go in, a refusal comes out or nothing.

They are written against `Target` alone, apart from the checks of the core and from the rules of
the portal, so that each can catch the other's mistakes.
"""

from reconciler.core.change import Action, Change
from reconciler.core.model import Membership, State
from reconciler.core.target import Target
from reconciler.providers.memory_memberships import MembershipRules
from reconciler.providers.memory_things import ThingRules


def check(target: Target, state: State, change: Change) -> None:
    """Raise the `Refusal` that stands against a change, if any."""
    value = change.value
    if isinstance(value, Membership):
        MembershipRules(target, state).check(change, value)
    elif change.action is Action.DELETE:
        ThingRules(target, state).check_deletion(change.ref)
    else:
        ThingRules(target, state).check(change, value)
