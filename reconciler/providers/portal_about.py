"""What a slice of changes is about, so that no more than that is read before it is written."""

from collections.abc import Iterable

from reconciler.core.model import Change, Membership, Ref, user_of
from reconciler.core.scope import Scope
from reconciler.portal import About


def about(changes: Iterable[Change]) -> About:
    """Everything that the preconditions and the writes of these changes look at."""
    refs: set[Ref] = set()
    scopes: set[Scope] = set()
    users: set[str] = set()
    for change in changes:
        refs |= {change.old_ref, change.ref}
        scopes |= {change.old_ref.scope, change.ref.scope, change.scope}
        value = change.value
        if isinstance(value, Membership) and isinstance(value.member, str):
            home, name = user_of(value.member, value.container.scope)
            scopes.add(home)
            users.add(name)
    return About(
        scopes={scope.path for scope in scopes},
        users=users,
        roles={ref.name[-1] for ref in refs if ref.kind == "role"},
        groups={(ref.scope.path, ref.name) for ref in refs if ref.kind == "group"},
    )
