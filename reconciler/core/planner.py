"""The one pure function that makes a plan, for `plan` and for `apply`."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from reconciler.core.canonical import digest
from reconciler.core.complete import complete
from reconciler.core.context.alike import alike_findings
from reconciler.core.context.draft import Draft
from reconciler.core.context.outside import outside_findings
from reconciler.core.context.people import settle_people
from reconciler.core.context.placement import parent_findings, retype_findings, shadow_findings
from reconciler.core.context.places import place_findings
from reconciler.core.context.protected import protected_findings
from reconciler.core.context.roles import (
    carry_findings,
    locate_roles,
    role_findings,
    type_findings,
)
from reconciler.core.declared import Declared
from reconciler.core.diff import diff
from reconciler.core.finding import Finding
from reconciler.core.limits import Limits
from reconciler.core.model import Action, Change, Ref, State, Thing
from reconciler.core.order import Ordered, Situation, addressed, in_order, sort_key
from reconciler.core.order.passing import Around
from reconciler.core.plan import FORMAT_VERSION, LeftOut, Plan, Step, Unmanaged
from reconciler.core.polarity import takes
from reconciler.core.policy import Span, admin_findings, removal_findings
from reconciler.core.rename import Renamed, rename
from reconciler.core.replay import replay
from reconciler.core.scope import Scope, Selection
from reconciler.core.spelling import Spelling
from reconciler.core.target import Target


@dataclass(frozen=True, slots=True)
class Intent:
    """What one run is asked for, beside the files.

    `unknown_users` is `error` or `skip`. `removals` False leaves out whatever takes access.
    """

    selection: Selection
    now: datetime
    limits: Limits = field(default_factory=Limits)
    unknown_users: str = "error"
    removals: bool = True


def make_plan(declared: Declared, live: State, target: Target, intent: Intent) -> Plan:
    """The smallest plan that makes live what the files declare, and all that stands against it."""
    located = locate_roles(declared, live)
    settled = settle_people(located, live, intent.selection, intent.unknown_users)
    renamed = rename(live, settled.declared)
    draft, unmanaged = _draft(settled.declared, live, renamed, (target, intent))
    ordered = in_order(
        Situation(draft.changes, draft.moves, draft.live.kept, target.deletion == "along")
    )
    left_out = _left_out(ordered, draft, intent)
    steps = tuple(_steps(ordered, left_out))
    findings = [
        *settled.findings,
        *renamed.findings,
        *_context(draft),
        *ordered.findings,
        *Around(ordered.changes, draft.live, draft.desired, target).findings(ordered.passed),
        *_limits(draft, ordered, left_out, intent.limits),
    ]
    plan = Plan(
        account=target.account,
        catalog=digest(target),
        steps=steps,
        findings=tuple(sorted(findings, key=lambda finding: finding.order)),
        left_out=tuple(LeftOut(ordered.changes[at], left_out[at]) for at in sorted(left_out)),
        unmanaged=unmanaged,
        spelling=_spelling(draft, steps),
    )
    return replace(plan, digest=plan_digest(plan))


def _draft(
    declared: Declared, live: State, renamed: Renamed, run: tuple[Target, Intent]
) -> tuple[Draft, Unmanaged]:
    target, intent = run
    completed = complete(declared, renamed.state, intent.selection, intent.now)
    changes = [
        *_moves(renamed),
        *diff(renamed.state, completed.state, intent.now),
    ]
    draft = Draft(
        declared,
        renamed.state,
        completed.state,
        renamed.moves,
        changes,
        intent.selection,
        target,
        intent.now,
        Spelling((declared.state.spelling, renamed.state.spelling, live.spelling)),
    )
    return draft, completed.unmanaged


def _moves(renamed: Renamed) -> Iterator[Change]:
    for old, new in renamed.moves.new.items():
        is_role = new.kind == "role"
        thing: Thing = renamed.state.roles[new] if is_role else renamed.state.groups[new]
        yield Change(replace(thing, ref=old), thing)


def _context(draft: Draft) -> Iterator[Finding]:
    """What the live system says against it; changes that this run does not plan are not judged."""
    made = [change for change in draft.changes if draft.selection.covers(change.scope)]
    draft = replace(draft, changes=made)
    yield from place_findings(draft.declared, draft.live, draft.selection)
    yield from role_findings(draft)
    yield from type_findings(draft)
    yield from carry_findings(draft)
    yield from parent_findings(draft)
    yield from shadow_findings(draft)
    yield from protected_findings(draft)
    yield from retype_findings(draft)
    yield from outside_findings(draft)
    yield from alike_findings(draft)


def _left_out(ordered: Ordered, draft: Draft, intent: Intent) -> dict[int, str]:
    """The steps this run does not make, each with the reason; what waits for them too."""
    causes: dict[int, str] = {}
    for step, change in enumerate(ordered.changes):
        if not intent.selection.manages(change.scope):
            causes[step] = "it lies outside of what is managed here"
        elif not intent.selection.covers(change.scope):
            causes[step] = "it lies outside the chosen scope"
        elif not intent.removals and takes(change):
            causes[step] = "it takes access"
    waiting = ordered.graph.waiting(causes)
    reasons = {step: _waits(ordered.changes[cause], draft) for step, cause in waiting.items()}
    left = causes | reasons
    carried = {
        step: _waits(ordered.changes[carrier], draft)
        for step, carrier in enumerate(ordered.situation.carriers)
        if carrier in left
    }
    return carried | left


def _waits(change: Change, draft: Draft) -> str:
    return f"it waits for: {draft.spelling.sentence(change)}"


def _limits(
    draft: Draft, ordered: Ordered, left_out: Mapping[int, str], limits: Limits
) -> Iterator[Finding]:
    made = [change for step, change in enumerate(ordered.changes) if step not in left_out]
    span = Span(draft.live, replay(draft.live, made), draft.now)
    yield from removal_findings(span, made, limits)
    if limits.admins is not None:
        planned = [scope for scope in draft.live.complete if draft.selection.covers(scope)]
        yield from admin_findings(span, planned, limits.admins)


def _steps(ordered: Ordered, left_out: Mapping[int, str]) -> Iterator[Step]:
    """The steps to make, wave by wave, each with what comes along with it."""
    carriers = ordered.situation.carriers
    waves = ordered.graph.waves()
    made = {step: waves[carriers[step]] for step in range(len(waves)) if step not in left_out}
    changes = addressed(ordered.situation, made)
    in_turn = sorted(made, key=lambda step: (made[step], *sort_key(changes[step])))
    along: dict[int, list[Change]] = {}
    for step in in_turn:
        if carriers[step] != step:
            along.setdefault(carriers[step], []).append(changes[step])
    for step in in_turn:
        if carriers[step] == step:
            yield Step(changes[step], made[step], tuple(along.get(step, ())))


def _spelling(draft: Draft, steps: Sequence[Step]) -> Spelling:
    """The spelling of the draft, and of the addresses that exist between two moves only."""
    between: dict[Ref | Scope, str] = {}
    for step in steps:
        change = step.change
        if change.action is Action.MOVE:
            before_all = draft.moves.old[change.ref]
            between[change.old_ref] = draft.spelling.name(before_all)
    return Spelling((*draft.spelling.written, between)) if between else draft.spelling


def plan_digest(plan: Plan) -> str:
    """The same for two plans that do the same from the same start.

    Covers the format, the account, the catalog and each change with before, after and wave, and
    how the names are written that it makes.
    """
    return digest(
        {
            "format": FORMAT_VERSION,
            "account": plan.account,
            "catalog": plan.catalog,
            "changes": [
                {
                    "wave": step.wave,
                    "before": step.change.before,
                    "after": step.change.after,
                    "written": _written(step.change, plan.spelling),
                    "along": step.along,
                }
                for step in plan.steps
            ],
        }
    )


def _written(change: Change, spelling: Spelling) -> str | None:
    is_new = change.action in (Action.CREATE, Action.MOVE)
    return spelling.path(change.ref) if is_new else None
