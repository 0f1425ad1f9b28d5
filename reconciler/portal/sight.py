"""What a caller sees: their own scope with all below it, and the roles of the account.

One rule for all that is read, asked or written, whatever the way in. Roles belong to the account,
so everybody sees them; who has one is seen with the user. Nobody sees the scopes above or beside
their own, nor the users and groups there, and a name from there is refused like one that nobody
has: the refusal does not tell which it was. So only users of the reseller, and the owner of the
database, see everything. A deactivated user sees nothing.

Within one's own scope no permission is needed to see; those of the catalog say what may be done.
The event log asks for one besides, see `delegation.readable_events`.
"""

from dataclasses import dataclass, replace

from sqlalchemy import Connection, select, true

from reconciler.portal import find, tables
from reconciler.portal.errors.forbidden import CallerInactive, OutOfSight
from reconciler.portal.errors.unknown import UnknownUser
from reconciler.portal.names import is_within, scope_key
from reconciler.portal.rows import Scope, User
from reconciler.portal.things import EVERYTHING, Wanted


@dataclass(frozen=True, slots=True)
class Sight:
    """Looks up what somebody names; without a caller it is the owner of the database who looks.

    `home` is the path of the scope that the caller belongs to.
    """

    connection: Connection
    caller: User | None = None
    home: str = "/"

    def scope(self, path: str) -> Scope:
        """The scope of a path. Raises `OutOfSight`, `UnknownScope` or `BadPath`."""
        self.require(path)
        return find.scope(self.connection, path)

    def require(self, path: str) -> None:
        """Make sure that a scope is in sight, be there one or not. Raises `OutOfSight`."""
        self._require_active()
        if not self._covers(scope_key(path)):
            raise self._refusal("scope", path)

    def person(self, name: str) -> tuple[User, Scope]:
        """The user of a name, and the scope that the user belongs to.

        Raises `OutOfSight`, or `UnknownUser` for those who see everything.
        """
        self._require_active()
        try:
            user, home = find.person(self.connection, name)
        except UnknownUser:
            if self.home == "/":
                raise
            raise self._refusal("user", name) from None
        if not self._covers(home.key):
            raise self._refusal("user", name)
        return user, home

    def narrowed(self, path: str) -> "Sight":
        """No more than a scope in sight, and what is below it. Raises what `scope` raises."""
        return replace(self, home=self.scope(path).path)

    @property
    def wanted(self) -> Wanted:
        """The rows in sight. Raises `CallerInactive`."""
        self._require_active()
        if self.home == "/":
            return EVERYTHING
        is_seen = tables.within(scope_key(self.home))
        scopes = select(tables.scopes.c.id).where(is_seen)
        users, groups = tables.users.c, tables.groups.c
        return Wanted(
            scopes=is_seen,
            users=users.scope.in_(scopes),
            roles=true(),
            groups=groups.scope.in_(scopes),
            assignments=tables.assignments.c.user.in_(
                select(users.id).where(users.scope.in_(scopes))
            ),
            members=tables.members.c.group.in_(select(groups.id).where(groups.scope.in_(scopes))),
        )

    def _covers(self, key: str) -> bool:
        return is_within(key, scope_key(self.home))

    def _require_active(self) -> None:
        if self.caller is not None and not self.caller.active:
            raise CallerInactive(caller=self.caller.name, permission="")

    def _refusal(self, kind: str, name: str) -> OutOfSight:
        caller = "" if self.caller is None else self.caller.name
        return OutOfSight(caller=caller, kind=kind, name=name, home=self.home)
