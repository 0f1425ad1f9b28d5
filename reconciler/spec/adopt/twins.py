"""Twins: what files declare and nobody finds, beside what lives under another name or elsewhere."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass

from reconciler.core.change import Action
from reconciler.core.declared import Declared
from reconciler.core.model import Container, Membership, Ref, State, Thing
from reconciler.spec.adopt.case import Case

_People = Mapping[Ref, set[tuple[object, object]]]


@dataclass(frozen=True, slots=True)
class Renaming:
    """One thing by its address in the files, and by the one it has in the live system."""

    declared: Ref
    live: Ref


def renamings(case: Case) -> list[Renaming]:
    """Renames that files declare and nobody made; without these, pairs that look made by hand.

    What stands below another of them comes along, and is looked at again afterwards.
    """
    moves = [Renaming(one.ref, one.old_ref) for one in case.changes if one.action is Action.MOVE]
    kept: list[Renaming] = []
    for each in sorted(moves or _twins(case), key=lambda one: one.live):
        if not any(one.declared.holds(each.declared) or one.live.holds(each.live) for one in kept):
            kept.append(each)
    return kept


def _twins(case: Case) -> Iterator[Renaming]:
    """The pairs that look most alike first; also with what no file answers for."""
    gone = {thing.ref: thing for thing in _things(case, Action.CREATE)}
    if not gone:
        return
    come = {thing.ref: thing for thing in _things(case, Action.DELETE)}
    for ref in case.unmanaged:
        thing = case.live.thing(ref)
        come.update({} if thing is None else {ref: thing})
    state = case.declared.state
    likeness = _Likeness(case.declared, _people(state, gone), _people(case.live, come))
    pairs = [
        (-likeness.of(gone[old], come[new]), new, old)
        for new, old in _candidates(come.values(), gone.values())
    ]
    taken: set[Ref] = set()
    for unlike, new, old in sorted(pairs):
        if unlike and taken.isdisjoint((new, old)):
            taken |= {new, old}
            yield Renaming(old, new)


def _things(case: Case, action: Action) -> Iterator[Thing]:
    for change in case.changes:
        value = change.value
        if change.action is action and not isinstance(value, Membership):
            yield value


def _candidates(come: Iterable[Thing], gone: Iterable[Thing]) -> set[tuple[Ref, Ref]]:
    """The pairs of one kind and scope that share their name or their permissions."""
    found: dict[object, list[Ref]] = defaultdict(list)
    for thing in gone:
        for mark in _marks(thing):
            found[mark].append(thing.ref)
    return {(thing.ref, old) for thing in come for mark in _marks(thing) for old in found[mark]}


def _marks(thing: Thing) -> Iterator[object]:
    yield thing.ref.kind, thing.ref.scope, thing.ref.name[-1]
    yield thing.ref.kind, thing.ref.scope, thing.permissions


@dataclass(frozen=True, slots=True)
class _Likeness:
    """How alike a thing of the files and a live one are: by name, permissions and people."""

    declared: Declared
    were: _People
    are: _People

    def of(self, old: Thing, new: Thing) -> int:
        """How much of it is the same; 0 where they are two things.

        People decide where there are any. Of another name everything else must be the same.
        """
        has_people = self._has_people(old.ref, new.ref)
        has_keys = self._has_permissions(old.ref, new)
        if has_people is False:
            return 0
        if new.ref.name[-1] != old.ref.name[-1]:
            return 2 if has_people and has_keys else 0
        if has_keys is False and not has_people:
            return 0
        return 1 + bool(has_people) + bool(has_keys)

    def _has_people(self, old: Ref, new: Ref) -> bool | None:
        """Whether it has most of the people; None where there are none to know it by."""
        were, are = self.were.get(old, set()), self.are.get(new, set())
        if Container.of(old) not in self.declared.owned.members and old.kind == "group":
            return 2 * len(were & are) > len(were) if were else None
        return 2 * len(were & are) > max(len(were), len(are)) if were or are else None

    def _has_permissions(self, old: Ref, new: Thing) -> bool | None:
        """Whether it has the permissions that the files know; None where they know none."""
        wanted = self.declared.state.thing(old)
        if wanted is None or wanted.permissions is None:
            return None
        there = new.permissions or frozenset()
        is_all = old in self.declared.owned.permissions
        return there == wanted.permissions if is_all else there >= wanted.permissions


def _people(state: State, refs: Collection[Ref]) -> _People:
    found: dict[Ref, set[tuple[object, object]]] = defaultdict(set)
    for container, members in state.members.items():
        if container.ref in refs:
            found[container.ref].update((container.scope, member) for member in members)
    return found
