"""What a role or group gives to whoever holds it."""

from dataclasses import replace

import pytest

from reconciler.core.access.carries import Carries
from reconciler.core.model import Group, Role, State
from reconciler.core.target import Catalog, Permission

from .build import ACME, TARGET, g, group, r, role, state
from .ways import KEYCLOAK

IMPLYING = replace(
    TARGET,
    catalog=Catalog(
        (
            Permission("all", implies=("write", "billing")),
            Permission("write", implies=("read",)),
            Permission("read"),
            Permission("billing"),
            Permission("egg", implies=("hen",)),
            Permission("hen", implies=("egg",)),
        )
    ),
)


def carried(permissions, target=TARGET):
    """What a group of these permissions gives."""
    return Carries(state(group("sales", permissions)), target).of(g("sales"))


def by(permissions, permission, target=IMPLYING):
    return Carries(state(group("sales", permissions)), target).by(g("sales"), permission)


def test_a_group_and_a_role_give_their_permissions():
    carries = Carries(state(group("sales", "calls phones"), role("desk", "billing")), TARGET)
    assert carries.of(g("sales")) == {"calls", "phones"}
    assert carries.of(r("desk")) == {"billing"}


def test_a_group_without_permissions_gives_nothing():
    assert carried("") == frozenset()


def test_what_is_not_there_gives_nothing():
    carries = Carries(state(group("sales", "calls"), role("desk", "calls")), TARGET)
    assert carries.of(g("desk")) == frozenset()
    assert carries.of(r("sales")) == frozenset()


def test_permissions_that_are_not_managed_give_nothing():
    things = State(roles={r("desk"): Role(r("desk"))}, groups={g("sales"): Group(g("sales"))})
    carries = Carries(things, TARGET)
    assert [carries.of(r("desk")), carries.of(g("sales"))] == [frozenset(), frozenset()]


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("read", "read"),
        ("write", "read write"),
        ("all", "all billing read write"),
        ("write billing", "billing read write"),
        ("egg", "egg hen"),
        ("", ""),
    ],
)
def test_what_a_permission_implies_comes_with_it_through_any_number_of_others(written, expected):
    assert " ".join(sorted(carried(written, IMPLYING))) == expected


def test_a_permission_is_given_by_itself_where_it_is_carried():
    assert by("all write read", "read") == "read"


def test_else_it_is_given_by_the_first_that_implies_it():
    assert by("write all", "read") == "all"
    assert by("write billing", "read") == "write"


def test_things_of_the_same_permissions_share_one_set():
    carries = Carries(state(group("a", "write"), group("b", "write")), IMPLYING)
    assert carries.of(g("a")) is carries.of(g("b"))


def test_a_permission_is_known_by_the_catalog():
    assert Carries(State(), IMPLYING).permission("write") == Permission("write", implies=("read",))


def test_one_that_the_catalog_does_not_list_works_on_its_place_and_implies_nothing():
    target = replace(TARGET, catalog=Catalog(open=True))
    carries = Carries(State(), target)
    assert carries.permission("fax") == Permission("fax", reach="place")
    assert carries.implied("fax") == {"fax"}


def test_where_the_catalog_is_open_and_empty_things_give_what_is_written():
    target = replace(TARGET, catalog=Catalog(open=True))
    assert carried("fax", target) == {"fax"}


def test_where_the_catalog_is_closed_and_empty_a_role_is_itself_the_permission():
    employee = r("employee", ACME)
    carries = Carries(state(role("employee", of=ACME), group("sales")), KEYCLOAK)
    assert carries.of(employee) == {"role:/acme:employee"}
    assert carries.by(employee, "role:/acme:employee") == "role:/acme:employee"


def test_there_a_group_is_no_permission_and_neither_is_a_role_that_is_not_there():
    carries = Carries(state(group("sales"), role("employee")), KEYCLOAK)
    assert carries.of(g("sales")) == frozenset()
    assert carries.of(r("employee", ACME)) == frozenset()
