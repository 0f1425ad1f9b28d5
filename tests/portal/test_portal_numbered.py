"""Things by their numbers: pages that hold still, and one thing at a time."""

import pytest
from portal_world import LONDON, OSLO, SALES, SUPPORT, grant_role

from reconciler.portal.errors.forbidden import OutOfSight
from reconciler.portal.errors.unknown import UnknownNumber


def names(found):
    return [one.thing.name for one in found]


def test_a_page_goes_on_after_a_number_whatever_comes_and_goes_between(tree):
    with tree.reading() as reading:
        first = reading.things(LONDON).users((0, 2))
    with tree.transaction() as work:
        work.users.remove("noah")
        work.users.create(LONDON, "ada")
    with tree.reading() as reading:
        rest = reading.things(LONDON).users((first[-1].thing.id, 9))
    assert (names(first), names(rest)) == (["amelia", "noah"], ["isla", "jack", "ivy", "ada"])


def test_groups_come_with_the_names_of_all_above_them(tree):
    with tree.reading() as reading:
        things = reading.things()
        last = things.groups((0, 100))[-1]
        assert last.path == SUPPORT
        sales = next(one for one in things.groups((0, 100)) if one.path == SALES)
        assert things.group(sales.thing.id) == sales
        assert things.groups((sales.thing.id - 1, 1)) == [sales]


def test_memberships_go_on_inside_a_container(tree):
    with tree.reading() as reading:
        things = reading.things(LONDON)
        whole = things.holdings("group", (0, 0), 100)
        found = [*things.holdings("group", (0, 0), 1)]
        while page := things.holdings("group", (found[-1].holder, found[-1].user), 1):
            found += page
    assert found == whole
    assert [one.name for one in whole] == ["amelia", "noah", "isla", "jack", "ivy"]


@pytest.mark.parametrize("kind", ["scope", "user", "role", "group"])
def test_what_is_not_there_and_what_is_not_in_sight_are_refused_alike(tree, kind):
    with tree.reading() as reading:
        oslo = reading.things(OSLO)
        hidden = {
            "scope": oslo.scopes((0, 1))[0].id,
            "user": oslo.users((0, 1))[0].thing.id,
            "group": oslo.groups((0, 1))[0].thing.id,
        }
    with tree.acting_as("amelia").reading() as reading:
        for number in {hidden.get(kind, 998), 999}:
            with pytest.raises(UnknownNumber, match=f"There is no {kind} {number}"):
                getattr(reading.things(), kind)(number)
    assert {event.refused for event in tree.events() if event.action == f"{kind}.read"} == {
        "unknown-number"
    }


def test_a_scope_out_of_sight_cannot_be_asked_for(tree):
    with pytest.raises(OutOfSight), tree.acting_as("amelia").reading() as reading:
        reading.things(OSLO)


def version(portal, user=None):
    with portal.acting_as(user).reading() as reading:
        return reading.things().version


def test_the_version_changes_with_every_write_in_sight_and_no_other(tree):
    before = version(tree, "amelia")
    with tree.transaction() as work:
        work.users.create(OSLO, "new")
    with pytest.raises(OutOfSight):
        tree.acting_as("amelia").check("ola", "users.access", OSLO)
    assert version(tree, "amelia") == before
    with tree.transaction() as work:
        work.memberships.revoke(LONDON, SALES, "jack")
    after = version(tree, "amelia")
    assert after > before
    grant_role(tree, "gina", role_type="customer")  # a role is everybody's to see
    assert version(tree, "amelia") > after
