"""An excerpt: a snapshot of no more than some writes are about.

It takes a dozen queries and one for each level of groups, however much the portal holds.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from itertools import zip_longest

from sqlalchemy import Connection, and_, or_, select

from reconciler.portal import tables
from reconciler.portal.names import fold, is_text, join, scope_names, scope_path
from reconciler.portal.snapshot import Snapshot, load_wanted
from reconciler.portal.things import EVERYTHING, Wanted


@dataclass(frozen=True, slots=True)
class About:
    """Names in any spelling; of a group its scope, and its path from Top Role.

    What does not exist is not missed.
    """

    scopes: Collection[str] = ()
    users: Collection[str] = ()
    roles: Collection[str] = ()
    groups: Collection[tuple[str, tuple[str, ...]]] = ()

    def __str__(self) -> str:
        """The names, for the event log."""
        groups = [f"{scope}:{join(path)}" for scope, path in self.groups]
        return " ".join(sorted([*self.scopes, *self.users, *self.roles, *groups]))


def load_excerpt(connection: Connection, about: About, seen: Wanted = EVERYTHING) -> Snapshot:
    """What is named, with the scopes and groups above it, and which of these users is in it.

    A user comes with the scope that the user belongs to, whichever was named; of all that, what is
    among the rows that are `seen`. Raises `BadPath`.
    """
    scopes, users, roles = tables.scopes.c, tables.users.c, tables.roles.c
    keys = _keys({*about.scopes, *(scope for scope, _ in about.groups)})
    groups = _groups(connection, keys, [path for _, path in about.groups])
    is_user = users.folded.in_(_folded(about.users))
    is_role = roles.folded.in_(_folded(about.roles))
    people = select(users.id).where(is_user)
    wanted = Wanted(
        scopes=or_(scopes.key.in_(keys), scopes.id.in_(select(users.scope).where(is_user))),
        users=is_user,
        roles=is_role,
        groups=tables.groups.c.id.in_(groups),
        assignments=and_(
            tables.assignments.c.user.in_(people),
            tables.assignments.c.role.in_(select(roles.id).where(is_role)),
        ),
        members=and_(tables.members.c.user.in_(people), tables.members.c.group.in_(groups)),
    )
    return load_wanted(connection, Wanted(*map(and_, wanted, seen)))


def _groups(
    connection: Connection, keys: Sequence[str], paths: Iterable[tuple[str, ...]]
) -> list[int]:
    """The groups along these paths, found from Top Role down.

    Where two paths have names in common a group on neither of them may come along.
    """
    groups, scopes = tables.groups.c, tables.scopes.c
    places = select(scopes.id).where(scopes.key.in_(keys))
    found: list[int] = []
    level = and_(groups.scope.in_(places), groups.parent.is_(None))
    for names in zip_longest(*paths, fillvalue=""):
        query = select(groups.id).where(level, groups.folded.in_(_folded(names)))
        ids = connection.scalars(query).all()
        found += ids
        level = groups.parent.in_(ids)
    return found


def _keys(paths: Iterable[str]) -> list[str]:
    """The folded paths of these scopes and of all above them."""
    names = [tuple(map(fold, scope_names(path))) for path in paths]
    return _texts(scope_path(one[:depth]) for one in names for depth in range(len(one) + 1))


def _folded(names: Iterable[str]) -> list[str]:
    return _texts(map(fold, names))


def _texts(names: Iterable[str]) -> list[str]:
    return sorted({name for name in names if is_text(name)})
