"""What policies say of a plan: the state that it ends in, and what it changes on the way there."""

from collections.abc import Iterator

from reconciler.core.context.draft import Draft
from reconciler.core.finding import Finding
from reconciler.core.model import State
from reconciler.core.policies.judge import judge
from reconciler.core.policies.rules import Policies
from reconciler.core.policies.scene import Scene


def policy_findings(made: Draft, live: State, policies: Policies) -> Iterator[Finding]:
    """Everything that policies say of what a run makes; `live` is as it was observed."""
    if policies.is_empty:
        return
    after = Scene(
        made.desired,
        made.target,
        made.now,
        made.spelling,
        made.declared.origins,
        made.declared.notes,
        frozenset(filter(made.selection.covers, live.complete)),
    )
    passage = after.passage(live, made.moves, made.changes)
    is_whole = made.selection.within is None
    yield from judge(policies, after, passage, is_whole=is_whole).findings
