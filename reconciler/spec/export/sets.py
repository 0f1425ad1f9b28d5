"""Sets, inferred: a list of permissions that several roles and groups have becomes a named one."""

import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from reconciler.core.model import Ref
from reconciler.core.scope import Scope
from reconciler.spec.text import has_hidden

LEAST = 3
"""A shorter list says more by itself than a name would."""

_LONGEST = 40

Lists = Mapping[Ref, frozenset[str]]
"""The permissions of each role and group."""


@dataclass(frozen=True, slots=True)
class PermissionSet:
    """A named list of permissions, valid in its scope and below."""

    name: str
    scope: Scope
    permissions: frozenset[str]


@dataclass(frozen=True, slots=True)
class PermissionSets:
    """All the sets that an export may use, those that are likely first."""

    sets: Sequence[PermissionSet]

    def split(
        self, permissions: frozenset[str], scope: Scope
    ) -> tuple[list[PermissionSet], frozenset[str]]:
        """The sets that bring a part of a list, each another part, and what is left of it."""
        used = []
        for each in self.sets:
            if each.scope.holds(scope) and each.permissions <= permissions:
                used.append(each)
                permissions -= each.permissions
        return sorted(used, key=lambda each: each.name), permissions


def infer(
    lists: Lists,
    scopes: frozenset[Scope],
    known: Sequence[PermissionSet],
    name: Callable[[Ref], str],
) -> PermissionSets:
    """The known sets that are of use, and a new one for each list that stands in several places.

    A new one is declared at the lowest of `scopes` that all these places are in. It is called as
    most of those that use it; `name` says how one is called.
    """
    namer = _Namer({_alike(each.name) for each in known})
    repeated: dict[tuple[Scope, frozenset[str]], list[Ref]] = defaultdict(list)
    for ref in sorted(lists):
        if len(lists[ref]) >= LEAST and not _is_known(lists[ref], ref, known):
            repeated[_top(ref.scope, scopes), lists[ref]].append(ref)
    found = [
        PermissionSet(namer.name(map(name, users)), _lowest(users, scopes), permissions)
        for (_, permissions), users in repeated.items()
        if len(users) > 1
    ]
    sets = [each for each in (*known, *found) if each.permissions]
    usable = PermissionSets(sorted(sets, key=lambda each: (-len(each.permissions), each.name)))
    used = {each for ref in lists for each in usable.split(lists[ref], ref.scope)[0]}
    return PermissionSets([each for each in usable.sets if each in used])


def _is_known(permissions: frozenset[str], user: Ref, known: Iterable[PermissionSet]) -> bool:
    return any(each.permissions == permissions and each.scope.holds(user.scope) for each in known)


def _top(scope: Scope, scopes: frozenset[Scope]) -> Scope:
    """The scope nearest to the root that a set for this one can be declared in."""
    return min(above for above in _upwards(scope) if above in scopes)


def _lowest(users: Sequence[Ref], scopes: frozenset[Scope]) -> Scope:
    places = (scope for scope in _upwards(users[0].scope) if scope in scopes)
    return next(place for place in places if all(place.holds(user.scope) for user in users))


def _upwards(scope: Scope) -> Iterator[Scope]:
    yield scope
    yield from scope.above


@dataclass(slots=True)
class _Namer:
    """Gives names that nobody has."""

    taken: set[str] = field(default_factory=set)

    def name(self, users: Iterable[str]) -> str:
        """What most of its users are called, without case; numbered where that is taken."""
        plain = Counter(map(_slug, users)).most_common(1)[0][0]
        name, number = plain, 2
        while name in self.taken:
            name, number = f"{plain}_{number}", number + 1
        self.taken.add(name)
        return name


def _slug(name: str) -> str:
    letters = (char if char.isalnum() and not has_hidden(char) else "_" for char in _alike(name))
    return re.sub(r"_+", "_", "".join(letters)).strip("_")[:_LONGEST].rstrip("_") or "permissions"


def _alike(name: str) -> str:
    """One form for all spellings of a name that some live system holds for the same."""
    return unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", name).casefold())
