"""The page of the run, as the last line of a comment: what a comment has no room for is there."""

import re
from typing import Final

from reconciler.report.markdown import Limit

_PAGE: Final = re.compile(r"https://[A-Za-z0-9.-]+(?::[0-9]{1,5})?(?:/[A-Za-z0-9._~/-]*)?")
"""No character that means anything in Markdown or HTML, so that none is left to escape."""


def with_page(body: str, page: str, limit: Limit) -> str:
    """The body, and where it comes from; as it is where `page` is no such address.

    The line gives way where there is no room for it. Another run has another page, so that its body
    is another one; the same run, started again, keeps its own.
    """
    if not _PAGE.fullmatch(page):
        return body
    whole = f"{body.rstrip()}\n\nWritten by [this run]({page}), which keeps the artifacts.\n"
    return whole if limit.measure(whole) <= limit.size else body
