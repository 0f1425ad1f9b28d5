"""Finding an order again: what the waves of a plan say beyond the rules.

A component that the rules leave unsafe is put in one line, step by step, and is known by that: its
waves are not those of the rules. What may meet it in one right is made in the order of the waves.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence

from reconciler.core.change import Action, Change
from reconciler.core.graph import Union
from reconciler.core.model import Membership, Ref, user_of
from reconciler.core.order.situation import Situation
from reconciler.core.order.sort import Ordered
from reconciler.core.scope import Scope

_MOST = 200_000
"""So many pairs are kept in order by themselves; of more, those of waves next to each other."""


def neighbours(situation: Situation) -> Union:
    """The steps that may meet in one right, as far as the changes alone can tell.

    What happens at one scope may, and so may edited roles and all that happens below them.
    """
    found = Union(len(situation.changes))
    first: dict[object, int] = {}
    for step, change in enumerate(situation.changes):
        for key in _keys(change):
            found.join(step, first.setdefault(key, step))
    hubs: dict[Scope, int] = {}
    for ref in _edited_roles(situation):
        if ref.scope not in hubs:
            for key, step in first.items():
                if isinstance(key, Scope) and ref.scope.holds(key):
                    found.join(step, first[ref])
        found.join(first[ref], hubs.setdefault(ref.scope, first[ref]))
    return found


def beyond_rules(ordered: Ordered, waves: Sequence[int]) -> Iterator[tuple[int, int]]:
    """Pairs of steps, the second of which waits for the first because the waves say so."""
    moved = frozenset(_out_of_rule(ordered, waves))
    near = neighbours(ordered.situation)
    together: dict[int, list[int]] = defaultdict(list)
    for step in range(len(waves)) if moved else ():
        if ordered.situation.carriers[step] == step:
            together[near.root(step)].append(step)
    for steps in together.values():
        yield from _in_turn(steps, moved, waves)


def _edited_roles(situation: Situation) -> Iterator[Ref]:
    for action in (Action.UPDATE, Action.DELETE):
        yield from (ref for ref in situation.by_ref(action) if ref.kind == "role")


def _keys(change: Change) -> Iterator[object]:
    yield change.ref
    if change.ref.kind == "group" or isinstance(change.value, Membership):
        yield change.scope
    if isinstance(change.value, Membership):
        member = change.value.member
        yield user_of(member, change.scope)[0] if isinstance(member, str) else member.scope


def _out_of_rule(ordered: Ordered, waves: Sequence[int]) -> Iterator[int]:
    """The steps of components that the rules alone would not have put in these waves."""
    linked = Union(len(waves))
    for step, after in enumerate(ordered.graph.after):
        for later in after:
            linked.join(step, later)
    carriers, ruled = ordered.situation.carriers, ordered.graph.waves()
    own = [step for step in range(len(waves)) if carriers[step] == step]
    out = {linked.root(step) for step in own if ruled[step] != waves[step]}
    return (step for step in own if linked.root(step) in out)


def _in_turn(
    steps: Sequence[int], moved: frozenset[int], waves: Sequence[int]
) -> Iterator[tuple[int, int]]:
    """Those who moved, and all the others, in the order of their waves."""
    turns = {wave: turn for turn, wave in enumerate(sorted({waves[step] for step in steps}))}
    here = moved.intersection(steps)
    most = 1 if len(here) * len(steps) > _MOST else len(turns)
    for step in here:
        for other in steps:
            ahead = turns[waves[other]] - turns[waves[step]]
            if 0 < ahead <= most:
                yield step, other
            elif -most <= ahead < 0:
                yield other, step
