"""The head: the verdict, the summary line, and what was planned from what."""

from collections.abc import Iterator

from reconciler.core.access.verdict import verdict
from reconciler.core.canonical import canonical
from reconciler.core.finding import Severity
from reconciler.core.plan import Plan
from reconciler.report.diagnostics import count
from reconciler.report.markdown.findings import is_violation
from reconciler.report.markdown.inert import code, prose
from reconciler.report.markdown.limit import Limit
from reconciler.report.markdown.pieces import small
from reconciler.report.review.review import Review
from reconciler.report.wording import listing, plural

_SHORT = 80
"""Characters of a name in the small print."""
_LONG = 160
"""Characters of what stood for the live system: names and a digest."""


def head(review: Review, limit: Limit) -> str:
    """The first lines of a report: whoever reads no further has read what matters."""
    return "\n\n".join([f"### {title(review)}", *_lines(review), small(_made(review), limit)])


def title(review: Review) -> str:
    """The gist, without a full stop; numbers and our own words alone."""
    plan = review.saved.plan
    if not review.is_planned:
        return f"No plan: {_against(plan)}" if plan.is_refused else "No plan"
    if plan.is_refused:
        return f"Refused: {_against(plan)}"
    if plan.is_empty:
        return "No changes"
    return _verdict(review) or f"{plural(_count(plan), 'change')}"


def _lines(review: Review) -> Iterator[str]:
    plan = review.saved.plan
    if offline := review.saved.made.asked.offline:
        yield f"Compared with {code(offline, _LONG)}, not with the live system: for review alone."
    if not review.is_planned:
        if review.message != count(plan.findings):  # which the title says
            yield prose(review.message)
        return
    if plan.is_empty and plan.is_refused:
        yield "There is no plan while these errors stand."
        return
    if plan.is_refused and (said := _verdict(review)):
        yield f"If it were applied: {said[0].lower()}{said[1:]}."
    if not plan.is_empty and plan.access is None:
        yield "What becomes of access is not computed for this system."
    if plan.since is not None:
        yield f"This is what the files change since {code(plan.since.revision, _SHORT)}."
    if not plan.is_empty:
        yield plan.summary


def _verdict(review: Review) -> str:
    plan = review.saved.plan
    told = plan.since.caused if plan.since else plan.access
    if told is None or plan.is_empty:
        return ""
    return verdict(told, review.beside.target.catalog.sensitive).removesuffix(".")


def _against(plan: Plan) -> str:
    """What forbids a plan, counted."""
    errors = [one for one in plan.findings if one.severity is Severity.ERROR]
    violations = sum(is_violation(one) for one in errors)
    counts = {"violation": violations, "error": len(errors) - violations}
    return listing([plural(number, noun) for noun, number in counts.items() if number])


def _count(plan: Plan) -> int:
    return sum(1 for _ in plan.changes)


def _made(review: Review) -> str:
    """Who planned what, when, and from what."""
    plan, made = review.saved.plan, review.saved.made
    words = f"Made at {canonical(made.created.replace(microsecond=0))}"
    words += f" by reconciler {code(made.tool, _SHORT)}" if made.tool else ""
    words += f", from commit {code(made.commit, _SHORT)}" if made.commit else ""
    words += f", for {code(made.author, _SHORT)}" if made.author else ""
    facts = [f"{words}."]
    if plan.account:
        facts.append(f"Account {code(plan.account, _SHORT)}.")
    if plan.digest and not plan.is_empty:
        facts.append(f"Digest {code(plan.digest)}.")
    return " ".join(facts)
