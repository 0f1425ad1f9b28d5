"""The difference of access against question after question: the same people, places and numbers."""

import os
from itertools import product

import pytest

from reconciler.core.access.difference import difference
from reconciler.core.access.effect import Kind
from reconciler.core.access.question import Access, Question
from reconciler.core.access.sides import Side, Sides
from reconciler.core.model import Ref, user_of
from reconciler.core.rename.moves import Moves

from .build import NOW, TARGET
from .chance import PERMISSIONS, case_c

KEYS = {*PERMISSIONS, "users.access_without_role", "presence.access"}
COUNT = 2400 if os.environ.get("RECONCILER_TEST_ALL") else 600


def told(case):
    """By kind, person and permission: the places and the number reached, as the effects say."""
    found = {}
    for effect in effects(case).effects:
        if effect.start is None and effect.kind is not Kind.KEPT:
            for person in effect.people:
                for key in KEYS & set(effect.permissions):
                    at = (effect.kind, person, key)
                    assert at not in found, "one effect for one person and permission"
                    count = effect.reached.count if effect.reached else 0
                    found[at] = (set(map(str, effect.places)), count)
    return found


def effects(case):
    before = Side(Access(case.before, TARGET, NOW), moves(case))
    return difference(Sides(before, Side(Access(case.after, TARGET, NOW))))


def moves(case):
    return Moves({old: new for new, old in case.moved.items()})


def asked(case):
    """The same, by asking about everybody and everything on both sides."""
    before = everything(Access(case.before, TARGET, NOW), moves(case))
    after = everything(Access(case.after, TARGET, NOW), Moves({}))
    staying = {moves(case).final(ref) for ref in case.before.groups} & case.after.groups.keys()
    found = {}
    for at in before.keys() | after.keys():
        (was_at, was_on), (is_at, is_on) = (
            side.get(at, (set(), set())) for side in (before, after)
        )
        for kind, places, on in (
            (Kind.GAIN, is_at - was_at, is_on - was_on),
            (Kind.LOSS, was_at - is_at, was_on - is_on),
        ):
            reached = [one for one in on if one.kind == "user" or one in staying]
            if places or reached:
                found[kind, *at] = (places, len(reached))
    return found


def everything(access, moved):
    """By person and permission: the scopes where it is held, and whom it reaches."""
    state = access.state
    users = [
        Ref("user", scope, (user_of(key, scope)[1],))
        for scope, there in state.users.items()
        for key in there.all
    ]
    found = {}
    for user, key in product(users, KEYS):
        at = {scope for scope in state.scopes if access.allows(Question(user, key, scope))}
        on = {
            one if one.kind == "user" else moved.final(one)
            for one in (*users, *state.groups)
            if any(access.allows(Question(user, key, scope, one)) for scope in at)
        }
        if at:
            found[user, key] = (set(map(str, at)), on)
    return found


@pytest.mark.parametrize("start", range(0, COUNT, COUNT // 4))
def test_effects_are_what_questions_say_before_and_after(start):
    for number in range(start, start + COUNT // 4):
        case = case_c(number)
        assert told(case) == asked(case), f"replay: case_c({number})"


def test_those_who_lose_everything_hold_nothing_any_more():
    for number in range(COUNT // 4):
        case = case_c(number)
        lost = {person for kind, person, _ in asked(case) if kind is Kind.LOSS}
        left = everything(Access(case.after, TARGET, NOW), Moves({}))
        assert effects(case).bereft == lost - {person for person, _ in left}, f"case_c({number})"
