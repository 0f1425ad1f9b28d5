"""Something that does not exist."""

from reconciler.portal.errors.base import PortalError


class Unknown(PortalError):
    """Something named does not exist."""


class UnknownScope(Unknown):
    """No reseller, customer or phone system of this path."""

    code = "unknown-scope"
    sentence = "There is no scope {path}."


class UnknownUser(Unknown):
    """No user of this name in the account."""

    code = "unknown-user"
    sentence = "There is no user {name}."


class UnknownRole(Unknown):
    """No role of this name in the account."""

    code = "unknown-role"
    sentence = "There is no role {name}."


class UnknownGroup(Unknown):
    """No group of this path in the phone system."""

    code = "unknown-group"
    sentence = "There is no group {group} in {scope}."


class UnknownNumber(Unknown):
    """Nothing of this number, or nothing in sight: the refusal does not tell which."""

    code = "unknown-number"
    sentence = "There is no {kind} {number}."


class UnknownToken(Unknown):
    """No token of this number, or none in sight."""

    code = "unknown-token"
    sentence = "There is no token {id}."


class UnknownPermission(Unknown):
    """A key that is not in the catalog."""

    code = "unknown-permission"
    sentence = "There is no permission {permission}."


class NoSuchLock(Unknown):
    """Nobody holds a lock with this ID."""

    code = "no-such-lock"
    sentence = "There is no lock {lock}."
