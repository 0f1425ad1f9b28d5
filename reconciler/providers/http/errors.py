"""What can become of a call that did not succeed, each kind a class of its own.

```
TargetError
`-- HttpError
    |-- NotSent                 no connection, or it broke before a byte of the request was sent
    |   `-- Untrusted           the certificate is not good
    |-- Throttled               429, or 503 with Retry-After: it was not looked at
    |-- Lost                    sent, and no whole answer came: reset, silence, the deadline
    |-- ServerFailed            5xx
    |-- BadAnswer               not an answer of this system: a page, 206, broken JSON
    |   |-- Excessive           larger, longer or deeper than any good answer
    |   `-- Redirected          3xx; it was not followed
    |-- Refusal                 4xx
    |   |-- CredentialsRefused  401, and the credentials work nowhere: ends the run
    |   |-- Denied              403, or 401 where the same credentials work elsewhere
    |   |-- NotFound            404, 410
    |   `-- Conflict            409, 412
    |-- Lagging                 what is read may be older than the last write
    |-- EffectUnknown           a write that may have happened, and reading did not settle it
    `-- BudgetSpent             the run has waited and tried as often as it may: ends the run
```
Two questions decide what follows, and each class answers both: may the request have had an effect
(`may_have_happened`), and may the same request do better in a moment (`passing`)?

No message quotes another exception: those of the HTTP library hold the request with its secret.
"""

from typing import ClassVar, Self

from reconciler.errors import TargetError


class HttpError(TargetError):
    """A call that did not succeed: `call` is its method and path, `told` the seconds to wait."""

    may_have_happened: ClassVar[bool] = False
    passing: ClassVar[bool] = False
    ends_the_run: bool = False

    def __init__(self, call: str, reason: str, told: float | None = None) -> None:
        super().__init__(f"{call}: {reason}")
        self.call = call
        self.reason = reason
        self.told = told

    def given_up(self, why: str) -> Self:
        """The same, with why there was no further attempt."""
        return type(self)(self.call, f"{self.reason}; given up: {why}", self.told)


class NotSent(HttpError):
    """Nothing can have happened: not a byte of the request was sent."""

    passing = True


class Untrusted(NotSent):
    """The certificate of the live system is not good, and will not be in a moment."""

    passing = False


class Throttled(HttpError):
    """The live system asked to come back later, and did not look at the request."""

    passing = True


class Lost(HttpError):
    """The request was sent, and no whole answer came."""

    may_have_happened = True
    passing = True


class ServerFailed(HttpError):
    """The live system, or something before it, failed while it had the request."""

    may_have_happened = True
    passing = True


class BadAnswer(HttpError):
    """An answer came that this live system would not give."""

    may_have_happened = True
    passing = True


class Excessive(BadAnswer):
    """An answer beyond the limits: the next one would be the same."""

    passing = False


class Redirected(BadAnswer):
    """An answer that points elsewhere. It is never followed: the secret would go there."""

    passing = False


class Refusal(HttpError):
    """The live system looked at the request and said no."""


class CredentialsRefused(Refusal):
    """The credentials are not, or no longer, good for anything."""

    ends_the_run = True


class Denied(Refusal):
    """The credentials are good, and not for this."""


class NotFound(Refusal):
    """There is no such thing."""


class Conflict(Refusal):
    """Something else is there, or what is there is no longer what the write was made for."""


class Lagging(HttpError):
    """What is read does not show the writes that came before it yet."""

    passing = True


class EffectUnknown(HttpError):
    """A write that may have happened.

    `cause` is why its answer is missing, and `unread` what kept reading from settling it, if that
    was tried. Ask whether the effect is there before this is sent again.
    """

    may_have_happened = True

    def __init__(self, cause: HttpError, unread: HttpError | None = None) -> None:
        more = f"; reading did not settle it: {unread}" if unread else ""
        super().__init__(cause.call, f"{cause.reason}; whether it was done is not known{more}")
        self.cause = cause
        self.unread = unread
        self.ends_the_run = cause.ends_the_run or bool(unread and unread.ends_the_run)


class BudgetSpent(HttpError):
    """The run may wait and try no more."""

    ends_the_run = True
