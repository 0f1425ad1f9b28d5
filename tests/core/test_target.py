"""The live system as data: its catalog, its levels, who may be where."""

from dataclasses import replace

import pytest

from reconciler.core.names import NameRules
from reconciler.core.scope import Scope
from reconciler.core.target import Catalog, Permission

from .build import ACME, LONDON, ROOT, TARGET

CATALOG = Catalog(
    (
        Permission("roles", level="reseller", role_types=("reseller",)),
        Permission("calls", level="phone_system", role_types=("user", "customer")),
        Permission("any"),
    )
)
PORTAL = replace(TARGET, catalog=CATALOG)


def test_a_closed_catalog_knows_its_own_keys_and_an_open_one_takes_any():
    assert ("calls" in CATALOG, "faxes" in CATALOG) == (True, False)
    assert "faxes" in replace(CATALOG, open=True)


def test_permissions_are_found_by_key():
    assert CATALOG.by_key["calls"].level == "phone_system"


def test_keys_are_sorted_as_the_vendor_does_and_unknown_ones_come_last():
    keys = frozenset({"zeta", "any", "alpha", "roles"})
    assert CATALOG.sorted(keys) == ["roles", "any", "alpha", "zeta"]


def test_a_negated_key_gives_nothing_where_the_system_knows_such_keys():
    assert CATALOG.gives("!calls")
    negating = replace(CATALOG, negation="!")
    assert (negating.gives("calls"), negating.gives("!calls")) == (True, False)


@pytest.mark.parametrize(
    ("scope", "expected"),
    [(ROOT, "reseller"), (ACME, "customer"), (LONDON, "phone_system"), (Scope("/a/b/c"), None)],
)
def test_the_level_of_a_scope_is_its_depth(scope, expected):
    level = TARGET.level_of(scope)
    assert (level.name if level else None) == expected


def test_in_a_deep_tree_the_last_level_repeats():
    level = replace(TARGET, deep=True).level_of(Scope("/a/b/c/d"))
    assert level == TARGET.levels[-1]


def test_role_types_are_found_by_name():
    assert TARGET.role_type("customer") == TARGET.role_types[1]
    assert TARGET.role_type("robot") is None
    assert TARGET.role_type(None) is None


@pytest.mark.parametrize(
    ("members", "expected"),
    [("own", [True, False, False]), ("above", [True, True, False]), ("any", [True, True, True])],
)
def test_whom_a_container_may_hold(members, expected):
    target = replace(TARGET, members=members)
    homes = (LONDON, ACME, Scope("/acme/paris"))
    assert [target.may_hold(LONDON, home) for home in homes] == expected


def test_users_may_be_compared_by_other_rules_than_names():
    exact = NameRules()
    target = replace(TARGET, user_names=exact)
    assert target.rules("user") == exact
    assert target.rules("group") == TARGET.names
    assert TARGET.rules("user") == TARGET.names


@pytest.mark.parametrize(
    ("kind", "role_type", "scope", "expected"),
    [
        ("role", "reseller", ROOT, ["roles"]),
        ("role", "user", ROOT, ["calls"]),
        ("role", None, ROOT, []),
        ("group", None, LONDON, ["calls", "any"]),
        ("group", None, ROOT, ["roles", "any"]),
        ("group", None, Scope("/a/b/c"), ["any"]),
    ],
)
def test_what_a_role_of_a_type_or_a_group_of_a_scope_may_carry(kind, role_type, scope, expected):
    found = PORTAL.grantable(kind, role_type, scope)
    assert [permission.key for permission in found] == expected


def test_without_role_types_a_role_carries_what_its_level_has():
    plain = replace(PORTAL, role_types=())
    assert [one.key for one in plain.grantable("role", None, ROOT)] == ["roles", "any"]
