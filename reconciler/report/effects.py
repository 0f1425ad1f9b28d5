"""What becomes of what people can do, in sentences, the riskiest first.

```
Access: 2 people gain access, 1 of them to a sensitive permission; 1 person loses access.
  + noah gains role_membership.manage (sensitive) at /acme/london on 2 groups below ...
  - leo loses call_flow.access at /acme/london, held via role Receptionist
```
The same for many through many is one sentence with exact counts, unless all is asked for.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from rich.text import Text

from reconciler.core.access.effect import Difference, Effect, Kind
from reconciler.core.access.verdict import verdict
from reconciler.core.model import Ref
from reconciler.core.spelling import Spelling
from reconciler.core.target import Catalog
from reconciler.report.effect_words import Words
from reconciler.report.layout import Item
from reconciler.report.look import COLOURS
from reconciler.report.review.causes import TRACED, Causes
from reconciler.report.wording import plural

ROOM = 20
"""So many sentences are shown where not all are asked for."""
_ALIKE = 3
"""More effects than these that differ only by whom and through what are one sentence."""
_SYMBOLS = {Kind.GAIN: "+", Kind.LOSS: "-", Kind.KEPT: "="}
_STYLES = {Kind.GAIN: COLOURS["+"], Kind.LOSS: COLOURS["-"], Kind.KEPT: "dim"}


@dataclass(frozen=True, slots=True)
class Effects:
    """How a difference of access is told; with the lines of the files behind it where known."""

    difference: Difference
    spelling: Spelling
    catalog: Catalog
    causes: Causes | None = None

    def items(self, *, full: bool, advise: bool = False, title: str = "Access") -> Iterator[Item]:
        """The verdict, and what it comes from."""
        said = verdict(self.difference, self.catalog.sensitive)
        yield Item(Text.assemble((f"{title}: ", "bold"), said), 8)
        sentences = list(self._sentences(full=full))
        hidden = 0 if full else max(len(sentences) - ROOM, 0)
        if hidden:
            yield from (_line(Kind.GAIN, sentence) for sentence in self._privileged())
        for kind, sentence, same in sentences[: len(sentences) - hidden]:
            yield _line(kind, sentence, self._note(same))
        if hidden:
            yield self._rest(hidden, advise=advise)
        if any(effect.reached for effect in self.difference.effects):
            yield self._read()
        yield Item(Text())

    def _privileged(self) -> Iterator[Text]:
        """New holders of each sensitive permission: whatever is cut, they are not."""
        holders: dict[str, set[Ref]] = defaultdict(set)
        for effect in self.difference.of(Kind.GAIN):
            if effect.places:
                for key in self.catalog.sensitive.intersection(effect.permissions):
                    holders[key].update(effect.people)
        for key in self.catalog.sorted(frozenset(holders)):
            yield Words(self.spelling, self.catalog).privileged(key, len(holders[key]))

    def _rest(self, hidden: int, *, advise: bool) -> Item:
        text = Text(f"  ... and {plural(hidden, 'more effect')}")
        return Item(text.append("  --full shows all.", "dim") if advise else text, 6)

    def _read(self) -> Item:
        """Nobody knows how many there are where nothing was read."""
        scopes = self.difference.scopes
        were = "scope that was read" if scopes == 1 else f"{scopes:,} scopes that were read"
        return Item(Text(f"  Reach is counted within the {were}.", "dim"), 2)

    def _note(self, same: Sequence[Effect]) -> str:
        """The line behind effects, and how many more there are."""
        if self.causes is None or not same:
            return ""
        told = [self.causes.behind(effect) for effect in same[:TRACED]]
        first = min((one for each in told for one in each.some), default=None)
        if len(told) > 1 or first is None:
            return "" if first is None else f"{first} and others"
        return str(first) if told[0].count == 1 else f"{first} and {told[0].count - 1:,} more"

    def _sentences(self, *, full: bool) -> Iterator[tuple[Kind, Text, Sequence[Effect]]]:
        words = Words(self.spelling, self.catalog)
        for kind in Kind:
            for same in alike(self.difference.of(kind), full=full):
                yield kind, words.one(same[0]) if len(same) == 1 else words.many(same), same
            if kind is Kind.LOSS and self.difference.bereft:
                yield kind, words.bereft(sorted(self.difference.bereft)), ()


def _line(kind: Kind, sentence: Text, note: str = "") -> Item:
    start = Text.assemble("  ", (f"{_SYMBOLS[kind]} ", _STYLES[kind]))
    return Item(start.append_text(sentence), 6, note)


def alike(effects: Sequence[Effect], *, full: bool) -> Iterator[list[Effect]]:
    """Effects that are told together, in their order."""
    groups: dict[tuple[object, ...], list[Effect]] = defaultdict(list)
    for effect in effects:
        groups[effect.permissions, effect.is_reach, effect.start].append(effect)
    for same in groups.values():
        if full or len(same) <= _ALIKE:
            yield from ([effect] for effect in same)
        else:
            yield same
