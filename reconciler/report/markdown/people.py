"""People: what becomes of what each of them can do, and what gives or takes it.

Who gains a sensitive permission stands apart: whatever is cut, that is not.
"""

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial

from rich.text import Text

from reconciler.core.access.effect import Difference, Effect, Kind
from reconciler.core.model import Ref
from reconciler.core.names import escape
from reconciler.report.effect_words import Words
from reconciler.report.effects import alike
from reconciler.report.markdown.fitting import Part, Weight, some
from reconciler.report.markdown.inert import code
from reconciler.report.markdown.limit import Limit
from reconciler.report.markdown.pieces import heading, items, long_list, shown_of, small
from reconciler.report.markdown.places import Places
from reconciler.report.review.causes import TRACED
from reconciler.report.review.review import Review
from reconciler.report.wording import plural

_EACH = 40
"""Up to so many effects are told one by one; of more those that are alike are told together."""
_ROOMS = (200, 60, 20)
_LEAST = 40
"""No sentence takes fewer characters."""
_COUNTED, _LISTED = 3, 100
"""More people than the first are counted in a sentence; up to the second are named below it."""
_KEYS, _SHORT = 20, 60
"""So many permissions are named where there are only counts, in so many characters."""


@dataclass(frozen=True, slots=True)
class People:
    """How a difference of access is told; `titles` are the headings of its two parts."""

    review: Review
    difference: Difference
    limit: Limit

    def privileged(self, title: str) -> Iterator[Part]:
        """Everybody who gains a sensitive permission, or reaches more with one."""
        if found := [one for one in self.difference.effects if self._is_privileged(one)]:
            told = list(self._sentences(found))
            tell = partial(self._privileged, title, found, told)
            forms = [partial(tell, room, self._named) for room in self._rooms(told)]
            forms += [partial(tell, room, self._written) for room in self._rooms(told)]
            yield Part(Weight.PRIVILEGE, [*forms, partial(tell, 0, self._written)])

    def others(self, title: str, weight: Weight) -> Iterator[Part]:
        """Everybody else, and who can do nothing any more."""
        others = [one for one in self.difference.effects if not self._is_privileged(one)]
        told = list(self._sentences(others, sorted(self.difference.bereft)))
        if told:
            forms = [partial(self._others, title, told, room) for room in self._rooms(told)]
            yield Part(weight, [*forms, partial(self._others, title, told, 0)])

    def _rooms(self, told: Sequence[object]) -> Iterator[int]:
        rooms = some(len(told), *_ROOMS)
        return (room for room in rooms if room * _LEAST <= self.limit.room)

    def _privileged(
        self,
        title: str,
        found: Sequence[Effect],
        told: "Sequence[_Sentence]",
        room: int,
        write: "Callable[[_Sentence], str]",
    ) -> str:
        parts = [heading(title)]
        if room < len(told):
            parts += [items(self._counts(found)), f"{shown_of(room, len(told), 'sentence')}."]
        if shown := [write(one) for one in told[:room]]:
            parts.append(long_list(shown, self.limit))
        return "\n\n".join(parts)

    def _others(self, title: str, told: "Sequence[_Sentence]", room: int) -> str:
        parts = [heading(title)]
        if shown := [self._written(one) for one in told[:room]]:
            parts.append(long_list(shown, self.limit))
        if room < len(told):
            parts.append(f"{shown_of(room, len(told), 'sentence')}, the riskiest first.")
        if any(one.is_reach for one in told):
            parts.append(self._reach())
        return "\n\n".join(parts)

    def _reach(self) -> str:
        """Nobody knows how many there are where nothing was read."""
        scopes = self.difference.scopes
        were = "scope that was read" if scopes == 1 else f"{scopes:,} scopes that were read"
        return small(f"Reach is counted within the {were}.", self.limit)

    def _is_privileged(self, effect: Effect) -> bool:
        keys = self.review.beside.target.catalog.sensitive
        gains = effect.kind is Kind.GAIN and not effect.is_minor
        return gains and not keys.isdisjoint(effect.permissions)

    def _counts(self, found: Sequence[Effect]) -> Iterator[str]:
        """How many people gain each sensitive permission, or reach more with it."""
        holders: dict[tuple[bool, str], set[Ref]] = defaultdict(set)
        catalog = self.review.beside.target.catalog
        for effect in found:
            for key in catalog.sensitive.intersection(effect.permissions):
                holders[effect.is_reach, key].update(effect.people)
        ordered = sorted(holders, key=lambda one: (one[0], catalog.place(one[1]), one[1]))
        for is_reach, key in ordered[:_KEYS]:
            yield _gain(len(holders[is_reach, key]), code(key, _SHORT), is_reach=is_reach)
        if rest := ordered[_KEYS:]:
            people = {person for each in rest for person in holders[each]}
            keys = {key for _, key in rest}
            more = f"{plural(len(keys), 'more sensitive permission')}"
            yield f"{Words.people(len(people))}: {more}"

    def _sentences(
        self, effects: Sequence[Effect], bereft: Sequence[Ref] = ()
    ) -> Iterator["_Sentence"]:
        for kind in Kind:
            found = [one for one in effects if one.kind is kind]
            for same in alike(found, full=len(self.difference.effects) <= _EACH):
                yield _Sentence(same)
            if kind is Kind.LOSS and bereft:
                yield _Sentence((), bereft)

    def _written(self, sentence: "_Sentence") -> str:
        plan = self.review.saved.plan
        words = Words(plan.spelling, self.review.beside.target.catalog, code)
        if sentence.bereft:
            return marked(words.bereft(sentence.bereft))
        same = sentence.effects
        text = words.one(same[0]) if len(same) == 1 else words.many(same)
        return marked(text) + self._places(same)

    def _named(self, sentence: "_Sentence") -> str:
        """The sentence, and below it by name all whom it counts."""
        people = sorted({person for one in sentence.effects for person in one.people})
        if not _COUNTED < len(people) <= _LISTED:
            return self._written(sentence)
        names = self.review.saved.plan.spelling
        everybody = ", ".join(code(escape(names.name(person))) for person in people)
        return f"{self._written(sentence)}\n  - {everybody}"

    def _places(self, same: Sequence[Effect]) -> str:
        told = [self.review.causes.behind(one) for one in same[:TRACED]]
        return Places(self.review.around).behind(told, len(same) - len(told))


@dataclass(frozen=True, slots=True)
class _Sentence:
    """Effects that are told together, or who can do nothing any more."""

    effects: Sequence[Effect]
    bereft: Sequence[Ref] = ()

    @property
    def is_reach(self) -> bool:
        return any(effect.reached for effect in self.effects)


def marked(text: Text) -> str:
    """A sentence whose names are code spans already; what is bold is bold."""
    plain = text.plain
    for span in sorted(text.spans, reverse=True):
        if span.style == "bold":
            inner = plain[span.start : span.end]
            plain = f"{plain[: span.start]}**{inner}**{plain[span.end :]}"
    return plain


def _gain(people: int, key: str, *, is_reach: bool) -> str:
    one = people == 1
    verb = ("reaches more with" if one else "reach more with") if is_reach else None
    verb = verb or ("gains" if one else "gain")
    return f"**{Words.people(people)}** {verb} {key} (sensitive)"
