"""Renames and moves: applied to the live state first, whole subtrees at once.

What is compared afterwards stands at its final address on both sides, so that a renamed group is
one change whatever stands below it. For each `previously:`

| new there | old there | then |
|---|---|---|
| no | yes | moved |
| no | no | created |
| yes | no, or declared by another entry | done: a hint to drop the line |
| yes | yes | an error |

where "there" is judged after the other declared renames.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TypeVar

from reconciler.core.declared import Declared
from reconciler.core.finding import Finding, Severity
from reconciler.core.model import Container, Group, Member, Members, Ref, Role, State
from reconciler.core.spelling import Spelling

_T = TypeVar("_T", Role, Group)


@dataclass(frozen=True)
class Moves:
    """Where things go: old live address to final address, one entry a rename or move."""

    new: Mapping[Ref, Ref]

    @cached_property
    def old(self) -> Mapping[Ref, Ref]:
        """Final address to old live address."""
        return {new: old for old, new in self.new.items()}

    def final(self, live: Ref) -> Ref:
        """Where something that stands at a live address will stand once all moves are made."""
        return _rebase(live, self.new)

    def live(self, final: Ref) -> Ref:
        """Where something that exists before all moves stood; the inverse of `final`."""
        return _rebase(final, self.old)

    def without(self, old: Ref) -> "Moves":
        """The same moves less one."""
        return Moves({key: new for key, new in self.new.items() if key != old})

    def stays(self, old: Ref) -> Ref:
        """Where something that moves would stand at the end if it alone did not move."""
        parent = old.parent
        return old if parent is None else _child(self.final(parent), old.name[-1])


def _rebase(ref: Ref, table: Mapping[Ref, Ref]) -> Ref:
    for base in (ref, *ref.above):
        if (found := table.get(base)) is not None:
            return Ref(ref.kind, ref.scope, found.name + ref.name[len(base.name) :])
    return ref


def _child(parent: Ref, name: str) -> Ref:
    return Ref(parent.kind, parent.scope, (*parent.name, name))


@dataclass(frozen=True, slots=True)
class Renamed:
    """The live state after all moves, and the moves that this takes."""

    state: State
    moves: Moves
    findings: tuple[Finding, ...] = ()


def rename(live: State, declared: Declared) -> Renamed:
    """Apply the declared renames and moves to the live state."""
    if not declared.moves:
        return Renamed(live, Moves({}))
    wanted = _wanted(live, declared.moves)
    judged = _Judge(live, declared, wanted).judge()
    moves = Moves({old: new for new, old in judged.moving.items()})
    return Renamed(_relocate(live, moves) if moves.new else live, moves, tuple(judged.findings))


def _wanted(live: State, declared: Mapping[Ref, tuple[str, ...]]) -> dict[Ref, Ref]:
    """New address to the live thing that `previously` means, where there is one."""
    wanted = {new: _Lookup(live, declared).old(new) for new in sorted(declared)}
    return {new: old for new, old in wanted.items() if old is not None}


@dataclass(frozen=True, slots=True)
class _Lookup:
    """Finds what `previously` means, by the old and by the new names of its parents."""

    live: State
    declared: Mapping[Ref, tuple[str, ...]]

    def old(self, new: Ref) -> Ref | None:
        names = self.declared[new]
        if new.parent is None or len(names) > 1:
            return self.by_path(Ref(new.kind, new.scope, names))
        home = self.becomes(new.parent)
        return self.there(_child(home or new.parent, names[0]))

    def by_path(self, path: Ref) -> Ref | None:
        if self.there(path) or path.parent is None:
            return self.there(path)
        home = self.becomes(path.parent)
        return self.there(_child(home, path.name[-1])) if home else None

    def becomes(self, final: Ref) -> Ref | None:
        """The live thing that will stand at a final address."""
        if final in self.declared and (old := self.old(final)):
            return old
        if final.parent is None:
            return self.there(final)
        home = self.becomes(final.parent)
        return self.there(_child(home, final.name[-1])) if home else None

    def there(self, ref: Ref) -> Ref | None:
        return ref if self.live.thing(ref) is not None else None


class _Judge:
    """Decides for each wanted move whether it is to do, done or wrong.

    Starts from all of them and takes away those whose new place is held by something that stays;
    taking one away can make another one's place held, so until nothing changes.
    """

    def __init__(self, live: State, declared: Declared, wanted: Mapping[Ref, Ref]) -> None:
        self.live = live
        self.declared = declared
        self.spelling = Spelling((declared.state.spelling, live.spelling))
        self.moving = {new: old for new, old in wanted.items() if new != old}
        self.findings: list[Finding] = []

    def judge(self) -> "_Judge":
        self._refuse_shared()
        while held := [new for new in sorted(self.moving) if self._is_held(new)]:
            self._settle(held[0])
        self._drop_carried()
        self._refuse_swaps()
        for new in sorted(self.declared.moves):
            if self._is_done(new):
                self.findings.append(self._done(new))
        return self

    def _refuse_shared(self) -> None:
        """Two entries that take the same thing: neither moves."""
        takers: dict[Ref, list[Ref]] = {}
        for new, old in sorted(self.moving.items()):
            takers.setdefault(old, []).append(new)
        for old, news in takers.items():
            for new in news[1:]:
                self.findings.append(self._shared(new, old, news[0]))
                del self.moving[new]

    def _is_held(self, new: Ref) -> bool:
        """Whether something else stands at the new place after the other moves."""
        old = self.moving[new]
        others = Moves({o: n for n, o in self.moving.items() if n != new})
        return any(
            found != old and self.live.thing(found) is not None and others.final(found) == new
            for found in _could_become(new, others)
        )

    def _settle(self, new: Ref) -> None:
        """The new place is held: done when the old name is declared by another entry."""
        old = self.moving.pop(new)
        stays = Moves({o: n for n, o in self.moving.items()}).final(old)
        if self._is_declared(stays) and stays != new:
            return
        self.findings.append(self._both(new, old))

    def _drop_carried(self) -> None:
        """What the move of a group above brings to its new place is done by that move alone."""
        for new, old in sorted(self.moving.items()):
            if Moves({o: n for n, o in self.moving.items() if n != new}).final(old) == new:
                del self.moving[new]

    def _is_declared(self, ref: Ref) -> bool:
        return self.declared.state.thing(ref) is not None

    def _refuse_swaps(self) -> None:
        moves = Moves({old: new for new, old in self.moving.items()})
        leaves = {moves.stays(old): new for new, old in self.moving.items()}
        for new in sorted(self.moving):
            if _is_on_cycle(new, leaves):
                self.findings.append(self._swapped(new, self.moving[new]))
                del self.moving[new]

    def _is_done(self, new: Ref) -> bool:
        if new in self.moving or any(finding.ref == new for finding in self.findings):
            return False
        final = Moves({old: to for to, old in self.moving.items()})
        return any(
            self.live.thing(found) is not None and final.final(found) == new
            for found in _could_become(new, final)
        )

    def _finding(self, code: str, new: Ref, message: str, help_: str) -> Finding:
        return Finding(
            code,
            Severity.ERROR,
            message,
            ref=new,
            origin=self.declared.origins.of((new, "previously")),
            help=help_,
        )

    def _said(self, ref: Ref) -> str:
        return f"{ref.kind} {self.spelling.path(ref)}"

    def _done(self, new: Ref) -> Finding:
        return replace(
            self._finding("RC0310", new, f"{self._said(new)} is renamed already", "drop the line"),
            severity=Severity.HINT,
        )

    def _both(self, new: Ref, old: Ref) -> Finding:
        message = f"{self._said(old)} cannot become {self.spelling.path(new)}: both exist"
        help_ = "drop `previously:` and declare both, or delete one of them first"
        return self._finding("RC0311", new, message, help_)

    def _shared(self, new: Ref, old: Ref, other: Ref) -> Finding:
        message = (
            f"{self._said(old)} cannot become {self.spelling.path(new)}: "
            f"{self.spelling.path(other)} takes it with its own `previously:`"
        )
        return self._finding("RC0312", new, message, "keep `previously:` at one of the two")

    def _swapped(self, new: Ref, old: Ref) -> Finding:
        message = (
            f"{self._said(old)} cannot become {self.spelling.path(new)}: "
            "the names are swapped in a circle"
        )
        help_ = "rename one of them to a third name first, apply, then rename it again"
        return self._finding("RC0313", new, message, help_)


def _could_become(new: Ref, moves: Moves) -> Iterable[Ref]:
    """Every live address whose final address may be `new`."""
    yield new
    for base in (new, *new.above):
        if (old := moves.old.get(base)) is not None:
            yield Ref(new.kind, new.scope, old.name + new.name[len(base.name) :])


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


def _relocate(live: State, moves: Moves) -> State:
    """The same state with everything at its final address."""
    return replace(
        live,
        roles={moves.final(ref): _at(role, moves) for ref, role in live.roles.items()},
        groups={moves.final(ref): _at(group, moves) for ref, group in live.groups.items()},
        members={
            _container_at(container, moves): _members_at(members, moves)
            for container, members in live.members.items()
        },
        fixed={moves.final(ref): fixed for ref, fixed in live.fixed.items()},
        kept=frozenset(_container_at(container, moves) for container in live.kept),
        spelling={
            moves.final(key) if isinstance(key, Ref) else key: name
            for key, name in live.spelling.items()
            if key not in moves.new
        },
    )


def _at(thing: _T, moves: Moves) -> _T:
    final = moves.final(thing.ref)
    return thing if final == thing.ref else replace(thing, ref=final)


def _container_at(container: Container, moves: Moves) -> Container:
    final = moves.final(container.ref)
    return container if final == container.ref else Container(final, container.scope)


def _members_at(members: Members, moves: Moves) -> Members:
    if not members.refs:
        return members
    return Members(
        members.users,
        frozenset(map(moves.final, members.refs)),
        {_member_at(member, moves): end for member, end in members.until.items()},
    )


def _member_at(member: Member, moves: Moves) -> Member:
    return member if isinstance(member, str) else moves.final(member)
