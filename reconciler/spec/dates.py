"""Dates: the two ways to write when something ends, read as instants in UTC."""

import re
from datetime import UTC, date, datetime, time, timedelta

_DAY = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
_INSTANT = re.compile(
    r"(\d{4}-\d\d-\d\d)[Tt ](\d\d:\d\d:\d\d)(?:\.(\d+))?([Zz]|[+-]\d\d:\d\d)", re.ASCII
)


def parse_day(text: str) -> date | None:
    """A calendar day (`2027-01-31`); None for anything else."""
    if not _DAY.fullmatch(text):
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def parse_end(text: str) -> datetime | None:
    """The instant when something ends, aware and in UTC; None for what is no date.

    A day is valid through its end, so it ends with the next day's first instant. An instant is
    written as in RFC 3339, always with its offset.
    """
    try:
        if (day := parse_day(text)) is not None:
            return datetime.combine(day + timedelta(days=1), time(), UTC)
        return _instant(text)
    except (ValueError, OverflowError):
        return None


def end_text(end: datetime) -> str:
    """An instant as `parse_end` reads it: the day whose end it is in UTC, else RFC 3339."""
    instant = end.astimezone(UTC)
    if instant.time() == time() and instant.date() > date.min:
        return (instant - timedelta(days=1)).date().isoformat()
    return instant.isoformat().replace("+00:00", "Z")


def _instant(text: str) -> datetime | None:
    found = _INSTANT.fullmatch(text)
    if found is None:
        return None
    day, clock, fraction, offset = found.groups()
    zone = "+00:00" if offset in "Zz" else offset
    written = f"{day}T{clock}.{(fraction or '0')[:6].ljust(6, '0')}{zone}"
    return datetime.fromisoformat(written).astimezone(UTC)
