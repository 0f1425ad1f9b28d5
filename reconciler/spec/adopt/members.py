"""Memberships, adopted: a line more, a line less, another end."""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from typing import Any, Final

from reconciler.core.change import Change
from reconciler.core.model import Container, Kind, Member, Membership
from reconciler.spec.adopt.case import Case
from reconciler.spec.adopt.desk import Handle, Unclear
from reconciler.spec.dates import end_text

_KEYS: Final[dict[Kind, str]] = {"user": "users", "group": "groups", "role": "roles"}


@dataclass(slots=True)
class Memberships:
    """Adopts memberships; `new` are the holders of roles that no file names at their scope."""

    case: Case
    new: dict[Container, list[Membership]] = field(default_factory=lambda: defaultdict(list))

    def adopt(self, change: Change, value: Membership) -> None:
        """Write one difference into the file where it belongs, or refuse it."""
        try:
            self._adopt(change, value)
        except Unclear as unclear:
            self._refuse(value, str(unclear))

    def finish(self) -> None:
        """Write the entries of roles that were not named before."""
        for container, held in self.new.items():
            try:
                self._enter(container, held)
            except Unclear as unclear:
                for each in held:
                    self._refuse(each, str(unclear))

    def _adopt(self, change: Change, value: Membership) -> None:
        before, after = change.before, change.after
        if after is None:
            self._add(value)
            return
        line, usual = self._line(value)
        if isinstance(before, Membership):
            _redate(line, usual, before.expires)
        else:
            line.remove()

    def _add(self, membership: Membership) -> None:
        container, usual = membership.container, _kind(membership.member)
        key, entry = _KEYS[usual], self._holders(container)
        if container.ref.kind == "group":
            key, usual = "members", "user"
            entry = self.case.complete(container.ref, key)
        if entry is not None:
            rank = partial(self.case.manner.rank_member, usual)
            entry.add(key, self._item(membership, usual), rank)
        elif container.ref.kind == "role":
            self.new[container].append(membership)
        else:
            raise Unclear(_NO_LIST)

    def _holders(self, container: Container) -> Handle | None:
        """The entry of `memberships:` that answers for a role at a scope."""
        for roster in self.case.lists(container):
            if not roster.spot.is_additive:
                return self.case.desk.at(roster.spot).parent
        return None

    def _enter(self, container: Container, held: list[Membership]) -> None:
        """A new entry of `memberships:` for a role."""
        file = self.case.complete(container.scope, "memberships")
        name = self.case.names.path(container.ref)
        if file is None or name is None:
            raise Unclear(_NO_LIST)
        entry: dict[str, Any] = {"role": name, "users": []}
        for each in held:
            kind = _kind(each.member)
            entry.setdefault(_KEYS[kind], []).append(self._item(each, kind))
        for kind, key in _KEYS.items():
            if key in entry:
                entry[key].sort(key=partial(self.case.manner.rank_member, kind))
        file.add("memberships", entry)

    def _item(self, membership: Membership, usual: str) -> Any:
        """A member as a list says it."""
        text = self.case.names.member(membership.member, membership.container)
        if text is None:
            raise Unclear(_NO_NAME)
        kind = _kind(membership.member)
        if membership.expires is not None:
            return {kind: text, "expires": end_text(membership.expires)}
        return text if kind == usual else {kind: text}

    def _line(self, membership: Membership) -> tuple[Handle, Kind]:
        """The line of a member that files declare, and the kind of a plain name there."""
        for roster in self.case.lists(membership.container):
            keys = self.case.origins.rosters.keys(roster)
            if membership.member in keys:
                index = keys.index(membership.member)
                return self.case.desk.at(roster.spot).below(index), roster.kind
        raise Unclear(_NO_LINE)

    def _refuse(self, membership: Membership, why: str) -> None:
        case = self.case
        case.refused.member(membership.member, membership.container, case.said, why)


_NO_LINE = "no line of a file names it"
_NO_LIST = "no file has a list for it"
_NO_NAME = "no file can hold the name"


def _redate(line: Handle, usual: Kind, end: datetime | None) -> None:
    """Another end, or none, for a member who stays."""
    item = line.data if isinstance(line.data, dict) else {usual: line.data}
    if end is None:
        only_named = item.keys() == {usual, "expires"}
        line.set(item[usual]) if only_named else line.remove("expires")
    elif isinstance(line.data, str):
        line.set({**item, "expires": end_text(end)})
    elif "expires" in item:
        line.set(end_text(end), "expires")
    else:
        line.put("expires", end_text(end))


def _kind(member: Member) -> Kind:
    return "user" if isinstance(member, str) else member.kind
