"""The phone-system portal: a live system with scopes, users, roles, groups, rules and a log.

```
catalog, names, errors    what there is to give, how things are called, what is refused
tables, store, write      the database, its transactions, its rows
rows, find                what is read, row by row
snapshot, excerpt         one moment of the whole portal; of what some writes are about
access, questions         who holds what, on whom it works, and every reason why
whynot, words             every reason why not; how ends and lists are said
delegation                what a caller must hold to write
scopes, users, roles, groups, assignments, memberships   the writes, each with its rules
carry, tenure, toprole    rules that several of them share
unit, events, reading     one transaction; who changed what, when, before and after
portal                    the way in: `Portal`
seed, yamltree            the file that a new portal is made from
```
It knows nothing of the rest of the package.
"""

from reconciler.portal.access import Decision, Question, Reason, check
from reconciler.portal.errors import Forbidden, PortalError, StoreError
from reconciler.portal.events import RunNote
from reconciler.portal.excerpt import About
from reconciler.portal.portal import Portal, Work
from reconciler.portal.snapshot import Snapshot

__all__ = [
    "About",
    "Decision",
    "Forbidden",
    "Portal",
    "PortalError",
    "Question",
    "Reason",
    "RunNote",
    "Snapshot",
    "StoreError",
    "Work",
    "check",
]
