from dataclasses import replace
from datetime import date

import pytest

from reconciler.core.check import check, check_limits
from reconciler.core.finding import Origin, Severity
from reconciler.core.limits import AdminLimit, Allowance, Limits
from reconciler.core.model import Container, Members
from reconciler.core.scope import ROOT, Pattern, Scope
from tests.core.offline import ACME, END, LONDON, TARGET, declared, group, role, said


def holding(*users, refs=(), container=None, until=None):
    container = container or Container.of(group("g").ref)
    return {container: Members(frozenset(users), frozenset(refs), until or {})}


def test_what_the_target_allows_is_not_complained_of():
    what = declared(
        role(permissions=["users.access"]),
        group("g", permissions=["users.access", "billing.access"]),
        scopes=[ROOT, ACME, LONDON],
        members=holding("bob", until={"bob": END})
        | holding("eve", container=Container(role().ref, LONDON)),
        moves={role().ref: ("old",)},
    )
    assert said(what) == []


def test_an_unknown_role_type_suggests_a_known_one_and_its_permissions_are_still_checked():
    what = declared(role(kind="usr", permissions=["users.access", "nope"]))
    assert said(what) == ["RC0230 role:/:r nope", "RC0231 role:/:r type"]
    assert check(what, TARGET)[1].help == "did you mean `user`?"
    (finding,) = check(declared(role(kind="zzz")), TARGET)
    assert finding.help == "the types are reseller, user"


def test_a_role_type_where_roles_have_none_is_unknown():
    (finding,) = check(declared(role(kind="x")), replace(TARGET, role_types=()))
    assert (finding.code, finding.help) == ("RC0231", "leave `type` out")


def test_roles_and_groups_stand_at_levels_that_have_them():
    what = declared(role(scope=ACME), group("g", scope=ACME))
    assert [(each.code, each.help) for each in check(what, TARGET)] == [
        ("RC0238", "groups stand at: Phone system"),
        ("RC0237", "roles stand at: Reseller"),
    ]
    nowhere = replace(TARGET, levels=tuple(replace(each, roles=False) for each in TARGET.levels))
    assert check(declared(role()), nowhere)[0].help == "roles stand at: no level"


def test_a_scope_deeper_than_the_tree_is_an_error_and_nothing_below_it_is_judged():
    deep = Scope("/a/b/c")
    what = declared(
        role(scope=deep),
        scopes=[deep],
        members=holding("x", container=Container(role(scope=deep).ref, deep)),
    )
    assert said(what) == ["RC0236 /a/b/c"]
    assert check(what, TARGET)[0].help == "the levels are Reseller, customer, Phone system"


def test_a_tree_whose_last_level_repeats_has_every_depth():
    assert said(declared(scopes=[Scope("/a/b/c/d")]), replace(TARGET, deep=True)) == []


def test_names_longer_than_the_target_takes_are_errors():
    long = "n" * 13
    scope = Scope.of(long)
    what = declared(
        role(long),
        group("ok", long),
        scopes=[scope, ROOT],
        members=holding("fine", long, f"/acme/london:{long}x"),
        spelling={group("ok", long).ref: "short"},
    )
    assert said(what, replace(TARGET, members="any")) == [
        f"RC0242 /{long}",
        f"RC0242 group:/acme/london:g holds /acme/london:{long}x",
        f"RC0242 group:/acme/london:g holds {long}",
        f"RC0242 role:/:{long}",
    ]


def test_a_target_without_trees_has_no_group_below_another():
    target = replace(TARGET, tree="flat")
    assert said(declared(group("a", "b"), group("c")), target) == ["RC0244 group:/acme/london:a/b"]


def test_groups_stand_below_the_built_in_one_where_there_is_one():
    target = replace(TARGET, root="Top Role")
    what = declared(group("top role"), group("top role", "a"), group("b"))
    assert said(what, target) == ["RC0245 group:/acme/london:b"]


