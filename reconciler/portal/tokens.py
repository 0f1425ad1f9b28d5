"""Tokens: secrets that let a program act as a user, within a scope, to read or to write.

A token is shown once, when it is made. It is bound to a user and holds what that user holds at the
moment it is used, nowhere but in its own scope and below. It ends by itself, is revoked at once,
and goes with its user.
"""

import hashlib
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Literal, TypeAlias

from sqlalchemy import Connection, select, update

from reconciler.portal import delegation, tables
from reconciler.portal.errors.malformed import TokenLifetime
from reconciler.portal.errors.rule import TokenOutsideUser, TokenRevokedAlready
from reconciler.portal.errors.token import TokenExpired, TokenRevoked, TokenUnknown
from reconciler.portal.errors.unknown import UnknownToken
from reconciler.portal.events import Entry, Readable
from reconciler.portal.names import is_within
from reconciler.portal.rows import Scope, User
from reconciler.portal.unit import Unit, aware, operation
from reconciler.portal.write import insert

Kind: TypeAlias = Literal["read", "write"]

PREFIX = "rcp_"
"""What a secret begins with, so that whoever scans files for secrets finds one."""
DAYS = 90
"""How long a token lasts where nothing else is asked."""
LONGEST = 366
"""How many days it may last at most."""
_HOUR = timedelta(hours=1)

_USERS, _SCOPES, _TOKENS = tables.users.c, tables.scopes.c, tables.tokens.c
_HOMES = tables.scopes.alias("homes")
_TOKEN = (
    select(
        tables.tokens,
        _USERS.name.label("name"),
        _SCOPES.path,
        _HOMES.c.key.label("home"),
        _HOMES.c.depth.label("home_depth"),
    )
    .join(tables.users, _USERS.id == _TOKENS.user)
    .join(tables.scopes, _SCOPES.id == _TOKENS.scope)
    .join(_HOMES, _HOMES.c.id == _USERS.scope)
    .order_by(_TOKENS.id)
)


@dataclass(frozen=True, slots=True)
class Token:
    """A token without its secret; `used` is to the hour, `revoked` None while it is not."""

    id: int
    user: str
    scope: str
    kind: Kind
    created: datetime
    expires: datetime
    used: datetime | None = None
    revoked: datetime | None = None

    @property
    def reads_only(self) -> bool:
        """Whether it writes nothing."""
        return self.kind == "read"

    def require_alive(self, now: datetime) -> None:
        """Raises `TokenRevoked` or `TokenExpired`."""
        if self.revoked is not None:
            raise TokenRevoked(id=self.id)
        if self.expires <= now:
            raise TokenExpired(id=self.id)


@dataclass(frozen=True, slots=True)
class Tokens:
    """Tokens come and are revoked; who issues one for somebody holds what that user holds."""

    unit: Unit

    @operation("token.create")
    def create(
        self,
        user: str,
        kind: Kind = "read",
        scope: str | None = None,
        expires: datetime | None = None,
    ) -> tuple[Token, str]:
        """Make a token and its secret, which is nowhere afterwards.

        It is for the scope where the user is, or for one below; it ends after 90 days, or when it
        is told, within 366. Raises `TokenOutsideUser` and `TokenLifetime`.
        """
        who, home = self.unit.sight.person(user)
        self.unit.demand(delegation.manage_tokens, home)
        self.unit.demand(delegation.give_token, who, home)
        place = home if scope is None else self._place(scope, who, home)
        now = self.unit.clock()
        end = _end(expires, now)
        secret = PREFIX + secrets.token_urlsafe(32)
        row = {"user": who.id, "scope": place.id, "kind": kind, "created": now, "expires": end}
        made = insert(self.unit.connection, tables.tokens, row | {"digest": digest(secret)})
        token = Token(made, who.name, place.path, kind, now, end)
        self.unit.note(Entry("token.create", home.id, f"token {made}", after=_as_data(token)))
        return token, secret

    @operation("token.revoke")
    def revoke(self, number: int) -> None:
        """Make a token open nothing from now on. Raises `UnknownToken`."""
        row = self.unit.connection.execute(_TOKEN.where(_TOKENS.id == number)).mappings().first()
        if row is None or not is_within(row["home"], self.unit.within):
            raise UnknownToken(id=number)
        token = _token(row)
        _, home = self.unit.sight.person(token.user)
        self.unit.demand(delegation.manage_tokens, home)
        if token.revoked is not None:
            raise TokenRevokedAlready(id=number)
        change = update(tables.tokens).where(_TOKENS.id == number)
        self.unit.connection.execute(change.values(revoked=self.unit.clock()))
        self.unit.note(Entry("token.revoke", home.id, f"token {number}", before=_as_data(token)))

    def _place(self, scope: str, who: User, home: Scope) -> Scope:
        place = self.unit.sight.scope(scope)
        if not is_within(place.key, home.key):
            raise TokenOutsideUser(user=who.name, home=home.path, scope=place.path)
        return place


def digest(secret: str) -> str:
    """What is kept of a secret.

    A password needs a slow hash because people choose few of them. There are 2**256 of these
    secrets, drawn evenly: nobody finds one by trying, however fast each try is, and the digest is
    looked up by an index, which a salt would forbid. So a plain SHA-256, at every request.
    """
    return hashlib.sha256(secret.encode("utf-8", "surrogatepass")).hexdigest()


def find_token(connection: Connection, secret: str) -> Token:
    """The token of a secret, be it alive or not. Raises `TokenUnknown`."""
    sought = _TOKEN.where(_TOKENS.digest == digest(secret))
    row = connection.execute(sought).mappings().first()
    if row is None:
        raise TokenUnknown
    return _token(row)


def is_use_to_note(token: Token, now: datetime) -> bool:
    """Whether so much time has passed that it is worth a write to note the use of a token."""
    return token.used is None or now - token.used >= _HOUR


def note_use(connection: Connection, token: Token, now: datetime) -> None:
    """Note that a token is in use."""
    connection.execute(update(tables.tokens).where(_TOKENS.id == token.id).values(used=now))


def read_tokens(connection: Connection, readable: Readable) -> list[Token]:
    """The tokens of users whose tokens may be seen, in the order in which they were made."""
    rows = connection.execute(_TOKEN).mappings()
    return [_token(row) for row in rows if readable.covers(row["home"], row["home_depth"])]


def _end(expires: datetime | None, now: datetime) -> datetime:
    end = aware(expires) or now + timedelta(days=DAYS)
    if not now < end <= now + timedelta(days=LONGEST):
        raise TokenLifetime(days=LONGEST, expires=end.isoformat())
    return end


def _token(row: Mapping[Any, Any]) -> Token:
    same = ("id", "kind", "created", "expires", "used", "revoked")
    return Token(user=row["name"], scope=row["path"], **{name: row[name] for name in same})


def _as_data(token: Token) -> dict[str, Any]:
    """A token as the log keeps it."""
    said = {"user": token.user, "scope": token.scope, "kind": token.kind}
    return said | {"expires": token.expires.isoformat()}
