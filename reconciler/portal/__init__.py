"""The phone-system portal: a live system with scopes, users, roles, groups, rules and a log.

```
catalog, names, errors    what there is to give, how things are called, what is refused
tables, store, write      the database, its transactions, its rows
address, sqlite, postgresql   where it is, and what is different about each kind
migrations                from the tables of each version to those of the next
rows, things, find        what is read, row by row
snapshot, excerpt         one moment of the whole portal; of what some writes are about
listing, load_listing     one moment of the whole portal, people as sets of names
numbered                  things by their numbers, in pages that hold still
sight                     what a caller sees of all this: one rule for reads and writes
access, questions         who holds what, on whom it works, and every reason why
whynot, words             every reason why not; how ends and lists are said
delegation                what a caller must hold to write
scopes, users, roles, groups, assignments, memberships   the writes, each with its rules
tokens                    secrets by which a program acts as a user, narrowed
locks                     one run at a time, for as long as it gives signs of life
carry, tenure, toprole    rules that several of them share
unit, events              one transaction; who changed what, when, before and after
work, reading             all that can be written, and all that can be read, in one transaction
portal                    the way in: `Portal`
seed, yamltree            the file that a new portal is made from
api                       all of this over HTTP
```
It knows nothing of the rest of the package.
"""

from reconciler.portal.access import Decision, Question, Reason, check
from reconciler.portal.errors.base import PortalError
from reconciler.portal.errors.database import StoreError
from reconciler.portal.errors.forbidden import Forbidden
from reconciler.portal.events import RunNote
from reconciler.portal.excerpt import About
from reconciler.portal.listing import Listing
from reconciler.portal.locks import Lock
from reconciler.portal.portal import Portal
from reconciler.portal.snapshot import Snapshot
from reconciler.portal.work import Work

__all__ = [
    "About",
    "Decision",
    "Forbidden",
    "Listing",
    "Lock",
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
