"""Making: what a plan was made from, in words."""

from collections.abc import Iterator

from reconciler.core.canonical import canonical
from reconciler.core.saved import Made
from reconciler.report.escape import visible


def making(made: Made, digest: str) -> Iterator[str]:
    """When, from what and by whom a plan was made, and its digest: a sentence for each.

    The commit and the digest are whole: they are what one looks for.
    """
    yield f"Made at {canonical(made.created)} by reconciler {visible(made.tool)}."
    by = f" by {visible(made.author)}" if made.author else ""
    if made.commit:
        changed = ", with changes that are not committed" if made.uncommitted else ""
        yield f"From commit {visible(made.commit)}{by}{changed}."
    elif by:
        yield f"Run{by}."
    if digest:
        yield f"Digest {digest}."
