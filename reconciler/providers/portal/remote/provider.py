"""The provider of a portal that is reached over HTTP, with the rights of a token."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime
from functools import cached_property
from typing import Final

from reconciler.core.change import Change
from reconciler.core.finding import Finding
from reconciler.core.model import State
from reconciler.core.outcome import Outcome
from reconciler.core.scope import Scope, Selection
from reconciler.core.target import Target
from reconciler.errors import TargetError, UsageError
from reconciler.providers.base import Run, utc_now
from reconciler.providers.http import Client, Transport
from reconciler.providers.locking import Holder, Still
from reconciler.providers.portal.errors import another_account
from reconciler.providers.portal.remote.account import WHO, Account, read_target
from reconciler.providers.portal.remote.lock import Lock
from reconciler.providers.portal.remote.reading import Reader
from reconciler.providers.portal.remote.slice import Slice
from reconciler.providers.portal.remote.state import Addresses, to_state
from reconciler.providers.shape import unsupported
from reconciler.providers.view import view

PARALLELISM: Final = "RECONCILER_PARALLELISM"
"""The variable of `--parallelism`: how many requests are made at once."""

_USUAL: Final = 10
_TOKENS: Final = ("RECONCILER_TOKEN", "RECONCILER_TOKEN_FILE")


class RemotePortal:
    """The provider of one portal, with what the token's user holds within the token's scope."""

    def __init__(
        self,
        client: Client,
        reader: Reader,
        account: Account,
        clock: Callable[[], datetime] = utc_now,
    ) -> None:
        self._client = client
        self._reader = reader
        self._account = account
        self._clock = clock
        self._lock = Lock(client)
        self._held = ""

    @cached_property
    def target(self) -> Target:
        """What the portal is like, asked for once."""
        return read_target(self._client, self._account.name)

    def describe(self) -> Target:
        """The live catalog, and the portal's rules."""
        return self.target

    def observe(self, of: Selection) -> State:
        """The selected scopes and their context, every page of one moment.

        All of it is in the token's sight, or it is an error. Of the context a caller has what they
        see: nobody who is above them.
        """
        rules = self.target.names
        sight = Scope(self._account.within).fold(rules)
        for root in sorted(of.roots):
            if not sight.holds(root):
                raise TargetError(f"The token sees nothing of {root}: it is for {sight} and below.")
        state = to_state(self._reader.read(), rules)
        return view(replace(state, caller=self._account.caller(rules)), of)

    def normalize(self, desired: State) -> tuple[State, Sequence[Finding]]:
        """Names are folded by the core as the portal folds them; nothing else has two forms."""
        return desired, unsupported(self.target, desired)

    def apply(self, changes: Sequence[Change], run: Run) -> Iterator[Outcome]:
        """The slice as a batch, in one transaction of the portal."""
        at = Addresses(self.target.names)
        yield from Slice(self._client, at, run, self._held, self._clock()).apply(changes)

    @contextmanager
    def lock(self, run: Run) -> Iterator[Still]:
        """The lock in the portal's own database: for everybody who reaches it."""
        with self._lock.holding(run) as (lock, still):
            self._held = lock
            try:
                yield still
            finally:
                self._held = ""

    def holder(self) -> Holder | None:
        """Who holds it; a dead process of this machine does not."""
        return self._lock.holder()

    def unlock(self, lock: str) -> Holder:
        """Take the lock from its holder; the portal's log says who did."""
        return self._lock.break_(lock)


def open_remote(url: str, account: str, environment: Mapping[str, str]) -> RemotePortal:
    """Open the service at `url`; whose it is, is asked before anything else.

    Raises `TargetError` and `UsageError`.
    """
    if not any(environment.get(name) for name in _TOKENS):
        raise UsageError(
            "The portal's service needs a token: set RECONCILER_TOKEN, or RECONCILER_TOKEN_FILE to "
            "the file that holds it. `reconciler portal token create` makes one."
        )
    if environment.get("RECONCILER_AS"):
        raise UsageError("RECONCILER_AS is for a database: a token acts as its own user. Unset it.")
    parallelism = _parallelism(environment)
    transport = Transport(url, environment, connections=parallelism)
    client = Client(transport, WHO)
    found = Account.read(client)
    if found.name != account:
        transport.close()
        raise another_account(str(transport.origin), found.name, account)
    return RemotePortal(client, Reader(client, transport.origin, parallelism), found)


def _parallelism(environment: Mapping[str, str]) -> int:
    said = environment.get(PARALLELISM) or str(_USUAL)
    if not (said.isascii() and said.isdecimal() and 1 <= int(said) <= 100):
        raise UsageError(f"{PARALLELISM} is a number of requests from 1 to 100, not {said!r}.")
    return int(said)
