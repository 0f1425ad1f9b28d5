"""How long to wait before the next attempt: what the live system asks for, and full jitter.

Full jitter (a random share of a growing interval) spreads the attempts of many clients best:
https://aws.amazon.com/blogs/architecture/exponential-backoff-and-jitter/
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import format_datetime, parsedate_to_datetime
from typing import Final

FOREVER: Final = 10.0**9
"""Seconds: what is longer is as long."""

_SECONDS = re.compile(r"[0-9]+")


@dataclass(frozen=True, slots=True)
class Patience:
    """How often and how long one call is tried; times in seconds.

    `seconds` bounds all attempts and waits of one call together, `settling` the reads that settle
    afterwards whether a write has happened. Between attempts it waits a random share of `first`,
    doubled each time, up to `longest`.
    """

    attempts: int = 6
    seconds: float = 120.0
    settling: float = 30.0
    first: float = 0.5
    longest: float = 20.0

    def wait(self, made: int, told: float | None, share: float) -> float:
        """Seconds to wait after `made` attempts; `share` is random, from 0 up to 1.

        Never shorter than told. The jitter comes on top: those who were told the same do not all
        come back at once.
        """
        interval = self.first * 2.0 ** min(made - 1, 60)
        return (told or 0.0) + share * min(interval, self.longest)


def retry_after(headers: Mapping[str, str], now: datetime) -> float | None:
    """The seconds that Retry-After asks for (RFC 9110, section 10.2.3), or None without a good one.

    A date counts from the date of the answer: the clocks need not agree. `now` stands in for it.
    Where nothing remains of a rate, it is the seconds until X-RateLimit-Reset, an instant of Unix.
    """
    value = headers.get("retry-after", "").strip()
    if not value and headers.get("x-ratelimit-remaining") == "0":
        value = _reset(headers.get("x-ratelimit-reset", ""))
    if _SECONDS.fullmatch(value):
        return FOREVER if len(value) > 9 else float(value)
    until = _instant(value)
    if until is None:
        return None
    start = _instant(headers.get("date", "")) or now
    return min(max((until - start).total_seconds(), 0.0), FOREVER)


def _reset(value: str) -> str:
    """The same instant as a date of HTTP; what is none stays as it is."""
    is_instant = _SECONDS.fullmatch(value) and len(value) < 12
    return format_datetime(datetime.fromtimestamp(int(value), UTC)) if is_instant else ""


def _instant(value: str) -> datetime | None:
    try:
        instant = parsedate_to_datetime(value)
    except (ValueError, OverflowError):
        return None
    return instant if instant.tzinfo else instant.replace(tzinfo=UTC)
