"""People: the users that a policy means, as far as a state knows them."""

from collections.abc import Iterable, Iterator

from reconciler.core.model import Members, Ref, State, addressed, user_key, user_of
from reconciler.core.policies.rules import Named
from reconciler.core.scope import Scope


def people(named: Named, state: State) -> list[Ref]:
    """The users of this name, in order: those who exist, and those whom a membership names."""
    (name,) = named.name
    homes = {*_existing(name, state), *_members(name, state)}
    users = (Ref("user", home, (name,)) for home in homes)
    return sorted(filter(named.means, users))


def is_meant(user: Ref | None, several: Iterable[Named]) -> bool:
    """Whether a user is one of these."""
    return user is not None and any(named.means(user) for named in several)


def _existing(name: str, state: State) -> Iterator[Scope]:
    for scope, users in state.users.items():
        if user_key(name, scope, scope) in users:
            yield scope


def _members(name: str, state: State) -> Iterator[Scope]:
    for container, members in state.members.items():
        at = container.scope
        if user_key(name, at, at) in members.users:
            yield at
        yield from _foreign(name, members, at)


def _foreign(name: str, members: Members, at: Scope) -> Iterator[Scope]:
    for key in addressed(members.users):
        home, found = user_of(key, at)
        if found == name:
            yield home
