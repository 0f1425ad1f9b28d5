"""Counters of work, for tests that compare two sizes: no clock is read."""

import sys
from collections import Counter
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import Engine, event

import reconciler

OURS = str(Path(reconciler.__file__).parent)


@contextmanager
def calls():
    """Count the calls of our own functions, by their name."""
    found = Counter()

    def count(frame, what, _):
        code = frame.f_code
        if what == "call" and code.co_filename.startswith(OURS):
            found[f"{Path(code.co_filename).stem}.{code.co_qualname}"] += 1

    sys.setprofile(count)
    try:
        yield found
    finally:
        sys.setprofile(None)


@contextmanager
def queries():
    """Collect the statements that are sent to the portal's database."""
    found = []

    def collect(_connection, _cursor, statement, *_):
        found.append(statement)

    event.listen(Engine, "before_cursor_execute", collect)
    try:
        yield found
    finally:
        event.remove(Engine, "before_cursor_execute", collect)
