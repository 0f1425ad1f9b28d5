"""Which role and group carries which permission."""

from dataclasses import replace

from reconciler.core.access.grid import grid
from reconciler.core.scope import ROOT
from reconciler.core.target import Catalog, Permission

from .build import ACME, LONDON, PARIS, TARGET, group, role, short, state
from .ways import KEYCLOAK, access

CATALOG = Catalog(
    (
        Permission("all", implies=("call",)),
        Permission("call"),
        Permission("see"),
        Permission("bill"),
    )
)
RULES = replace(TARGET, catalog=CATALOG)
LIVE = state(
    role("owner", "bill", type="reseller"),
    role("boss", "see", type="customer"),
    role("clerk", "all", type="user"),
    group("top", "see", ""),
    group("top/desk", "", ""),
    group("top", "call", "", at=PARIS),
    scopes={ROOT, ACME, LONDON, PARIS},
)


def columns(scope, there=LIVE, target=RULES):
    found = grid(access(there, target), scope)
    return [short(column.ref) for column in found.columns]


def test_roles_come_first_then_groups_from_the_root_down():
    assert columns(None) == ["boss", "clerk", "owner", "top", "top/desk", "/acme/paris:top"]


def test_permissions_stand_in_the_vendors_order_and_the_others_apart():
    found = grid(access(LIVE, RULES), LONDON)
    assert found.permissions == ("all", "call", "see")
    assert found.absent == ("bill",)


def test_what_comes_along_is_no_permission_that_is_listed():
    clerk = grid(access(LIVE, RULES), None).columns[1]
    assert (clerk.listed, clerk.implied) == ({"all"}, {"call"})
    assert clerk.carried == {"all", "call"}


def test_a_scope_has_the_roles_that_can_be_assigned_there_or_below():
    assert columns(ROOT) == columns(None)
    assert columns(ACME) == ["boss", "clerk", "top", "top/desk", "/acme/paris:top"]
    assert columns(LONDON) == ["clerk", "top", "top/desk"]


def test_a_role_without_a_type_can_be_assigned_anywhere():
    untyped = state(role("any", "see", type=None), scopes={ROOT, LONDON})
    assert columns(LONDON, untyped) == ["any"]


def test_roles_of_another_place_are_left_out():
    there = state(role("clerk", "all", type="user", of=PARIS), scopes={ROOT, LONDON, PARIS})
    assert columns(LONDON, there) == []


def test_where_a_role_is_the_permission_it_carries_itself():
    (column,) = grid(access(state(role("boss", "")), KEYCLOAK), None).columns
    assert (column.listed, column.implied) == ({"role:/:boss"}, frozenset())
