"""The search for an order, and what becomes of it."""

import pytest

from reconciler.core.order import waiting
from reconciler.core.plan import Step
from reconciler.core.proof import search as searching
from reconciler.core.proof.component import Component, components
from reconciler.core.proof.demand import Demand, Kind
from reconciler.core.proof.prove import prove, unmet
from reconciler.core.proof.search import Search
from reconciler.core.proof.ways import both, either, made, unmade

from .build import (
    PARIS,
    create,
    delete,
    g,
    grant,
    group,
    holding,
    inside,
    move,
    revoke,
    role,
    said,
    sort,
    update,
)

FIVE = [grant(inside(name), "noah") for name in "abcde"]


def before(one, other):
    """A demand that one step comes before another."""
    return Demand(Kind.GAP, either([made(one), unmade(other)]))


def never(one, other, kind=Kind.EXCESS):
    """A demand that one is not made while another is not."""
    return Demand(kind, both(made(one), unmade(other)))


def searched(demands, size=5, edges=()):
    component = Component(tuple(range(size)), tuple(demands))
    return Search(component, component.before(edges)).best()


def test_without_a_demand_the_order_of_the_rules_stays():
    assert searched([]) == (0, 1, 2, 3, 4)


def test_an_order_is_found_that_meets_all():
    assert searched([before(4, 0), before(3, 4)]) == (1, 2, 3, 4, 0)


def test_what_the_system_demands_is_kept():
    found = searched([before(4, 0)], edges=[(0, 4)])
    assert found.index(0) < found.index(4)


def test_the_worse_fault_is_avoided():
    assert searched([before(1, 0), never(1, 0)], size=2) == (0, 1)
    assert searched([before(1, 0), never(1, 0, Kind.FORBIDDEN)], size=2) == (0, 1)
    assert searched([before(1, 0)], size=2) == (1, 0)


def test_a_large_component_is_not_searched_for_long(monkeypatch):
    monkeypatch.setattr(searching, "_TRIED", 2)
    monkeypatch.setattr(searching, "_WHOLE", 2)
    assert searched([before(4, 0), before(0, 4)]) == ()


def test_a_component_too_large_keeps_the_rules(monkeypatch):
    monkeypatch.setattr("reconciler.core.proof.prove.MOST_STEPS", 1)
    found = prove(sort(*FIVE), [before(4, 0)])
    assert (found.layered, len(found.missed)) == ((), 1)


def test_one_that_would_not_be_found_again_keeps_the_rules():
    """Nothing that the changes say ties London to Paris."""
    far = grant(inside("a", PARIS), "eve")
    found = prove(sort(FIVE[0], far), [before(1, 0)])
    assert (found.layered, len(found.missed)) == ((), 1)


def test_a_plan_with_a_circle_is_not_proved():
    moves = {g("a"): g("b"), g("b"): g("a")}
    circle = sort(move(group("a"), g("b")), move(group("b"), g("a")), moves=moves)
    assert prove(circle, [before(1, 0)]).missed == ()
    assert [*unmet(circle, [before(1, 0)])] == []


def test_what_need_not_wait_is_made_at_once():
    found = prove(sort(*FIVE), [before(3, 0), before(4, 0), before(1, 0), before(2, 0)])
    assert found.layered == (((1, 2, 3, 4), (0,)),)


def test_other_components_stay_as_they_are():
    found = prove(sort(*FIVE, create(group("x")), create(group("x/y"))), [before(1, 0)])
    waves = found.ordered.graph.waves()
    when = {said(change): waves[step] for step, change in enumerate(found.ordered.changes)}
    assert when["create x/y"] == 1
    assert when["grant noah in a"] == 1


def test_a_demand_beside_binds_nothing_together():
    several = sort(*FIVE)
    assert [*components(several, [], [before(1, 0)])] == []
    (one,) = components(several, [before(1, 0)], [before(0, 1), before(2, 0)])
    assert len(one.demands) == 2


def steps_of(found):
    waves = found.ordered.graph.waves()
    pairs = sorted(zip(waves, found.ordered.changes, strict=True), key=lambda pair: pair[0])
    return [Step(change, wave) for wave, change in pairs]


EDITS = [
    update(role("desk", "calls"), role("desk", "phones")),
    update(role("night", "calls"), role("night", "phones")),
    delete(role("old")),
]


@pytest.mark.parametrize("first", range(4))
def test_an_edited_role_may_meet_whatever_happens_below_it(first):
    """So an order between them is found again from the waves."""
    ordered = sort(*EDITS, grant(inside("a"), "noah"), grant(holding("other"), "isla"))
    others = [step for step in range(5) if step != first]
    found = prove(ordered, [before(first, step) for step in others])
    steps = steps_of(found)
    place = steps.index(next(one for one in steps if one.change == ordered.changes[first]))
    assert sorted(waiting(steps, ()).behind(place)) == sorted({*range(5)} - {place})


def test_of_very_many_those_of_neighbouring_waves_wait(monkeypatch):
    monkeypatch.setattr("reconciler.core.order.found._MOST", 0)
    steps = [Step(change, wave) for wave, change in enumerate(FIVE[:3])]
    assert waiting(steps, ()).later == [[1], [2], []]


def test_what_a_deletion_takes_along_waits_with_it():
    along = (revoke(inside("a"), "noah"),)
    steps = [Step(grant(inside("b"), "isla"), 0), Step(delete(group("a")), 1, along)]
    assert waiting(steps, ()).later == [[1], []]
