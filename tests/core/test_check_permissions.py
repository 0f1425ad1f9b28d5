from dataclasses import replace

from reconciler.core.check import check
from reconciler.core.check_permissions import as_vanished
from reconciler.core.declared import Notes
from tests.core.offline import ACME, TARGET, declared, group, role, said


def test_an_unknown_permission_suggests_a_known_one():
    (finding,) = check(declared(group("g", permissions=["user.access"])), TARGET)
    assert (finding.code, finding.help) == ("RC0230", "did you mean `users.access`?")
    assert finding.origin.path == "group:/acme/london:g user.access"


def test_an_unknown_permission_that_was_known_before_has_vanished():
    (finding,) = check(declared(group("g", permissions=["fax.access"])), TARGET)
    gone = as_vanished(finding, ["other", "fax.access"], TARGET)
    assert gone == replace(
        finding,
        message="the live system has no permission `fax.access` any more",
        help="take it out of the files",
    )
    assert as_vanished(finding, ["other"], TARGET) == finding


def test_a_permission_of_an_open_catalog_needs_no_entry():
    target = replace(TARGET, catalog=replace(TARGET.catalog, open=True))
    assert said(declared(group("g", permissions=["made.up"])), target) == []


def test_an_unknown_permission_of_a_set_is_reported_once_at_the_set():
    office = ("office", ACME)
    what = declared(
        *(group(name, permissions=["user.access"]) for name in "abc"),
        notes=Notes(
            sets={office: frozenset({"user.access", "users.access", "set:x"})},
            uses={group(name).ref: frozenset({office}) for name in "abc"},
            listed={group(name).ref: frozenset() for name in "abc"},
        ),
    )
    assert said(what) == ["RC0230 /acme set:office user.access"]


def test_a_role_of_which_nobody_knows_the_type_is_left_to_the_plan():
    assert said(declared(role(kind=None, permissions=["roles.manage"]))) == []


def test_a_permission_that_the_type_cannot_carry_says_which_types_can():
    what = declared(role(permissions=["roles.manage", "billing.access"]))
    assert [(each.code, each.help) for each in check(what, TARGET)] == [
        ("RC0233", "the types that can carry it: none"),
        ("RC0233", "the types that can carry it: reseller"),
    ]


def test_a_group_carries_permissions_of_its_own_level_only():
    assert said(declared(group("g", permissions=["roles.manage"]))) == [
        "RC0234 group:/acme/london:g roles.manage"
    ]


def test_a_role_without_types_carries_permissions_of_its_own_level_only():
    target = replace(TARGET, role_types=())
    assert said(declared(role(kind=None, permissions=["users.access"])), target) == [
        "RC0234 role:/:r users.access"
    ]


OFFICE = ("office", ACME)


def using_office(*things, listed=()):
    """Things that all use the set `office`, and may list something beside it."""
    return declared(
        *things,
        notes=Notes(
            sets={OFFICE: frozenset({"roles.manage", "users.access"})},
            uses={thing.ref: frozenset({OFFICE}) for thing in things},
            listed={thing.ref: frozenset(listed) for thing in things},
        ),
    )


def test_what_a_set_brings_in_vain_is_reported_once_at_the_set_with_its_first_user():
    carried = ["roles.manage", "users.access"]
    what = using_office(*(group(name, permissions=carried) for name in "abc"))
    (finding,) = check(what, TARGET)
    assert (finding.code, finding.ref, finding.origin.path) == (
        "RC0234",
        ACME,
        "/acme set:office roles.manage",
    )
    assert finding.message == (
        "`roles.manage` belongs to the level `reseller`; "
        "the set `office` brings it to group `a` and 2 more"
    )
    assert [(text, place.path) for text, place in finding.related] == [
        ("the set is used here", "group:/acme/london:a set:office")
    ]


def test_each_role_type_that_cannot_carry_a_permission_of_a_set_is_said():
    what = using_office(
        role("clerk", permissions=["roles.manage"]),
        role("boss", kind="reseller", permissions=["roles.manage"]),
        group("g", permissions=["roles.manage"]),
    )
    assert [(each.code, each.message.split("; ")[1]) for each in check(what, TARGET)] == [
        ("RC0233", "the set `office` brings it to role `clerk`"),
        ("RC0234", "the set `office` brings it to group `g`"),
    ]


def test_what_is_listed_beside_a_set_that_brings_it_too_is_reported_there_as_well():
    what = using_office(role(permissions=["roles.manage"]), listed=["roles.manage"])
    assert said(what) == ["RC0233 /acme set:office roles.manage", "RC0233 role:/:r roles.manage"]
