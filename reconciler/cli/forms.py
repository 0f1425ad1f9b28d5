"""The forms of a review, by name."""

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from reconciler.report.review.review import Review


def written(name: str, review: "Review", channel: str = "github") -> str:
    """A review in the form of this name, one of `FORMS`; Markdown as long as its channel takes."""
    return _markdown(review, channel) if name == "markdown" else FORMS[name](review)


def _text(review: "Review") -> str:
    from reconciler.report.review.plain import plain

    return plain(review)


def _markdown(review: "Review", channel: str) -> str:
    from reconciler.report.markdown import LIMITS, markdown

    return markdown(review, LIMITS[channel])


def _json(review: "Review") -> str:
    from reconciler.report.plan_json import plan_json

    return plan_json(review.data())


def _html(review: "Review") -> str:
    from reconciler.report.html import html

    return html(review)


def _sarif(review: "Review") -> str:
    from reconciler.report.review.sarif import sarif

    return sarif(review)


def _github(review: "Review") -> str:
    from reconciler.report.review.github import github

    return github(review)


def _gitlab(review: "Review") -> str:
    from reconciler.report.review.gitlab import gitlab

    return gitlab(review)


def _junit(review: "Review") -> str:
    from reconciler.report.review.junit import junit

    return junit(review)


FORMS: Mapping[str, "Callable[[Review], str]"] = {
    "text": _text,
    "json": _json,
    "html": _html,
    "sarif": _sarif,
    "github": _github,
    "gitlab": _gitlab,
    "junit": _junit,
}
"""All but Markdown. Each imports what it needs when it is asked for."""
