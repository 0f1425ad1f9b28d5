"""What a plan does to what people can do."""

from dataclasses import replace

import pytest

from reconciler.core.access.effect import Difference
from reconciler.core.access.planned import effects_of
from reconciler.core.plan import Step
from reconciler.core.target import Catalog

from .build import NOW, g, grant, group, inside, move, state, users
from .differences import line
from .ways import REACHING

EXACT = replace(REACHING, access="exact")
LIVE = state(users("noah"), group("top", "call", ""), group("top/a", "see", "noah"))


def effects(*changes, pinned=EXACT, target=EXACT, live=LIVE):
    steps = [Step(change, wave) for wave, change in enumerate(changes)]
    return effects_of(steps, live, (pinned, target), NOW)


def lines(*changes, **more):
    return [line(effect) for effect in effects(*changes, **more).effects]


def test_a_plan_is_compared_with_what_is_live():
    assert lines(grant(inside("top"), "noah")) == ["+ noah call at /acme/london via top"]


def test_who_is_in_a_group_that_moves_is_in_the_same_group():
    there = group("top/a", "see", "noah")
    assert lines(move(there, g("top/b"))) == []


def test_a_plan_with_nothing_to_do_is_not_looked_at():
    assert effects(live=replace(LIVE, members=None)) == Difference(scopes=1)


def test_with_nothing_to_do_a_catalog_that_grew_still_gives_more():
    see, *rest = EXACT.catalog.permissions
    grown = replace(EXACT, catalog=Catalog((replace(see, implies=("call",)), *rest)))
    assert lines(target=grown) == ["+ noah call at /acme/london via top/a"]


def test_a_pinned_catalog_that_claims_more_than_is_live_explains_no_gain_away():
    see, *rest = EXACT.catalog.permissions
    claims = replace(EXACT, catalog=Catalog((replace(see, implies=("call",)), *rest)))
    assert lines(grant(inside("top"), "noah"), pinned=claims) == lines(grant(inside("top"), "noah"))


@pytest.mark.parametrize(("pinned", "target"), [(EXACT, REACHING), (REACHING, EXACT)])
def test_where_access_is_not_computed_nothing_is_guessed(pinned, target):
    assert effects(grant(inside("top"), "noah"), pinned=pinned, target=target) is None
