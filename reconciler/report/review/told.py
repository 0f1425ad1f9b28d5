"""Told: findings and new privileged access, as many as a form has room for, the worst first."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import TypeAlias

from reconciler.core.finding import Finding, Severity
from reconciler.report.lines import Line
from reconciler.report.notice import Notice, Weight, of_finding, ordered, weight
from reconciler.report.review.privileged import (
    GAINED,
    REACHED,
    Gain,
    gains,
    of_gain,
    of_holders,
    of_line,
    unjudged,
)
from reconciler.report.review.review import Review

ROOM = 5_000
"""GitHub keeps so many results of a run: https://docs.github.com/code-security, "SARIF support"."""

NAMED = 10
"""One place of so many is kept for who gains what is sensitive, however much is wrong besides."""

REST = ("not-shown", "More than is shown")

Thing: TypeAlias = Finding | Gain | Line


@dataclass(frozen=True, slots=True)
class Told:
    """What there is room for, of `total` things; where that is not all, the last notice says so."""

    notices: tuple[Notice, ...]
    total: int


def told(review: Review, room: int = ROOM) -> Told:
    """Everything, or the worst of it and the numbers of the rest, in `room` notices."""
    things = sorted(_things(review.saved.plan.findings, review), key=_weight)
    if len(things) <= room:
        return Told(tuple(_notice(thing, review) for thing in things), len(things))
    sums = [*of_holders(review)]
    shown = _worst(things, max(room - len(sums) - 1, 0))
    notices = [*sums, *(_notice(thing, review) for thing in shown)]
    notices.sort(key=lambda notice: notice.weight)
    return Told((*notices, _rest(things, shown)), len(things))


def _worst(things: Sequence[Thing], room: int) -> Sequence[Thing]:
    """The worst in order; some places are for gains, so that no number of errors hides a name."""
    gained = (place for place, one in enumerate(things) if _weight(one) is Weight.PRIVILEGE)
    named = [*islice(gained, room // NAMED)]
    taken = {*named}
    others = (place for place in range(len(things)) if place not in taken)
    kept = sorted([*named, *islice(others, room - len(named))])
    return [things[place] for place in kept]


def first(
    findings: Iterable[Finding], review: Review, each: int
) -> tuple[list[Notice], Mapping[Severity, int]]:
    """The worst of each severity, `each` at most, and how many there are of each.

    The findings are those of a whole run, what is privileged is of its review.
    """
    kinds: dict[Severity, list[Thing]] = defaultdict(list)
    for thing in sorted(_things(findings, review), key=_weight):
        kinds[_weight(thing).severity].append(thing)
    notices = [_notice(thing, review) for things in kinds.values() for thing in things[:each]]
    return notices, {severity: len(things) for severity, things in kinds.items()}


def _things(findings: Iterable[Finding], review: Review) -> Iterator[Thing]:
    yield from ordered(findings)
    yield from gains(review)
    yield from unjudged(review)


def _weight(thing: Thing) -> Weight:
    match thing:
        case Finding():
            return weight(thing)
        case Gain():
            return thing.weight
        case _:
            return Weight.PRIVILEGE


def _notice(thing: Thing, review: Review) -> Notice:
    match thing:
        case Finding():
            return of_finding(thing)
        case Gain():
            return of_gain(thing, review)
        case _:
            return of_line(thing, review)


def _code(thing: Thing) -> str:
    if isinstance(thing, Finding):
        return thing.code
    return REACHED[0] if _weight(thing) is Weight.REACH else GAINED[0]


def _rest(things: Sequence[Thing], shown: Sequence[Thing]) -> Notice:
    """How many of each kind are shown of how many, so that nothing is cut in silence."""
    all_, some = Counter(map(_code, things)), Counter(map(_code, shown))
    cut = [f"{code} {some[code]:,} of {all_[code]:,}" for code in all_ if some[code] < all_[code]]
    message = f"{len(shown):,} shown of {len(things):,}, the worst first: {', '.join(cut)}"
    return Notice(*REST, Weight.HINT, message, "")
