"""Risk: which changes a reviewer must see first, where a plan has too many to show them all."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import IntEnum

from reconciler.core.change import Action, Change
from reconciler.core.model import Membership, Ref, Role, State, Thing
from reconciler.core.polarity import added, carried, takes
from reconciler.core.target import Catalog


class Risk(IntEnum):
    """The classes of changes, the riskiest first. What fits several is of the first.

    | class | changes |
    |---|---|
    | DELETION | a role or group goes |
    | SENSITIVE | a role or group gets a sensitive permission, or has one in another type or place |
    | PRIVILEGE | somebody is given, or keeps for longer, what carries a sensitive permission |
    | PERMISSIONS | a role or group can do more or less, or has another type or place in the tree |
    | REMOVAL | a membership goes, or ends earlier |
    | GRANT | a membership, role or group is new |
    | DATE | a membership ends later |
    | WORDING | a name or a description |
    """

    DELETION = 0
    SENSITIVE = 1
    PRIVILEGE = 2
    PERMISSIONS = 3
    REMOVAL = 4
    GRANT = 5
    DATE = 6
    WORDING = 7


@dataclass(frozen=True, slots=True)
class Risks:
    """Judges changes by what is known beside them.

    `privileged` are the roles and groups that carry a sensitive permission, at final addresses.
    """

    catalog: Catalog
    privileged: frozenset[Ref] = frozenset()

    def of(self, change: Change, ref: Ref) -> Risk:
        """The class of one change; `ref` is the final address of what it is a change of."""
        if isinstance(change.value, Membership):
            return self._of_membership(change, ref)
        return self._of_thing(change)

    def _of_membership(self, change: Change, ref: Ref) -> Risk:
        is_new = change.before is None
        if not is_new and takes(change):
            return Risk.REMOVAL
        if ref in self.privileged:
            return Risk.PRIVILEGE
        return Risk.GRANT if is_new else Risk.DATE

    def _of_thing(self, change: Change) -> Risk:
        negation = self.catalog.negation
        if change.action is Action.DELETE:
            return Risk.DELETION
        given = added(change, negation) | (carried(change) if _is_elsewhere(change) else set())
        if any(key.removeprefix(negation) in self.catalog.sensitive for key in given):
            return Risk.SENSITIVE
        if change.action is Action.CREATE:
            return Risk.GRANT
        alters = given or takes(change, negation) or _is_elsewhere(change)
        return Risk.PERMISSIONS if alters else Risk.WORDING


def _is_elsewhere(change: Change) -> bool:
    """Whether the same permissions work for others: a role's type changes, or the group above."""
    match change.before, change.after:
        case Role(type=old), Role(type=new) if old != new:
            return True
    return change.old_ref.parent != change.ref.parent


def privileged(
    changes: Iterable[Change], states: Sequence[State], catalog: Catalog
) -> frozenset[Ref]:
    """Of the roles and groups that somebody is given, those that carry a sensitive permission.

    In any of the states; they and the changes have final addresses.
    """
    given = {change.ref for change in changes if isinstance(change.after, Membership)}
    return frozenset(
        ref
        for ref in given
        if any(_carries(state.thing(ref), catalog.sensitive) for state in states)
    )


def _carries(thing: Thing | None, keys: frozenset[str]) -> bool:
    return thing is not None and not keys.isdisjoint(thing.permissions or ())
