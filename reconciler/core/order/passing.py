"""Passing: a group that must wait inside one that moves, and what it stands below for a moment.

```
before        a moves first          d leaves
a  b          b                      b  d
`- d          `- a                   `- a
                 `- d  passes b
```
Where *d* cannot leave first (it may take the name that *a* gives up), it passes what stands above
the new place of *a*. Whoever is in there must not reach it: what takes access there comes before,
what gives it after. What stays there all the way cannot be helped by any order: an error.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from reconciler.core.change import Action, Change
from reconciler.core.finding import Finding, Severity
from reconciler.core.model import NOBODY, Container, Group, Ref, State
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
    aim = situation.changes[inner].ref
    expected = situation.live_above(aim) | frozenset(aim.above)
    for above in situation.changes[outer].ref.above:
        if above not in expected:
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
    if removed(situation.changes[edit], situation.negation):
        yield edit, each.outer
    elif added(situation.changes[edit], situation.negation):
        yield each.inner, edit


@dataclass(frozen=True, slots=True)
class Around:
    """What was ordered, and where: both states at final addresses."""

    changes: Sequence[Change]
    live: State
    desired: State
    target: Target

    def findings(self, passed: Sequence[Passing]) -> Iterator[Finding]:
        """Each group that would be reached for a moment."""
        for each in passed:
            inner = self.changes[each.inner]
            through = next(self._through(inner.ref, each.below), None)
            if through is not None:
                yield _reached(inner, self.changes[each.outer], through)

    def _through(self, passer: Ref, below: Ref) -> Iterator[str]:
        """Who could work on the passing group, or how it would gain by standing there."""
        carried = self._carried(below)
        if self.target.tree == "inherit" and carried:
            yield str(below)
        elif self.target.tree == "reach":
            reaches = set(map(self._reach, carried))
            people = {user for ref in self._at_or_below(passer) for user in self._staying(ref)}
            for user in sorted(self._staying(below)):
                if "groups" in reaches or ("users" in reaches and people - {user}):
                    yield f"{user} in {below}"

    def _reach(self, key: str) -> str:
        """On what a permission works; one that the catalog does not know may work on anything."""
        known = self.target.catalog.by_key.get(key)
        return known.reach if known else "groups"

    def _carried(self, group: Ref) -> frozenset[str]:
        """Meanwhile: an edit that takes something comes before, any other after."""
        before, after = (_permissions(state.groups.get(group)) for state in self._states)
        return after if before - after else before

    def _staying(self, group: Ref) -> frozenset[str]:
        before, after = (
            state.members.get(Container.of(group), NOBODY).users for state in self._states
        )
        return before & after

    def _at_or_below(self, group: Ref) -> Iterator[Ref]:
        return (ref for ref in self.live.groups if group.holds(ref))

    @property
    def _states(self) -> tuple[State, State]:
        return self.live, self.desired


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
