"""Everything that differs but names and places, written into the files."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from reconciler.core.change import Action, Change
from reconciler.core.diff import has_ended
from reconciler.core.model import Container, Membership, Ref, Role, Thing
from reconciler.spec.adopt.case import Case
from reconciler.spec.adopt.members import Memberships
from reconciler.spec.adopt.permissions import Difference, Permissions
from reconciler.spec.adopt.things import Things


def adopt_differences(case: Case) -> None:
    """Edit the files on the desk so that they say what lives; refuse what has no place in them."""
    todo = _Todo(case, [one for one in case.changes if not case.refused.covers(one)])
    permissions = Permissions(case, todo.permissions, todo.gone)
    permissions.adopt()
    things = Things(case, permissions.sets)
    things.vanish(todo.gone)
    things.unassign(todo.misplaced)
    for thing in todo.changed:
        things.change(thing)
    for ref in todo.come:
        things.appear(ref)
    memberships = Memberships(case)
    for change, value in todo.memberships:
        memberships.adopt(change, value)
    memberships.finish()


@dataclass(frozen=True)
class _Todo:
    """The changes, each with what it is a part of."""

    case: Case
    changes: Sequence[Change]

    @cached_property
    def gone(self) -> frozenset[Ref]:
        """What files declare and nobody finds."""
        return frozenset(one.ref for one in self.changes if one.action is Action.CREATE)

    @cached_property
    def _come(self) -> frozenset[Ref]:
        return frozenset(one.ref for one in self.changes if one.action is Action.DELETE)

    @property
    def come(self) -> list[Ref]:
        """What lives and no file declares, but for what stands below one of them."""
        return [ref for ref in sorted(self._come) if ref.parent not in self._come]

    @cached_property
    def changed(self) -> list[Thing]:
        """The live values of what is not as files say."""
        updates = (one.before for one in self.changes if one.action is Action.UPDATE)
        return [thing for thing in updates if isinstance(thing, Thing)]

    @property
    def permissions(self) -> dict[Ref, Difference]:
        """What each of these carries more and less."""
        return {
            one.ref: Difference.of(one.before, one.after)
            for one in self.changes
            if isinstance(one.before, Thing) and isinstance(one.after, Thing)
        }

    @cached_property
    def misplaced(self) -> frozenset[Container]:
        """Where files assign a role whose live type cannot be assigned there."""
        types = {thing.ref: thing.type for thing in self.changed if isinstance(thing, Role)}
        return frozenset(
            container
            for container in self.case.origins.rosters.lists
            if container.ref in types and self._is_misplaced(container, types[container.ref])
        )

    def _is_misplaced(self, container: Container, kind: str | None) -> bool:
        role_type = self.case.target.role_type(kind)
        level = self.case.target.level_of(container.scope)
        return role_type is not None and level is not None and role_type.level != level.name

    @property
    def memberships(self) -> Iterator[tuple[Change, Membership]]:
        """The memberships that are not written or taken out with their role or group."""
        for change in self.changes:
            value = change.value
            if isinstance(value, Membership) and self._is_alone(change, value):
                yield change, value

    def _is_alone(self, change: Change, value: Membership) -> bool:
        if change.ref in self.gone or value.container in self.misplaced:
            return False
        if change.after is None and has_ended(value, self.case.now):
            return False  # no file can keep it: an apply clears it away
        is_listed = value.container.scope in self.case.declared.owned.assignments
        return change.ref not in self._come or (change.ref.kind == "role" and is_listed)
