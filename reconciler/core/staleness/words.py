"""Words: what changed since a plan was made, each with the object, the field and both values."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeAlias

from reconciler.core.canonical import canonical
from reconciler.core.change import Change
from reconciler.core.diff import unlike
from reconciler.core.finding import Finding, Severity
from reconciler.core.model import Container, Member, Membership, Ref, Thing
from reconciler.core.rename.moves import Moves
from reconciler.core.scope import Scope
from reconciler.core.spelling import Spelling

CODE = "RC0610"

What: TypeAlias = Thing | Membership | Ref | Scope
"""What a sentence can be about."""


@dataclass(frozen=True, slots=True)
class Words:
    """Says what is not as the plan saw it.

    It is told final addresses, and names what is live by the address that it has, what is gone by
    the one that it had: `addresses` are the moves that are not made.
    """

    spelling: Spelling
    addresses: Moves

    def differs(self, change: Change, live: Thing | Membership | None) -> Iterator[Finding]:
        """A change whose place is neither as before nor as after: one finding for each field."""
        before = change.before
        match before, live:
            case _, None:
                yield self.gone(change.value)
            case Membership(), Membership():
                yield self._changed(before, "end", (_end(before.expires), _end(live.expires)))
            case None, _:
                yield self.new(live)
            case _:
                for field in unlike(before, live):
                    values = getattr(before, field), getattr(live, field)
                    yield self._field(change.value, field, values)

    def gone(self, what: What) -> Finding:
        """Something that a change needs is not there."""
        message = "was there when the plan was made, and is gone now"
        return self._finding(f"{self.name(what)} {message}", what)

    def new(self, what: What) -> Finding:
        """Something is there that the plan found absent."""
        message = "was not there when the plan was made, and is there now"
        return self._finding(f"{self.name(what)} {message}", what)

    def several(self, what: What, field: str, then: Iterable[str], now: Iterable[str]) -> Finding:
        """A list of a role or group that is not the one of the plan: what came, and what went."""
        were, are = set(then), set(now)
        lists = {"added": are - were, "removed": were - are}
        parts = [f"{word}: {', '.join(sorted(names))}" for word, names in lists.items() if names]
        message = f"its {field} have changed since the plan was made; {'; '.join(parts)}"
        return self._finding(f"{self.name(what)}: {message}", what)

    def _field(self, what: What, field: str, values: tuple[Any, Any]) -> Finding:
        if field == "permissions":
            return self.several(what, field, *(each or () for each in values))
        return self._changed(what, field, (_text(values[0]), _text(values[1])))

    def _changed(self, what: What, field: str, values: tuple[str, str]) -> Finding:
        then, now = values
        message = f"its {field} was {then} when the plan was made, and is {now} now"
        return self._finding(f"{self.name(what)}: {message}", what)

    # Names

    def name(self, what: What) -> str:
        """What a sentence is about: `group Top Role/Sales of /acme/london`, `isla in role ...`."""
        match what:
            case Membership(member, container):
                who, joint = self.member(member, container), _joint(container.ref)
                place = f"{joint} {self.spelling.scope(container.scope)}"
                return f"{who} in {self._thing(container.ref)} {place}"
            case Scope():
                return self.spelling.scope(what)
            case Ref():
                return f"{self._thing(what)} of {self.spelling.scope(what.scope)}"
            case _:
                return self.name(what.ref)

    def member(self, member: Member, container: Container) -> str:
        """A member: a user's name, `group Top Role/Sales`."""
        if isinstance(member, str):
            return self.spelling.user(member, container.scope)
        return self._thing(member)

    def _thing(self, ref: Ref) -> str:
        return f"{ref.kind} {self.spelling.path(self.addresses.live(ref))}"

    def _finding(self, message: str, what: What) -> Finding:
        match what:
            case Membership(_, container):
                ref: Ref | Scope = container.ref
            case Ref() | Scope():
                ref = what
            case _:
                ref = what.ref
        about = ref if isinstance(ref, Scope) else self.addresses.live(ref)
        return Finding(
            CODE, Severity.ERROR, message, about, help="plan again: see what is live now"
        )


def _joint(ref: Ref) -> str:
    return "at" if ref.kind == "role" else "of"


def _text(value: str | None) -> str:
    return f'"{value}"' if value else "empty"


def _end(expires: datetime | None) -> str:
    return "never" if expires is None else str(canonical(expires))
