"""Staleness: a saved plan against the live system as it is now, change by change.

| live is | then the change is |
|---|---|
| as `before` says | to do |
| as `after` says | done |
| anything else | stale, and with it the whole plan |

Of a role or group every field counts, of a membership its end. What the plan does not touch may be
as it likes.
"""

from reconciler.core.staleness.judged import Judged, judge

__all__ = ["Judged", "judge"]
