"""The portal's refusals over HTTP: for each kind one status, and the field that is at fault."""

from typing import TypeVar

from reconciler.portal.api.problems import Problem
from reconciler.portal.errors import (
    base,
    database,
    forbidden,
    malformed,
    rule,
    token,
    top_role,
    unknown,
)

_Value = TypeVar("_Value", int, str)

STATUS: dict[type[base.PortalError], int] = {
    database.StoreError: 503,
    database.BadFile: 500,  # no request names a file
    unknown.Unknown: 404,
    unknown.UnknownPermission: 422,  # the catalog is no secret
    malformed.Malformed: 422,
    token.BadToken: 401,
    rule.Rule: 409,
    forbidden.Forbidden: 403,
    forbidden.OutOfSight: 404,  # what is not in sight is not there
}
"""By the nearest class above; a refusal has exactly one."""

FIELD: dict[type[base.PortalError], str] = {
    unknown.UnknownScope: "scope",
    unknown.UnknownUser: "user",
    unknown.UnknownRole: "role",
    unknown.UnknownGroup: "path",
    unknown.UnknownNumber: "number",
    unknown.UnknownToken: "number",
    unknown.NoSuchLock: "lock",
    unknown.UnknownPermission: "permissions",
    malformed.UnknownRoleType: "type",
    malformed.NameEmpty: "name",
    malformed.NameTooLong: "name",
    malformed.NameCharacters: "name",
    rule.NameTaken: "name",
    malformed.BadPath: "scope",
    malformed.NaiveInstant: "expires",
    malformed.TokenLifetime: "expires",
    malformed.NotAskable: "on_user",
    rule.NotACustomer: "scope",
    rule.NotAPhoneSystem: "scope",
    rule.RoleAtWrongLevel: "role",
    rule.RoleCannotCarry: "permissions",
    rule.GroupCannotCarry: "permissions",
    rule.TypeCannotCarry: "type",
    rule.TypeInUse: "type",
    rule.GroupInsideItself: "path",
    rule.OutsideTopRole: "path",
    rule.ForeignUser: "user",
    forbidden.MayNotGive: "permissions",
    token.BadToken: "Authorization",
    forbidden.TokenReadsOnly: "Authorization",
    top_role.TopRoleRenamed: "path",
    top_role.TopRoleMoved: "path",
    top_role.TopRolePermissions: "permissions",
    top_role.LastInTopRoleEnded: "expires",
}
"""What of a request to change, where that is one thing."""

_PATIENCE = {"Retry-After": "1"}
_AWAY = "The database cannot be used at the moment; nothing was written. Try again."
_CHALLENGE = {"WWW-Authenticate": 'Bearer realm="portal", error="invalid_token"'}


def as_problem(refusal: base.PortalError) -> Problem:
    """A refusal of the portal as it is sent."""
    status = _nearest(STATUS, refusal) or 500
    title = (type(refusal).__doc__ or "").partition("\n")[0].removesuffix(".")
    if isinstance(refusal, database.StoreError | database.BadFile):
        # Its sentence names the database, which is nobody's business out there.
        return Problem(status, refusal.code, title, _AWAY, headers=_PATIENCE)
    headers = _CHALLENGE if status == 401 else {}
    return Problem(status, refusal.code, title, str(refusal), _nearest(FIELD, refusal), headers)


def _nearest(table: dict[type[base.PortalError], _Value], refusal: object) -> _Value | None:
    return next((table[kind] for kind in type(refusal).__mro__ if kind in table), None)
