"""Looking up what `previously` means, by the old and by the new names of its parents."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from reconciler.core.model import Ref, State
from reconciler.core.rename.moves import child


def wanted_moves(live: State, declared: Mapping[Ref, tuple[str, ...]]) -> dict[Ref, Ref]:
    """New address to the live thing that `previously` means, where there is one."""
    wanted = {new: _Lookup(live, declared).old(new) for new in sorted(declared)}
    return {new: old for new, old in wanted.items() if old is not None}


@dataclass(frozen=True, slots=True)
class _Lookup:
    """One search. Paths may lead through each other: each declaration is followed once."""

    live: State
    declared: Mapping[Ref, tuple[str, ...]]
    followed: set[Ref] = field(default_factory=set)

    def old(self, new: Ref) -> Ref | None:
        """The live thing that a declaration means.

        One name is beside the new place, or at the top. The name that it keeps is at the top first:
        what has it in the old place of the parents comes along with them.
        """
        self.followed.add(new)
        names = self.declared[new]
        top = Ref(new.kind, new.scope, names)
        if new.parent is None or len(names) > 1:
            return self._by_path(top)
        beside = child(self._becomes(new.parent) or new.parent, names[0])
        is_kept = names == new.name[-1:]
        first, then = (top, beside) if is_kept else (beside, top)
        return self._there(first) or self._there(then)

    def _by_path(self, path: Ref) -> Ref | None:
        if self._there(path) or path.parent is None:
            return self._there(path)
        home = self._becomes(path.parent)
        return self._there(child(home, path.name[-1])) if home else None

    def _becomes(self, final: Ref) -> Ref | None:
        """The live thing that will stand at a final address."""
        is_open = final in self.declared and final not in self.followed
        if is_open and (old := self.old(final)):
            return old
        if final.parent is None:
            return self._there(final)
        home = self._becomes(final.parent)
        return self._there(child(home, final.name[-1])) if home else None

    def _there(self, ref: Ref) -> Ref | None:
        return ref if self.live.thing(ref) is not None else None
