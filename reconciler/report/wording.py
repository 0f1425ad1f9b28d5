"""Wording: one change, one membership and one end, each as a person would say it."""

from datetime import UTC, date, datetime, timedelta

from rich.text import Text

from reconciler.core.change import Change
from reconciler.core.model import Container, Membership, Ref
from reconciler.core.scope import Scope
from reconciler.core.spelling import Spelling
from reconciler.report.escape import visible
from reconciler.report.look import SYMBOLS, colour


def plural(number: int, noun: str) -> str:
    """A number with its noun: `1 error`, `1,200 errors`."""
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"


def listing(parts: list[str]) -> str:
    """`a`, `a and b`, `a, b and c`."""
    return " and ".join([", ".join(parts[:-1]), parts[-1]] if parts[1:] else parts)


def ending(expires: datetime | None) -> str:
    """When a membership ends: `through` the last whole UTC day, else `until` the instant."""
    if expires is None:
        return "without end"
    instant = expires.astimezone(UTC)
    if instant.time() == datetime.min.time() and instant.date() > date.min:
        return f"through {(instant - timedelta(days=1)).date()}"
    return f"until {instant.isoformat().replace('+00:00', 'Z')}"


def thing(ref: Ref, spelling: Spelling) -> str:
    """A role or group by kind and written path: `group Top Role/Managers`."""
    return f"{ref.kind} {visible(spelling.path(ref))}"


def place(scope: Scope, spelling: Spelling) -> str:
    """A scope as written."""
    return visible(spelling.scope(scope))


def holder(container: Container, spelling: Spelling) -> str:
    """A container with its scope: a group is `of` one, a role is assigned `at` one."""
    joint = "at" if container.ref.kind == "role" else "of"
    return f"{thing(container.ref, spelling)} {joint} {place(container.scope, spelling)}"


def member(membership: Membership, spelling: Spelling) -> str:
    """A user by name; a group or role with its kind."""
    return visible(spelling.member(membership.member, membership.container))


def sentence(change: Change, spelling: Spelling) -> Text:
    """One change on one line, with its symbol: `+ isla in group Top Role/Sales of /acme/london`."""
    symbol = SYMBOLS[change.action]
    text = Text.assemble((f"{symbol} ", colour(change.action)))
    if isinstance(change.value, Membership):
        return text.append(_membership(change, change.value, spelling))
    text.append(thing(change.old_ref, spelling))
    if change.old_ref != change.ref:
        text.append(f" -> {visible(spelling.path(change.ref))}")
    return text.append(f" of {place(change.scope, spelling)}")


def _membership(change: Change, value: Membership, spelling: Spelling) -> str:
    words = f"{member(value, spelling)} in {holder(value.container, spelling)}"
    if isinstance(change.before, Membership) and isinstance(change.after, Membership):
        return f"{words} {redate(change.before, change.after)}"
    return f"{words} {ending(value.expires)}" if value.expires else words


def redate(before: Membership, after: Membership) -> str:
    """The old end and the new one."""
    return f"{ending(before.expires)} -> {ending(after.expires)}"
