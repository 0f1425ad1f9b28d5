"""The plan as text of a fixed width, for a file, and what it was made from."""

from rich.text import Text

from reconciler.report.diagnostics import ROOM, diagnostics
from reconciler.report.harmless import harmless
from reconciler.report.layout import fold
from reconciler.report.outcomes import outcomes_text
from reconciler.report.review.making import making
from reconciler.report.review.review import Review
from reconciler.report.text import TextOptions, plan_text

WIDTH = 100
"""Cells of a line, as where nobody says how wide a page is."""


def plain(review: Review) -> str:
    """The lines that `plan` prints, without colours; where there is no plan, what is wrong.

    Of very many findings the worst: a terminal takes them all, a file is kept.
    """
    saved, beside = review.saved, review.beside
    options = TextOptions(
        width=WIDTH,
        advise=False,
        unmanaged=saved.unmanaged,
        findings=ROOM,
    )
    if review.is_planned:
        lines = plan_text(saved.plan, beside, options, review.causes)
    else:
        lines = list(diagnostics(saved.plan.findings, beside.sources, WIDTH, ROOM))
        lines.append(Text(review.message))
    if review.outcomes:
        lines += [Text(), *outcomes_text(review.outcomes, saved.plan.spelling, WIDTH)]
    for told in making(saved.made, saved.plan.digest):
        lines += fold(Text(told), WIDTH)
    return "".join(f"{harmless(line).plain.rstrip()}\n" for line in lines).lstrip("\n")
