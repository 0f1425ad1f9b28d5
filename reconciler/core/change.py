"""A change: one write, as what stands there before it and what shall stand there after it."""

from dataclasses import dataclass
from enum import StrEnum

from reconciler.core.model import Membership, Ref, Thing
from reconciler.core.scope import Scope


class Action(StrEnum):
    """What one change does."""

    CREATE = "create"
    UPDATE = "update"
    DELETE = "delete"
    MOVE = "move"
    GRANT = "grant"
    REVOKE = "revoke"
    REDATE = "re-date"


@dataclass(frozen=True, slots=True)
class Change:
    """One write: what stands there before, and what shall stand there after it.

    Refs are those of the moment when the change is made: after a move, the new path. A
    membership that has ended counts as absent when it is granted anew: `before` is None.
    """

    before: Thing | Membership | None
    after: Thing | Membership | None

    @property
    def value(self) -> Thing | Membership:
        """The later of the two sides that exist."""
        value = self.after if self.after is not None else self.before
        if value is None:
            message = "a change has a before or an after"
            raise ValueError(message)
        return value

    @property
    def action(self) -> Action:
        """What the change does, from its two sides alone."""
        if isinstance(self.value, Membership):
            return _membership_action(self)
        if self.before is None:
            return Action.CREATE
        if self.after is None:
            return Action.DELETE
        return Action.UPDATE if self.ref == self.old_ref else Action.MOVE

    @property
    def ref(self) -> Ref:
        """The thing that is changed; of a membership, what it is a membership of."""
        return _ref(self.value)

    @property
    def old_ref(self) -> Ref:
        """The address before the change; differs from `ref` in a move only."""
        return _ref(self.value if self.before is None else self.before)

    @property
    def scope(self) -> Scope:
        """The scope the change is counted in: of a role membership, where it is assigned."""
        value = self.value
        return value.container.scope if isinstance(value, Membership) else value.ref.scope


def _ref(value: Thing | Membership) -> Ref:
    return value.container.ref if isinstance(value, Membership) else value.ref


def _membership_action(change: Change) -> Action:
    if change.before is None:
        return Action.GRANT
    return Action.REVOKE if change.after is None else Action.REDATE
