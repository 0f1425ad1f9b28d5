"""Names and the places where they meet: only there can one be taken for another."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from typing import Literal, TypeAlias

from reconciler.core.model import Ref, user_of
from reconciler.core.scope import Scope
from reconciler.core.spelling import Spelling, Spelt


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """Where names meet: of one kind, in one scope, below the same groups."""

    kind: Literal["role", "group", "user", "scope", "set"]
    scope: Scope
    above: tuple[str, ...] = ()

    @property
    def is_nested(self) -> bool:
        """Whether its names hold in the scopes below too."""
        return self.kind in ("role", "set")

    @property
    def outer(self) -> Iterator["Place"]:
        """The places above whose names hold here too."""
        if self.is_nested:
            yield from (Place(self.kind, scope) for scope in self.scope.above)


@dataclass(frozen=True, slots=True, order=True)
class Name:
    """One folded name where it stands."""

    place: Place
    folded: str

    @classmethod
    def of(cls, thing: Ref | Scope) -> "Name":
        """The name of a role, group, user or of a scope other than the root."""
        if isinstance(thing, Ref):
            return cls(Place(thing.kind, thing.scope, thing.name[:-1]), thing.name[-1])
        *above, name = thing.names
        return cls(Place("scope", Scope.of(*above)), name)

    @property
    def thing(self) -> Ref | Scope | None:
        """What has the name; None for a set, of which the live system knows nothing."""
        place = self.place
        match place.kind:
            case "set":
                return None
            case "scope":
                return Scope.of(*place.scope.names, self.folded)
            case kind:
                return Ref(kind, place.scope, (*place.above, self.folded))

    def written(self, spelling: Spelling) -> str:
        """The name as people write it."""
        return self.folded if self.thing is None else spelling.name(self.thing)


Names: TypeAlias = Mapping[Place, Mapping[str, str]]
"""Folded names as they are written, by the place where they meet."""


def named(names: Iterable[Name], spelling: Spelling) -> Names:
    """Names of things, by place."""
    found: dict[Place, dict[str, str]] = {}
    for name in names:
        found.setdefault(name.place, {})[name.folded] = name.written(spelling)
    return found


def named_users(
    users: Mapping[Scope, AbstractSet[str]], spelling: Spelling
) -> Iterator[tuple[Place, Mapping[str, str]]]:
    """Folded names of users, one scope after the other: there are many, and no object for any."""
    spelt = [*map(Spelt.of, reversed(spelling.written))]
    for scope in sorted(users):
        names = dict(zip(users[scope], users[scope], strict=True))
        for each in spelt:
            there = each.users.get(scope, {})
            names |= {name: there[name] for name in names.keys() & there.keys()}
        yield Place("user", scope), names


def homes(keys: Iterable[tuple[Scope, frozenset[str]]]) -> dict[Scope, set[str]]:
    """Folded names of users by the scope they belong to, from keys as containers of a scope say."""
    at: dict[Scope, set[str]] = {}
    for scope, there in keys:
        at.setdefault(scope, set()).update(there)
    found: dict[Scope, set[str]] = {}
    for scope, known in at.items():
        special = _special(known)
        if not special and scope not in found:
            found[scope] = known
            continue
        found.setdefault(scope, set()).update(known - special)
        for home, name in (user_of(key, scope) for key in special):
            found.setdefault(home, set()).add(name)
    return {scope: names for scope, names in found.items() if names}


def _special(keys: Collection[str]) -> set[str]:
    """The keys that are more than a name; all are looked at together, for few ever are."""
    text = "\n".join(keys)
    return (
        {key for key in keys if "/" in key or "\\" in key} if "/" in text or "\\" in text else set()
    )
