"""Where the database of a portal is: which addresses there are, and what may stand in one."""

import re
from typing import Final

from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError

from reconciler.portal.errors.database import BadUrl

OPTIONS: Final = ("connect_timeout", "sslmode")
"""What may stand behind the `?` of a PostgreSQL database; the rest comes from libpq's variables."""

_WRITE = "write sqlite:///path/to/portal.db or postgresql://host/name"
_SECRET = re.compile(r"(?<=//).*@|\?.*", re.DOTALL)


def parse(url: str) -> URL:
    """The address, taken apart; `database` is None in memory. Raises `BadUrl`."""
    try:
        place = make_url(url)
    except (ArgumentError, ValueError) as error:  # a port that is no number is the second
        raise _refusal(url, _WRITE) from error
    if place.drivername == "sqlite" and not place.host and not place.query:
        return place if place.database != ":memory:" else place.set(database=None)
    if place.drivername in ("postgresql", "postgresql+psycopg") and place.database:
        _require_harmless(url, place)
        return place.set(drivername="postgresql+psycopg")
    raise _refusal(url, _WRITE)


def _require_harmless(url: str, place: URL) -> None:
    if place.password is not None:
        raise _refusal(url, "it holds a password; leave it out, PGPASSWORD or PGPASSFILE gives it")
    if not place.query.keys() <= set(OPTIONS):
        raise _refusal(url, f"behind its `?` there is nothing but {' and '.join(OPTIONS)}")
    if not all(isinstance(value, str) for value in place.query.values()):
        raise _refusal(url, "an option stands there twice")


def _refusal(url: str, help_: str) -> BadUrl:
    """The refusal, which shows nothing that may be a secret."""
    return BadUrl(url=_SECRET.sub("...", url), help=help_)
