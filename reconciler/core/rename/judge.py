"""Judging each declared move: to do, done already, or wrong."""

from collections.abc import Iterator, Mapping

from reconciler.core.declared import Declared
from reconciler.core.finding import Finding
from reconciler.core.model import Ref, State
from reconciler.core.rename.complaints import Complaints
from reconciler.core.rename.moves import Moves


class Judge:
    """Starts from all wanted moves and takes away those that are done or cannot be.

    Taking one away can make another one's new place held, so until nothing changes.
    """

    def __init__(self, live: State, declared: Declared, wanted: Mapping[Ref, Ref]) -> None:
        self.live = live
        self.declared = declared
        self.complain = Complaints(live, declared)
        first_last = sorted(wanted.items(), reverse=True)
        self.moves = Moves({old: new for new, old in first_last if new != old})
        self._shared = {new: old for new, old in wanted.items() if self._is_taken(new, old)}

    def judge(self) -> Iterator[Finding]:
        """Everything there is to say; afterwards `moves` are those to do."""
        wrong = [*self._refuse_shared()]
        while (held := self._first_held()) is not None:
            wrong += self._settle(held)
        self._drop_carried()
        wrong += self._refuse_swaps()
        yield from wrong
        said = {finding.ref for finding in wrong}
        for new in sorted(self.declared.moves):
            if new not in said and self._is_done(new):
                yield self.complain.done(new)

    def _is_taken(self, new: Ref, old: Ref) -> bool:
        return new != old and self.moves.new[old] != new

    def _refuse_shared(self) -> Iterator[Finding]:
        """Two entries that take the same thing: the first one moves, the others are errors."""
        for new, old in sorted(self._shared.items()):
            yield self.complain.shared(new, old, self.moves.new[old])

    def _first_held(self) -> Ref | None:
        return next((new for new in sorted(self.moves.old) if self._is_held(new)), None)

    def _is_held(self, new: Ref) -> bool:
        """Whether something else stands at the new place after the other moves."""
        old = self.moves.old[new]
        return any(
            found != old
            and self.live.thing(found) is not None
            and self.moves.final(found, but=old) == new
            for found in self.moves.origins(new, but=old)
        )

    def _settle(self, new: Ref) -> Iterator[Finding]:
        """The new place is held: done when the old name is declared by another entry."""
        old = self.moves.old[new]
        self._leave(old)
        stays = self.moves.final(old)
        if self.declared.state.thing(stays) is None or stays == new:
            yield self.complain.both(new, old)

    def _drop_carried(self) -> None:
        """What the move of a group above brings to its new place is done by that move alone."""
        for old, new in sorted(self.moves.new.items()):
            if self.moves.final(old, but=old) == new:
                self._leave(old)

    def _refuse_swaps(self) -> Iterator[Finding]:
        leaves = {self.moves.stays(old): new for old, new in self.moves.new.items()}
        for new, old in sorted(self.moves.old.items()):
            if _is_on_cycle(new, leaves):
                yield self.complain.swapped(new, old)
                self._leave(old)

    def _leave(self, old: Ref) -> None:
        self.moves = Moves({key: new for key, new in self.moves.new.items() if key != old})

    def _is_done(self, new: Ref) -> bool:
        return new not in self.moves.old and any(
            self.live.thing(found) is not None and self.moves.final(found) == new
            for found in self.moves.origins(new)
        )


def _is_on_cycle(start: Ref, leaves: Mapping[Ref, Ref]) -> bool:
    """Whether a chain of names, each freed by the next move, comes back to its start."""
    seen: set[Ref] = set()
    place = leaves.get(start)
    while place is not None and place not in seen:
        if place == start:
            return True
        seen.add(place)
        place = leaves.get(place)
    return False
