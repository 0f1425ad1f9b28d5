from dataclasses import replace
from datetime import UTC, datetime

import pytest

from reconciler.core.check import check, check_limits
from reconciler.core.declared import Declared, Notes
from reconciler.core.finding import Origin
from reconciler.core.limits import AdminLimit, Limits
from reconciler.core.model import Container, Group, Members, Ref, Role, State
from reconciler.core.names import NameRules
from reconciler.core.scope import ROOT, Scope
from reconciler.core.target import Catalog, Level, Permission, RoleType, Target

ACME, LONDON = Scope("/acme"), Scope("/acme/london")
END = datetime(2027, 1, 1, tzinfo=UTC)
TARGET = Target(
    account="northwind",
    levels=(
        Level("reseller", "Reseller", roles=True),
        Level("customer", ""),
        Level("phone_system", "Phone system", groups=True),
    ),
    catalog=Catalog(
        (
            Permission("roles.manage", level="reseller", role_types=("reseller",)),
            Permission("users.access", level="phone_system", role_types=("reseller", "user")),
            Permission("billing.access", level="phone_system"),
        )
    ),
    role_types=(RoleType("reseller", "reseller"), RoleType("user", "phone_system")),
    names=NameRules(case=False, trim=True, longest=12),
    expiry=True,
)


class Places:
    """An origin that names the key it was asked for."""

    def of(self, key):
        key = " ".join(map(str, key)) if isinstance(key, tuple) else str(key)
        return Origin(key)

    def of_member(self, container, member):
        return Origin(f"{container} holds {member}")


def role(name="r", scope=ROOT, kind="user", permissions=None):
    return Role(Ref("role", scope, (name,)), kind, None, permissions and frozenset(permissions))


def group(*names, scope=LONDON, permissions=None):
    return Group(Ref("group", scope, names), None, permissions and frozenset(permissions))


def declared(*things, **kinds):
    state = State(
        roles={thing.ref: thing for thing in things if isinstance(thing, Role)},
        groups={thing.ref: thing for thing in things if isinstance(thing, Group)},
        members=kinds.pop("members", {}),
        scopes=frozenset(kinds.pop("scopes", ())),
        spelling=kinds.pop("spelling", {}),
    )
    return Declared(state, origins=Places(), **kinds)


def said(what, target=TARGET):
    return [f"{each.code} {each.origin.path}" for each in check(what, target)]


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


def test_an_unknown_permission_suggests_a_known_one():
    (finding,) = check(declared(group("g", permissions=["user.access"])), TARGET)
    assert (finding.code, finding.help) == ("RC0230", "did you mean `users.access`?")
    assert finding.origin.path == "group:/acme/london:g user.access"


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
        ),
    )
    assert said(what) == ["RC0230 /acme set:office user.access"]


def test_an_unknown_role_type_suggests_a_known_one_and_its_permissions_are_still_checked():
    what = declared(role(kind="usr", permissions=["users.access", "nope"]))
    assert said(what) == ["RC0230 role:/:r nope", "RC0231 role:/:r type"]
    assert check(what, TARGET)[1].help == "did you mean `user`?"
    (finding,) = check(declared(role(kind="zzz")), TARGET)
    assert finding.help == "the types are reseller, user"


def test_a_role_type_where_roles_have_none_is_unknown():
    (finding,) = check(declared(role(kind="x")), replace(TARGET, role_types=()))
    assert (finding.code, finding.help) == ("RC0231", "leave `type` out")


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
    (finding,) = check_limits(limits, TARGET)
    found = (finding.code, finding.origin, finding.help)
    assert found == ("RC0230", where, "did you mean `roles.manage`?")
    assert check_limits(Limits(), TARGET) == []
