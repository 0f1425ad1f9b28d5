"""Words that the portal says about more than one thing: ends and lists."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta


def ending(expires: datetime | None) -> str:
    """An end as the plan says it: `through` the last whole UTC day, else `until` the instant."""
    if expires is None:
        return "without end"
    instant = expires.astimezone(UTC)
    if instant.time() == time() and instant.date() > date.min:
        return f"through {instant.date() - timedelta(days=1)}"
    return f"until {instant.isoformat().replace('+00:00', 'Z')}"


def listing(parts: Sequence[str]) -> str:
    """`a`, `a and b`, `a, b and c`."""
    *most, last = parts
    return f"{', '.join(most)} and {last}" if most else last
