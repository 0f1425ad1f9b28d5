"""The instant of a run: the clock, or what `--at` says."""

from datetime import UTC, datetime, time

import click

from reconciler.spec.dates import parse_day, parse_end


def instant(at: str | None) -> datetime:
    """Now, or the given instant; of a date its first moment in UTC. Raises a usage error."""
    if at is None:
        return datetime.now(UTC)
    day = parse_day(at)
    found = datetime.combine(day, time(), UTC) if day else parse_end(at)
    if found is None:
        message = f"--at takes a date, as 2027-02-01, or an RFC 3339 instant; `{at}` is neither."
        raise click.UsageError(message)
    return found
