"""R4 and R5 on the small worlds: a plan leads there, once is enough, no write is one too many."""

from collections.abc import Iterator
from itertools import islice

import pytest

from .build import Case
from .choose import in_chunks, numbers, pairs
from .run import apply, in_turn, memory, plan, plan_again, plan_nothing, send
from .shortest import fewest_a, fewest_b, fewest_e, states_a, states_b
from .small import case_e, cases_a, cases_b, is_wanted_e, world_a, world_b, world_e


def comes_true(case: Case) -> int:
    """Plan and apply it, wave by wave, and find nothing left to do; how many writes it took."""
    found, provider = plan(case), memory(case.before)
    apply(provider, found, case)
    assert provider.state == case.after, f"{case}: it ends elsewhere"
    again = plan_again(case, provider.state)
    assert again.is_empty, f"{case}: the second plan is {again.summary}"
    return len(found.steps)


def renames(case: Case) -> frozenset:
    """The moves of a case as paths below Top Role; a role is a path of one name."""
    return frozenset(
        tuple(ref.name[ref.kind == "group" :] for ref in (old, new))
        for new, old in case.moved.items()
    )


@in_chunks
def test_every_plan_of_world_a_comes_true_with_the_fewest_writes(chunk):
    for before, after in pairs(chunk, 289, 1800):
        for case in cases_a(before, after):
            assert comes_true(case) == fewest_a(before, after, renames(case)), case.name


@in_chunks
def test_every_plan_of_world_b_comes_true_with_the_fewest_writes(chunk):
    for before, after in pairs(chunk, 209, 1800):
        for case in cases_b(before, after):
            assert comes_true(case) == fewest_b(before, after, renames(case)), case.name


def wanted_of_world_e() -> Iterator[tuple[int, int]]:
    for after, ends in enumerate(world_e()):
        if is_wanted_e(ends):
            yield from ((before, after) for before in range(len(world_e())))


@pytest.mark.parametrize("chunk", range(2))
def test_every_plan_of_world_e_comes_true_with_the_fewest_writes(chunk):
    everything = [*wanted_of_world_e()]
    for number in numbers(chunk, len(everything), 200, chunks=2):
        before, after = everything[number]
        case = case_e(before, after)
        assert comes_true(case) == fewest_e(before, after), case.name


def test_the_worlds_have_all_their_states():
    assert (len(world_a()), len(world_b()), len(world_e())) == (289, 209, 26)
    assert len(set(states_a())) == 289
    assert len(set(states_b())) == 209


def test_a_state_that_is_there_already_takes_no_plan():
    cases = [
        *(cases_a(0, after)[0] for after in range(len(world_a()))),
        *(cases_b(0, after)[0] for after in range(len(world_b()))),
        *(case_e(0, after) for after, ends in enumerate(world_e()) if is_wanted_e(ends)),
    ]
    assert [case.name for case in cases if not plan_nothing(case).is_empty] == []


@in_chunks
def test_the_changes_of_one_wave_may_be_made_in_any_order(chunk):
    for before, after in islice(pairs(chunk, 289, 960), 0, None, 4):
        for case in cases_a(before, after):
            found, provider = plan(case), memory(case.before)
            for change in in_turn(found, seed=before + after):
                send(provider, [change], found, case)
            assert provider.state == case.after, case.name
