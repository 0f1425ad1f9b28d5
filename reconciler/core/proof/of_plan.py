"""The proof of one plan: its order, made as safe as it can be, and what is to be said of it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from reconciler.core.access.question import is_computed
from reconciler.core.context.draft import Draft
from reconciler.core.finding import Finding
from reconciler.core.limits import AdminLimit
from reconciler.core.order import Ordered
from reconciler.core.order.passing import Around
from reconciler.core.proof.administrators import administrators, kept
from reconciler.core.proof.caller import Caller, last
from reconciler.core.proof.course import Course
from reconciler.core.proof.demand import Demand, Kind
from reconciler.core.proof.duties import Duties, Forbidding, nothing
from reconciler.core.proof.judge import Missed
from reconciler.core.proof.known import Everybody
from reconciler.core.proof.people import People
from reconciler.core.proof.prove import prove, unmet
from reconciler.core.proof.rights import Rights
from reconciler.core.proof.said import Said


@dataclass(frozen=True, slots=True)
class Proof:
    """What was proved of a plan; `caller` is None where nobody's access is computed."""

    draft: Draft
    ordered: Ordered
    missed: tuple[Missed, ...] = ()
    caller: Caller | None = None
    is_whole: bool = True

    def findings(self, left: Mapping[int, str]) -> Iterator[Finding]:
        """What goes wrong on the way; `left` are the steps that this run does not make."""
        said = Said(self.draft.spelling, self.ordered, frozenset(left))
        passed = [*self._passed()]
        yield from passed
        known = [one for one in self.missed if one.is_known]
        yield from said.missed(one for one in known if not (passed and _is_excess(one)))
        if not self.is_whole or len(known) < len(self.missed):
            yield said.unproved()
        if self.caller is not None:
            yield from said.escalations(self.caller)
            if self.caller.is_locked_out:
                yield said.locked_out(self.caller)

    def _passed(self) -> Iterator[Finding]:
        """Groups that pass another, where it is not known, or known, that somebody gains by it."""
        draft, ordered = self.draft, self.ordered
        is_known = self.caller is not None and not draft.target.catalog.open
        if not is_known or any(map(_is_excess, self.missed)):
            around = Around(ordered.changes, draft.live, draft.desired, draft.target)
            yield from around.findings(ordered.passed)


def proved(
    draft: Draft, ordered: Ordered, limit: AdminLimit | None, forbidden: Forbidding = nothing
) -> Proof:
    """The order of the rules, proved, and made better where it is not safe."""
    if not is_computed(draft.target):
        return Proof(draft, ordered)
    course = Course(ordered.situation, draft.live, draft.desired, draft.target, draft.now)
    people = People(course)
    rights = Rights(course, people, Everybody(course, people))
    duties = Duties(course, people, forbidden)
    caller = Caller(course, people, limit)
    wanted: list[Demand] = [
        *kept(course),
        *administrators(course, limit),
        *rights.demands(),
        *duties.demands(),
    ]
    beside = [*caller.demands()]
    found = prove(ordered, wanted, beside)
    last(found.ordered.graph, caller.losses)
    missed = (*found.missed, *unmet(found.ordered, beside))
    return Proof(draft, found.ordered, missed, caller, rights.is_whole and duties.is_whole)


def _is_excess(missed: Missed) -> bool:
    return missed.demand.kind is Kind.EXCESS
