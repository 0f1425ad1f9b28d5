"""The portal's lock as runs hold it: renewed by a thread while the run is at work."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import Final
from uuid import uuid4

from reconciler.portal import Lock, Portal, PortalError, StoreError
from reconciler.portal.locks import LEASE
from reconciler.providers.base import Run
from reconciler.providers.locking import Holder, Still, held_by, lost
from reconciler.providers.portal.beating import beating
from reconciler.providers.process import is_dead, this_process

BEAT: Final = LEASE.total_seconds() / 4
"""Seconds between two signs of life: three may be lost before the lease runs out."""


@contextmanager
def holding(portal: Portal, run: Run) -> Iterator[tuple[str, Still]]:
    """Hold the lock of a portal, by an ID. Raises `Locked`, and `PortalError`."""
    lock = Lock(
        id=uuid4().hex[:8],
        user=run.actor,
        host=run.host,
        process=this_process(),
        link=run.link,
        commit=run.commit,
        since=portal.now(),
    )
    with portal.transaction() as work:
        held = work.locks.holder
        is_over = held is not None and is_dead(held.process)
        holder = work.locks.take(lock, held.id if held and is_over else None)
    if holder is not None:
        raise held_by(as_holder(holder))
    try:
        with beating(BEAT, _renewing(portal.twin(), lock.id)):
            yield lock.id, lambda: _demand(portal, lock.id)
    finally:
        with suppress(StoreError), portal.transaction() as work:  # the lease ends by itself
            work.locks.release(lock.id)


def as_holder(lock: Lock) -> Holder:
    """Who holds the portal's lock, as people are told."""
    return Holder(lock.id, lock.user, lock.host, lock.link, lock.commit, lock.since)


def _demand(portal: Portal, lock: str) -> None:
    """Renew it, too: what is handed over next has a whole lease before it."""
    with portal.transaction() as work:
        is_held = work.locks.renew(lock)
    if not is_held:
        raise lost()


@contextmanager
def _renewing(portal: Portal, lock: str) -> Iterator[Callable[[], None]]:
    """A sign of life; a database that is busy now may not be at the next beat."""

    def renew() -> None:
        with suppress(PortalError), portal.transaction() as work:
            work.locks.renew(lock)

    with portal:
        yield renew
