"""What a slice of changes is about, so that no more than that is read before it is written."""

from collections.abc import Iterable, Iterator, Sequence

from reconciler.core.change import Change
from reconciler.core.model import Membership, Ref, user_of
from reconciler.portal import About


def about(changes: Sequence[Change]) -> About:
    """Everything that the preconditions and the writes of these changes look at."""
    refs = {ref for change in changes for ref in (change.old_ref, change.ref)}
    users = set(_users(changes))
    places = {change.scope for change in changes}
    return About(
        scopes={thing.scope.path for thing in refs | users} | {place.path for place in places},
        users={user.name[0] for user in users},
        roles={ref.name[0] for ref in refs if ref.kind == "role"},
        groups={(ref.scope.path, ref.name) for ref in refs if ref.kind == "group"},
    )


def _users(changes: Iterable[Change]) -> Iterator[Ref]:
    for change in changes:
        value = change.value
        if isinstance(value, Membership) and isinstance(value.member, str):
            home, name = user_of(value.member, value.container.scope)
            yield Ref("user", home, (name,))
