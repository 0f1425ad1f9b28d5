"""The plan as text for the log of a GitHub workflow, then annotations of the lines it is about."""

from collections.abc import Iterable, Iterator

from reconciler.core.finding import Finding, Severity, has_errors
from reconciler.report.annotations import SHOWN, annotation, annotations
from reconciler.report.review.place import in_repository
from reconciler.report.review.plain import plain
from reconciler.report.review.review import Review
from reconciler.report.review.told import first


def github(review: Review) -> str:
    """What `--format github` prints."""
    findings = review.saved.plan.findings
    lines = [*annotated(findings, review)]
    if review.error and not has_errors(findings):
        lines.insert(0, annotation(Severity.ERROR, review.error, title="reconciler"))
    return plain(review) + "".join(f"{line}\n" for line in lines)


def annotated(findings: Iterable[Finding], review: Review) -> Iterator[str]:
    """Findings of a run, and who gains a sensitive permission, as workflow commands."""
    notices, totals = first(findings, review, SHOWN)
    return annotations(notices, lambda origin: in_repository(origin, review).path, totals)
