"""One issue while the live system differs from the files: opened, updated, closed, opened again."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final, Self

from reconciler.core.canonical import canonical
from reconciler.forge.commands import inert
from reconciler.forge.comment import is_same
from reconciler.forge.forge import Forge, settled
from reconciler.forge.marker import Marker
from reconciler.forge.written import Issue
from reconciler.report.markdown import Limit, markdown
from reconciler.report.markdown.head import title
from reconciler.report.review.review import Review

KEPT: Final = 10
"""How many lines the history of an issue keeps."""

_HEAD: Final = "#### What the runs found"
_LINE = re.compile(r"- `[0-9TZ:.+-]{1,40}` [0-9A-Za-z,;:. -]{1,200}(?: `[0-9a-f]{12}`)?")
ROOM: Final = len(_HEAD) + 10 * 280
"""How many characters the history may take."""

_NONE: Final = Issue(0, None, "", "", is_open=False)


@dataclass(frozen=True, slots=True)
class Found:
    """What a run found: the title and the report that say it, and whether anything differs.

    `gist` is its line in the history, after `when`: of two runs that found the same it is the same.
    """

    title: str
    report: str
    lasts: bool
    when: str
    gist: str

    @classmethod
    def of(cls, review: Review, limit: Limit, name: str) -> Self:
        """What a review says, within a limit; `name` is the project's, where there are several.

        A plan with errors says of nothing that it is as declared.
        """
        plan, made = review.saved.plan, review.saved.made
        place = f" ({name})" if name else ""
        return cls(
            title=f"Drift: {title(review)}{place}",
            report=inert(markdown(review, replace(limit, size=limit.size - ROOM))),
            lasts=plan.is_refused or not plan.is_empty,
            when=canonical(made.created.replace(microsecond=0)),
            gist=f"{review.message} `{plan.digest[:12]}`",
        )


def decide(
    opened: Sequence[Issue], closed: Sequence[Issue], marker: Marker, found: Found
) -> tuple[Issue, ...]:
    """The issues that are to be written, as they are then; one without a number is new.

    Both lists hold our own alone, the oldest first. The oldest open one stays, others come from two
    runs at once. When there is drift anew the newest closed one is opened again, so that its
    history is not lost.
    """
    if not found.lasts and not opened:
        return ()
    before = next(iter((*opened, *reversed(closed))), _NONE)
    wanted = replace(
        before,
        title=found.title if found.lasts else before.title,
        body=marker.above(_body(before.body, found)),
        is_open=found.lasts,
    )
    extra = tuple(replace(issue, is_open=False) for issue in opened[1:])
    return extra if _is_as(before, wanted) else (wanted, *extra)


def _is_as(before: Issue, wanted: Issue) -> bool:
    return is_same(before.body, wanted.body) and replace(wanted, body=before.body) == before


def _body(before: str, found: Found) -> str:
    lines = history(before, found)
    return f"{found.report.rstrip()}\n\n{_HEAD}\n\n" + "\n".join(lines) + "\n"


def history(before: str, found: Found) -> list[str]:
    """The lines of the history, the newest first, with what was found now.

    Who may edit issues may have edited this one: a line of another shape is left out. A run that
    found what the last one did adds none, so that a line says since when it is so.
    """
    told = before.replace("\r\n", "\n").rpartition(f"\n{_HEAD}\n")[2].splitlines()
    known = [line for line in told if _LINE.fullmatch(line)] if _HEAD in before else []
    if known and known[0].partition("` ")[2] == found.gist:
        return known[:KEPT]
    return [f"- `{found.when}` {found.gist}", *known][:KEPT]


def keep_issue(forge: Forge, marker: Marker, found: Found, label: str) -> tuple[Issue, ...]:
    """Make one issue tell what was found; what was written. Raises `TargetError`."""
    me = forge.me().number

    def make() -> tuple[Issue, ...]:
        opened = marker.ours(forge.open_issues(), me)
        is_new = found.lasts and not opened
        closed = marker.ours(forge.closed_issues(label), me) if is_new else []
        written = decide(opened, closed, marker, found)
        for issue in written:
            _write(forge, issue, label)
        return written

    return settled(make)


def _write(forge: Forge, issue: Issue, label: str) -> None:
    if issue.number:
        forge.change_issue(issue)
    else:
        forge.add_issue(issue.title, issue.body, label)
