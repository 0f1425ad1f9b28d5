"""Cursors: where the next page of a listing begins.

They hold no secret and open nothing: what is in sight is asked anew at each page. So they need no
signature; one of another listing, or made by hand, is refused or names a place like any other.
"""

import base64
import json
from collections.abc import Sequence

from reconciler.portal.api.problems import invalid_field

_LARGEST = 2**31 - 1


def write_cursor(listing: str, after: Sequence[int | str]) -> str:
    """The cursor that goes on after this place of a listing."""
    text = json.dumps([listing, *after], separators=(",", ":"))
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


def read_cursor(listing: str, cursor: str | None, first: Sequence[int]) -> list[int]:
    """Where to go on; `first` where there is no cursor. Raises `Problem`."""
    if cursor is None:
        return list(first)
    try:
        padded = cursor.encode("ascii") + b"=" * (-len(cursor) % 4)
        name, *after = json.loads(base64.b64decode(padded, b"-_", validate=True))
    except (ValueError, TypeError, RecursionError):
        name, after = "", []
    numbers = [one for one in after if type(one) is int and 0 <= one <= _LARGEST]
    if name != listing or len(numbers) != len(first) or len(after) != len(first):
        raise invalid_field("cursor", "This is no cursor of this listing; begin without one.")
    return numbers
