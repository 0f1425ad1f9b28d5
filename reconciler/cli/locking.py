"""Locking: the target is held while a run is at work, and waited for as long as it may."""

import re
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import timedelta
from time import monotonic, sleep
from typing import TYPE_CHECKING, Any, Final

import click

from reconciler.cli.session import Session
from reconciler.cli.signals import interrupt, on_signals
from reconciler.errors import Locked

if TYPE_CHECKING:
    from reconciler.providers.base import Provider, Run
    from reconciler.providers.locking import Locking, Still
    from reconciler.spec.project import Project

EVERY: Final = 1.0
"""Seconds between two questions for a lock that somebody else holds."""

_UNITS = {"": 1, "s": 1, "m": 60, "h": 3600}


class Duration(click.ParamType[timedelta]):
    """A length of time, as `90s`, `5m` or `1h`; a bare number is seconds."""

    name = "duration"

    def convert(
        self, value: Any, parameter: click.Parameter | None, context: click.Context | None
    ) -> timedelta:
        """Read it."""
        if isinstance(value, timedelta):
            return value
        found = re.fullmatch(r"(\d{1,6})([smh]?)", value)
        if found is None:
            self.fail(f"`{value}` is no duration: write 90s, 5m or 1h.", parameter, context)
        return timedelta(seconds=int(found[1]) * _UNITS[found[2]])


@contextmanager
def locked(
    session: Session, project: "Project", provider: "Provider", run: "Run", patience: timedelta
) -> "Iterator[Still]":
    """Hold the target; ended from outside meanwhile, it is given back. Raises `Locked`."""
    from reconciler.lock import locking

    with on_signals(interrupt), ExitStack() as stack:
        with session.progress.phase("Waiting for the lock"):
            still = _waited_for(stack, locking(project, provider), run, patience)
        yield still


def _waited_for(stack: ExitStack, lock: "Locking", run: "Run", patience: timedelta) -> "Still":
    until = monotonic() + patience.total_seconds()
    while True:
        try:
            return stack.enter_context(lock.lock(run))
        except Locked:
            left = until - monotonic()
            if left <= 0:
                raise
            sleep(min(EVERY, left))
