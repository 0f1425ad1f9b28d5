"""One change of a plan as one write of a batch, with what it expects to find."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final, TypeAlias

from reconciler.core.canonical import canonical
from reconciler.core.change import Action, Change
from reconciler.core.diff import unlike
from reconciler.core.model import Group, Membership, Ref, Role, Thing, user_of
from reconciler.core.names import NameRules
from reconciler.core.scope import ROOT
from reconciler.core.spelling import Spelling
from reconciler.providers.base import written_name
from reconciler.providers.portal.errors import NoSuchPlace

Write: TypeAlias = dict[str, Any]

_VERBS: Final = {Action.GRANT: "grant", Action.REDATE: "redate", Action.REVOKE: "revoke"}


@dataclass(frozen=True, slots=True)
class Writer:
    """Puts changes into the service's words; the service finds things by any spelling."""

    spelling: Spelling
    rules: NameRules

    def write(self, change: Change) -> Write:
        """The write of a change. Raises `NoSuchPlace`."""
        match change.value:
            case Membership() as value:
                return self._membership(change, value)
            case Role() as role:
                return self._role(change, role)
            case Group() as group:
                return self._group(change, group)

    # Roles: made at the reseller, named in the account

    def _role(self, change: Change, role: Role) -> Write:
        if role.ref.scope != ROOT:
            raise NoSuchPlace(f"Roles are made at /, not at {self.spelling.scope(role.ref.scope)}.")
        known = {"name": self.spelling.name(change.old_ref), "expected": _expected(change)}
        match change.action:
            case Action.CREATE:
                new = {"name": self._new_name(role.ref), "type": role.type or ""}
                return {"do": "role.create", **known, **new, **_content(role)}
            case Action.UPDATE:
                return {"do": "role.edit", **known, **_edits(change, role)}
            case Action.MOVE:
                return {"do": "role.rename", **known, "to": self._new_name(role.ref)}
            case _:
                return {"do": "role.delete", **known}

    # Groups: named by their path in a phone system

    def _group(self, change: Change, group: Group) -> Write:
        known = {
            "scope": self.spelling.scope(group.ref.scope),
            "path": self.spelling.names(change.old_ref),
            "expected": _expected(change),
        }
        match change.action:
            case Action.CREATE:
                path = self._new_path(group.ref)
                return {"do": "group.create", **known, "path": path, **_content(group)}
            case Action.UPDATE:
                return {"do": "group.edit", **known, **_edits(change, group)}
            case Action.MOVE:
                return {"do": "group.move", **known, **self._goal(change.old_ref, group.ref)}
            case _:
                return {"do": "group.delete", **known}

    def _goal(self, old: Ref, new: Ref) -> Write:
        """Where a group goes: a name that stays, and that nobody writes anew, stays as it is."""
        name = self._new_name(new)
        if new.parent and old.name[-1] == new.name[-1] == name:
            return {"under": self.spelling.names(new.parent)}
        return {"to": self._new_path(new)}

    def _new_path(self, ref: Ref) -> tuple[str, ...]:
        above = self.spelling.names(ref.parent) if ref.parent else ()
        return (*above, self._new_name(ref))

    def _new_name(self, ref: Ref) -> str:
        return written_name(ref, self.spelling, self.rules)

    # Memberships

    def _membership(self, change: Change, value: Membership) -> Write:
        what, place = self._place(value.container.ref)
        write: Write = {
            "do": f"{what}.{_VERBS[change.action]}",
            **place,
            "scope": self.spelling.scope(value.container.scope),
            "user": self._user(value),
            "expected": _expected(change),
        }
        if change.action is not Action.REVOKE:
            write["expires"] = canonical(value.expires)
        return write

    def _place(self, ref: Ref) -> tuple[str, Write]:
        if ref.kind == "group":
            return "membership", {"path": self.spelling.names(ref)}
        if ref.scope != ROOT:
            raise NoSuchPlace(f"There are no roles at {self.spelling.scope(ref.scope)}.")
        return "assignment", {"role": self.spelling.name(ref)}

    def _user(self, value: Membership) -> str:
        """The name of a member; the service makes sure that the user is where the container is."""
        if isinstance(value.member, Ref):
            raise NoSuchPlace("Only users are members of roles and groups.")
        home, name = user_of(value.member, value.container.scope)
        if home != value.container.scope:
            who = self.spelling.user(value.member, value.container.scope)
            there = self.spelling.scope(value.container.scope)
            raise NoSuchPlace(f"There is no user {who} at {there}.")
        return self.spelling.name(Ref("user", home, (name,)))


def _expected(change: Change) -> Write | None:
    """What must be there before: as much of it as the change is about."""
    before = change.before
    if before is None:
        return None
    if change.action is Action.MOVE:
        return {}
    if isinstance(before, Membership):
        return {"expires": canonical(before.expires)}
    is_edit = change.action is Action.UPDATE
    return _only(before, unlike(change.after, before) if is_edit else unlike(before, None))


def _content(new: Thing) -> Write:
    return {
        "permissions": canonical(new.permissions or frozenset()),
        "description": new.description or "",
    }


def _edits(change: Change, after: Thing) -> Write:
    """What an update changes, by the name of the field."""
    return _only(after, unlike(after, change.before))


def _only(thing: Thing, fields: Sequence[str]) -> Write:
    return {name: canonical(getattr(thing, name)) for name in fields}
