"""The portal's lock as runs hold it from afar: renewed by a thread while the run is at work."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import uuid4

from reconciler.errors import Locked
from reconciler.providers.base import Run
from reconciler.providers.http import Call, Client, Effect, Read, path_of
from reconciler.providers.http.errors import Conflict, HttpError, NotFound
from reconciler.providers.locking import Holder, Still, held_by, lost, no_such
from reconciler.providers.portal.beating import beating
from reconciler.providers.portal.remote.shapes import HOLDER, LOCK, HolderShape, shaped
from reconciler.providers.process import is_dead, this_process

BEAT: Final = 15.0
"""Seconds between two signs of life: a quarter of what the portal waits for one."""

_LOCK: Final = "/v1/lock"


@dataclass(frozen=True, slots=True)
class Lock:
    """The lock of one portal."""

    client: Client

    @contextmanager
    def holding(self, run: Run) -> Iterator[tuple[str, Still]]:
        """Hold it: its ID, and how to ask whether it is still held. Raises what `Locking` does."""
        mine = uuid4().hex[:8]
        self._take(mine, run)
        try:
            with beating(BEAT, self._renewing(mine)):
                yield mine, lambda: self._demand(mine)
        finally:
            with suppress(HttpError):  # the lease ends by itself
                self.client.read(Call("DELETE", path_of("v1", "lock", mine)))

    def holder(self) -> Holder | None:
        """Who holds it, unless that process of this machine is dead."""
        held = self._holder()
        return None if held is None or is_dead(held["process"]) else as_holder(held)

    def break_(self, lock: str) -> Holder:
        """Take it from its holder."""
        held = self._holder()
        if held is None or held["id"] != lock:
            raise no_such(lock, None if held is None else as_holder(held))
        call = Call("POST", path_of("v1", "lock", lock, "break"))
        try:
            written = self.client.write(call, lambda read: self._is_gone(lock, read))
        except NotFound:  # it has gone since, or this caller does not see whose it is
            held = self._holder()
            raise no_such(lock, None if held is None else as_holder(held)) from None
        answer = written.answer
        return as_holder(held if answer is None else shaped(HOLDER, call, answer))

    def _take(self, mine: str, run: Run) -> None:
        held = self._held_instead(mine, run, None)
        # Whether the process of a holder lives, its own machine alone can tell.
        if held is not None and is_dead(held["process"]):
            held = self._held_instead(mine, run, held["id"])
        if held is not None:
            raise held_by(as_holder(held))

    def _held_instead(self, mine: str, run: Run, replaces: str | None) -> HolderShape | None:
        """Ask for it: None where it is ours, else who holds it."""
        try:
            self._ask(mine, run, replaces)
        except Conflict:
            held = self._holder()
        else:
            return None
        if held is None:
            raise Locked("Somebody else was applying a moment ago, and has ended: try again.")
        return held

    def _ask(self, mine: str, run: Run, replaces: str | None) -> None:
        said = {"user": run.actor, "host": run.host, "link": run.link, "commit": run.commit}
        body = {"id": mine, "process": this_process(), "replaces": replaces, **said}
        self.client.write(Call("POST", _LOCK, body), lambda read: self._is_mine(mine, read))

    def _is_mine(self, mine: str, read: Read) -> Effect:
        held = self._holder(read)
        is_mine = held is not None and held["id"] == mine
        return Effect.THERE if is_mine else Effect.NOT_THERE

    def _is_gone(self, lock: str, read: Read) -> Effect:
        held = self._holder(read)
        is_gone = held is None or held["id"] != lock
        return Effect.THERE if is_gone else Effect.NOT_THERE

    def _holder(self, read: Read | None = None) -> HolderShape | None:
        call = Call("GET", _LOCK)
        return shaped(LOCK, call, (read or self.client.read)(call))["holder"]

    def _demand(self, mine: str) -> None:
        """Renew it, too: what is handed over next has a whole lease before it."""
        try:
            self._renew(mine)
        except NotFound:
            raise lost() from None

    def _renew(self, mine: str) -> None:
        """As a read: a sign of life may come twice."""
        self.client.read(Call("PUT", path_of("v1", "lock", mine)))

    @contextmanager
    def _renewing(self, mine: str) -> Iterator[Callable[[], None]]:
        """A sign of life; a portal that is away now may not be at the next beat."""

        def renew() -> None:
            with suppress(HttpError):
                self._renew(mine)

        yield renew


def as_holder(held: HolderShape) -> Holder:
    """Who holds the lock, as people are told."""
    since = datetime.fromisoformat(held["since"])
    return Holder(held["id"], held["user"], held["host"], held["link"], held["commit"], since)
