"""The plan as JUnit test cases: it can be applied, no limit says no, nothing is wrong in the files.

Who gains a sensitive permission is told by cases that pass: it is no failure.
"""

from collections.abc import Iterator, Sequence

from reconciler.core.access.verdict import verdict
from reconciler.core.codes import REFUSALS
from reconciler.core.finding import Severity
from reconciler.report.notice import Notice
from reconciler.report.review.making import making
from reconciler.report.review.place import in_repository, short
from reconciler.report.review.privileged import GAINED, REACHED
from reconciler.report.review.review import Review
from reconciler.report.review.told import told
from reconciler.report.suites import Case, Failed, Suite, suites_text


def junit(review: Review) -> str:
    """The file, with as many cases as any other form has notices."""
    return suites_text(_suites(review))


def _suites(review: Review) -> Iterator[Suite]:
    notices = told(review).notices
    access = [one for one in notices if _is_access(one)]
    limits = [one for one in notices if _is_limit(one)]
    others = [one for one in notices if not _is_access(one) and not _is_limit(one)]
    unknown = "" if review.is_planned or not review.error else "there is no plan"
    yield Suite("plan", [_verdict(review)])
    yield _suite("limits and policies", "No limit and no policy is broken", limits, review, unknown)
    yield _suite("files", "Nothing is wrong in the files", others, review, "")
    if review.is_planned or unknown:
        none = "Nobody gains a sensitive permission"
        yield _suite("privileged access", none, access, review, unknown)


def _is_access(notice: Notice) -> bool:
    return notice.code in (GAINED[0], REACHED[0])


def _is_limit(notice: Notice) -> bool:
    return notice.code.startswith(REFUSALS)


def _suite(name: str, none: str, notices: Sequence[Notice], review: Review, unknown: str) -> Suite:
    """The cases of a suite; where there are none, one that says that this is well, or not known."""
    cases = [_case(notice, review) for notice in notices]
    return Suite(name, cases or [Case(none, skipped=unknown)])


def _case(notice: Notice, review: Review) -> Case:
    name = short(f"{notice.heading}: {notice.message}")
    lines = tuple(_lines(notice, review))
    if notice.weight.severity is Severity.ERROR:
        return Case(name, Failed(short(notice.message), lines))
    return Case(name, output=lines)


def _lines(notice: Notice, review: Review) -> Iterator[str]:
    """The notice with every place, each as editors write it."""
    yield f"{notice.heading}: {short(notice.message)}"
    if notice.help:
        yield f"help: {short(notice.help)}"
    if notice.place:
        yield f"at {in_repository(notice.place, review)}"
    for label, origin in notice.related:
        yield f"{label}: {in_repository(origin, review)}"


def _verdict(review: Review) -> Case:
    """Whether there is a plan that can be applied, or whether the files alone are sound."""
    plan = review.saved.plan
    said = [review.message]
    if review.is_planned and plan.access is not None:
        said.append(verdict(plan.access, review.beside.target.catalog.sensitive))
    if review.is_planned and plan.digest:
        said += making(review.saved.made, plan.digest)
    name = "The plan can be applied" if review.is_planned else "The files are sound"
    name = name if not review.error else "There is a plan"
    is_well = not plan.is_refused and not review.error
    failed = None if is_well else Failed(review.error or review.message, tuple(said))
    return Case(name, failed, output=tuple(said))
