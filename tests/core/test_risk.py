"""Which changes a reviewer must see first."""

from dataclasses import replace

import pytest

from reconciler.core.risk import Risk, Risks, privileged
from reconciler.core.target import Catalog, Permission

from .build import (
    LONDON,
    TARGET,
    create,
    declared,
    delete,
    g,
    grant,
    group,
    inside,
    lists,
    move,
    planned,
    r,
    redate,
    revoke,
    role,
    state,
    top,
    update,
    users,
)

CATALOG = Catalog(
    (Permission("calls"), Permission("phones"), Permission("billing", sensitive=True)),
    negation="!",
)
SALES, MANAGERS = inside("sales"), inside("managers")
RISKS = Risks(CATALOG, frozenset({MANAGERS.ref}))


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        (delete(group("sales", "calls")), Risk.DELETION),
        (delete(role("desk")), Risk.DELETION),
        (create(group("sales", "calls billing")), Risk.SENSITIVE),
        (update(group("sales"), group("sales", "billing")), Risk.SENSITIVE),
        (update(group("sales", "!billing"), group("sales")), Risk.SENSITIVE),
        (update(role("desk", "billing", type="reseller"), role("desk", "billing")), Risk.SENSITIVE),
        (move(group("top/a", "billing"), g("top/b/a")), Risk.SENSITIVE),
        (grant(MANAGERS, "noah"), Risk.PRIVILEGE),
        (redate(MANAGERS, "noah", "soon", "later"), Risk.PRIVILEGE),
        (update(group("sales", "calls"), group("sales", "phones")), Risk.PERMISSIONS),
        (update(group("sales", "billing"), group("sales", "")), Risk.PERMISSIONS),
        (update(group("sales"), group("sales", "!billing")), Risk.PERMISSIONS),
        (update(role("desk", type="user"), role("desk", type="customer")), Risk.PERMISSIONS),
        (move(group("top/a"), g("top/b/a")), Risk.PERMISSIONS),
        (revoke(SALES, "noah"), Risk.REMOVAL),
        (revoke(MANAGERS, "noah"), Risk.REMOVAL),
        (redate(MANAGERS, "noah", "later", "soon"), Risk.REMOVAL),
        (grant(SALES, "noah"), Risk.GRANT),
        (create(group("sales", "calls !billing")), Risk.GRANT),
        (redate(SALES, "noah", "soon", "later"), Risk.DATE),
        (move(role("desk", "billing"), r("counter")), Risk.WORDING),
        (update(role("desk", "billing"), role("desk", "billing", description="New")), Risk.WORDING),
    ],
)
def test_every_change_is_of_one_class(change, expected):
    assert RISKS.of(change, change.ref) == expected


def test_a_membership_is_judged_by_what_its_container_is_in_the_end():
    assert RISKS.of(grant(SALES, "noah"), MANAGERS.ref) == Risk.PRIVILEGE
    assert RISKS.of(grant(MANAGERS, "noah"), SALES.ref) == Risk.GRANT


def test_privileged_is_who_carries_a_sensitive_permission_before_or_after():
    before = state(group("sales", "billing"), group("managers", "calls"), group("desk", "calls"))
    after = state(group("sales", "calls"), group("managers", "billing"), group("desk"))
    changes = [grant(inside(name), "noah") for name in ("sales", "managers", "desk", "gone")]
    assert privileged(changes, (before, after), CATALOG) == {g("sales"), g("managers")}


def test_where_somebody_only_leaves_nothing_is_given():
    there = state(group("sales", "billing"))
    assert privileged([revoke(SALES, "noah")], (there,), CATALOG) == frozenset()


def test_a_plan_knows_what_is_privileged_by_its_final_address():
    people = users("noah isla")
    live = state(people, top("noah"), group("top/old", "billing"), group("top/desk", "calls"))
    files = declared(
        lists(LONDON),
        top(),
        group("top/new", "billing", "isla", was="old"),
        group("top/desk", "calls", "isla"),
    )
    target = replace(TARGET, catalog=CATALOG)
    assert planned(files, live, target).privileged == {g("top/new")}
