"""Leaves out what a plan says about people, for tests that do not look at it.

It takes a third of the time of a plan. Each plan of worlds A and B is made whole in
`test_worlds_converge.py`, each of world C in `test_worlds_order.py`.
"""

import pytest

from reconciler.core import planner


@pytest.fixture
def effects_unasked(monkeypatch):
    """Plans say nothing about people."""
    monkeypatch.setattr(planner, "effects_of", lambda *_: None)
