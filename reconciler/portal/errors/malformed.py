"""Something that can never be right, whatever the portal holds."""

from reconciler.portal.errors.base import PortalError


class Malformed(PortalError):
    """A value that no state of the portal would accept."""


class NameEmpty(Malformed):
    """A name with nothing in it."""

    code = "name-empty"
    sentence = "A name may not be empty."


class NameTooLong(Malformed):
    """More than 255 characters after trimming."""

    code = "name-too-long"
    sentence = "A name may have {longest} characters; {name:.20}... has {length}."


class NameCharacters(Malformed):
    """A control, bidirectional or invisible character inside a name."""

    code = "name-characters"
    sentence = "The name {name!a} has the character {character}, which names may not have."


class TextCharacters(Malformed):
    """A character that no database holds, inside a description."""

    code = "text-characters"
    sentence = "A description has the character {character}, which no text may have."


class BadPath(Malformed):
    """A scope path that is no absolute path, or a group path without names."""

    code = "bad-path"
    sentence = "{path!r} is not a path; {help}."


class UnknownRoleType(Malformed):
    """A role type that is none of the three."""

    code = "unknown-role-type"
    sentence = "There is no role type {type}; there are reseller, customer and user."


class NaiveInstant(Malformed):
    """An end without a time zone says no instant."""

    code = "naive-instant"
    sentence = "The end {expires} needs a time zone."


class TokenLifetime(Malformed):
    """Every token ends, and not too far ahead."""

    code = "token-lifetime"
    sentence = "A token ends after now and within {days} days; {expires} is neither."


class NotAskable(Malformed):
    """A question about somebody that the permission does not work on."""

    code = "not-askable"
    sentence = "{permission} works on {reach}, so it cannot be asked about {on}."
