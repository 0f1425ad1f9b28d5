"""What was read as a state of the core: names are folded, and how they were written stands by."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from reconciler.core.model import Container, Group, Member, Members, Ref, Role, State, Users
from reconciler.core.names import NameRules, escape
from reconciler.core.scope import ROOT, Scope
from reconciler.core.spelling import Spelt
from reconciler.providers.portal.features import BUILT_IN
from reconciler.providers.portal.remote.reading import Everything
from reconciler.providers.portal.remote.shapes import (
    GroupContainer,
    GroupShape,
    MembersShape,
    RoleContainer,
    RoleShape,
    UserShape,
)


def to_state(read: Everything, rules: NameRules) -> State:
    """Everything that was read, every scope completely."""
    return _Translation(read, Addresses(rules)).state()


@dataclass(frozen=True, slots=True)
class Addresses:
    """From names as they are written to addresses."""

    rules: NameRules
    _scopes: dict[str, Scope] = field(default_factory=dict)

    def scope(self, path: str) -> Scope:
        """The scope of a path."""
        if path not in self._scopes:
            self._scopes[path] = Scope(path).fold(self.rules)
        return self._scopes[path]

    def role(self, name: str) -> Ref:
        """The role of a name."""
        return Ref("role", ROOT, (self.rules.fold(name),))

    def group(self, scope: str, path: Sequence[str]) -> Ref:
        """The group of a path."""
        return Ref("group", self.scope(scope), tuple(map(self.rules.fold, path)))

    def container(self, one: GroupContainer | RoleContainer) -> Container:
        """What one is a member of."""
        if one["kind"] == "group":
            return Container.of(self.group(one["scope"], one["path"]))
        return Container(self.role(one["role"]), self.scope(one["scope"]))

    def keys(self, names: Sequence[str]) -> list[str]:
        """Users as they are called at their own scope; all are looked at together first."""
        folded = self.rules.fold_all(names)
        text = "".join(folded)
        return folded if escape(text) == text else list(map(escape, folded))


def role_of(one: RoleShape, at: Addresses) -> Role:
    """A role."""
    permissions = frozenset(one["permissions"])
    return Role(at.role(one["name"]), one["type"], one["description"], permissions)


def group_of(one: GroupShape, at: Addresses) -> Group:
    """A group."""
    ref = at.group(one["scope"], one["path"])
    return Group(ref, one["description"], frozenset(one["permissions"]))


@dataclass(frozen=True, slots=True)
class _Translation:
    read: Everything
    at: Addresses

    def state(self) -> State:
        scopes = frozenset(self.at.scope(one["path"]) for one in self.read.scopes)
        tops = [self._group(one) for one in self.read.groups if one["built_in"]]
        people = self._people()
        return State(
            users={scope: self._users(here) for scope, here in people.items()},
            roles={role.ref: role for role in (role_of(one, self.at) for one in self.read.roles)},
            groups={one.ref: one for one in (group_of(each, self.at) for each in self.read.groups)},
            members=self._members(),
            scopes=scopes,
            complete=scopes,
            fixed=dict.fromkeys(tops, BUILT_IN),
            kept=frozenset(map(Container.of, tops)),
            spelling=Spelt(dict(self._written()), dict(self._written_users(people))),
        )

    def _group(self, one: GroupShape) -> Ref:
        return self.at.group(one["scope"], one["path"])

    # People

    def _people(self) -> Mapping[Scope, list[UserShape]]:
        found: dict[Scope, list[UserShape]] = defaultdict(list)
        for user in self.read.users:
            found[self.at.scope(user["scope"])].append(user)
        return found

    def _users(self, here: Sequence[UserShape]) -> Users:
        active = [user["name"] for user in here if user["active"]]
        inactive = [user["name"] for user in here if not user["active"]]
        return Users(frozenset(self.at.keys(active)), frozenset(self.at.keys(inactive)))

    # Memberships: one container may come in several parts

    def _members(self) -> dict[Container, Members]:
        found: dict[Container, list[MembersShape]] = defaultdict(list)
        for part in self.read.memberships:
            found[self.at.container(part["container"])].append(part)
        return {container: self._held(parts) for container, parts in found.items()}

    def _held(self, parts: Sequence[MembersShape]) -> Members:
        users = frozenset(self.at.keys([name for part in parts for name in part["members"]]))
        until: dict[Member, datetime] = {
            escape(self.at.rules.fold(name)): datetime.fromisoformat(end)
            for part in parts
            for name, end in part["until"].items()
        }
        return Members(users, until=until)

    # Spelling

    def _written(self) -> Iterator[tuple[Ref | Scope, str]]:
        for path in (one["path"] for one in self.read.scopes):
            place = self.at.scope(path)
            # A caller sees no scope above their own: the path has its name.
            for scope, name in zip(
                (place, *place.above), reversed(Scope(path).names), strict=False
            ):
                if name != scope.names[-1]:
                    yield scope, name
        for role in self.read.roles:
            if (ref := self.at.role(role["name"])).name[-1] != role["name"]:
                yield ref, role["name"]
        for group in self.read.groups:
            if (ref := self._group(group)).name[-1] != group["path"][-1]:
                yield ref, group["path"][-1]

    def _written_users(
        self, people: Mapping[Scope, Sequence[UserShape]]
    ) -> Iterator[tuple[Scope, Mapping[str, str]]]:
        for scope, here in people.items():
            names = [user["name"] for user in here]
            both = zip(self.at.rules.fold_all(names), names, strict=True)
            if written := {folded: name for folded, name in both if folded != name}:
                yield scope, written
