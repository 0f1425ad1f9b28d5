"""The client: calls that are tried again where that is safe, at the pace of the whole run."""

from dataclasses import replace
from typing import Protocol

from reconciler.providers.http.answer import Answer
from reconciler.providers.http.budget import RunBudget, Tries
from reconciler.providers.http.call import Call
from reconciler.providers.http.effect import Effect, Verify, Written
from reconciler.providers.http.errors import (
    CredentialsRefused,
    Denied,
    HttpError,
    Lagging,
    NotSent,
    Throttled,
)
from reconciler.providers.http.pace import Pace
from reconciler.providers.http.time import Time
from reconciler.providers.http.waiting import Patience
from reconciler.providers.http.write import Write


class Sender(Protocol):
    """What makes single attempts: a `Transport`, or a simulated network."""

    time: Time

    def send(self, call: Call, within: float) -> Answer:
        """Make one attempt that lasts at most `within` seconds. Raises `HttpError`."""
        ...


class Client:
    """Speaks to one live system for the length of a run; safe to share between threads.

    `whoami` is a call that every valid secret may make. It tells a secret that has ended, which
    ends the run, from one object that it is not good for: some systems answer 401 to both.
    """

    def __init__(
        self,
        transport: Sender,
        whoami: Call | None = None,
        patience: Patience | None = None,
        pace: Pace | None = None,
        run: RunBudget | None = None,
    ) -> None:
        self.transport = transport
        self.whoami = whoami
        self.patience = patience or Patience()
        self.pace = pace or Pace(transport.time)
        self.run = run or RunBudget()

    def read(self, call: Call) -> Answer:
        """Make a call that only reads, again while that may help. Raises `HttpError`."""
        return self._read(call, self._tries())

    def write(self, call: Call, verify: Verify | None = None) -> Written:
        """Make a write, exactly once as far as can be told.

        `verify` reads whether its effect is there. It is asked when the answer is missing, before
        the write is sent again. Raises `EffectUnknown` where that stays open; any other `HttpError`
        says that the write is not done.
        """
        tries = self._tries()
        end = tries.until + self.patience.settling
        settle = (lambda: self._settle(verify, end)) if verify else None
        return Write(call, self._send, tries, settle).run()

    def _tries(self) -> Tries:
        time = self.transport.time
        return Tries(self.patience, self.run, time, time.now() + self.patience.seconds)

    def _read(self, call: Call, tries: Tries) -> Answer:
        while True:
            try:
                return self._send(call, tries)
            except HttpError as error:
                failure = error
            tries.wait_after(failure)

    def _settle(self, verify: Verify, end: float) -> Effect:
        """Ask until it can be told, or until `end`."""
        tries = replace(self._tries(), until=end)
        while True:
            effect = verify(lambda call: self._read(call, replace(self._tries(), until=end)))
            if effect is not Effect.UNSURE:
                return effect
            tries.wait_after(Lagging("reading back", "what was read may be older than the write"))

    def _send(self, call: Call, tries: Tries) -> Answer:
        """One attempt, when it is its turn."""
        if late := self.pace.turn(tries.until):
            raise NotSent(str(call), "its turn has not come", told=late)
        try:
            return self.transport.send(call, tries.left)
        except Throttled as error:
            self.pace.hold(error.told or 0.0)
            raise
        except CredentialsRefused as error:
            refused = error
        if self._works_elsewhere(call, tries):
            raise Denied(refused.call, f"{refused.reason}, and the secret is good for other things")
        self.run.end()
        raise refused

    def _works_elsewhere(self, refused: Call, tries: Tries) -> bool:
        """Whether the secret that was refused is good for anything."""
        if self.whoami is None or refused == self.whoami or self.pace.turn(tries.until):
            return False
        try:
            self.transport.send(self.whoami, tries.left)
        except HttpError:
            return False
        return True
