"""The words of an effect on people: who gains or loses what, where, on whom, and through what.

`noah gains users.access at /acme/london on 14 users in Top Role/Managers/Sales via group ...`
"""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from rich.text import Text

from reconciler.core.access.effect import Effect, Kind, Reached
from reconciler.core.model import Container, Ref
from reconciler.core.names import escape
from reconciler.core.scope import Pattern
from reconciler.core.spelling import Spelling
from reconciler.core.target import Catalog
from reconciler.report.escape import visible
from reconciler.report.wording import ending, listing, plural

_NAMED = 3
"""So many people, permissions and paths are named, more are counted."""
_VERBS = {
    (Kind.GAIN, False): ("gains", "gain"),
    (Kind.LOSS, False): ("loses", "lose"),
    (Kind.GAIN, True): ("reaches", "reach"),
    (Kind.LOSS, True): ("no longer reaches", "no longer reach"),
    (Kind.KEPT, False): ("keeps", "keep"),
}
"""What becomes of access, and of reach alone; of one person, of several."""


@dataclass(frozen=True, slots=True)
class Words:
    """How the names of a difference are written, and which permissions are sensitive.

    `name` writes a name so that it does nothing where the sentence is read.
    """

    spelling: Spelling
    catalog: Catalog
    name: Callable[[str], str] = visible

    def one(self, effect: Effect) -> Text:
        """One effect in one sentence."""
        text = self._who(effect.people)
        text.append(f" {_verb(effect, len(effect.people))} ")
        if effect.is_reach and effect.reached:
            text.append(f"{self._reached(effect.reached)} with ")
            text.append_text(self._what(effect.permissions))
        else:
            text.append_text(self._what(effect.permissions))
            text.append(self._where(effect.places))
            if effect.reached and effect.reached.count:
                text.append(f" on {self._reached(effect.reached)}")
        text.append(self._how(effect))
        return text.append_text(self._sensitive(effect.permissions))

    def many(self, effects: Sequence[Effect]) -> Text:
        """Effects that differ by whom and through what alone, with counts of both."""
        people = {person for effect in effects for person in effect.people}
        text = Text().append(self.people(len(people)), "bold")
        scopes = {person.scope for person in people}
        if len(scopes) > 1:
            text.append(f" of {plural(len(scopes), 'scope')}")
        first = effects[0]
        text.append(f" {_verb(first, len(people))} ")
        text.append("more with " if first.is_reach and first.kind is Kind.GAIN else "")
        text.append("some with " if first.is_reach and first.kind is Kind.LOSS else "")
        text.append_text(self._what(first.permissions))
        text.append(_from(first))
        containers = {one for effect in effects for one in effect.through}
        text.append(f" via {self._counted(containers)}")
        return text.append_text(self._sensitive(first.permissions))

    def privileged(self, key: str, people: int) -> Text:
        """Everybody who gains one sensitive permission."""
        text = Text().append(self.people(people), "bold").append(f" {_many(people, Kind.GAIN)} ")
        return text.append(self.name(key), "cyan").append(" (sensitive)", "yellow")

    def bereft(self, people: Sequence[Ref]) -> Text:
        """Who can do nothing any more."""
        return self._who(people).append(" can do nothing at all any more")

    @staticmethod
    def people(count: int) -> str:
        """How many."""
        return "1 person" if count == 1 else f"{count:,} people"

    def _who(self, people: Sequence[Ref]) -> Text:
        if len(people) <= _NAMED:
            return Text().append(listing([self._user(person) for person in people]), "bold")
        named = [self._user(person) for person in people[: _NAMED - 1]]
        others = plural(len(people) - len(named), "other")
        return Text().append(f"{', '.join(named)} and {others}", "bold")

    def _what(self, permissions: Sequence[str]) -> Text:
        """The permissions where they are few, else how many."""
        if len(permissions) > _NAMED + 1:
            return Text(plural(len(permissions), "permission"))
        return _listed([self._permission(key) for key in permissions])

    def _permission(self, key: str) -> Text:
        text = Text().append(self.name(key), "cyan")
        return text.append(" (sensitive)", "yellow") if self._is_sensitive(key) else text

    def _is_sensitive(self, key: str) -> bool:
        return key in self.catalog.sensitive

    def _sensitive(self, permissions: Sequence[str]) -> Text:
        """The names behind a number: the sensitive ones, which are never left out, or the first."""
        if len(permissions) <= _NAMED + 1:
            return Text()
        risky = [Text(self.name(key), "yellow") for key in permissions if self._is_sensitive(key)]
        if risky:
            verb = "1 is sensitive: " if len(risky) == 1 else f"{len(risky)} are sensitive: "
            return Text(f"; {verb}").append_text(_listed(risky))
        first = [Text(self.name(key), "cyan") for key in permissions[:_NAMED]]
        rest = Text(f"{len(permissions) - _NAMED} more")
        return Text(": ").append_text(_listed([*first, rest]))

    def _where(self, places: Sequence[Pattern]) -> str:
        if not places:
            return ""
        return f" at {self._few([self._pattern(place) for place in places], 'place')}"

    def _reached(self, reached: Reached) -> str:
        if reached.some:
            names = [self._named(one) for one in reached.some]
            groups = "group " if len(names) == 1 else "groups "
            return f"{groups if reached.kind == 'groups' else ''}{listing(names)}"
        noun = "group" if reached.kind == "groups" else "user"
        without = " without a group" if reached.kind == "ungrouped" else ""
        return f"{plural(reached.count, noun)}{without}{self._within(reached)}"

    def _within(self, reached: Reached) -> str:
        joint = "below" if reached.kind == "groups" else "in"
        groups = [
            self.name(self.spelling.path(one)) for one in reached.within if isinstance(one, Ref)
        ]
        places = [self._pattern(one) for one in reached.within if isinstance(one, Pattern)]
        words = f" {joint} {self._few(groups, 'group')}" if groups else ""
        return words + (f" at {self._few(places, 'place')}" if places else "")

    def _few(self, names: list[str], noun: str) -> str:
        return listing(names) if len(names) <= _NAMED else plural(len(names), noun)

    def _how(self, effect: Effect) -> str:
        """Through what, from when and until when, and what is missing."""
        through = self._containers(effect.through)
        match effect.kind:
            case Kind.KEPT:
                return f" via {through}, no longer via {self._containers(effect.instead)}"
            case Kind.LOSS:
                return f"{_from(effect)}, held via {through}"
        end = f", {ending(effect.end)}" if effect.end or effect.start else ""
        return f"{_from(effect)} via {through}{end}{self._idle(effect)}"

    def _idle(self, effect: Effect) -> str:
        """That a permission works on nobody so far, or that nobody knows on whom."""
        if effect.reached is not None:
            return "" if effect.reached.count else ", on people who were not read"
        known = (self.catalog.by_key.get(key) for key in effect.permissions)
        works_on = any(each and each.reach != "place" for each in known)
        return ", on no one so far" if works_on and effect.start is None else ""

    def _containers(self, containers: Sequence[Container]) -> str:
        if len(containers) > _NAMED:
            return self._counted(containers)
        return listing([self._container(container) for container in containers])

    def _container(self, container: Container) -> str:
        return f"{container.ref.kind} {self.name(self.spelling.path(container.ref))}"

    def _counted(self, containers: Iterable[Container]) -> str:
        kinds = Counter(container.ref.kind for container in containers)
        return listing([plural(kinds[kind], kind) for kind in ("role", "group") if kinds[kind]])

    def _pattern(self, place: Pattern) -> str:
        path = self.name(self.spelling.scope(place.base))
        return f"{path} and below" if place.deep else path

    def _named(self, ref: Ref) -> str:
        return self._user(ref) if ref.kind == "user" else self.name(self.spelling.path(ref))

    def _user(self, person: Ref) -> str:
        return self.name(escape(self.spelling.name(person)))


def _listed(parts: Sequence[Text]) -> Text:
    """`a, b and c`, each in its style."""
    text = Text()
    for place, part in enumerate(parts):
        joint = "" if not place else " and " if place == len(parts) - 1 else ", "
        text.append(joint).append_text(part)
    return text


def _verb(effect: Effect, people: int) -> str:
    keeps = effect.kind is Kind.GAIN and effect.start is not None and not effect.is_reach
    kind = Kind.KEPT if keeps else effect.kind
    one, many = _VERBS[kind, effect.is_reach]
    return one if people == 1 else many


def _many(people: int, kind: Kind) -> str:
    return _VERBS[kind, False][people > 1]


def _from(effect: Effect) -> str:
    """From when on it differs."""
    if effect.start is None:
        return ""
    joint = "beyond" if effect.kind is Kind.GAIN else "after"
    instant = effect.start.astimezone(UTC)
    if instant.time() == datetime.min.time():
        return f" {joint} {(instant - timedelta(days=1)).date()}"
    return f" {joint} {instant.isoformat().replace('+00:00', 'Z')}"
