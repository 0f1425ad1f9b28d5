"""How much work a difference is, counted: it costs what differs, not who stands around it."""

from dataclasses import replace

import pytest

from tests.counting import calls

from .build import PARIS, group, inside, state, users
from .differences import compared, told
from .ways import REACHING, puts


def crowd(count):
    """Names of so many people."""
    return " ".join(f"p{number:05}" for number in range(count))


def leaving(count, stays):
    """Two states: everybody at the top sees those below, of whom leo leaves one of two groups.

    `stays` is who is in the other group all the time.
    """
    people = crowd(count)
    always = (users(f"leo isla {people}"), group("top", "see", people), group("top/b", "", stays))
    before = state(*always, group("top/a", "", "leo isla"))
    return before, state(*always, group("top/a", "", "isla"))


def work(pair):
    with calls() as found:
        compared(*pair)
    return found.total()


def test_nobody_is_looked_at_who_reaches_by_another_group_whom_they_reached():
    few, many = work(leaving(50, "leo")), work(leaving(800, "leo"))
    assert told(*leaving(50, "leo")) == []
    assert many <= few  # the first one looks up what is remembered of the target


def below_both(count):
    """Everybody is at the top and in the middle; leo leaves a group below both, and stays in one.

    So those in the middle reach him by the top all the same.
    """
    people = crowd(count)
    always = (users(f"leo isla {people}"), group("top/b", "", "leo"))
    over = (group("top", "see", people), group("top/mid", "see", people))
    before = state(*always, *over, group("top/mid/a", "", "leo isla"))
    return before, state(*always, *over, group("top/mid/a", "", "isla"))


def test_nobody_is_looked_at_who_reaches_them_by_what_else_they_are_in():
    few, many = work(below_both(50)), work(below_both(800))
    assert told(*below_both(50)) == []
    assert many <= few


def test_those_who_reach_fewer_cost_no_more_than_their_number():
    few, many = work(leaving(100, "isla")), work(leaving(400, "isla"))
    assert len(compared(*leaving(100, "isla")).effects[0].people) == 100
    assert few < many < few * 4.2


def ladder(depth, width, *, changed):
    """Groups one below another, with people in each who see all those below theirs."""
    paths = ["/".join(["top", *(f"g{at}" for at in range(deep))]) for deep in range(depth)]
    several = [" ".join(f"u{at:02}-{number:03}" for number in range(width)) for at in range(depth)]
    last = several[-1].split()[1:] if changed else several[-1].split()
    members = [*several[:-1], " ".join(last)]
    groups = [group(path, "see", each) for path, each in zip(paths, members, strict=True)]
    return state(users(" ".join(several)), *groups)


@pytest.mark.parametrize("depth", [3, 9])
def test_who_stands_in_a_group_below_is_counted_as_a_set(depth):
    pairs = [
        (ladder(depth, width, changed=False), ladder(depth, width, changed=True))
        for width in (10, 40)
    ]
    few, many = map(work, pairs)
    assert many < few * 4.2
    people = {person for one in compared(*pairs[1]).effects for person in one.people}
    assert len(people) == 40 * (depth - 1) + 1


def test_of_groups_that_many_leave_at_once_everybody_above_is_looked_at():
    leavers = crowd(30)
    always = (users(f"boss {leavers}"), group("top", "see", "boss"), group("top/b", "", "p00001"))
    one = state(*always, group("top/a", "", leavers))
    other = state(*always, group("top/a", "", ""))
    assert told(one, other) == ["- boss see on 29 users in top/a via top"]


def test_those_in_two_groups_that_reach_are_told_apart_from_those_in_one():
    always = (
        users("leo noah ivy omar"),
        group("top", "see", "noah ivy"),
        group("top/mid", "see", "noah omar"),
        group("top/b", "", "leo"),
    )
    one = state(*always, group("top/mid/a", "", "leo"))
    other = state(*always, group("top/mid/a", "", ""))
    assert told(one, other) == ["- omar see on 1 users (leo) in top/mid/a via top/mid"]


def test_a_group_that_reaches_with_another_permission_covers_nobody():
    always = (
        users("leo noah"),
        group("top", "call", "noah"),
        group("top/mid", "see", "noah"),
        group("top/b", "", "leo"),
    )
    one = state(*always, group("top/mid/a", "", "leo"))
    other = state(*always, group("top/mid/a", "", ""))
    assert told(one, other) == ["- noah see on 1 users (leo) in top/mid/a via top/mid"]


def test_a_namesake_elsewhere_who_reaches_them_covers_nobody():
    target = replace(REACHING, members="any")
    always = (
        users("leo noah"),
        users("noah", PARIS),
        group("top", "", ""),
        group("top/mid", "see", "noah"),
        group("top", "see", "noah", at=PARIS),
        puts(inside("top/b", PARIS), "/acme/london:leo"),
        group("top/b", "", at=PARIS),
    )
    one = state(*always, group("top/mid/a", "", "leo"))
    other = state(*always, group("top/mid/a", "", ""))
    assert told(one, other, target) == ["- noah see on 1 users (leo) in top/mid/a via top/mid"]
