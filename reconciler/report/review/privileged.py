"""New privileged access: who gains a sensitive permission, at the lines that cause it."""

import json
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from reconciler.core.access.effect import Difference, Effect, Kind
from reconciler.core.finding import Origin
from reconciler.core.model import Ref
from reconciler.core.polarity import added
from reconciler.core.risk import Risk, Risks
from reconciler.report.access_data import effect_data
from reconciler.report.effect_words import Words
from reconciler.report.escape import visible
from reconciler.report.lines import Line, lines
from reconciler.report.notice import Notice, Weight
from reconciler.report.review.causes import Lines
from reconciler.report.review.review import Review
from reconciler.report.wording import sentence

GAINED = ("privileged-access", "New privileged access")
REACHED = ("privileged-reach", "Privileged access that reaches more")


@dataclass(frozen=True, slots=True)
class Gain:
    """An effect that gives a sensitive permission, or lets one work on more.

    `since` is the revision at which it was pending already, empty for what is new.
    """

    effect: Effect
    since: str = ""

    @property
    def weight(self) -> Weight:
        """How bad it is."""
        return Weight.REACH if self.effect.is_reach else Weight.PRIVILEGE


def gains(review: Review) -> Iterator[Gain]:
    """Every gain of a plan, the riskiest first; what the files cause before what was pending."""
    for difference, since in _differences(review):
        for effect in difference.of(Kind.GAIN):
            if _is_sensitive(effect, review) and not effect.is_minor:
                yield Gain(effect, since)


def holders(review: Review) -> dict[str, int]:
    """How many people gain each sensitive permission, in the vendor's order."""
    found: dict[str, set[Ref]] = defaultdict(set)
    catalog = review.beside.target.catalog
    for gain in gains(review):
        if gain.weight is Weight.PRIVILEGE:
            for key in catalog.sensitive.intersection(gain.effect.permissions):
                found[key].update(gain.effect.people)
    return {key: len(found[key]) for key in catalog.sorted(frozenset(found))}


def of_gain(gain: Gain, review: Review) -> Notice:
    """What is told of a gain: at a line that causes it, with the others beside it."""
    effect = gain.effect
    behind = review.causes.behind(effect)
    here = [cause.origin for cause in behind.some if not cause.commit]
    gone = [cause for cause in behind.some if cause.commit]
    place = here[0] if here else Origin(gone[0].origin.path) if gone else None
    return Notice(
        *(REACHED if effect.is_reach else GAINED),
        gain.weight,
        f"{_words(review).one(effect).plain}{''.join(_asides(gain, behind))}",
        _subject(effect),
        place=place,
        related=tuple(("behind it too", origin) for origin in here[1:]),
    )


def _asides(gain: Gain, behind: Lines) -> Iterator[str]:
    """What stands behind the sentence: since when, and which lines no location shows."""
    if gain.since:
        yield f"; pending at {visible(gain.since)} already"
    if gone := [cause for cause in behind.some if cause.commit]:
        yield f"; {gone[0].origin.path}:{gone[0].origin.line} of {gone[0].commit[:12]} is gone"
    if behind.count > len(behind.some):
        yield f"; lines behind it: {len(behind.some)} shown of {behind.count:,}"


def of_holders(review: Review) -> Iterator[Notice]:
    """Who gains each sensitive permission, by numbers alone: for where there is no room."""
    for key, people in holders(review).items():
        message = _words(review).privileged(key, people).plain
        yield Notice(*GAINED, Weight.PRIVILEGE, message, key)


def unjudged(review: Review) -> Iterator[Line]:
    """Where nobody knows what becomes of access: the changes that give what is sensitive."""
    plan = review.saved.plan
    if not review.is_planned or plan.access is not None or plan.since is not None:
        return
    risks = Risks(review.beside.target.catalog, plan.privileged)
    for line in lines(plan):
        if risks.of(line.change, line.container.ref) in (Risk.SENSITIVE, Risk.PRIVILEGE):
            yield line


def of_line(line: Line, review: Review) -> Notice:
    """What is told of a change that gives what is sensitive."""
    cause = review.causes.of_change(line)
    message = sentence(line.change, review.saved.plan.spelling).plain
    keys = sorted(added(line.change) & review.beside.target.catalog.sensitive)
    message += f": {', '.join(map(visible, keys))} (sensitive)" if keys else ""
    place = None if cause is None or cause.commit else cause.origin
    return Notice(*GAINED, Weight.PRIVILEGE, message, message, place=place)


def _differences(review: Review) -> Iterator[tuple[Difference, str]]:
    plan = review.saved.plan
    if plan.since is not None:
        yield plan.since.caused, ""
        yield plan.since.pending, plan.since.revision
    elif plan.access is not None:
        yield plan.access, ""


def _is_sensitive(effect: Effect, review: Review) -> bool:
    return not review.beside.target.catalog.sensitive.isdisjoint(effect.permissions)


def _words(review: Review) -> Words:
    return Words(review.saved.plan.spelling, review.beside.target.catalog)


def _subject(effect: Effect) -> str:
    """The same for the same gain of the same people, wherever the lines stand that cause it."""
    data = effect_data(effect)
    kept = {name: data[name] for name in ("people", "permissions", "places", "through")}
    return json.dumps(kept, sort_keys=True)
