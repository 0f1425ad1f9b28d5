"""What is said of a plan whose order is not safe at every step, and how it is made safe."""

from dataclasses import replace

from reconciler.core.limits import AdminLimit, Limits
from reconciler.core.proof import rights as looking
from reconciler.core.target import Catalog, Permission

from .build import (
    NO_LIMITS,
    ROOT,
    TYPES,
    assigned,
    declared,
    g,
    group,
    lists,
    lists_memberships,
    planned,
    role,
    said,
    state,
    told,
    top,
    users,
    waves,
)

TARGET = replace(
    planned.__globals__["TARGET"],
    access="exact",
    assignment="below",
    catalog=Catalog(
        tuple(
            Permission(key, role_types=TYPES, reach=reach)
            for key, reach in (
                ("see", "users"),
                ("shape", "groups"),
                ("find", "ungrouped"),
                ("call", "place"),
            )
        )
    ),
)
PEOPLE = users("amelia noah isla jack")
ALL = "see shape call"


def plan(files, live, limits=NO_LIMITS, target=TARGET, caller=None, **intent):
    return planned(files, replace(live, caller=caller), target, limits, **intent)


def order(found):
    return [said(step.change) for step in found.steps]


def about(found, *codes):
    return [line for line in told(found.findings) if line[:6] in codes]


# Gaps


def test_who_changes_to_a_group_that_another_leaves_is_never_without():
    """By the rules noah would leave first, since isla comes below where he was."""
    live = state(
        PEOPLE,
        top("amelia"),
        group("top/a", "see", "noah"),
        group("top/a/b", "", "jack"),
        group("top/c", "see", ""),
        group("top/c/d", "", "jack"),
    )
    files = declared(
        lists(g("top")),
        top("amelia"),
        group("top/a", "see", ""),
        group("top/a/b", "", "jack isla"),
        group("top/c", "see", "noah"),
        group("top/c/d", "", "jack"),
    )
    found = plan(files, live)
    assert about(found, "RC0603", "RC0604") == []
    assert order(found) == [
        "grant noah in top/c",
        "revoke noah from top/a",
        "grant isla in top/a/b",
    ]


DEMOTED = (
    state(PEOPLE, top("amelia"), group("top/a", "see", "noah isla"), group("top/a/b")),
    declared(
        lists(g("top")), top("amelia"), group("top/a", "see", ""), group("top/a/b", "", "noah isla")
    ),
)


def test_where_no_order_helps_the_steps_and_the_person_are_named():
    """Who is put below first is seen by the other; who leaves first is in no group meanwhile."""
    live, files = DEMOTED
    live = replace(live, groups={**live.groups, g("top"): thing_with(live, "see")})
    assert about(plan(files, live), "RC0603", "RC0604") == [
        (
            "RC0603 warning: amelia is without see on noah between "
            "`revoke noah in group top/a` and `grant noah in group top/a/b`: "
            "no safe order was found"
        )
    ]


def thing_with(live, keys):
    return replace(live.groups[g("top")], permissions=frozenset(keys.split()))


def test_edits_of_two_groups_keep_what_somebody_in_both_holds():
    live = state(PEOPLE, top("amelia"), group("top/a", "call", "noah"), group("top/b", "", "noah"))
    files = declared(
        lists(g("top")), top("amelia"), group("top/a", "", "noah"), group("top/b", "call", "noah")
    )
    found = plan(files, live)
    assert (order(found), about(found, "RC0603")) == (["update top/b", "update top/a"], [])


def test_what_is_left_out_is_not_told_of():
    live, files = DEMOTED
    live = replace(live, groups={**live.groups, g("top"): thing_with(live, "see")})
    assert about(plan(files, live, removals=False), "RC0603") == []


def test_a_system_whose_access_is_not_computed_keeps_the_order_of_the_rules():
    live, files = DEMOTED
    assert about(plan(files, live, target=replace(TARGET, access="not computed")), "RC0603") == []


