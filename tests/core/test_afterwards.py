"""What is live once a plan is made is what the files want, with all that is not theirs."""

import pytest

from reconciler.core.afterwards import afterwards, moves_of
from reconciler.core.rename import rename

from .build import (
    LONDON,
    assigned,
    completed,
    declared,
    g,
    group,
    lists,
    planned,
    role,
    state,
    top,
    users,
)

LIVE = state(
    users("noah isla jack"),
    top("noah"),
    group("top/sales", "calls", "isla jack@soon"),
    group("top/sales/desk", "phones", "jack"),
    group("top/old", "", "isla@past"),
    role("clerk", "calls"),
    assigned("clerk", "isla"),
)


@pytest.mark.parametrize(
    "files",
    [
        declared(),
        declared(top(), group("top/sales", "calls phones", "isla noah@later")),
        declared(lists(LONDON), top("noah isla")),
        declared(top(), group("top/staff", None, "isla", was="top/sales")),
        declared(
            top(),
            group("top/a", None, None, was="top/sales"),
            group("top/a/b", "calls", "noah", was="top/sales/desk"),
            group("top/sales", "phones", "jack"),
        ),
        declared(role("clerk", "phones"), assigned("clerk", "noah")),
    ],
)
def test_it_is_what_is_desired(files):
    found = afterwards(LIVE, planned(files, LIVE).steps)
    wanted = completed(files, rename(LIVE, files).state).state
    assert found.roles == wanted.roles
    assert found.groups == wanted.groups
    assert found.members == wanted.members


def test_a_plan_without_moves_moves_nothing():
    assert moves_of(planned(declared(), LIVE).steps).new == {}


def test_moves_lead_from_where_things_are_live():
    files = declared(top(), group("top/staff", None, None, was="top/sales"))
    assert moves_of(planned(files, LIVE).steps).new == {g("top/sales"): g("top/staff")}
