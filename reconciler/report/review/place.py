"""Places: where a notice stands in the repository, for programs that want a place of everything."""

from reconciler.core.finding import Origin
from reconciler.report.notice import Notice
from reconciler.report.review.review import Review

LONGEST = 1_000
"""So many characters of a message are kept: a place for 5,000 of them has its limit, too."""


def place_of(notice: Notice, review: Review) -> Origin:
    """The place, with the path from the root of the repository.

    What no line says is about the project file. Nothing is outside of the repository.
    """
    origin = notice.place or Origin(review.around.project)
    return in_repository(origin, review)


def in_repository(origin: Origin, review: Review) -> Origin:
    """A place of the files, with the path from the root of the repository."""
    path = review.around.path(origin)
    if path.startswith(("/", "../")) or path in ("", ".", ".."):
        return Origin(review.around.project)
    return Origin(path, max(origin.line, 1), max(origin.column, 1), max(origin.end, 1))


def short(text: str) -> str:
    """A text of bounded length; what is cut is counted."""
    more = len(text) - LONGEST
    return f"{text[:LONGEST]}... and {more:,} more characters" if more > 0 else text
