"""What one observation shows of a state: the selected scopes whole, and the context they need."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TypeVar

from reconciler.core.model import Container, Members, Ref, State, Users, addressed, user_of
from reconciler.core.scope import Scope, Selection
from reconciler.core.spelling import Spelt

_V = TypeVar("_V")


def view(state: State, of: Selection) -> State:
    """The part of a state that `Reader.observe` promises for a selection."""
    return _View(state, frozenset(filter(of.covers, state.scopes)), of.named).state


@dataclass(frozen=True)
class _View:
    whole: State
    selected: frozenset[Scope]
    named: frozenset[str]

    @cached_property
    def above(self) -> frozenset[Scope]:
        """The scopes above the selected ones."""
        return frozenset(up for scope in self.selected for up in scope.above)

    @property
    def state(self) -> State:
        whole = self.whole
        members = {there: who for there, who in whole.members.items() if who and self._shows(there)}
        return State(
            users=self._users(),
            elsewhere=self._elsewhere(),
            roles=_some(whole.roles, self._has),
            groups=_some(whole.groups, self._has),
            members=members,
            scopes=whole.scopes,
            complete=self.selected,
            fixed=_some(whole.fixed, self._has),
            kept=frozenset(there for there in whole.kept if there.scope in self.selected),
            spelling=self._spelling(members),
            caller=whole.caller,
        )

    def _users(self) -> dict[Scope, Users]:
        return {
            scope: users
            for scope, users in self.whole.users.items()
            if scope in self.selected and (users.active or users.inactive)
        }

    def _elsewhere(self) -> dict[Scope, frozenset[str]]:
        """Where the users belong whom files name and no selected scope knows."""
        users = self.whole.users
        if not (others := users.keys() - self.selected):
            return {}
        known = [users[at] for at in users.keys() - others]
        asked = self.named.difference(*(one.active for one in known))
        asked = asked.difference(*(one.inactive for one in known))
        found = {at: asked & users[at].active | asked & users[at].inactive for at in others}
        return {at: names for at, names in found.items() if names}

    def _has(self, ref: Ref) -> bool:
        """Everything of the selected scopes; of those above, the roles."""
        return ref.scope in self.selected or (ref.kind == "role" and ref.scope in self.above)

    def _shows(self, container: Container) -> bool:
        """Members in a selected scope, of its roles anywhere, and of roles held above it."""
        if container.scope in self.selected or container.ref.scope in self.selected:
            return True
        return container.ref.kind == "role" and container.scope in self.above

    def _spelling(self, members: Mapping[Container, Members]) -> Spelt:
        whole = Spelt.of(self.whole.spelling)
        things = {
            thing: written
            for thing, written in whole.things.items()
            if isinstance(thing, Scope) or self._has(thing)
        }
        here = {scope: names for scope, names in whole.users.items() if scope in self.selected}
        strangers: dict[Scope, dict[str, str]] = {}
        for home, name in self._strangers(members):
            if home not in here and name in whole.users.get(home, ()):
                strangers.setdefault(home, {})[name] = whole.users[home][name]
        return Spelt(things, {**here, **strangers})

    def _strangers(self, members: Mapping[Container, Members]) -> Iterator[tuple[Scope, str]]:
        """The users of other scopes whom memberships name."""
        for container, who in members.items():
            is_here = container.scope in self.selected
            for user in addressed(who.users) if is_here else who.users:
                yield user_of(user, container.scope)


def _some(things: Mapping[Ref, _V], shown: Callable[[Ref], bool]) -> dict[Ref, _V]:
    return {ref: thing for ref, thing in things.items() if shown(ref)}
