"""Addresses that steps speak of, and where what stands there will stand in the end."""

from reconciler.core.order.final import interim
from reconciler.core.plan import Step

from .build import g, grant, group, inside, move

MOVE = Step(move(group("top/a"), g("top/b")), 1)


def found(*steps):
    return [*interim([*steps, MOVE])]


def test_a_step_before_a_move_speaks_of_the_old_address():
    assert found(Step(grant(inside("top/a/c"), "noah"), 0)) == [
        (g("top/a/c"), g("top/b/c")),
        (g("top/a"), g("top/b")),
    ]


def test_so_does_one_that_puts_a_group_into_another():
    assert found(Step(grant(inside("top/d"), g("top/a")), 0)) == [(g("top/a"), g("top/b"))]


def test_a_step_after_the_move_speaks_of_the_new_one():
    assert found(Step(grant(inside("top/b"), "noah"), 2)) == []


def test_without_a_move_every_address_is_final():
    assert [*interim([Step(grant(inside("top/a"), "noah"), 0)])] == []
