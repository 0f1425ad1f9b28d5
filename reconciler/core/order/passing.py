"""Passing: a group that must wait inside one that moves, and what it stands below for a moment.

```
before        a moves first          d leaves
a  b          b                      b  d
`- d          `- a                   `- a
                 `- d  passes b
```
Where *d* cannot leave first (it may take the name that *a* gives up), it passes what stands above
the new place of *a*. Whoever is in there must not reach it: what takes access there comes before,
what gives it after. What is left holds all the way; the plan must not be made then.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from reconciler.core.finding import Finding, Severity
from reconciler.core.model import NOBODY, Action, Change, Container, Group, Ref, State
from reconciler.core.order.situation import Situation
from reconciler.core.polarity import added, gives, removed, takes
from reconciler.core.target import Target


@dataclass(frozen=True, slots=True)
class Passing:
    """One group below another for a moment: after the step `outer`, until the step `inner`."""

    outer: int
    inner: int
    below: Ref


def passing(situation: Situation, outer: int, inner: int) -> Iterator[Passing]:
    """What a group passes that leaves one which moves first."""
    aim, way = situation.changes[inner].ref, situation.changes[outer].ref
    for above in way.above:
        if above not in situation.live_above(aim) and above not in frozenset(aim.above):
            yield Passing(outer, inner, above)


def closed(situation: Situation, each: Passing) -> Iterator[tuple[int, int]]:
    """What takes access in the group that is passed, before; what gives it, after."""
    for step in situation.memberships.get(each.below, ()):
        if takes(situation.changes[step]):
            yield step, each.outer
        if gives(situation.changes[step]):
            yield each.inner, step
    edit = situation.step(Action.UPDATE, each.below)
    if edit is None:
        return
    if removed(situation.changes[edit]):
        yield edit, each.outer
    elif added(situation.changes[edit]):
        yield each.inner, edit


def passing_findings(
    ordered: tuple[Sequence[Change], Sequence[Passing]],
    states: tuple[State, State],
    target: Target,
) -> Iterator[Finding]:
    """Each group that would be reached for a moment; the states are live and desired."""
    changes, passed = ordered
    for each in passed:
        carried = _carried(each.below, states)
        if target.tree == "inherit" and carried:
            yield _reached(changes[each.inner], changes[each.outer], str(each.below))
        elif target.tree == "reach" and any(_works_below(target, key) for key in carried):
            for user in sorted(_staying(each.below, states))[:1]:
                through = f"{user} in {each.below}"
                yield _reached(changes[each.inner], changes[each.outer], through)


def _works_below(target: Target, key: str) -> bool:
    known = target.catalog.by_key.get(key)
    return known is None or known.reach in ("users", "groups")


def _staying(group: Ref, states: tuple[State, State]) -> frozenset[str]:
    before, after = (state.members.get(Container.of(group), NOBODY).users for state in states)
    return before & after


def _carried(group: Ref, states: tuple[State, State]) -> frozenset[str]:
    """What a group carries meanwhile: an edit that takes something comes before, any other after."""
    before, after = (_permissions(state.groups.get(group)) for state in states)
    return after if before - after else before


def _permissions(group: Group | None) -> frozenset[str]:
    return (group.permissions if group else None) or frozenset()


def _reached(inner: Change, outer: Change, through: str) -> Finding:
    return Finding(
        "RC0602",
        Severity.ERROR,
        f"no safe order: the move of {inner.old_ref} to {inner.ref} must wait for the move of "
        f"{outer.old_ref}, and {through} would reach it for a moment",
        ref=inner.ref,
        help="give one of the two a third name in a first pull request, apply, then rename it",
    )
