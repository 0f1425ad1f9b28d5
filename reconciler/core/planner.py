"""The one pure function that makes a plan, for `plan` and for `apply`."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from reconciler.core.access.planned import effects_of
from reconciler.core.change import Action, Change
from reconciler.core.circles import circle_findings
from reconciler.core.complete import complete
from reconciler.core.context.alike import alike_findings
from reconciler.core.context.draft import Draft
from reconciler.core.context.names import name_findings
from reconciler.core.context.outside import outside_findings
from reconciler.core.context.patterns import pattern_findings
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
from reconciler.core.identity import plan_digest, target_digest
from reconciler.core.intent import Intent
from reconciler.core.leave_out import left_out, unmanaged, unwanted
from reconciler.core.limits import Limits
from reconciler.core.model import Ref, State, Thing
from reconciler.core.order import Ordered, Situation, addressed, in_order, sort_key
from reconciler.core.order.final import interim
from reconciler.core.plan import LeftOut, Plan, Step, Unmanaged
from reconciler.core.policies.apart import Apart
from reconciler.core.policies.of_plan import policy_findings
from reconciler.core.policy import Span, admin_findings, removal_findings
from reconciler.core.proof.duties import nothing
from reconciler.core.proof.of_plan import proved
from reconciler.core.rename import Renamed, rename
from reconciler.core.replay import replay
from reconciler.core.risk import privileged
from reconciler.core.scope import Scope
from reconciler.core.spelling import Spelling
from reconciler.core.target import Target


def make_plan(declared: Declared, live: State, target: Target, intent: Intent) -> Plan:
    """The smallest plan that makes live what the files declare, and all that stands against it."""
    located = locate_roles(declared, live)
    settled = settle_people(located, live, intent.selection, intent.unknown_users)
    renamed = rename(live, settled.declared)
    draft, alone = _draft(settled.declared, live, renamed, (target, intent))
    apart = Apart.of(intent.policies)
    forbidden = apart if apart.rules else nothing
    proof = proved(draft, in_order(_situation(draft)), intent.limits.admins, forbidden)
    ordered = proof.ordered
    chosen = left_out(ordered, draft.spelling, dict(unwanted(ordered, intent)))
    others = left_out(ordered, draft.spelling, dict(unmanaged(ordered, intent)))
    left = chosen | others
    steps = tuple(_steps(ordered, left))
    made = _made(draft, ordered, left)
    asked = _made(draft, ordered, chosen) if others else made
    findings = [
        *settled.findings,
        *renamed.findings,
        *_context(draft),
        *name_findings(replace(draft, declared=located), intent.skeleton),
        *pattern_findings(live, intent),
        *ordered.findings,
        *proof.findings(left),
        *_consequences(asked),
        *_limits(made, intent.limits),
        *policy_findings(made, live, intent.policies),
    ]
    plan = Plan(
        account=target.account,
        catalog=target_digest(target),
        steps=steps,
        findings=tuple(sorted(findings, key=lambda finding: finding.order)),
        left_out=(
            *settled.left_out,
            *(LeftOut(ordered.changes[at], left[at]) for at in sorted(left)),
        ),
        unmanaged=alone,
        spelling=_spelling(draft, steps),
        access=effects_of(steps, live, (intent.pinned or target, target), intent.now),
        privileged=privileged(made.changes, (made.live, made.desired), target.catalog),
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


def _situation(draft: Draft) -> Situation:
    return Situation(
        draft.changes,
        draft.moves,
        draft.live.kept,
        takes_along=draft.target.deletion == "along",
        negation=draft.target.catalog.negation,
    )


def _moves(renamed: Renamed) -> Iterator[Change]:
    for old, new in renamed.moves.new.items():
        is_role = new.kind == "role"
        thing: Thing = renamed.state.roles[new] if is_role else renamed.state.groups[new]
        yield Change(replace(thing, ref=old), thing)


def _context(draft: Draft) -> Iterator[Finding]:
    """What the live system says against the files, whatever of them this run makes."""
    yield from place_findings(draft.declared, draft.live, draft.selection)
    yield from role_findings(draft)
    yield from type_findings(draft)
    yield from carry_findings(draft)
    yield from parent_findings(draft)
    yield from shadow_findings(draft)


def _made(draft: Draft, ordered: Ordered, left: Mapping[int, str]) -> Draft:
    """The draft of what this run makes: its changes, and the state that they end in."""
    made = [change for step, change in enumerate(ordered.changes) if step not in left]
    return replace(draft, changes=made, desired=replay(draft.live, made))


def _consequences(made: Draft) -> Iterator[Finding]:
    """What stands against the changes that this run is asked for."""
    yield from protected_findings(made)
    yield from retype_findings(made)
    yield from outside_findings(made)
    yield from alike_findings(made)
    yield from circle_findings(made.desired, made.spelling, made.declared.origins)


def _limits(made: Draft, limits: Limits) -> Iterator[Finding]:
    span = Span(made.live, made.desired, made.now, made.spelling)
    yield from removal_findings(span, made.changes, limits)
    if limits.admins is not None:
        planned = [scope for scope in made.live.complete if made.selection.covers(scope)]
        yield from admin_findings(span, planned, limits.admins)


def _steps(ordered: Ordered, left: Mapping[int, str]) -> Iterator[Step]:
    """The steps to make, wave by wave, each with what comes along with it."""
    carriers = ordered.situation.carriers
    waves = ordered.graph.waves()
    made = {step: waves[carriers[step]] for step in range(len(waves)) if step not in left}
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
            between[change.old_ref] = draft.spelling.name(draft.moves.old[change.ref])
    if not between:
        return draft.spelling
    before_all = frozenset(draft.moves.live(thing.ref) for thing in draft.live.things)
    for ref, final in interim(steps):
        if ref not in before_all:
            is_new = draft.live.thing(final) is None
            between[ref] = draft.spelling.name(final if is_new else draft.moves.live(final))
    return Spelling((*draft.spelling.written, between))
