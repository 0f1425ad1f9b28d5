"""The only code that writes to a live system: a plan, wave by wave, an outcome for each change."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import groupby

from reconciler.core.change import Change
from reconciler.core.order import Waiting
from reconciler.core.outcome import Outcome, Status
from reconciler.core.plan import Plan
from reconciler.errors import Locked, NothingWritten
from reconciler.providers.base import Provider, Run

SLICE = 100
"""At most so many changes are handed over at once: what is unknown after a crash stays small."""


class Watch:
    """Is told of everything at the moment when it happens, by the places of steps in the plan.

    This one lets it pass; others override what they care for.
    """

    def before(self, places: Sequence[int]) -> None:
        """These are handed over next. What this raises ends the run, and they are not."""

    def returned(self, places: Sequence[int]) -> None:
        """These were handed over, and the provider is sure that it made none of them."""

    def after(self, place: int, outcome: Outcome) -> None:
        """It is known what became of this one."""


@dataclass
class Ledger:
    """What became of every change so far. The caller holds it, so that it survives every end."""

    plan: Plan
    watches: list[Watch] = field(default_factory=list)
    outcomes: dict[int, Outcome] = field(default_factory=dict)
    handed_over: set[int] = field(default_factory=set)

    def hand_over(self, places: Sequence[int]) -> None:
        """Note that these steps are in the provider's hands: until it answers they are unknown."""
        for watch in self.watches:
            watch.before(places)
        self.handed_over.update(places)

    def take_back(self, places: Sequence[int]) -> None:
        """Note that none of these steps was made."""
        self.handed_over.difference_update(places)
        for watch in self.watches:
            watch.returned(places)

    def enter(self, place: int, outcome: Outcome) -> None:
        """Note what became of one step."""
        self.outcomes[place] = outcome
        for watch in self.watches:
            watch.after(place, outcome)

    @property
    def all(self) -> Iterator[Outcome]:
        """One outcome for each step, in the order of the plan, known or not."""
        for place, step in enumerate(self.plan.steps):
            blank = Status.UNKNOWN if place in self.handed_over else Status.NOT_ATTEMPTED
            yield self.outcomes.get(place) or Outcome(step.change, blank)

    @property
    def wrote(self) -> bool:
        """Whether the live system was, or may have been, changed."""
        return any(outcome.status in (Status.APPLIED, Status.UNKNOWN) for outcome in self.all)

    @property
    def is_done(self) -> bool:
        """Whether every change is made."""
        return all(outcome.is_done for outcome in self.all)


def apply(ledger: Ledger, provider: Provider, run: Run, waiting: Waiting) -> None:
    """Make every change of the ledger's plan; `waiting` says who waits for whom among its steps.

    A change that is not made skips what waits for it, by name, and nothing else. What the provider
    raises passes through; the ledger then says of each change what is known.
    """
    writer = _Writer(ledger, provider, run, waiting)
    steps = enumerate(ledger.plan.steps)
    for _, wave in groupby(steps, key=lambda numbered: numbered[1].wave):
        writer.make([place for place, _ in wave])


@dataclass(frozen=True, slots=True)
class _Writer:
    ledger: Ledger
    provider: Provider
    run: Run
    waiting: Waiting

    def make(self, wave: Sequence[int]) -> None:
        """The changes of one wave that nothing has skipped, slice by slice."""
        ready = [place for place in wave if place not in self.ledger.outcomes]
        for start in range(0, len(ready), SLICE):
            self._hand_over(ready[start : start + SLICE])

    def _hand_over(self, places: Sequence[int]) -> None:
        place_of = {self._change(place): place for place in places}
        self.ledger.hand_over(places)
        try:
            for outcome in self.provider.apply(list(place_of), self.run):
                self._enter(place_of.pop(outcome.change), outcome)
        except (NothingWritten, Locked):
            self.ledger.take_back(list(place_of.values()))
            raise
        for change, place in place_of.items():
            self._enter(place, Outcome(change, Status.UNKNOWN, "the provider did not say"))

    def _enter(self, place: int, outcome: Outcome) -> None:
        self.ledger.enter(place, outcome)
        if not outcome.is_done:
            reason = f"it waits for: {self.run.spelling.sentence(outcome.change)}"
            for later in self.waiting.behind(place):
                if later not in self.ledger.outcomes:
                    self.ledger.enter(later, Outcome(self._change(later), Status.SKIPPED, reason))

    def _change(self, place: int) -> Change:
        return self.ledger.plan.steps[place].change
