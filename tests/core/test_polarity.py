"""Whether a change takes access or gives it."""

import pytest

from reconciler.core.polarity import added, gives, removed, takes

from .build import create, delete, g, grant, group, inside, move, r, redate, revoke, role, update

SALES = inside("sales")


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        (grant(SALES, "noah"), "gives"),
        (revoke(SALES, "noah"), "takes"),
        (redate(SALES, "noah", None, "soon"), "takes"),
        (redate(SALES, "noah", "later", "soon"), "takes"),
        (redate(SALES, "noah", "soon", "later"), "gives"),
        (redate(SALES, "noah", "soon", None), "gives"),
        (create(group("sales", "calls")), "gives"),
        (delete(group("sales", "calls")), "takes"),
        (update(group("sales", "calls"), group("sales", "calls phones")), "gives"),
        (update(group("sales", "calls phones"), group("sales", "calls")), "takes"),
        (update(group("sales", "calls"), group("sales", "phones")), "takes and gives"),
        (update(role("desk"), role("desk", description="In other words")), ""),
        (move(group("top/a"), g("top/b/a")), "takes and gives"),
        (move(group("top/a"), g("top/b")), ""),
        (move(role("desk"), r("counter")), ""),
    ],
)
def test_what_takes_and_what_gives(change, expected):
    found = [word for word, is_so in (("takes", takes(change)), ("gives", gives(change))) if is_so]
    assert " and ".join(found) == expected


def test_an_edit_gains_and_loses_permissions():
    edit = update(group("sales", "calls phones"), group("sales", "phones billing"))
    assert (added(edit), removed(edit)) == ({"billing"}, {"calls"})


def test_what_is_created_gains_all_and_what_is_deleted_loses_all():
    piece = group("sales", "calls")
    assert (added(create(piece)), removed(create(piece))) == ({"calls"}, frozenset())
    assert (added(delete(piece)), removed(delete(piece))) == (frozenset(), {"calls"})


def test_a_membership_carries_no_permissions_itself():
    assert added(grant(SALES, "noah")) == frozenset()


def test_a_negated_permission_takes_when_it_comes_and_gives_when_it_goes():
    one, other = group("a", "calls"), group("a", "calls !billing")
    coming, going = update(one, other), update(other, one)
    assert (added(coming, "!"), removed(coming, "!")) == (frozenset(), {"!billing"})
    assert (added(going, "!"), removed(going, "!")) == ({"!billing"}, frozenset())
    assert (takes(coming, "!"), gives(coming, "!")) == (True, False)
    assert (takes(coming), gives(coming)) == (False, True)
