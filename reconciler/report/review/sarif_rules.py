"""The rules of a SARIF run: what each code means, in the words of its explanation."""

import re
from collections.abc import Iterable, Iterator
from typing import Any, TypeAlias

from reconciler.report.explanation import explanation
from reconciler.report.notice import Notice
from reconciler.report.review.privileged import GAINED, REACHED
from reconciler.report.review.told import REST

Data: TypeAlias = dict[str, Any]

_WORD = re.compile(r"[A-Za-z0-9]+")

_ABOUT = {
    GAINED[0]: "People gain a permission that the catalog calls sensitive. It is no mistake in a "
    "file: it is there to be looked at before it is approved.",
    REACHED[0]: "People hold a sensitive permission as before, and by this change it works on more "
    "users or groups.",
    REST[0]: "There is more to tell than there is room for. `reconciler show` of the saved plan, "
    "or the log of the run, says more.",
}
"""What no finding says."""


def rules(notices: Iterable[Notice]) -> Iterator[Data]:
    """A rule for each kind of notice, in the order in which they come up."""
    titles = {notice.code: notice.title for notice in notices}
    for code, title in titles.items():
        yield _rule(code, title or code)


def _rule(code: str, title: str) -> Data:
    known = explanation(code)
    text = known.text if known else _ABOUT.get(code, title)
    paragraph, _, _ = text.partition("\n\n")
    return {
        "id": code,
        "name": "".join(word.capitalize() for word in _WORD.findall(title)),
        "shortDescription": {"text": title},
        "fullDescription": {"text": " ".join(paragraph.split())},
        "help": {"text": text, "markdown": text},
    }
