"""The database, or a file that shall fill it, cannot be used."""

from reconciler.portal.errors.base import PortalError


class StoreError(PortalError):
    """The database is missing, foreign, older, newer, busy or broken."""


class BadUrl(StoreError):
    """Not an address of a database that the portal can use."""

    code = "bad-url"
    sentence = "{url} is no address of a portal: {help}."


class NoDatabase(StoreError):
    """There is no such database."""

    code = "no-database"
    sentence = (
        "There is no portal at {url}; make one with `reconciler portal init {url} --from FILE`."
    )


class DatabaseExists(StoreError):
    """A new portal may not be written over something."""

    code = "database-exists"
    sentence = "There is a database at {url} already; a new portal needs an empty place."


class NotAPortal(StoreError):
    """A database, but not one of ours."""

    code = "not-a-portal"
    sentence = "What is at {url} is not the database of a portal."


class NewerSchema(StoreError):
    """Written by a later version of the portal."""

    code = "newer-schema"
    sentence = "The portal at {url} has schema {found}; this version reads up to {known}."


class OlderSchema(StoreError):
    """Written by an earlier version of the portal."""

    code = "older-schema"
    sentence = (
        "The portal at {url} has schema {found}; this version needs {known}, "
        "so run `reconciler portal migrate {url}`."
    )


class DatabaseBusy(StoreError):
    """Someone else has been writing for too long."""

    code = "database-busy"
    sentence = "The database at {url} is locked by somebody else; nothing was written."


class DatabaseFailed(StoreError):
    """The database refused for a reason of its own."""

    code = "database-failed"
    sentence = "The database at {url} failed: {problem}."


class BadFile(PortalError):
    """A file for `init` that cannot be read, or that asks for what the rules refuse."""

    code = "bad-file"
    sentence = "{path}:{line}: {problem}"


class UserTwice(BadFile):
    """A file for `init` that names one user twice, in whatever spelling."""

    code = "user-twice"
    sentence = "{name} stands twice in {path} ({where})."
