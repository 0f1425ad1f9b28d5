"""Two states to be compared: before and after, what is on either side at final addresses."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property

from reconciler.core.access.question import Access
from reconciler.core.access.reaching import People, Reaching, beyond
from reconciler.core.model import NOBODY, Container, Members, Ref
from reconciler.core.rename.moves import Moves
from reconciler.core.scope import Pattern


@dataclass(frozen=True, eq=False)
class Carrier:
    """A container at its final address, for what it gives; compared by identity, known once.

    What many people hold is looked up for each of them, by no address.
    """

    container: Container


@dataclass(frozen=True, eq=False)
class Side:
    """One state; `moves` lead from its addresses to the final ones, where they differ.

    One side is itself alone: a state is too large to be hashed.
    """

    access: Access
    moves: Moves = field(default_factory=lambda: Moves({}))

    @cached_property
    def reaching(self) -> Reaching:
        """On whom things work."""
        return Reaching(self.access)

    @cached_property
    def containers(self) -> Mapping[Container, Container]:
        """Everything that somebody is in, by its final address."""
        return {self.final(container): container for container in self.access.state.members}

    @cached_property
    def things(self) -> Mapping[Ref, Ref]:
        """Every role and group by its final address."""
        state = self.access.state
        return {self.moves.final(ref): ref for ref in (*state.roles, *state.groups)}

    def final(self, container: Container) -> Container:
        """The final address of a container."""
        return Container(self.moves.final(container.ref), container.scope)

    def there(self, final: Container) -> Container | None:
        """The address of a container on this side; None where it does not exist."""
        ref = self.things.get(final.ref)
        return None if ref is None else Container(ref, final.scope)

    def leads(self, carrier: Carrier) -> Sequence[tuple[Container, datetime]]:
        """What else whoever is in a container is in, and until when at the latest."""
        found = self._leads.get(carrier)
        if found is None:
            there = self.containers[carrier.container]
            leads = self.access.holdings.leads(there).items()
            found = [(self.final(each), until) for each, until in leads if each != there]
            self._leads[carrier] = found
        return found

    @cached_property
    def _leads(self) -> dict[Carrier, Sequence[tuple[Container, datetime]]]:
        """Once for all who are in the same."""
        return {}

    def members(self, final: Container) -> Members:
        """Who is in a container and has not ended."""
        there = self.containers.get(final)
        members = NOBODY if there is None else self.access.state.members[there]
        return members.lasting(self.access.now) if members.until else members

    def place(self, carrier: Carrier) -> Pattern:
        """Where what it gives is held."""
        found = self._places.get(carrier)
        if found is None:
            found = self._places[carrier] = self.access.place(carrier.container)
        return found

    @cached_property
    def _places(self) -> dict[Carrier, Pattern]:
        return {}

    def carries(self, final: Container) -> frozenset[str]:
        """The permissions that a container carries on this side."""
        there = self.things.get(final.ref)
        return frozenset() if there is None else self.access.carries.of(there)

    def above(self, final: Ref) -> Sequence[Ref]:
        """The final addresses of the groups above one, on this side."""
        there = self.things.get(final)
        above = () if there is None else there.above
        return [self.moves.final(ref) for ref in above]

    def below(self, final: Ref) -> People:
        """The users in the groups strictly below one."""
        there = self.things.get(final)
        return {} if there is None else self.reaching.people_below(there)

    def newcomers(self, final: Ref, other: "Side") -> People:
        """Those of them who are not below it on the other side."""
        found = self._newcomers.get(final)
        if found is None:
            found = self._newcomers[final] = beyond(self.below(final), other.below(final))
        return found

    @cached_property
    def _newcomers(self) -> dict[Ref, People]:
        """By group: those who hold it are asked about one after the other."""
        return {}

    def given(self, final: Container) -> Iterator[tuple[Container, frozenset[str]]]:
        """What being in a container leads to, at final addresses, and what each carries."""
        there = self.there(final)
        for each in () if there is None else self.access.holdings.leads(there):
            keys = self.access.carries.of(each.ref)
            if keys:
                yield self.final(each), keys


@dataclass(frozen=True, slots=True)
class Sides:
    """What is compared."""

    before: Side
    after: Side

    def __iter__(self) -> Iterator[Side]:
        """Before, then after."""
        yield self.before
        yield self.after

    @property
    def carriers(self) -> frozenset[Container]:
        """Everything that somebody is in, on either side."""
        return frozenset(self.before.containers.keys() | self.after.containers)