def test_a_plan_with_too_many_people_says_that_it_is_not_proved(monkeypatch):
    monkeypatch.setattr(looking, "MOST_PAIRS", 0)
    live, files = DEMOTED
    assert [line[:13] for line in about(plan(files, live), "RC0609")] == ["RC0609 hint: "]


# Administrators


ADMINS = Limits(10_000, 100, AdminLimit(1, frozenset({"shape"})))


def handed_over(before, after):
    """The only administrator changes, by two groups that nothing else ties together."""
    live = state(PEOPLE, top("amelia"), group("top/a", "shape", before), group("top/b", "shape"))
    files = declared(
        lists(g("top")), top("amelia"), group("top/a", "shape", ""), group("top/b", "shape", after)
    )
    return files, live


def test_the_new_administrator_comes_before_the_last_one_goes():
    found = plan(*handed_over("noah", "isla"), limits=ADMINS)
    assert order(found) == ["grant isla in top/b", "revoke noah from top/a"]


def test_without_a_limit_they_do_not_wait_for_each_other():
    assert {step.wave for step in plan(*handed_over("noah", "isla")).steps} == {0}


def test_who_stays_is_enough():
    live = state(
        PEOPLE, top("amelia"), group("top/a", "shape", "noah jack"), group("top/b", "shape")
    )
    files = declared(
        lists(g("top")),
        top("amelia"),
        group("top/a", "shape", "jack"),
        group("top/b", "shape", "isla"),
    )
    assert {step.wave for step in plan(files, live, limits=ADMINS).steps} == {0}


def test_an_edit_that_makes_an_administrator_comes_before_the_one_that_unmakes_the_last():
    live = state(PEOPLE, top("amelia"), group("top/a", "shape", "noah"), group("top/b", "", "isla"))
    files = declared(
        lists(g("top")), top("amelia"), group("top/a", "", "noah"), group("top/b", "shape", "isla")
    )
    found = plan(files, live, limits=ADMINS)
    assert order(found) == ["update top/b", "update top/a"]


def test_a_lock_out_that_no_order_avoids_is_refused():
    """isla would see noah if she came before he has left, and nobody manages if she waits."""
    live = state(PEOPLE, top("amelia"), group("top/a", ALL), group("top/a/b", "shape", "noah"))
    files = declared(
        lists(g("top")), top("amelia"), group("top/a", ALL, "isla"), group("top/a/b", "shape", "")
    )
    found = plan(files, live, limits=ADMINS)
    assert about(found, "RC0604", "RC0605") == [
        (
            "RC0605 error: no safe order: /acme/london would have too few administrators between "
            "`revoke noah in group top/a/b` and `grant isla in group top/a`"
        )
    ]


def test_what_must_keep_a_member_keeps_one_whatever_the_search_does():
    """amelia hands the top over, and is put below it: by the rules isla comes first."""
    live = state(PEOPLE, top("amelia noah"), group("top/a", "see", ""))
    live = replace(live, groups={**live.groups, g("top"): thing_with(live, "see")})
    files = declared(lists(g("top")), top("isla"), group("top/a", "see", "amelia noah"))
    found = plan(files, live)
    assert about(found, "RC0605", "RC0604") == []
    assert order(found)[0] == "grant isla in top"


# The applying identity


CALLER = "/acme/london:noah"


def test_what_takes_from_the_caller_comes_last():
    live = state(PEOPLE, top("amelia"), group("top/a", "shape", "noah"), group("top/b"))
    files = declared(
        lists(g("top")), top("amelia"), group("top/a", "shape", ""), group("top/b", "", "isla")
    )
    assert [len(wave) for wave in waves(plan(files, live).steps)] == [2]
    found = plan(files, live, caller=CALLER)
    assert order(found) == ["grant isla in top/b", "revoke noah from top/a"]
    assert about(found, "RC0404", "RC0607", "RC0608") == [
        "RC0608 warning: noah, who applies this, would administer nothing any more"
    ]


