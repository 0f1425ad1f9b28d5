"""Fixtures of the providers."""

from contextlib import ExitStack
from itertools import count

import pytest

from tests.putback import put_back


@pytest.fixture(scope="session")
def empty_portals(cluster):
    """For each test, the addresses of as many empty portals as it wants."""
    made = []

    def addresses():
        for number in count():
            if number == len(made):
                made.append(stack.enter_context(put_back(cluster)))
            yield made[number]()

    with ExitStack() as stack:
        yield addresses
