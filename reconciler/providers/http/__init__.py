"""One HTTP client for every provider over the network. `docs/providers/http.md` shows its use."""

from reconciler.providers.http.answer import Answer
from reconciler.providers.http.budget import RunBudget
from reconciler.providers.http.call import Call
from reconciler.providers.http.client import Client
from reconciler.providers.http.effect import Effect, Read, Verify, Written
from reconciler.providers.http.limits import Limits
from reconciler.providers.http.origin import ForeignLink, Origin, path_of
from reconciler.providers.http.pace import Pace
from reconciler.providers.http.paging import pages
from reconciler.providers.http.parallel import in_parallel
from reconciler.providers.http.time import Time
from reconciler.providers.http.transport import Transport
from reconciler.providers.http.waiting import Patience

__all__ = [
    "Answer",
    "Call",
    "Client",
    "Effect",
    "ForeignLink",
    "Limits",
    "Origin",
    "Pace",
    "Patience",
    "Read",
    "RunBudget",
    "Time",
    "Transport",
    "Verify",
    "Written",
    "in_parallel",
    "pages",
    "path_of",
]
