"""The journal: what an apply hands over and what comes back, written down before and after.

One file for each run, JSON lines, in `.reconciler/journal/`:

| `type` | when | says |
|---|---|---|
| `run` | first | who, for what, on which system, and every change of the plan |
| `slice` | before changes are handed over | their places in the plan |
| `returned` | the provider is sure that it made none of these | their places |
| `outcome` | as soon as it is known | the place, the status and the reason |
| `end` | last | what ended the run, null where it was done; how many are unknown |
| `settled` | by a later run | what was unknown, by what is live now |

What is handed over and has no outcome is unknown. A line may be torn by a crash only as the last.
"""

from reconciler.journal.find import Kept, NotOurs, last_run, not_ours, open_runs, runs_of
from reconciler.journal.read import Chronicle, read_journal
from reconciler.journal.write import FOLDER, Journal, keeping, settle

__all__ = [
    "FOLDER",
    "Chronicle",
    "Journal",
    "Kept",
    "NotOurs",
    "keeping",
    "last_run",
    "not_ours",
    "open_runs",
    "read_journal",
    "runs_of",
    "settle",
]
