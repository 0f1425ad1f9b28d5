"""People: what becomes of what everybody can do, with the lines that cause it."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from reconciler.core.access.effect import Difference, Effect, Kind
from reconciler.core.model import Ref
from reconciler.core.scope import Scope
from reconciler.report import wording
from reconciler.report.effect_words import Words
from reconciler.report.html.filters import filters
from reconciler.report.html.links import Links
from reconciler.report.html.look import EFFECTS, REMOVED, mark
from reconciler.report.html.markup import NOTHING, Markup, element, joined
from reconciler.report.html.rich_text import Sentences
from reconciler.report.html.room import Room
from reconciler.report.html.scopes import Scopes
from reconciler.report.review.causes import Causes, Lines

_ALIKE = 3
"""More effects than these that differ only by whom and through what share one sentence."""
_FIRST = 15
"""So many rows stand open; the others fold away."""
_TITLES = {Kind.GAIN: "Gains", Kind.LOSS: "Losses", Kind.KEPT: "Kept"}


@dataclass(frozen=True)
class People:
    """What the rows of effects are written from."""

    words: Words
    sentences: Sentences
    causes: Causes
    links: Links
    scopes: Scopes
    room: Room

    def section(self, difference: Difference, name: str, title: str, *leads: str) -> Markup:
        """A difference of access as a section of the page."""
        shown = self._shown(difference)
        count = len(difference.effects)
        said = [
            element("h2", title, " ", element("span", f"{count:,}", class_="count")),
            *(element("p", lead, class_="lead") for lead in leads),
            self._privileged(difference),
            _filters(difference),
            *_folded([*self._rows(shown), *self._bereft(difference)]),
            _rest(len(shown), count),
            _read(difference),
        ]
        return element("section", *said, id=name, class_="part holder", data_part="people")

    def _shown(self, difference: Difference) -> Sequence[Effect]:
        """The riskiest, as they are in order; new privileged access before anything else."""
        effects = difference.effects
        if len(effects) <= self.room.effects:
            return effects
        first = [effect for effect in effects if self._is_privileged(effect)]
        others = [effect for effect in effects if not self._is_privileged(effect)]
        return [*first, *others][: self.room.effects]

    def _is_privileged(self, effect: Effect) -> bool:
        sensitive = self.words.catalog.sensitive
        return effect.kind is Kind.GAIN and not sensitive.isdisjoint(effect.permissions)

    def _privileged(self, difference: Difference) -> Markup:
        """New holders of each sensitive permission: whatever is cut, they are not."""
        holders = defaultdict[str, set[Ref]](set)
        for effect in difference.of(Kind.GAIN):
            if effect.places:
                for key in self.words.catalog.sensitive.intersection(effect.permissions):
                    holders[key].update(effect.people)
        keys = self.words.catalog.sorted(frozenset(holders))
        if not keys:
            return NOTHING
        items = [
            element("li", element("b", f"{len(holders[key]):,}"), self.sentences.title(key))
            for key in keys
        ]
        title = element("h3", "New privileged access, people by permission")
        return element("div", title, element("ul", *items), class_="privileged")

    # Rows

    def _rows(self, shown: Sequence[Effect]) -> Iterator[Markup]:
        for same in _alike(shown):
            if len(same) <= _ALIKE:
                yield from map(self._row, same)
            else:
                yield self._together(same)

    def _together(self, same: Sequence[Effect]) -> Markup:
        """One sentence for many, which opens to one for each."""
        look = EFFECTS[same[0].kind]
        sentence = self.sentences.sentence(self.words.many(same))
        said = element("span", sentence, class_="said")
        head = element("summary", mark(look), said, class_="line")
        rows = element("ul", *map(self._row, same), class_="rows")
        return element("li", element("details", head, rows), class_="many holder")

    def _row(self, effect: Effect) -> Markup:
        lines = self.causes.behind(effect)
        causes = [self.links.cause(cause) for cause in lines.some]
        others = f" and {wording.plural(lines.count - 1, 'other line')}" if causes[1:] else ""
        head = element(
            "summary",
            mark(EFFECTS[effect.kind]),
            element("span", self.sentences.sentence(self.words.one(effect)), class_="said"),
            element("span", *causes[:1], others, class_="where"),
            class_="line",
        )
        return element(
            "li",
            element("details", head, self._more(effect, lines)),
            class_="row",
            data_row=EFFECTS[effect.kind].name,
            data_sensitive=not self.words.catalog.sensitive.isdisjoint(effect.permissions),
            data_at=self.scopes.at(_places(effect)),
        )

    def _more(self, effect: Effect, lines: Lines) -> Markup:
        """What a sentence does not name: all people, permissions and lines."""
        spelling = self.words.spelling
        through = "Held through" if effect.kind is Kind.LOSS else "Through"
        facts: Mapping[str, Sequence[str]] = {
            "People": [self._name(person) for person in effect.people],
            "Permissions": [self._permission(key) for key in effect.permissions],
            through: [wording.holder(one, spelling) for one in effect.through],
            "No longer through": [wording.holder(one, spelling) for one in effect.instead],
        }
        said = [self._fact(name, parts, len(parts)) for name, parts in facts.items() if parts]
        causes = [self.links.cause(cause) for cause in lines.some]
        said += [self._fact("Caused by", causes, lines.count)] if causes else []
        return element("dl", *said)

    def _name(self, person: Ref) -> str:
        spelling = self.words.spelling
        return f"{spelling.name(person)} of {spelling.scope(person.scope)}"

    def _permission(self, key: str) -> str:
        known = self.words.catalog.by_key.get(key)
        return f"{known.title} ({key})" if known and known.title else key

    def _fact(self, name: str, parts: Sequence[str], count: int) -> Markup:
        rest = count - min(len(parts), self.room.named)
        others = f" and {rest:,} more" if rest > 0 else ""
        named = joined(parts[: self.room.named], ", ")
        return joined([element("dt", name), element("dd", named, others)])

    def _bereft(self, difference: Difference) -> Iterator[Markup]:
        """Who can do nothing any more; named, as far as there is room."""
        people = sorted(difference.bereft)
        for person in people[: self.room.effects]:
            sentence = self.sentences.sentence(self.words.bereft([person]))
            yield element(
                "li",
                mark(REMOVED),
                element("span", sentence, class_="said"),
                class_="row line",
                tabindex=-1,
                data_row=REMOVED.name,
                data_at=self.scopes.at([person.scope]),
            )
        if rest := people[self.room.effects :]:
            yield element("li", self.sentences.sentence(self.words.bereft(rest)), class_="rest")


def _folded(rows: Sequence[Markup]) -> Iterator[Markup]:
    """The first rows, and the others where they do not stand in the way."""
    room = _FIRST if len(rows) > _FIRST + _ALIKE else len(rows)
    yield element("ul", *rows[:room], class_="rows")
    if others := rows[room:]:
        head = element("summary", f"Show {len(others):,} more")
        yield element(
            "details", head, element("ul", *others, class_="rows"), class_="further holder"
        )


def _read(difference: Difference) -> Markup:
    """Nobody knows how many there are where nothing was read."""
    if not any(effect.reached for effect in difference.effects):
        return NOTHING
    scopes = difference.scopes
    were = "scope that was read" if scopes == 1 else f"{scopes:,} scopes that were read"
    return element("p", f"Reach is counted within the {were}.", class_="note")


def _places(effect: Effect) -> set[Scope]:
    return {person.scope for person in effect.people} | {one.base for one in effect.places}


def effect_scopes(difference: Difference, room: Room) -> Iterator[Scope]:
    """The scopes of the people of a difference, as far as they are shown."""
    for effect in difference.effects[: room.effects]:
        yield from (person.scope for person in effect.people)


def _alike(effects: Sequence[Effect]) -> Iterator[list[Effect]]:
    groups: dict[tuple[object, ...], list[Effect]] = defaultdict(list)
    for effect in effects:
        key = (effect.kind, effect.permissions, effect.is_reach, effect.start)
        groups[key].append(effect)
    yield from groups.values()


def _rest(shown: int, count: int) -> Markup:
    """How much is shown of how much."""
    if shown == count:
        return NOTHING
    words = f"{shown:,} of {wording.plural(count, 'effect')} shown, the riskiest first."
    return element("p", words, class_="rest")


def _filters(difference: Difference) -> Markup:
    counts = [(EFFECTS[kind], _TITLES[kind], len(difference.of(kind))) for kind in Kind]
    return filters("Kind of effect", counts)
