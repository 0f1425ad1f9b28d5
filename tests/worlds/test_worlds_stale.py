"""R7 by chance: what of a plan is made is told apart from what is not, wherever a run stops."""

from dataclasses import replace
from datetime import timedelta
from functools import cache
from random import Random

import pytest

from reconciler.core.change import Action
from reconciler.core.model import Container, Membership
from reconciler.core.order import final_changes, waiting
from reconciler.core.rename import Moves
from reconciler.core.staleness import judge
from reconciler.providers.base import Run

from .build import NOW, TARGET
from .chance import case_c
from .choose import in_chunks, numbers
from .run import memory, plan, send
from .unasked import effects_unasked  # noqa: F401 - a fixture

CASES = 4_000
pytestmark = pytest.mark.usefixtures("effects_unasked")


def not_refused(chunk, few):
    """Cases by chance whose plan is not refused, each with its plan."""
    for number in numbers(chunk, CASES, few):
        case = case_c(number)
        if (found := accepted(number)) is not None:
            yield case, found


@cache
def accepted(number):
    """The plan of a case; None where it is refused. Each test asks for it again."""
    try:
        return plan(case_c(number))
    except AssertionError:
        return None


def judged(found, state):
    """What is done, and what makes the plan stale; in its own order it is addressed as planned."""
    one = judge(found, state, NOW)
    left = [place for place in range(len(found.steps)) if place not in one.done]
    assert [one.steps[place] for place in left] == [found.steps[place] for place in left]
    return sorted(one.done), [finding.message for finding in one.findings]


@in_chunks
def test_after_every_step_just_those_before_it_are_done(chunk):
    for case, found in not_refused(chunk, 600):
        provider = memory(case.before)
        for place, step in enumerate(found.steps):
            assert judged(found, provider.state) == (list(range(place)), []), (case.name, place)
            send(provider, [step.change], found, case)
        whole = (list(range(len(found.steps))), [])
        assert judged(found, provider.state) == whole, case.name


@in_chunks
def test_when_one_step_fails_just_what_does_not_wait_for_it_is_done(chunk):
    for case, found in not_refused(chunk, 600):
        if found.is_empty:
            continue
        failed = Random(case.name).randrange(len(found.steps))
        waits = waiting(found.steps, case.before.kept, TARGET.catalog.negation)
        left = {failed, *waits.behind(failed)}
        provider = memory(case.before)
        for place, step in enumerate(found.steps):
            if place not in left:
                send(provider, [step.change], found, case)
        made = sorted(set(range(len(found.steps))) - left)
        assert judged(found, provider.state) == (made, []), (case.name, failed)


def touched(found):
    """The roles, groups and memberships of a plan that may be live, by their live addresses."""
    changes = [change for _, change in final_changes(found.steps)]
    moves = Moves({one.old_ref: one.ref for one in changes if one.action is Action.MOVE})
    created = {one.ref for one in changes if one.action is Action.CREATE}
    for change in changes:
        if change.ref in created:  # its name may be one that something else still has
            continue
        match change.value:
            case Membership(member, Container(ref, scope)):
                yield member, Container(moves.live(ref), scope)
            case _:
                yield moves.live(change.ref)


@in_chunks
def test_another_description_is_stale_just_where_the_plan_touches_the_thing(chunk):
    for case, found in not_refused(chunk, 600):
        mine = set(touched(found))
        for thing in case.before.things:
            other = replace(thing, description="by hand")
            table = "roles" if thing.ref.kind == "role" else "groups"
            things = {**getattr(case.before, table), thing.ref: other}
            _, said = judged(found, replace(case.before, **{table: things}))
            assert len(said) == (thing.ref in mine), (case.name, thing.ref, said)


@in_chunks
def test_another_end_is_stale_just_where_the_plan_touches_the_membership(chunk):
    for case, found in not_refused(chunk, 600):
        mine = set(touched(found))
        for container, members in case.before.members.items():
            for user in members.users:
                until = {**members.until, user: NOW + timedelta(days=77)}
                there = {**case.before.members, container: replace(members, until=until)}
                _, said = judged(found, replace(case.before, members=there))
                assert len(said) == ((user, container) in mine), (case.name, user, said)


def by_hand(case, found):
    """A live state in which somebody made some of the changes, in an order of their own."""
    random, provider = Random(case.name), memory(case.before)
    some = random.sample(range(len(found.steps)), random.randrange(len(found.steps)))
    for place in some:
        one = judge(found, provider.state, NOW)
        if not one.findings and place not in one.done:
            # One that cannot be made yet, or finds something else there, is let be.
            list(provider.apply([one.steps[place].change], Run(NOW, spelling=found.spelling)))
    return provider


@in_chunks
def test_what_was_begun_by_hand_in_any_order_comes_true_or_is_stale(chunk):
    stale, tried = 0, 0
    for case, found in not_refused(chunk, 600):
        if found.is_empty:
            continue
        tried += 1
        provider = by_hand(case, found)
        one = judge(found, provider.state, NOW)
        stale += bool(one.findings)
        if one.findings:
            continue
        for place, step in enumerate(one.steps):
            if place not in one.done:
                send(provider, [step.change], found, case)
        again = judge(found, provider.state, NOW)
        assert (len(again.done), again.findings) == (len(found.steps), ()), case.name
    # A change that nobody planned, made by who mistook one thing for another, is rare (1 in 40).
    assert stale <= tried // 10


@in_chunks
def test_any_plan_has_an_answer_for_any_state(chunk):
    for case, found in not_refused(chunk, 120):
        for number in Random(case.name).sample(range(CASES), 10):
            one = judge(found, case_c(number).before, NOW)
            assert len(one.steps) == len(found.steps)
