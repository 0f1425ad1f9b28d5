"""Rule 5 beside rule 4: what keeps two people apart does not keep one person waiting."""

from .build import grant, inside, ordered, redate, revoke

UP, LOW = inside("top/a"), inside("top/a/b")


def test_who_goes_down_from_a_group_into_one_below_is_in_both_for_a_moment():
    assert ordered(revoke(UP, "noah"), grant(LOW, "noah")) == [
        ["grant noah in top/a/b"],
        ["revoke noah from top/a"],
    ]


def test_who_goes_up_from_a_group_into_the_one_above_is_in_both_for_a_moment():
    assert ordered(revoke(LOW, "noah"), grant(UP, "noah")) == [
        ["grant noah in top/a"],
        ["revoke noah from top/a/b"],
    ]


def test_an_earlier_end_above_waits_for_ones_own_grant_below():
    assert ordered(redate(UP, "noah", None, "soon"), grant(LOW, "noah")) == [
        ["grant noah in top/a/b"],
        ["re-date noah in top/a until 2026-08-01"],
    ]