def test_a_rename_of_what_cannot_be_renamed_is_an_error():
    target = replace(TARGET, renames=frozenset({"role"}))
    what = declared(moves={role().ref: ("x",), group("g").ref: ("y",)})
    assert said(what, target) == ["RC0243 group:/acme/london:g previously"]


def test_a_role_is_assigned_at_the_level_of_its_type():
    container = Container(role().ref, ACME)
    what = declared(role(), members=holding("bob", container=container))
    assert said(what) == ["RC0235 role:/:r at /acme"]
    assert "phone_system" in check(what, TARGET)[0].help


def test_a_role_that_no_file_declares_is_left_to_the_plan():
    assert said(declared(members=holding("bob", container=Container(role().ref, ACME)))) == []


@pytest.mark.parametrize(
    ("members", "user", "expected"),
    [
        ("own", "/acme:bob", ["RC0239 group:/acme/london:g holds /acme:bob"]),
        ("above", "/acme:bob", []),
        ("above", "/acme/leeds:bob", ["RC0239 group:/acme/london:g holds /acme/leeds:bob"]),
        ("any", "/globex:bob", []),
    ],
)
def test_users_of_other_scopes_are_members_where_the_target_allows_it(members, user, expected):
    assert (
        said(declared(members=holding(user, "eve")), replace(TARGET, members=members)) == expected
    )


def test_members_are_of_the_kinds_that_the_target_allows():
    what = declared(members=holding("a", "b", refs=[role().ref, group("x").ref]))
    assert said(what, replace(TARGET, arrows=frozenset({("group", "group")}))) == [
        "RC0240 group:/acme/london:g holds a",
        "RC0240 group:/acme/london:g holds role:/:r",
    ]


def test_a_membership_has_no_end_where_the_target_knows_none_ended_or_not():
    container = Container.of(group("g").ref)
    what = declared(
        members=holding("a", "b", until={"a": END}), ended={container: frozenset({"c"})}
    )
    assert said(what, replace(TARGET, expiry=False)) == [
        "RC0241 group:/acme/london:g holds a",
        "RC0241 group:/acme/london:g holds c",
    ]


def test_permissions_of_the_limits_are_known_to_the_catalog():
    where = Origin("reconciler.yaml", 9)
    limits = Limits(admins=AdminLimit(1, frozenset({"roles.manage", "role.manage"}), where))
    (finding,) = check_limits(limits, [], TARGET)
    found = (finding.code, finding.origin, finding.help)
    assert found == ("RC0230", where, "did you mean `roles.manage`?")
    assert check_limits(Limits(), [], TARGET) == []


@pytest.mark.parametrize(
    ("manage", "applies"),
    [
        ("/Acme/London", True),
        ("/acme/**", True),
        ("/acme/london/**", True),
        ("/acme", False),
        ("/acme/leeds", False),
        ("/globex/**", False),
    ],
)
def test_an_exception_to_the_limits_is_for_what_is_managed(manage, applies):
    where = Origin("reconciler.yaml", 12)
    entry = Allowance(Pattern.parse("/acme/london"), 40, "closed", date(2027, 2, 1), where)
    found = check_limits(Limits(allow=(entry,)), [Pattern.parse(manage)], TARGET)
    said = [(one.code, one.severity, one.message, one.origin) for one in found]
    message = "`allow` speaks of /acme/london, which is not managed here"
    assert said == ([] if applies else [("RC0217", Severity.WARNING, message, where)])


def test_an_exception_for_a_scope_that_is_nearly_managed_is_asked_after():
    def advice(*manage):
        entry = Allowance(Pattern.parse("/acme/lodnon"), 40, "closed", date(2027, 2, 1))
        (finding,) = check_limits(Limits(allow=(entry,)), [*map(Pattern.parse, manage)], TARGET)
        return finding.help

    assert advice("/", "/acme/london") == "did you mean `/acme/london`?"
    assert advice("/") == "mend the scope, or drop the entry"
