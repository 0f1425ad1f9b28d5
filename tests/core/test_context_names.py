"""Names in files that look like a live one which no file names are warned of."""

from reconciler.core.lookalike.skeleton import ascii_skeleton
from reconciler.core.model import Ref
from reconciler.core.scope import Scope

from .build import (
    ACME,
    LONDON,
    PARIS,
    SCOPES,
    assigned,
    declared,
    group,
    holding,
    inside,
    lists_roles,
    planned,
    r,
    role,
    spelt,
    state,
    top,
    users,
    within,
)

PEOPLE = users("noah user1")


def found(files, live, **run):
    return [one for one in planned(files, live, **run).findings if one.code == "RC0330"]


def said(files, live, **run):
    return [one.message.partition(":")[0] for one in found(files, live, **run)]


def test_a_new_role_beside_a_live_one_is_shown_at_its_line():
    (finding,) = found(declared(role("ana1yst")), state(role("analyst")))
    assert finding.severity == "warning"
    assert finding.message == (
        "role `ana1yst` looks like the live `analyst`: "
        "U+0031 DIGIT ONE against U+006C LATIN SMALL LETTER L"
    )
    assert (finding.ref, finding.origin.path) == (r("ana1yst"), "role:/:ana1yst")
    assert finding.help == "make sure that this role is meant, not the other one"


def test_a_role_that_the_plan_deletes_counts_too():
    assert said(declared(lists_roles(), role("ana1yst")), state(role("analyst"))) == [
        "role `ana1yst` looks like the live `analyst`"
    ]


def test_roles_above_and_below_count_too():
    live = state(role("t0ol", of=ACME), role("r0of"))
    files = declared(role("tool"), role("roof", of=LONDON))
    assert said(files, live) == [
        "role `tool` looks like the live `t0ol`",
        "role `roof` looks like the live `r0of`",
    ]


def test_what_files_name_on_both_sides_is_not_said_again():
    both = (role("tool"), role("too1"))
    assert said(declared(*both), state(*both)) == []


def test_two_live_names_that_no_file_names_are_not_warned_of():
    assert said(declared(role("front")), state(role("tool"), role("too1"))) == []


def test_a_live_role_that_is_assigned_by_name_is_held_against_the_others():
    files = declared(assigned("too1", "noah"))
    live = state(PEOPLE, role("tool"), role("too1"))
    (finding,) = found(files, live)
    assert finding.message.startswith("role `too1` looks like the live `tool`: ")
    assert finding.origin.path == str(holding("too1"))


def test_groups_meet_their_siblings_after_all_moves():
    live = state(top("noah"), group("top/old/sa1es"), group("top/old"), group("sales"))
    files = declared(top(), group("top/new", was="top/old"), group("top/new/sales"))
    assert said(files, live) == ["group `sales` looks like the live `sa1es`"]


def test_a_live_scope_beside_a_declared_one_is_warned_of():
    live = state(scopes=[*SCOPES, Scope("/acrne")])
    assert said(declared(), live) == ["scope `acme` looks like the live `acrne`"]


def test_names_are_shown_as_they_are_written():
    files = declared(role("paypal"), spelt(r("paypal"), "Paypal"))
    live = state(role("paypai"), spelt(r("paypai"), "PaypaI"))
    assert said(files, live) == ["role `Paypal` looks like the live `PaypaI`"]


def test_who_joins_is_held_against_the_live_users_of_that_scope():
    live = state(users("userl noah user1"), users("useri", at=PARIS), top("noah"))
    (finding,) = found(declared(top("userl noah")), live)
    assert finding.message.startswith("user `userl` looks like the live `user1`: ")
    assert finding.ref == Ref("user", LONDON, ("userl",))
    assert finding.origin.path == f"{inside('top')} userl"


def test_who_joins_and_is_unknown_is_held_against_them_too():
    files, live = declared(top("userl noah")), state(PEOPLE, top("noah"))
    assert [one.code for one in planned(files, live).findings] == ["RC0330", "RC0303"]


def test_who_is_in_already_has_been_said():
    live = state(users("userl noah user1"), top("userl"))
    assert said(declared(top("userl")), live) == []


def test_a_role_assigned_where_no_file_declares_it_finds_the_line_of_who_joins():
    files = declared(assigned("front", "userl", of=LONDON))
    live = state(users("userl user1"), role("front"))
    (finding,) = found(files, live)
    assert finding.origin.path == f"userl in {holding('front', of=LONDON)}"


def test_what_this_run_does_not_plan_is_not_warned_of():
    files = declared(role("too1"), top("userl noah"))
    live = state(role("tool"), users("userl noah user1"), top("noah"))
    assert said(files, live) == [
        "user `userl` looks like the live `user1`",
        "role `too1` looks like the live `tool`",
    ]
    assert said(files, live, selection=within(LONDON)) == [
        "user `userl` looks like the live `user1`"
    ]
    assert said(files, live, selection=within(PARIS)) == []


def test_which_characters_look_alike_comes_from_outside():
    files, live = declared(role("\u0430nalyst")), state(role("analyst"))
    assert said(files, live) == []
    assert said(files, live, skeleton=lambda text: ascii_skeleton(text.replace("\u0430", "a"))) == [
        "role `\u0430nalyst` looks like the live `analyst`"
    ]
