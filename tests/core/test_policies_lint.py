"""Lint: roles and groups that give nothing, mean nobody, or say what others say already."""

from dataclasses import replace

from reconciler.core.finding import NoOrigins
from reconciler.core.policies import lint as module
from reconciler.core.policies.lint import lint

from .build import (
    ACME,
    LONDON,
    NOW,
    PARIS,
    ROOT,
    assigned,
    declared,
    g,
    group,
    holding,
    inside,
    lists_memberships,
    role,
    told,
)
from .ruled import EXACT, NESTED
from .ways import puts


def hints(*pieces, target=EXACT, **kinds):
    return told(lint(declared(*pieces, **kinds), target, NOW))


def test_a_role_or_group_with_members_and_no_permissions_gives_nothing():
    assert hints(group("top", "", "noah"), role("idle", ""), assigned("idle", "noah")) == [
        "RC0221 hint: group top has members and no permissions",
        "RC0221 hint: role idle has members and no permissions",
    ]


def test_what_has_nobody_or_is_not_managed_is_not_called_empty():
    assert hints(group("top", "", ""), group("a", None, "noah")) == []


def test_a_role_that_nobody_has_is_unused_where_the_files_say_who_has_what():
    everywhere = [lists_memberships(scope) for scope in (ROOT, ACME, LONDON)]
    used = assigned("used", "noah")
    pieces = (role("used", "calls"), role("idle", "billing"), used)
    assert hints(*pieces) == []
    assert hints(*pieces, *everywhere) == ["RC0222 hint: nobody has role idle"]


def test_two_roles_of_one_type_that_give_the_same_are_one_too_many():
    same = (role("a", "calls"), role("b", "calls"), role("c", "calls", type="reseller"))
    (finding,) = lint(declared(*same), EXACT, NOW)
    assert told([finding]) == ["RC0223 hint: role b gives just what role a gives"]
    assert finding.related[0][1].path == "role:/:a"


def test_a_role_of_which_another_gives_all_and_more_is_pointed_out_once():
    roles = (role("a", "calls"), role("b", "calls billing"), role("c", "calls billing phones"))
    assert hints(*roles) == [
        "RC0224 hint: all that role a gives, role b gives too",
        "RC0224 hint: all that role b gives, role c gives too",
    ]
    assert hints(role("a", "calls"), role("b", "calls billing", of=ACME)) == []


def test_too_many_roles_are_not_held_against_each_other(monkeypatch):
    monkeypatch.setattr(module, "_MOST", 1)
    assert hints(role("a", "calls"), role("b", "calls billing")) == []


def test_a_place_that_nobody_knows_is_left_out():
    files = replace(declared(role("a", "calls"), role("b", "calls")), origins=NoOrigins())
    (finding,) = lint(files, EXACT, NOW)
    assert (finding.origin, finding.related) == (None, ())


# What is given already


def test_a_member_of_a_group_and_of_the_one_above_is_in_the_second_already():
    target = replace(NESTED, tree="inherit")
    files = declared(group("a", None, "noah isla"), group("a/b", None, "noah jack"))
    (finding,) = lint(files, target, NOW)
    assert told([finding]) == ["RC0225 hint: noah is in group a already through group a/b"]
    assert finding.origin.path == "noah in group:/acme/london:a"
    assert finding.related[0][1].path == "group:/acme/london:a/b"


def test_a_member_of_a_group_that_is_in_a_role_has_the_role_already():
    files = declared(
        group("a", None, "noah"), role("buyer"), puts(holding("buyer"), g("a"), "noah", "isla")
    )
    assert told(lint(files, NESTED, NOW)) == [
        "RC0225 hint: noah is in role buyer already through group a"
    ]


def test_a_user_of_another_scope_is_the_same_user():
    files = declared(
        group("a", None, "noah"),
        group("b", at=PARIS),
        puts(inside("b", PARIS), g("a"), "/acme/london:noah"),
        scopes={ROOT, ACME, LONDON, PARIS},
    )
    assert told(lint(files, NESTED, NOW)) == [
        "RC0225 hint: /acme/london:noah is in group b already through group a at /acme/london"
    ]


def test_a_group_can_be_given_already_too():
    files = declared(
        group("a"),
        group("b"),
        group("c"),
        puts(inside("b"), g("a")),
        puts(inside("c"), g("b"), g("a")),
    )
    assert told(lint(files, NESTED, NOW)) == [
        "RC0225 hint: group a is in group c already through group b"
    ]


def test_what_ends_earlier_gives_nothing_for_later():
    def both(inner, outer):
        role_of = puts(holding("buyer"), g("a"), outer)
        return hints(group("a", None, inner), role("buyer"), role_of, target=NESTED)

    assert both("noah@soon", "noah") == []
    assert len(both("noah@later", ("noah", "soon"))) == 1


def test_a_nesting_that_ends_gives_nothing_for_good():
    files = declared(
        group("a", None, "noah"), role("buyer"), puts(holding("buyer"), (g("a"), "soon"), "noah")
    )
    assert lint(replace(files, origins=NoOrigins()), NESTED, NOW) == []
    lasting = declared(
        group("a", None, "noah"), role("buyer"), puts(holding("buyer"), g("a"), "noah")
    )
    (finding,) = lint(replace(lasting, origins=NoOrigins()), NESTED, NOW)
    assert finding.related == ()
