"""Becoming: what becomes of the access of people who hold the same before, and the same after."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cached_property, lru_cache, partial

from reconciler.core.access.affected import Affected
from reconciler.core.access.effect import Effect, Kind
from reconciler.core.access.extent import Extent
from reconciler.core.access.holding import NEVER
from reconciler.core.access.profile import Carriers, Ends, Profile
from reconciler.core.access.reaching import People
from reconciler.core.access.sides import Sides
from reconciler.core.access.whom import Whom, user_refs
from reconciler.core.model import Container, Ref
from reconciler.core.scope import Pattern

_REMEMBERED = 64
"""So many extents: those who hold the same come one after the other."""


@dataclass(frozen=True)
class Becoming:
    """What becomes of people between two sides."""

    sides: Sides
    affected: Affected

    def effects(self, profile: Profile, holders: People) -> Iterator[Effect]:
        """What becomes of the access of people who hold the same, at once and from each end on."""
        now, *later = profile.instants(self.sides.after.access.now)
        found = [*self._at(now, profile, holders)]
        yield from found
        said = {gist for effect in found for gist in _gist(effect)} if later else set()
        for at in later:
            for effect in self._at(at, profile, holders):
                if effect.kind is not Kind.KEPT:
                    yield from _later(effect, at, said)

    def _at(self, at: datetime, profile: Profile, holders: People) -> Iterator[Effect]:
        for held in profile.held(self.affected, at):
            was = Extent(self.sides.before, held.before, held.reach)
            now = Extent(self.sides.after, held.after, held.reach)
            keys = tuple(held.keys)
            gain = Effect(Kind.GAIN, (), keys, end=_end(_newest(now, was), profile.after))
            gains = [*self._more(gain, now, was, holders)]
            losses = [*self._more(Effect(Kind.LOSS, (), keys), was, now, holders)]
            yield from gains
            yield from losses
            lost = tuple(one for one in held.before if one not in now.held)
            if lost and held.after and not losses and not gains:
                yield Effect(
                    Kind.KEPT,
                    user_refs(holders),
                    keys,
                    through=_containers(held.after),
                    instead=_containers(lost),
                )

    def _more(
        self, effect: Effect, more: Extent, less: Extent, holders: People
    ) -> Iterator[Effect]:
        """What there is in the first extent and not in the second."""
        if not more.carriers:
            return
        places = _beyond(more.places, less.places)
        through = _containers(_newest(more, less))
        if more.reach == "place":
            if places:
                yield replace(effect, people=user_refs(holders), places=places, through=through)
            return
        whom = self._whom(more, less)
        for reached, same in whom.by_person(holders):
            if places or reached:
                yield replace(
                    effect,
                    people=user_refs(same),
                    places=places,
                    reached=reached or whom.unread,
                    through=through,
                )

    @cached_property
    def _whom(self) -> Callable[[Extent, Extent], Whom]:
        """Whom one extent has more than another; the last ones asked for are remembered."""
        return lru_cache(_REMEMBERED)(partial(Whom, staying=self._staying))

    @cached_property
    def _staying(self) -> Mapping[Ref, Ref]:
        """The roles and groups of both sides."""
        before, after = (side.things for side in self.sides)
        return {ref: ref for ref in before.keys() & after.keys()}


def _later(effect: Effect, at: datetime, said: set[Effect]) -> Iterator[Effect]:
    """What of an effect begins at an instant, and not before."""
    for key, gist in zip(effect.permissions, _gist(effect), strict=True):
        if gist not in said:
            said.add(gist)
            yield replace(effect, permissions=(key,), start=at)


def _gist(effect: Effect) -> list[Effect]:
    """What an effect says of each permission and of everybody, however it comes about."""
    bare = replace(effect, people=(), through=(), end=None)
    return [replace(bare, permissions=(key,)) for key in effect.permissions]


def _newest(more: Extent, less: Extent) -> Carriers:
    """What makes the difference: what only the first has, else all of it."""
    return tuple(one for one in more.carriers if one not in less.held) or more.carriers


def _beyond(these: frozenset[Pattern], those: frozenset[Pattern]) -> tuple[Pattern, ...]:
    """The places of `these` that are not within `those`, nor within others of them."""
    if these <= those:
        return ()
    beyond = [place for place in these if not _is_within(place, those)]
    return tuple(sorted(place for place in beyond if not _is_within(place, these - {place})))


def _is_within(place: Pattern, others: Iterable[Pattern]) -> bool:
    return any(other == place or (other.deep and other.base.holds(place.base)) for other in others)


def _containers(carriers: Carriers) -> tuple[Container, ...]:
    return tuple(one.container for one in carriers)


def _end(carriers: Carriers, ends: Ends) -> datetime | None:
    """The instant when the last of these ends."""
    last = max((ends.get(one, NEVER) for one in carriers), default=NEVER)
    return None if last == NEVER else last
