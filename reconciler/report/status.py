"""Status: what runs did, what is unknown of them, and what is live in its place by now."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from rich.text import Text

from reconciler.core.outcome import Outcome, Status
from reconciler.core.settled import Settled
from reconciler.core.spelling import Spelling
from reconciler.report.escape import visible
from reconciler.report.layout import Item, Page
from reconciler.report.outcomes import counts, outcome_data
from reconciler.report.report import Report
from reconciler.report.wording import listing, sentence

_COLUMN = max(map(len, Settled)) + 2
_STYLES: Mapping[Settled | None, str] = {
    Settled.APPLIED: "green",
    Settled.NOT_APPLIED: "yellow",
    Settled.OTHERWISE: "bold red",
}
_SAID: Mapping[Settled, str] = {
    Settled.APPLIED: "{} applied",
    Settled.NOT_APPLIED: "{} not applied",
    Settled.OTHERWISE: "{} something else by now",
    Settled.UNREAD: "{} not looked at",
}


@dataclass(frozen=True, slots=True)
class RunStatus:
    """One run: who it was, how it ended in a sentence, and what became of its changes.

    `settled` says what is live in the places of the unknown ones; None where nobody has looked.
    `state` is `ended`, `under way`, or `dead`.
    """

    journal: str
    who: str
    state: str
    outcomes: Sequence[Outcome]
    spelling: Spelling
    settled: Mapping[int, Settled] | None = None

    @property
    def unknown(self) -> dict[int, Outcome]:
        """What was handed over and never answered for, by place."""
        outcomes = enumerate(self.outcomes)
        return {place: one for place, one in outcomes if one.status is Status.UNKNOWN}


@dataclass(frozen=True, slots=True)
class LockStatus:
    """Who is applying: in a sentence, and as data."""

    words: str
    data: Mapping[str, Any]


def run_message(run: RunStatus) -> str:
    """One run in a few sentences."""
    said = f"{run.who} {_ENDS[run.state]} {counts(run.outcomes).plain}"
    if run.settled:
        found = Counter(run.settled.values())
        parts = [_SAID[each].format(f"{found[each]:,}") for each in Settled if found[each]]
        said += f" Of what is unknown, by what is live: {listing(parts)}."
    return said


_ENDS = {
    "ended": "has ended.",
    "under way": "has not ended: it is under way, or died on another machine.",
    "dead": "did not end: its process is dead.",
}


def runs_report(runs: Sequence[RunStatus]) -> Report:
    """Who made some runs, when, and how each ended."""
    words = [run_message(run) for run in runs]
    return Report(
        " ".join(words),
        lambda width: Page(width).lay([Item(Text()), *_items(runs, words, ())]),
        "runs",
        lambda: [_data(run) for run in runs],
    )


def status_report(
    runs: Sequence[RunStatus], coming: str | None, lock: LockStatus | None = None
) -> Report:
    """What became of runs, who is applying, and what the next one will do.

    None where nobody has asked, or nobody is.
    """
    words = [run_message(run) for run in runs] or ["No run has left a journal here."]
    after = [*([] if lock is None else [lock.words]), *([] if coming is None else [coming])]
    return Report(
        " ".join([*words, *after]),
        lambda width: Page(width).lay(_items(runs, words, after)),
        "status",
        lambda: {
            "runs": [_data(run) for run in runs],
            "lock": lock and lock.data,
            "next": coming,
        },
    )


def _items(runs: Sequence[RunStatus], words: Sequence[str], after: Sequence[str]) -> Iterator[Item]:
    for place, message in enumerate(words):
        yield Item(Text(visible(message)))
        if runs and runs[place].unknown:
            yield Item(Text())
            yield from _unknown(runs[place])
            yield Item(Text())
    for message in after:
        yield Item(Text(visible(message)))


def _unknown(run: RunStatus) -> Iterator[Item]:
    for place, outcome in run.unknown.items():
        found = (run.settled or {}).get(place)
        status = f"{found or Status.UNKNOWN:{_COLUMN}}"
        line = Text.assemble((f"  {status}", _STYLES.get(found, "bold magenta")))
        yield Item(line.append_text(sentence(outcome.change, run.spelling)), _COLUMN + 4)


def _data(run: RunStatus) -> dict[str, Any]:
    found = Counter(outcome.status for outcome in run.outcomes)
    return {
        "journal": run.journal,
        "run": run.who,
        "state": run.state,
        "counts": {status.value: found[status] for status in Status},
        "unknown": [
            {**outcome_data(outcome, run.spelling), "live": (run.settled or {}).get(place)}
            for place, outcome in run.unknown.items()
        ],
    }
