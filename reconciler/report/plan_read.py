"""From the document of a plan back to the plan: what it does, and how it came to be.

All functions raise `Flaw`, or ValueError for an address, where the document is no plan.
"""

from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC
from itertools import pairwise
from typing import Protocol

from reconciler.core.change import Change
from reconciler.core.finding import Finding, Origin, Severity
from reconciler.core.identity import plan_digest
from reconciler.core.model import Container, Group, Member, Membership, Ref, Role, Thing
from reconciler.core.plan import LeftOut, Plan, Step
from reconciler.core.saved import LONGEST, Asked, Made, SavedPlan
from reconciler.core.scope import Pattern, Scope
from reconciler.core.spelling import Spelling
from reconciler.document.shape import Flaw
from reconciler.report.access_data import read_access, read_since
from reconciler.report.plan_document import (
    AskedPart,
    FindingPart,
    MembershipPart,
    PlanDocument,
    RangePart,
    StepPart,
    ThingPart,
    ValuePart,
)
from reconciler.report.plan_names import PlacePart


class Sides(Protocol):
    """What every document of a change says."""

    @property
    def sentence(self) -> str:
        """The change in a few words."""
        ...

    @property
    def before(self) -> ValuePart:
        """What stands there before it."""
        ...

    @property
    def after(self) -> ValuePart:
        """What stands there after it."""
        ...


def saved_plan(document: PlanDocument) -> SavedPlan:
    """The plan of a document. Its digest is the one of what it does, whatever the document says."""
    made = Made(
        created=document.created.astimezone(UTC),
        good_until=document.good_until.astimezone(UTC),
        asked=_asked(document.asked),
        tool=document.tool_version,
        commit=document.commit,
        author=document.author or "",
        configuration=document.configuration,
        uncommitted=bool(document.uncommitted),
    )
    if made.good_until > made.created + LONGEST:
        raise Flaw("is no plan: it would be good for longer than any plan.")
    plan = _plan(document)
    _demand_scopes(plan, made.asked)
    origins = {
        place: read_place(part.origin) for place, part in enumerate(document.changes) if part.origin
    }
    return SavedPlan(plan, made, document.unmanaged.model_dump(), origins)


def _plan(document: PlanDocument) -> Plan:
    plan = Plan(
        account=document.account,
        catalog=document.catalog,
        steps=tuple(_steps(document.changes)),
        findings=tuple(map(_finding, document.findings)),
        access=None if document.access is None else read_access(document.access),
        since=None if document.since is None else read_since(document.since),
        left_out=tuple(LeftOut(read_change(left), left.because) for left in document.left_out),
        spelling=Spelling(({read_thing(key): name for key, name in document.spelling.items()},)),
        privileged=frozenset(map(Ref.parse, document.privileged)),
    )
    return replace(plan, digest=plan_digest(plan))


def _steps(parts: Iterable[StepPart]) -> list[Step]:
    steps = [
        Step(read_change(part), part.wave, tuple(map(read_change, part.along))) for part in parts
    ]
    if any(one.wave > other.wave for one, other in pairwise(steps)):
        raise Flaw("is no plan: its waves are out of order.")
    return steps


def _demand_scopes(plan: Plan, asked: Asked) -> None:
    """What lies outside of what was read completely, nobody could judge."""
    selection = asked.selection()
    for change in plan.changes:
        if not selection.covers(change.scope):
            raise Flaw(f"is no plan: it changes {change.scope}, which is none of its scopes.")


def _asked(part: AskedPart) -> Asked:
    return Asked(
        manage=tuple(map(Pattern.parse, part.manage)),
        within=None if part.scope is None else Scope(part.scope),
        removals=part.removals,
        at=part.at and part.at.astimezone(UTC),
        offline=part.offline or "",
    )


# Changes


def read_change(part: Sides) -> Change:
    """One change. Raises ValueError where it is none."""
    change = Change(_value(part.before), _value(part.after))
    sides = [side for side in (change.before, change.after) if side is not None]
    if not sides or len({_same(side) for side in sides}) > 1 or change.before == change.after:
        raise Flaw(f"is no plan: it holds a change that is none: {part.sentence}.")
    return change


def _same(side: Thing | Membership) -> object:
    """What stays the same when something changes."""
    if isinstance(side, Membership):
        return side.member, side.container
    return type(side), side.ref.scope


def _value(part: ThingPart | MembershipPart | None) -> Thing | Membership | None:
    match part:
        case None:
            return None
        case MembershipPart():
            container = Container(Ref.parse(part.container), Scope(part.at))
            expires = part.expires and part.expires.astimezone(UTC)
            return Membership(_member(part.member), container, expires)
        case ThingPart():
            return _role_or_group(part)


def _member(name: str) -> Member:
    return Ref.parse(name) if name.startswith(("role:", "group:")) else name


def _role_or_group(part: ThingPart) -> Thing:
    ref = Ref.parse(part.ref)
    permissions = None if part.permissions is None else frozenset(part.permissions)
    if ref.kind == "role":
        return Role(ref, part.type, part.description, permissions)
    return Group(ref, part.description, permissions)


# What is said


def read_place(part: PlacePart) -> Origin:
    """A place in a file."""
    return Origin(part.path, part.line, part.column, part.end)


def _finding(part: FindingPart) -> Finding:
    return Finding(
        part.code,
        Severity(part.severity),
        part.message,
        None if part.ref is None else read_thing(part.ref),
        None if part.range is None else _start(part.range),
        tuple((other.message, _start(other.range)) for other in part.related if other.range),
        part.help,
    )


def _start(part: RangePart) -> Origin:
    return Origin(part.file, part.start.line, part.start.column, part.end.column)


def read_thing(address: str) -> Ref | Scope:
    """A scope, role, group or user by its address. Raises ValueError."""
    return Scope(address) if address.startswith("/") else Ref.parse(address)
