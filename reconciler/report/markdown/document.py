"""The document: all that a review has to say, in the order in which it is read."""

from collections.abc import Iterator

from reconciler.core.access.verdict import verdict
from reconciler.report.markdown.changes import Changes
from reconciler.report.markdown.findings import advice, refusals
from reconciler.report.markdown.fitting import Part, Weight, fitted
from reconciler.report.markdown.head import head
from reconciler.report.markdown.inert import code
from reconciler.report.markdown.limit import GITHUB, Limit
from reconciler.report.markdown.outcomes import outcomes
from reconciler.report.markdown.people import People
from reconciler.report.markdown.pieces import heading
from reconciler.report.markdown.remarks import applying, remarks
from reconciler.report.review.review import Review
from reconciler.report.wording import plural

_PRIVILEGED = "New privileged access"


def markdown(review: Review, limit: Limit = GITHUB) -> str:
    """A review as Markdown that a channel takes, whatever there is to say.

    Where there is too much the changes give way first: to the riskiest, to counts by scope, to
    counts. The verdict, violations and new privileged access are told last in counts, and always
    in exact ones.
    """
    return fitted(list(_parts(review, limit)), limit)


def _parts(review: Review, limit: Limit) -> Iterator[Part]:
    changes = Changes(review, limit)
    yield Part(Weight.VERDICT, [lambda: head(review, limit)])
    yield from outcomes(review, limit)
    yield from refusals(review, limit)
    yield from _access(review, limit)
    if review.saved.plan.access is None:
        yield from changes.privileged(_PRIVILEGED)
    yield from changes.all()
    yield from _pending(review, limit, changes.count)
    yield from advice(review, limit)
    yield from remarks(review, limit)
    yield from applying(review)


def _access(review: Review, limit: Limit) -> Iterator[Part]:
    """What becomes of people: of what the files change alone, where that is told apart."""
    plan = review.saved.plan
    told = plan.since.caused if plan.since else plan.access
    if told is not None:
        people = People(review, told, limit)
        yield from people.privileged(_PRIVILEGED)
        yield from people.others("People", Weight.PEOPLE)


def _pending(review: Review, limit: Limit, changes: int) -> Iterator[Part]:
    """What the files of the revision lead to by themselves."""
    since = review.saved.plan.since
    if since is None or not (since.changes or since.pending.effects):
        return
    people = People(review, since.pending, limit)
    said = verdict(since.pending, review.beside.target.catalog.sensitive)
    were = "was" if since.changes == 1 else "were"
    counts = f"Of the {plural(changes, 'change')} {since.changes:,} {were} pending"
    words = f"{counts} at {code(since.revision, 80)} already: {said}"
    yield Part(Weight.VERDICT, [lambda: f"{heading('Pending before')}\n\n{words}"])
    yield from people.privileged(f"{_PRIVILEGED} that was pending")
    yield from people.others("People, by what was pending", Weight.PENDING)
