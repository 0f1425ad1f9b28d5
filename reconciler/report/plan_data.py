"""A plan as plain data: what is saved, and what `--format json` shows."""

import hashlib
import json
from collections.abc import Iterator
from itertools import islice
from typing import Any, TypeAlias

from reconciler.core.canonical import canonical
from reconciler.core.change import Action, Change
from reconciler.core.declared import Notes
from reconciler.core.model import Container, Group, Membership, Role
from reconciler.core.plan import FORMAT_VERSION, Plan
from reconciler.core.saved import Asked, SavedPlan
from reconciler.report.access_data import access_data, cause_data, origin_data, since_data
from reconciler.report.beside import Beside
from reconciler.report.data import finding_data
from reconciler.report.lines import Line, lines
from reconciler.report.place import declared_at
from reconciler.report.plan_words import legend_data, sets_data, spelling_data
from reconciler.report.review.causes import Causes

Data: TypeAlias = dict[str, Any]
"""A JSON object."""

CHECKSUM = "checksum"
"""The name of what is computed over everything else."""


def plan_data(saved: SavedPlan, beside: Beside) -> Data:
    """The whole plan; `schemas/plan.schema.json` says what each name means.

    Names are folded, as the live system compares them; `spelling` says how they are written where
    that differs. Whoever reads a plan needs nothing but this. The checksum shows a slip; it is no
    signature.
    """
    data = _data(saved, beside)
    return {**data, CHECKSUM: checksum(data)}


def checksum(data: Data) -> str:
    """The SHA-256 of all of a plan's data but the checksum itself."""
    rest = {name: value for name, value in data.items() if name != CHECKSUM}
    text = json.dumps(rest, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def _data(saved: SavedPlan, beside: Beside) -> Data:
    plan, made = saved.plan, saved.made
    causes, sensitive = beside.causes(plan), beside.target.catalog.sensitive
    return {
        "format_version": FORMAT_VERSION,
        "tool_version": made.tool,
        "account": plan.account,
        "catalog": plan.catalog,
        "digest": plan.digest,
        "created": canonical(made.created),
        "good_until": canonical(made.good_until),
        "commit": made.commit,
        "author": made.author or None,
        "uncommitted": made.uncommitted or None,
        "configuration": made.configuration,
        "asked": _asked(made.asked),
        "complete": saved.is_complete,
        "applyable": saved.is_applyable,
        "summary": plan.summary,
        "counts": _counts(plan),
        "changes": [*_steps(plan, beside, causes)],
        "access": access_data(plan, sensitive, causes),
        "since": since_data(plan, sensitive, causes),
        "left_out": [
            {**_change(_left(left.change), plan, beside, causes), "because": left.reason}
            for left in plan.left_out
        ],
        "unmanaged": dict(saved.unmanaged),
        "findings": [finding_data(finding, beside.sources) for finding in plan.findings],
        "sets": sets_data(plan, beside.notes),
        "privileged": sorted(map(str, plan.privileged)),
        "spelling": spelling_data(plan),
        "legend": legend_data(plan, beside.target),
    }


def plan_brief(plan: Plan) -> Data:
    """What there is to do in few words."""
    return {"account": plan.account, "digest": plan.digest, "counts": _counts(plan)}


def _counts(plan: Plan) -> Data:
    found = plan.counts
    return {action.value: found[action] for action in Action}


def _asked(asked: Asked) -> Data:
    return {
        "manage": [str(pattern) for pattern in asked.manage],
        "scope": None if asked.within is None else str(asked.within),
        "removals": asked.removals,
        "at": canonical(asked.at),
        "offline": asked.offline or None,
    }


# Changes


def _steps(plan: Plan, beside: Beside, causes: Causes) -> Iterator[Data]:
    coming = lines(plan)
    for step in plan.steps:
        data, *along = (
            _change(line, plan, beside, causes) for line in islice(coming, 1 + len(step.along))
        )
        yield {**data, "wave": step.wave, "along": along}


def _left(change: Change) -> Line:
    """The line of a change that is not made: where it would stand is said by nobody."""
    return Line(change, change, Container(change.ref, change.scope))


def _change(line: Line, plan: Plan, beside: Beside, causes: Causes) -> Data:
    """One change, with where the files say it, or said it."""
    change, named = line.change, line.named
    origin, gone = declared_at(named, beside.origins), causes.gone_of(line)
    return {
        "action": change.action.value,
        "ref": str(change.ref),
        "scope": str(change.scope),
        "sentence": plan.spelling.sentence(change),
        "before": value_data(change.before),
        "after": value_data(change.after),
        "reason": _reason(named, beside.notes),
        "origin": None if origin is None else origin_data(origin),
        "gone": None if gone is None else cause_data(gone),
    }


def _reason(change: Change, notes: Notes) -> str | None:
    value = change.after
    if not isinstance(value, Membership):
        return None
    return notes.reasons.get((value.container, value.member))


def value_data(value: Role | Group | Membership | None) -> Data | None:
    """One side of a change: a role, a group or a membership; None for nothing."""
    match value:
        case None:
            return None
        case Membership(member, container, expires):
            return {
                "member": member if isinstance(member, str) else str(member),
                "container": str(container.ref),
                "at": str(container.scope),
                "expires": canonical(expires),
            }
        case Role(ref, kind):
            return {"ref": str(ref), "type": kind, **_content(value)}
        case _:
            return {"ref": str(value.ref), **_content(value)}


def _content(thing: Role | Group) -> Data:
    return {"description": thing.description, "permissions": canonical(thing.permissions)}
