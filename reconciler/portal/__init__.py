"""The phone-system portal: a live system with scopes, users, roles, groups, rules and a log.

```
catalog, names, errors    what there is to give, how things are called, what is refused
tables, store             the database and its transactions
rows, snapshot            what is read; a snapshot is one moment of the whole portal
access, delegation        who holds what and why; what a caller may do
scopes, users, roles, groups, assignments, memberships   the writes, each with its rules
events                    who changed what, when, before and after
portal                    the way in: `Portal`
```
It knows nothing of the rest of the package.
"""

from reconciler.portal.access import Decision, Question, Reason, check
from reconciler.portal.errors import Forbidden, PortalError, StoreError
from reconciler.portal.events import RunNote
from reconciler.portal.portal import Portal, Work
from reconciler.portal.snapshot import Snapshot

__all__ = [
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