def test_the_caller_who_keeps_another_way_waits_for_nothing():
    live = state(PEOPLE, top("amelia noah"), group("top/a", "shape", "noah"), group("top/b"))
    live = replace(live, groups={**live.groups, g("top"): thing_with(live, ALL)})
    files = declared(
        lists(g("top")), top("amelia noah"), group("top/a", "shape", ""), group("top/b", "", "isla")
    )
    found = plan(files, live, caller=CALLER)
    assert {step.wave for step in found.steps} == {0}
    assert about(found, "RC0404", "RC0607", "RC0608") == []


def test_a_loss_of_the_caller_that_must_come_first_refuses_what_needs_them():
    """isla may only come below a once noah has left it, and then he cannot put her there."""
    live = state(PEOPLE, top("amelia"), group("top/a", "shape see", "noah"), group("top/a/b"))
    files = declared(
        lists(g("top")),
        top("amelia"),
        group("top/a", "shape see", ""),
        group("top/a/b", "", "isla"),
    )
    found = plan(files, live, caller=CALLER)
    assert about(found, "RC0607") == [
        (
            "RC0607 error: no safe order: `revoke noah in group top/a` takes from the identity "
            "that applies this what `grant isla in group top/a/b` needs"
        )
    ]


def test_what_the_caller_does_not_hold_is_not_given():
    live = state(PEOPLE, top("amelia"), group("top/a", "shape see", "noah"), group("top/a/b"))
    files = declared(
        lists(g("top")),
        top("amelia"),
        group("top/a", "shape see", "noah"),
        group("top/a/b", "call see", ""),
        group("top/a/c", "find", ""),
    )
    found = plan(files, live, caller=CALLER)
    assert about(found, "RC0404") == [
        (
            "RC0404 error: noah, who applies this, does not hold call at /acme/london, which "
            "`update group top/a/b` gives"
        ),
        (
            "RC0404 error: noah, who applies this, does not hold find at /acme/london, which "
            "`create group top/a/c` gives"
        ),
    ]
    assert about(plan(files, live), "RC0404") == []


def test_a_member_is_given_all_that_a_group_or_role_carries():
    live = state(
        users("amelia isla"),
        users("noah", ROOT),
        top("amelia"),
        role("desk", "call see", type="user"),
        role("boss", "shape see", type="reseller"),
        assigned("boss", "noah", at=ROOT),
    )
    files = declared(lists_memberships(), assigned("desk", "isla"))
    found = plan(files, live, caller="/:noah")
    assert about(found, "RC0404") == [
        (
            "RC0404 error: noah, who applies this, does not hold call at /acme/london, which "
            "`grant isla in role desk at /acme/london` gives"
        )
    ]


def test_what_the_plan_gives_the_caller_first_does_not_help():
    live = state(PEOPLE, top("amelia"), group("top/a", "shape", "noah"), group("top/b", "call"))
    files = declared(
        lists(g("top")),
        top("amelia"),
        group("top/a", "shape call", "noah"),
        group("top/b", "call", "isla"),
    )
    told_of = about(plan(files, live, caller=CALLER), "RC0404")
    assert [line.partition("which ")[2] for line in told_of] == [
        "`grant isla in group top/b` gives",
        "`update group top/a` gives",
    ]


def test_a_caller_of_whom_nothing_is_known_is_not_judged():
    live, files = DEMOTED
    assert about(plan(files, live, caller="/acme:eve"), "RC0404", "RC0608") == []


def test_what_is_left_out_gives_nothing():
    live = state(PEOPLE, top("amelia"), group("top/a", "shape", "noah"), group("top/b", "call"))
    files = declared(
        lists(g("top")), top("amelia"), group("top/a", "shape", "noah"), group("top/b", "see", "")
    )
    assert len(about(plan(files, live, caller=CALLER), "RC0404")) == 1
    assert about(plan(files, live, caller=CALLER, removals=False), "RC0404") == []
