"""One write, sent until it is done, refused, or not to be known.

```
send -> answered: done
     -> nothing can have happened: wait, send again
     -> something is in the way, or gone: read -> as the write wanted it: done
     -> it may have happened, and the system knows the key: wait, send the same again
     -> it may have happened: read -> there: done
                                   -> not there: wait, send again
                                   -> cannot be told: EffectUnknown
```
"There is one already" may speak of our own: a network may deliver twice, an answer may have been
lost before. Once an attempt may have happened, every later failure is settled by reading.
"""

from collections.abc import Callable
from dataclasses import dataclass

from reconciler.providers.http.answer import Answer
from reconciler.providers.http.budget import Tries
from reconciler.providers.http.call import Call
from reconciler.providers.http.effect import Effect, Written
from reconciler.providers.http.errors import Conflict, EffectUnknown, HttpError, NotFound

_IN_THE_WAY = (Conflict, NotFound)
"""What our own effect looks like to a second request."""


@dataclass(slots=True)
class Write:
    """A write on its way.

    `send` makes one attempt, `settle` reads whether the effect is there, None if nobody can tell.
    Both raise `HttpError`.
    """

    call: Call
    send: Callable[[Call, Tries], Answer]
    tries: Tries
    settle: Callable[[], Effect] | None
    in_doubt: bool = False

    def run(self) -> Written:
        """Send until it is done. Raises `EffectUnknown`; any other `HttpError`: it is not done."""
        while True:
            outcome = self._attempt()
            if isinstance(outcome, Answer):
                return Written(outcome)
            self.in_doubt = self.in_doubt or outcome.may_have_happened
            if self._is_settled(outcome):
                return Written(None)

    def _attempt(self) -> Answer | HttpError:
        try:
            return self.send(self.call, self.tries)
        except HttpError as failure:
            return failure

    def _is_settled(self, failure: HttpError) -> bool:
        """Whether the effect is there after all; else waits for the next attempt, if there is one.

        The same key may be sent again unread, so reading is put off until no attempt is left.
        """
        read_now = self._calls_for_reading(failure)
        if read_now and self._is_there(failure):
            return True
        last = self._wait(failure)
        if last is None:
            return False
        if self.in_doubt and not read_now and self._is_there(last):
            return True
        raise last

    def _calls_for_reading(self, failure: HttpError) -> bool:
        if isinstance(failure, _IN_THE_WAY) and self.settle:
            return True
        return self.in_doubt and not (self.call.key and failure.passing)

    def _wait(self, failure: HttpError) -> HttpError | None:
        """Wait for the next attempt; the last failure where there is none."""
        try:
            self.tries.wait_after(failure)
        except HttpError as last:
            return last
        return None

    def _is_there(self, failure: HttpError) -> bool:
        effect = self._settled(failure)
        if effect is Effect.THERE:
            return True
        if self.in_doubt and isinstance(failure, _IN_THE_WAY):
            # Something is in the way, or gone, and it is not seen: one of the two is out of date.
            raise EffectUnknown(failure)
        return False

    def _settled(self, failure: HttpError) -> Effect:
        if self.settle is None:
            raise EffectUnknown(failure)
        try:
            return self.settle()
        except HttpError as error:
            unread = error
        raise EffectUnknown(failure, unread)
