"""Moves: where things go, whole subtrees at once."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from reconciler.core.model import Ref


@dataclass(frozen=True)
class Moves:
    """Where things go: old live address to final address, one entry a rename or move."""

    new: Mapping[Ref, Ref]

    @cached_property
    def old(self) -> Mapping[Ref, Ref]:
        """Final address to old live address."""
        return {new: old for old, new in self.new.items()}

    def final(self, live: Ref, but: Ref | None = None) -> Ref:
        """Where something that stands at a live address will stand once all moves are made.

        `but` is the old address of one move that is left out.
        """
        for base in (live, *live.above) if self.new else ():
            if base != but and (new := self.new.get(base)) is not None:
                return rebased(live, base, new)
        return live

    def live(self, final: Ref) -> Ref:
        """Where something that exists before all moves stood; the inverse of `final`."""
        for base in (final, *final.above):
            if (old := self.old.get(base)) is not None:
                return rebased(final, base, old)
        return final

    def origins(self, final: Ref, but: Ref | None = None) -> Iterator[Ref]:
        """Every live address from which something may come to stand at a final one."""
        yield final
        for base in (final, *final.above):
            if (old := self.old.get(base)) is not None and old != but:
                yield rebased(final, base, old)

    def stays(self, old: Ref) -> Ref:
        """Where something that moves would stand at the end if it alone did not move."""
        return old if old.parent is None else child(self.final(old.parent), old.name[-1])


def rebased(ref: Ref, base: Ref, new: Ref) -> Ref:
    """The address of what stands at or below `base` once that stands at `new`."""
    return Ref(ref.kind, ref.scope, new.name + ref.name[len(base.name) :])


def child(parent: Ref, name: str) -> Ref:
    """The address of something directly below a group."""
    return Ref(parent.kind, parent.scope, (*parent.name, name))
