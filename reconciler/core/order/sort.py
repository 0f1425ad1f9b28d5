"""Sorting: rules become edges of one graph, the graph becomes waves."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from reconciler.core.change import Action, Change
from reconciler.core.finding import Finding, Severity
from reconciler.core.graph import Graph
from reconciler.core.model import Membership
from reconciler.core.order.passing import Passing, closed, passing
from reconciler.core.order.safety import kept, safety
from reconciler.core.order.situation import Situation
from reconciler.core.order.structure import structure
from reconciler.core.polarity import gives, takes


@dataclass(frozen=True, slots=True)
class Ordered:
    """Changes at final addresses in the order they are made; step n of the graph is change n."""

    situation: Situation
    graph: Graph
    findings: tuple[Finding, ...]
    passed: tuple[Passing, ...] = ()

    @property
    def changes(self) -> Sequence[Change]:
        """The changes, by step."""
        return self.situation.changes


def in_order(situation: Situation) -> Ordered:
    """Add rule after rule; what none of them orders stays in the order of refs."""
    situation = replace(situation, changes=sorted(situation.changes, key=sort_key))
    graph = Graph(len(situation.changes))
    hard = [*structure(situation), *kept(situation)]
    findings = list(_add(situation, graph, hard))
    passed = tuple(_leave_first(situation, graph))
    findings += _add(situation, graph, safety(situation))
    for each in passed:
        findings += _add(situation, graph, closed(situation, each))
    _keep_people_going(situation, graph)
    return Ordered(situation, graph, tuple(findings), passed)


def sort_key(change: Change) -> tuple[str, str, tuple[str, ...], int, str]:
    """The order between changes that no rule orders: by ref, then by member."""
    value = change.value
    member = str(value.member) if isinstance(value, Membership) else ""
    ref = change.ref
    return (change.scope.path, ref.kind, ref.name, _PHASE[change.action], member)


_PHASE = {
    Action.MOVE: 0,
    Action.CREATE: 1,
    Action.UPDATE: 2,
    Action.GRANT: 3,
    Action.REDATE: 4,
    Action.REVOKE: 5,
    Action.DELETE: 6,
}


def _add(situation: Situation, graph: Graph, edges: Iterable[tuple[int, int]]) -> Iterator[Finding]:
    carrier = situation.carriers
    for first, then in edges:
        one, other = carrier[first], carrier[then]
        if one != other and not graph.add(one, other):
            yield _circle(situation.changes[first], situation.changes[then])


def _circle(first: Change, then: Change) -> Finding:
    return Finding(
        "RC0601",
        Severity.ERROR,
        f"no safe order: {first.action} of {first.ref} must come before {then.action} of "
        f"{then.ref}, which must come before it",
        ref=then.ref,
        help="make one of the two changes in a first pull request, apply, then make the other",
    )


def _leave_first(situation: Situation, graph: Graph) -> Iterator[Passing]:
    """A group that leaves one which also moves leaves first, where it can; else what it passes."""
    moved = situation.by_ref(Action.MOVE)
    for old, new in sorted(situation.moves.new.items()):
        for above in old.above:
            if above in situation.moves.new:
                outer = moved[situation.moves.new[above]]
                if not graph.add(moved[new], outer) and graph.add(outer, moved[new]):
                    yield from passing(situation, outer, moved[new])


def _keep_people_going(situation: Situation, graph: Graph) -> None:
    """One person's grants before their revokes, but where that closes a circle (rule 5).

    Who has the fewest pairs goes first. Where the pairs of two people exclude each other, somebody
    with more of them has another group to be in meanwhile; somebody with one pair has none.
    """
    people = sorted(_people_on_the_way(situation), key=lambda steps: len(steps[0]) * len(steps[1]))
    for giving, taking in people:
        for first in giving:
            for then in taking:
                graph.add(first, situation.carriers[then])


def _people_on_the_way(situation: Situation) -> Iterator[tuple[list[int], list[int]]]:
    """The giving and the taking steps of each person, all in order of ref."""
    by_person: dict[object, list[int]] = {}
    for step in sorted(situation.persons, key=lambda step: sort_key(situation.changes[step])):
        by_person.setdefault(situation.persons[step], []).append(step)
    for steps in by_person.values():
        yield (
            [step for step in steps if gives(situation.changes[step])],
            [step for step in steps if takes(situation.changes[step])],
        )
