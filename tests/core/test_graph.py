"""Steps that wait for each other: no edge may close a circle."""

from hypothesis import given, settings
from hypothesis import strategies as st

from reconciler.core.graph import Graph


def graph(size, *edges):
    made = Graph(size)
    for edge in edges:
        assert made.add(*edge)
    return made


def test_steps_without_edges_are_one_wave():
    assert graph(3).waves() == [0, 0, 0]


def test_a_wave_is_the_longest_chain_before_a_step():
    assert graph(5, (0, 1), (1, 2), (0, 2), (3, 2)).waves() == [0, 1, 2, 0, 0]


def test_an_edge_against_the_numbers_is_taken():
    assert graph(3, (2, 1), (1, 0)).waves() == [2, 1, 0]


def test_an_edge_may_be_said_twice():
    assert graph(2, (0, 1), (0, 1)).waves() == [0, 1]


def test_an_edge_that_closes_a_circle_is_refused_and_leaves_no_trace():
    made = graph(3, (0, 1), (1, 2))
    assert not made.add(2, 0)
    assert made.waves() == [0, 1, 2]
    assert made.before[0] == set()


def test_no_step_comes_before_itself():
    assert not graph(1).add(0, 0)


def test_what_waits_directly_or_through_others_is_found_with_its_cause():
    made = graph(6, (4, 1), (1, 0), (4, 2), (5, 3))
    assert made.waiting([4]) == {0: 4, 1: 4, 2: 4}
    assert made.waiting([1, 5]) == {0: 1, 3: 5}
    assert made.waiting([]) == {}


def test_a_step_that_is_a_cause_itself_waits_for_none():
    assert graph(3, (0, 1), (1, 2)).waiting([0, 1]) == {2: 1}


SIZE = 7
EDGES = st.lists(st.tuples(st.integers(0, SIZE - 1), st.integers(0, SIZE - 1)), max_size=30)


def is_reachable(edges, start, goal):
    todo, seen = [start], {start}
    while todo:
        step = todo.pop()
        found = {then for first, then in edges if first == step} - seen
        seen |= found
        todo += found
    return goal in seen


@settings(max_examples=200)
@given(EDGES)
def test_an_edge_is_refused_if_and_only_if_it_closes_a_circle(edges):
    made, taken = Graph(SIZE), []
    for first, then in edges:
        closes = is_reachable(taken, then, first)
        assert made.add(first, then) is not closes
        if not closes:
            taken.append((first, then))
    waves = made.waves()
    assert all(waves[first] < waves[then] for first, then in taken)
