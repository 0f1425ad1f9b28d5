"""Spelling: how folded names are written for people and for the live system."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from reconciler.core.change import Action, Change
from reconciler.core.model import Container, Member, Membership, Ref, user_of
from reconciler.core.names import escape, join
from reconciler.core.scope import Scope


@dataclass(frozen=True, eq=False)
class Spelt(Mapping[Ref | Scope, str]):
    """How things are written, users by scope: no object for a user until somebody asks."""

    things: Mapping[Ref | Scope, str]
    users: Mapping[Scope, Mapping[str, str]]

    @classmethod
    def of(cls, written: Mapping[Ref | Scope, str]) -> "Spelt":
        """The same spelling, its users by scope."""
        if isinstance(written, Spelt):
            return written
        things: dict[Ref | Scope, str] = {}
        users: dict[Scope, dict[str, str]] = {}
        for thing, name in written.items():
            if isinstance(thing, Ref) and thing.kind == "user":
                users.setdefault(thing.scope, {})[thing.name[0]] = name
            else:
                things[thing] = name
        return cls(things, users)

    def over(self, other: "Spelt") -> "Spelt":
        """Both together; where both know a name, this one counts."""
        users = {**other.users, **self.users}
        for scope in self.users.keys() & other.users.keys():
            users[scope] = {**other.users[scope], **self.users[scope]}
        return Spelt({**other.things, **self.things}, users)

    def __getitem__(self, thing: Ref | Scope) -> str:
        """How the last name of an address is written."""
        if isinstance(thing, Ref) and thing.kind == "user":
            return self.users[thing.scope][thing.name[0]]
        return self.things[thing]

    def __iter__(self) -> Iterator[Ref | Scope]:
        """Everything that is not written as it is folded."""
        yield from self.things
        for scope, names in self.users.items():
            yield from (Ref("user", scope, (name,)) for name in names)

    def __len__(self) -> int:
        """How many these are."""
        return len(self.things) + sum(map(len, self.users.values()))


@dataclass(frozen=True, slots=True)
class Spelling:
    """Looks names up in the spellings of states, the first that knows a name wins."""

    written: tuple[Mapping[Ref | Scope, str], ...] = field(default=())

    def name(self, thing: Ref | Scope) -> str:
        """The last name of an address, as written."""
        for written in self.written:
            if (found := written.get(thing)) is not None:
                return found
        if isinstance(thing, Ref):
            return thing.name[-1]
        return thing.names[-1] if thing.names else "/"

    def names(self, ref: Ref) -> tuple[str, ...]:
        """All names of an address from the root of its tree."""
        return (*(self.name(above) for above in reversed(list(ref.above))), self.name(ref))

    def path(self, ref: Ref) -> str:
        """The written path of a group, or the name of a role, with special characters escaped."""
        return join(self.names(ref))

    def scope(self, scope: Scope) -> str:
        """The written path of a scope."""
        above = [self.name(place) for place in reversed(list(scope.above)) if place.names]
        return str(Scope.of(*above, self.name(scope))) if scope.names else "/"

    def user(self, key: str, at: Scope) -> str:
        """A user of a container of `at`, as written; one of another scope with that scope."""
        home, name = user_of(key, at)
        written = escape(self.name(Ref("user", home, (name,))))
        return written if home == at else f"{self.scope(home)}:{written}"

    def member(self, member: Member, container: Container) -> str:
        """A member for people: a user's name, `group Managers/Sales`, `role Receptionist`."""
        if isinstance(member, str):
            return self.user(member, container.scope)
        return f"{member.kind} {self.path(member)}"

    def sentence(self, change: Change) -> str:
        """A change in a few plain words, for reasons: `revoke isla in group Top Role/Sales`."""
        value, thing = change.value, f"{change.ref.kind} {self.path(change.ref)}"
        if not isinstance(value, Membership):
            is_rename = change.action is Action.MOVE and change.old_ref.parent == change.ref.parent
            return f"{'rename' if is_rename else change.action} {thing}"
        at = f" at {self.scope(change.scope)}" if change.scope != change.ref.scope else ""
        return f"{change.action} {self.member(value.member, value.container)} in {thing}{at}"
