"""What is said of an order that is not safe: at which step, of whom, and what."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from reconciler.core.finding import Finding, Severity
from reconciler.core.model import Ref, user_key
from reconciler.core.order import Ordered
from reconciler.core.proof.caller import Caller
from reconciler.core.proof.demand import Kind, Person, Right
from reconciler.core.proof.judge import Missed
from reconciler.core.proof.ways import Way, step_of
from reconciler.core.scope import Scope
from reconciler.core.spelling import Spelling

_NAMED = 3
"""So many permissions, or places where they work, are named; the rest is counted."""
_TOLD = 20
"""So many moments are told of one by one."""
_TWO = "make one of the two changes in a first pull request, apply, then make the other"


@dataclass(frozen=True)
class Said:
    """Words for one plan; `left` are the steps that it does not make."""

    spelling: Spelling
    ordered: Ordered
    left: frozenset[int]

    def missed(self, several: Iterable[Missed]) -> Iterator[Finding]:
        """A finding for each thing that goes wrong; for rights, one for each person and moment."""
        rights: dict[tuple[Kind, int, int, Person], list[Right]] = defaultdict(list)
        for one in several:
            made, still = self._moment(one)
            if made in self.left:
                continue
            for right in one.demand.rights:
                rights[one.demand.kind, made, still, right.person].append(right)
            if not one.demand.rights:
                yield self._other(one, made, still)
        told = [
            self._of_rights(kind, (made, still), person, held)
            for (kind, made, still, person), held in rights.items()
        ]
        yield from _first(sorted(told, key=lambda finding: finding.order))

    def _moment(self, missed: Missed) -> tuple[int, int]:
        """The step after which it goes wrong, and the one that it would have had to wait for."""
        literals = {each for way in self._telling(missed) for each in way}
        sign = -1 if missed.demand.kind.must_hold else 1
        made = {step_of(each) for each in literals if each * sign > 0} & missed.made
        still = {step_of(each) for each in literals if each * sign < 0} - missed.made
        return max(made, key=self._turn), min(still, key=self._turn)

    def _turn(self, step: int) -> tuple[int, int]:
        return self._waves[step], step

    @cached_property
    def _waves(self) -> Sequence[int]:
        return self.ordered.graph.waves()

    def _telling(self, missed: Missed) -> Iterator[Way]:
        """The ways that say why: those that are broken, or hold by mistake."""
        for way in missed.demand.ways:
            holds = all((step_of(each) in missed.made) == (each > 0) for each in way)
            if holds != missed.demand.kind.must_hold:
                yield way

    def _of_rights(
        self, kind: Kind, steps: tuple[int, int], person: Person, held: Sequence[Right]
    ) -> Finding:
        keys = sorted({right.permission for right in held})
        where = sorted({self._on(right.on, person) for right in held})
        what = f"{_some(keys)} {_some(where)} {self._between(*steps)}"
        who = self._person(person)
        if kind is Kind.GAP:
            return self._finding(
                "RC0603",
                Severity.WARNING,
                f"{who} is without {what}: no safe order was found",
                steps,
            )
        return self._finding(
            "RC0604", Severity.ERROR, f"no safe order: {who} would hold {what}", steps
        )

    def _other(self, missed: Missed, *steps: int) -> Finding:
        between, about = self._between(*steps), missed.demand.about
        match missed.demand.kind, about:
            case Kind.LOCKOUT, Scope():
                said = f"{self.spelling.scope(about)} would have too few administrators {between}"
                return self._finding("RC0605", Severity.ERROR, f"no safe order: {said}", steps)
            case Kind.FORBIDDEN, (person, words):
                said = f"{self._person(person)} would hold {words} {between}"
                return self._finding("RC0606", Severity.ERROR, f"no safe order: {said}", steps)
            case Kind.CALLER, int():
                said = (
                    f"{self._step(steps[0])} takes from the identity that applies this what "
                    f"{self._step(about)} needs"
                )
                return self._finding("RC0607", Severity.ERROR, f"no safe order: {said}", steps)
        said = f"nobody would stay {between}"
        return self._finding("RC0605", Severity.ERROR, f"no safe order: {said}", steps)

    def escalations(self, caller: Caller) -> Iterator[Finding]:
        """What the caller gives and does not hold."""
        for step, keys in caller.missing():
            if step not in self.left and caller.person is not None:
                change = self.ordered.changes[step]
                yield Finding(
                    "RC0404",
                    Severity.ERROR,
                    f"{self._person(caller.person)}, who applies this, does not hold "
                    f"{_some(sorted(keys))} at {self.spelling.scope(change.scope)}, which "
                    f"{self._step(step)} gives",
                    ref=change.ref,
                    help="let somebody apply it who holds that there",
                )

    def locked_out(self, caller: Caller) -> Finding:
        """The caller cannot make another plan."""
        assert caller.person is not None  # noqa: S101 - nobody else is locked out
        return Finding(
            "RC0608",
            Severity.WARNING,
            f"{self._person(caller.person)}, who applies this, would administer nothing any more",
            help="somebody else has to apply what comes next",
        )

    def unproved(self) -> Finding:
        """There was too much to look at."""
        return Finding(
            "RC0609",
            Severity.HINT,
            "the order follows the rules, but too many people meet in it to prove every step",
        )

    def _finding(
        self, code: str, severity: Severity, message: str, steps: tuple[int, ...]
    ) -> Finding:
        help_ = _TWO if severity is Severity.ERROR else None
        return Finding(code, severity, message, ref=self.ordered.changes[steps[0]].ref, help=help_)

    def _between(self, made: int, still: int) -> str:
        return f"between {self._step(made)} and {self._step(still)}"

    def _step(self, step: int) -> str:
        return f"`{self.spelling.sentence(self.ordered.changes[step])}`"

    def _person(self, person: Person) -> str:
        home, name = person
        return self.spelling.user(user_key(name, home, home), home)

    def _on(self, on: Person | Ref | Scope, person: Person) -> str:
        if isinstance(on, Scope):
            return f"at {self.spelling.scope(on)}"
        if isinstance(on, Ref):
            return f"on {on.kind} {self.spelling.path(on)}"
        home, name = on
        return f"on {self.spelling.user(user_key(name, home, person[0]), person[0])}"


def _first(findings: Sequence[Finding]) -> Iterator[Finding]:
    """As many as somebody reads, the errors first of all; and how many more there are."""
    first = sorted(findings, key=lambda finding: finding.severity)[:_TOLD]
    yield from first
    if rest := len(findings) - len(first):
        message = f"so it is {rest:,} more times on the way, with these people or others"
        yield Finding(first[-1].code, first[-1].severity, message)


def _some(words: Sequence[str]) -> str:
    named = ", ".join(words[:_NAMED])
    rest = len(words) - _NAMED
    return f"{named} and {rest} more" if rest > 0 else named
