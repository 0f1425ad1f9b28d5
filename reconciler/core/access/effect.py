"""Effects: what people can do after a change that they could not do before, and the other way."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Literal, TypeAlias

from reconciler.core.model import Container, Ref
from reconciler.core.scope import Pattern

Within: TypeAlias = Ref | Pattern
"""A group with all below it, or places."""


class Kind(StrEnum):
    """What becomes of somebody's access.

    `kept` is access that loses one path and is held by another all the same.
    """

    GAIN = "gain"
    LOSS = "loss"
    KEPT = "kept"


@dataclass(frozen=True, slots=True)
class Reached:
    """On whom a permission works, besides its place: how many, and where they are.

    `some` are a few of them by name, all where there are few; `within` holds them all. Those who
    were not observed are not counted; 0 says that nobody there was observed.
    """

    kind: Literal["users", "groups", "ungrouped"]
    count: int
    some: tuple[Ref, ...] = ()
    within: tuple[Within, ...] = ()


@dataclass(frozen=True, slots=True)
class Effect:
    """The same effect on some people.

    | field | meaning |
    |---|---|
    | people | refs of users, sorted |
    | permissions | in the vendor's order; they come and go together |
    | places | where it is held that was not, or no more; empty where only `reached` differs |
    | reached | on whom it works now, or no more; None where that is nobody |
    | through | what gives it: after a gain, before a loss; what gives it still, if kept |
    | instead | of what is kept, what gives it no more |
    | start | the instant from which it differs; None: at once |
    | end | the instant at which all that gives it ends; None: never |
    """

    kind: Kind
    people: tuple[Ref, ...]
    permissions: tuple[str, ...]
    places: tuple[Pattern, ...] = ()
    reached: Reached | None = None
    through: tuple[Container, ...] = ()
    instead: tuple[Container, ...] = ()
    start: datetime | None = None
    end: datetime | None = None

    @property
    def is_reach(self) -> bool:
        """Whether the permissions are held as before, and only work on more, or on fewer."""
        return self.kind is not Kind.KEPT and not self.places and self.reached is not None

    @property
    def is_minor(self) -> bool:
        """Whether it is only that others are in no group than before."""
        return self.is_reach and self.reached is not None and self.reached.kind == "ungrouped"


@dataclass(frozen=True, slots=True)
class Difference:
    """What a change does to what people can do: effects, the riskiest first.

    `bereft` are those who can do nothing any more; `scopes` is how many were observed, within which
    reach is counted.
    """

    effects: tuple[Effect, ...] = ()
    bereft: frozenset[Ref] = frozenset()
    scopes: int = 0

    def people(self, *kinds: Kind, reach: bool = False) -> frozenset[Ref]:
        """Everybody with an effect of these kinds; with `reach` of reach alone, else of more.

        Who joins or leaves their only group is reached otherwise by those who look after people
        without one: that is told, and nobody is counted for it.
        """
        found = (one for one in self.of(*kinds) if one.is_reach == reach and not one.is_minor)
        return frozenset(person for effect in found for person in effect.people)

    def of(self, *kinds: Kind) -> Sequence[Effect]:
        """The effects of some kinds."""
        return [effect for effect in self.effects if effect.kind in kinds]
