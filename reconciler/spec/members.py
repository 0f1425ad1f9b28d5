"""Members: rosters become sets of who is in, with the ends and reasons that stand beside a name."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from itertools import chain
from typing import TypeGuard

from reconciler.core.finding import Origin, Severity
from reconciler.core.model import Container, Member, Members, Ref
from reconciler.spec.context import Context
from reconciler.spec.dates import parse_end
from reconciler.spec.documents import MemberItem
from reconciler.spec.problem import Problem
from reconciler.spec.rosters import Roster, Rosters, is_plain


@dataclass(slots=True)
class Membership:
    """Who is declared to be in each container."""

    members: dict[Container, Members] = field(default_factory=dict)
    authoritative: set[Container] = field(default_factory=set)
    ended: dict[Container, frozenset[Member]] = field(default_factory=dict)
    reasons: dict[tuple[Container, Member], str] = field(default_factory=dict)


def members_of(rosters: Rosters, context: Context) -> Membership:
    """Everybody, container by container; reports who is listed twice or cannot be read."""
    found = Membership()
    for container, lists in rosters.lists.items():
        keys = [(roster, rosters.keys(roster)) for roster in lists]
        everybody = set(chain.from_iterable(each for _, each in keys))
        if len(everybody) < sum(len(each) for _, each in keys) or None in everybody:
            _report_lines(keys, rosters, context)
        until = _ends(found, keys, context)
        ended = frozenset(member for member, end in until.items() if end <= context.now)
        if ended:
            found.ended[container] = ended
            everybody -= ended
        found.members[container] = _members(everybody, until)
        if any(not roster.spot.is_additive for roster in lists):
            found.authoritative.add(container)
    return found


def _members(everybody: set["Member | None"], until: dict[Member, datetime]) -> Members:
    ends = {member: end for member, end in until.items() if member in everybody}
    refs = frozenset[Ref]()
    if _are_users(everybody):
        users = frozenset(everybody)  # a copy is half as large as a set that has grown
    else:
        refs = frozenset(member for member in everybody if isinstance(member, Ref))
        users = frozenset(member for member in everybody if isinstance(member, str))
    return Members(users, refs, ends) if ends else Members(users, refs)


def _are_users(members: set["Member | None"]) -> TypeGuard[set[str]]:
    """Whether nobody is a group or a role, or cannot be read, as nearly everywhere."""
    return set(map(type, members)) <= {str}


_Keys = list[tuple[Roster, list["Member | None"]]]


def _report_lines(keys: _Keys, rosters: Rosters, context: Context) -> None:
    """Look at every line, now that something is wrong with one."""
    seen: dict[Member, Origin] = {}
    for roster, each in keys:
        for index in range(len(each)):
            origin, member = roster.origin(index), rosters.key(roster, index)
            if isinstance(member, Problem):
                context.say(member, origin)
            elif member in seen:
                problem = Problem("RC0205", f"`{roster.text(index)}` is a member twice", "keep one")
                first = ("the first time", seen[member])
                context.say(problem, origin, first, ref=roster.container.ref)
            else:
                seen[member] = origin


def _ends(found: Membership, keys: _Keys, context: Context) -> dict[Member, datetime]:
    """When memberships end; notes their reasons on the way."""
    until: dict[Member, datetime] = {}
    for roster, each in keys:
        for index, item, member in _items(roster, each):
            if item.reason is not None:
                found.reasons[roster.container, member] = item.reason
            end = _end(roster, index, item, context)
            if end is not None:
                until[member] = end
    return until


def _items(roster: Roster, each: list["Member | None"]) -> Iterator[tuple[int, MemberItem, Member]]:
    if is_plain(roster.items):
        return
    for index, item in enumerate(roster.items):
        member = each[index]
        if isinstance(item, MemberItem) and member is not None:
            yield index, item, member


def _end(roster: Roster, index: int, item: MemberItem, context: Context) -> datetime | None:
    if item.expires is None:
        return None
    origin = roster.spot.below(index).origin("expires")
    end = parse_end(item.expires)
    if end is None:
        problem = Problem("RC0117", f"`{item.expires}` is no date", _WRITE_DATE)
        context.say(problem, origin, ref=roster.container.ref)
    elif end <= context.now:
        message = f"the membership of `{roster.text(index)}` ended on {item.expires}"
        problem = Problem("RC0215", message, "remove the line, or write a new date", Severity.HINT)
        context.say(problem, origin, ref=roster.container.ref)
    return end


_WRITE_DATE = "write a day as 2027-01-31, or an instant as 2027-01-31T18:00:00Z"
