from dataclasses import replace

from reconciler.core.listing import listed
from reconciler.core.outdated import outdated, vanished
from reconciler.core.target import Catalog, Level, Permission, Target

A, B, C = (Permission(key, key.title()) for key in ("a", "b", "c"))
PINNED = Target("northwind", (Level("reseller", "Reseller"),), Catalog((A, B)))


def live(*permissions, **other):
    return replace(PINNED, catalog=Catalog(permissions), **other)


def test_what_is_the_same_is_not_outdated():
    assert outdated(PINNED, live(A, B)) == []


def test_new_and_vanished_permissions_are_named():
    assert outdated(PINNED, live(B, C)) == ["new: c", "vanished: a"]
    assert vanished(PINNED, live(B, C)) == ["a"]


def test_of_a_permission_that_changed_the_fields_are_named():
    other = replace(A, title="Other", role_types=("user",))
    assert outdated(PINNED, live(other, B)) == ["changed: a (title, role types)"]


def test_rules_of_the_live_system_are_named():
    assert outdated(PINNED, live(A, B, expiry=True)) == ["other rules: expiry"]
    opened = replace(PINNED, catalog=Catalog((A, B), open=True))
    assert outdated(PINNED, opened) == ["other rules: open"]
    assert outdated(PINNED, live(B, A)) == ["other rules: order of permissions"]


def test_in_an_open_catalog_nothing_vanishes():
    assert vanished(PINNED, replace(PINNED, catalog=Catalog((A,), open=True))) == []


def test_many_are_counted():
    many = [Permission(f"k{number}") for number in range(1007)]
    assert outdated(PINNED, live(A, B, *many)) == ["new: k0, k1, k2, k3, k4 and 1,002 more"]
    assert listed(list("abcde")) == "a, b, c, d, e"
    assert listed(list("abcdef")) == "a, b, c, d, e and 1 more"
