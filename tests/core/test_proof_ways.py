"""Ways: sums of products over the steps that are made."""

import pytest

from reconciler.core.proof.ways import (
    ALWAYS,
    NEVER,
    at_end,
    at_least,
    at_start,
    both,
    either,
    made,
    shortest,
    steps_of,
    unmade,
)


def ways(*several):
    return frozenset(map(frozenset, several))


def test_what_always_holds_adds_nothing_and_what_never_does_takes_all():
    assert both(ALWAYS, made(2)) == both(made(2), ALWAYS) == made(2)
    assert both(NEVER, made(2)) == both(made(2), NEVER) == NEVER
    assert either([NEVER, made(2)]) == made(2)
    assert either([made(2), ALWAYS]) == ALWAYS


def test_two_conditions_hold_together():
    assert both(made(0), unmade(1)) == ways({1, -2})
    assert both(made(0), unmade(0)) == NEVER


def test_what_says_more_than_another_is_left_out():
    assert either([made(0), both(made(0), made(1))]) == made(0)
    assert shortest([frozenset({1, -1}), frozenset({2})]) == ways({2})


def test_before_and_after_a_step_is_always():
    assert either([made(0), unmade(0)]) == ALWAYS


def test_so_many_at_once():
    assert at_least(2, [made(0), made(1), unmade(2)]) == ways({1, 2}, {1, -3}, {2, -3})


@pytest.mark.parametrize(
    ("when", "first", "last"),
    [
        (ALWAYS, True, True),
        (NEVER, False, False),
        (made(0), False, True),
        (unmade(0), True, False),
        (ways({1, -2}), False, False),
    ],
)
def test_it_is_known_at_both_ends(when, first, last):
    assert (at_start(when), at_end(when)) == (first, last)


def test_the_steps_that_matter_are_named():
    assert steps_of(ways({1, -3}, {5})) == {0, 2, 4}
