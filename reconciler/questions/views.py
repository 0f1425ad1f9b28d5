"""Views: what will be once the plan is made, and what is live now."""

from datetime import datetime

from reconciler.core.access.question import Access, is_computed
from reconciler.core.access.view import View
from reconciler.core.afterwards import afterwards
from reconciler.core.codes import is_refusal
from reconciler.core.context.roles import locate_roles
from reconciler.core.finding import Finding, Severity
from reconciler.core.spelling import Spelling
from reconciler.core.target import Target
from reconciler.errors import FilesError, UsageError
from reconciler.pipeline import Planned, select
from reconciler.providers.base import Reader
from reconciler.validate import Files

_SHORT_LIST = "RC0401"
"""The live list of users is short: a plan that leaves them out leads to nothing that is meant."""


def demand_computed(target: Target) -> None:
    """Raises `UsageError` where nobody knows what people can do: there is no guess."""
    if not is_computed(target):
        raise UsageError("What people can do is not computed for this system.")


def desired_view(planned: Planned, now: datetime) -> View:
    """What will be once the plan is made. What no file answers for stays as it is.

    Raises `FilesError` where the plan has errors: then nobody knows what will be. A limit that
    refuses the plan is no such error.
    """
    demand_computed(planned.target)
    plan = planned.plan
    if any(map(_hides_what_will_be, plan.findings)):
        message = "The plan has errors: what it leads to is not known. --live asks about what is."
        raise FilesError(message, plan.findings)
    access = Access(afterwards(planned.live, plan.steps), planned.target, now)
    declared = locate_roles(planned.files.declared, planned.live)
    return View(access, plan.spelling, declared.origins, gone=declared.ended)


def live_view(files: Files, provider: Reader, now: datetime) -> View:
    """What is live now. The files say only which scopes that is about: they may have errors.

    Raises `TargetError` where the live system does not answer completely.
    """
    target = provider.describe()
    demand_computed(target)
    declared = files.declared.state
    live = provider.observe(select(files.project, target.names, None, declared.scopes))
    spelling = Spelling((live.spelling, declared.spelling))
    return View(Access(live, target, now), spelling, is_live=True)


def _hides_what_will_be(finding: Finding) -> bool:
    is_limit = is_refusal(finding) and finding.code != _SHORT_LIST
    return finding.severity is Severity.ERROR and not is_limit
