"""Tokens that open nothing, or no longer."""

from reconciler.portal.errors.base import PortalError


class BadToken(PortalError):
    """A token that is none of ours, or none any more."""


class TokenUnknown(BadToken):
    """No token has this secret."""

    code = "token-unknown"
    sentence = "This is no token of the portal."


class TokenExpired(BadToken):
    """Its end has come."""

    code = "token-expired"
    sentence = "The token {id} has expired."


class TokenRevoked(BadToken):
    """Somebody has taken it back."""

    code = "token-revoked"
    sentence = "The token {id} has been revoked."
