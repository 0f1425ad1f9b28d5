"""Settling: what became of changes that nobody answered for, wherever a run was cut off."""

from dataclasses import replace

import pytest

from reconciler.core.change import Action
from reconciler.core.rename import Moves
from reconciler.core.rename.relocate import relocate
from reconciler.core.replay import replay
from reconciler.core.settled import Settled, settled

from .build import LONDON, NOW, ROOT, group
from .test_staleness import PLAN, STEPS, live

CHANGES = list(STEPS.values())
EVERY = range(len(CHANGES))


def after(changes):
    """What is live after these changes, one by one."""
    state = live()
    for change in changes:
        if change.action is Action.MOVE:
            state = relocate(state, Moves({change.old_ref: change.ref}))
        else:
            state = replay(state, [change])
    return state


@pytest.mark.parametrize("made", range(len(CHANGES) + 1))
def test_whatever_was_made_before_the_end_is_applied_and_the_rest_is_not(made):
    found = settled(PLAN, EVERY, after(CHANGES[:made]), NOW)
    expected = [Settled.APPLIED] * made + [Settled.NOT_APPLIED] * (len(CHANGES) - made)
    assert list(found.values()) == expected


def test_what_others_have_put_in_its_place_is_something_else():
    there = live(sales=group("top/sales", "voicemail", "noah", description="Sells"))
    assert settled(PLAN, [0, 2], there, NOW) == {0: Settled.OTHERWISE, 2: Settled.NOT_APPLIED}


def test_what_a_run_did_not_read_is_not_looked_at():
    there = live()
    elsewhere = replace(there, complete=there.complete - {ROOT})
    assert settled(PLAN, [1, 9], elsewhere, NOW) == {1: Settled.NOT_APPLIED, 9: Settled.UNREAD}


def test_what_stood_in_a_scope_that_is_gone_is_something_else():
    there = live()
    gone = replace(there, complete=there.complete - {LONDON}, scopes=there.scopes - {LONDON})
    assert settled(PLAN, [1], gone, NOW) == {1: Settled.OTHERWISE}
