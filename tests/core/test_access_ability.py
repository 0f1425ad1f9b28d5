"""Everything that somebody can do, and on how many: exact numbers."""

from dataclasses import replace

from reconciler.core.access.ability import abilities
from reconciler.core.scope import ROOT
from reconciler.core.target import Catalog, Permission

from .build import ACME, LONDON, PARIS, assigned, g, group, inside, role, short, state, users
from .ways import REACHING, access, puts, who

LIVE = state(
    users("noah isla jack omar zoe", inactive="ivy"),
    users("cora", ACME),
    users("pia", PARIS),
    group("top", "see shape find call", "noah"),
    group("top/sales", "see", "isla jack@past ivy noah"),
    group("top/sales/desk", "", "jack"),
    group("top", "", "", at=PARIS),
    role("boss", "see shape find call", type="customer"),
    assigned("boss", "cora", ACME),
    scopes={ROOT, ACME, LONDON, PARIS},
)


def told(user, there=LIVE, target=REACHING):
    return [
        (
            short(one.holding.container),
            " ".join(one.permissions),
            str(one.reached.place),
            one.reached.users,
            one.reached.groups,
        )
        for one in abilities(access(there, target), user)
    ]


def test_a_group_reaches_the_members_of_the_groups_below_it_less_oneself():
    assert told(who("noah")) == [
        ("top", "see", "/acme/london", 3, 2),
        ("top", "shape", "/acme/london", 0, 2),
        ("top", "find", "/acme/london", 2, 0),
        ("top", "call", "/acme/london", 0, 0),
        ("top/sales", "see", "/acme/london", 1, 1),
    ]


def test_a_role_reaches_everybody_and_every_group_at_its_place_and_below():
    assert told(who("cora", ACME)) == [
        ("boss at /acme", "see", "/acme/**", 8, 0),
        ("boss at /acme", "shape", "/acme/**", 0, 4),
        ("boss at /acme", "find", "/acme/**", 3, 0),
        ("boss at /acme", "call", "/acme/**", 0, 0),
    ]


def test_where_groups_reach_nobody_they_reach_nobody():
    flat = replace(REACHING, tree="flat")
    assert [row[3:] for row in told(who("noah"), target=flat)] == [
        (0, 0),
        (0, 0),
        (2, 0),
        (0, 0),
        (0, 0),
    ]


def test_permissions_stand_in_the_vendors_order_and_reach_alike_together():
    catalog = Catalog((Permission("b"), Permission("x", reach="users"), Permission("a")))
    target = replace(REACHING, catalog=catalog)
    there = state(group("top", "a b x", "noah"))
    assert [row[1] for row in told(who("noah"), there, target)] == ["b a", "x"]


def test_steps_lead_to_what_gives_it():
    there = state(
        users("noah"), group("a", "", "noah"), group("b", "call", ""), puts(inside("b"), g("a"))
    )
    (one,) = abilities(access(there), who("noah"))
    assert [short(step.container) for step in one.steps] == ["a", "b"]


def test_who_is_deactivated_or_in_nothing_can_do_nothing():
    assert told(who("ivy")) == told(who("zoe")) == []


def test_scopes_of_no_level_have_nobody_in_no_group():
    shallow = replace(REACHING, levels=REACHING.levels[:2])
    assert told(who("cora", ACME), target=shallow)[2][3] == 0
