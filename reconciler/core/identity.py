"""The identity of a plan: one digest for all plans that do the same from the same start."""

from functools import lru_cache

from reconciler.core.canonical import digest
from reconciler.core.change import Action, Change
from reconciler.core.plan import FORMAT_VERSION, Plan
from reconciler.core.spelling import Spelling
from reconciler.core.target import Target


@lru_cache(maxsize=16)
def target_digest(target: Target) -> str:
    """The digest of what a live system is like; many plans may be made for one system."""
    return digest(target)


def plan_digest(plan: Plan) -> str:
    """The same for two plans that do the same from the same start.

    Covers the format, the account, the catalog and each change with before, after and wave, and
    how the names are written that it makes. A minor version of the format only adds what says
    nothing of that.
    """
    return digest(
        {
            "format": FORMAT_VERSION.partition(".")[0],
            "account": plan.account,
            "catalog": plan.catalog,
            "changes": [
                {
                    "wave": step.wave,
                    "before": step.change.before,
                    "after": step.change.after,
                    "written": _written(step.change, plan.spelling),
                    "along": step.along,
                }
                for step in plan.steps
            ],
        }
    )


def _written(change: Change, spelling: Spelling) -> str | None:
    is_new = change.action in (Action.CREATE, Action.MOVE)
    return spelling.path(change.ref) if is_new else None
