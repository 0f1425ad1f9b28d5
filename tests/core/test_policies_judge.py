"""Judging as a whole: what was so before, what is waived, and names that nobody knows."""

from dataclasses import replace

from reconciler.core.policies import Judgement, Policies, judge, scene_of_files

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
    lists,
    lists_memberships,
    lists_roles,
    role,
    spelt,
    state,
    told,
    users,
    within,
)
from .ruled import (
    EXACT,
    broken,
    expires,
    forbid,
    found,
    holders,
    judged,
    justify,
    must,
    only,
    protect,
    refused,
    separate,
    waiver,
)

BOTH = separate("calls", "billing")
FILES = declared(group("top/sales", "calls billing", "noah isla"))
LIVE = state(users("noah isla"), group("top"), group("top/sales", "calls billing", "noah isla"))


def test_without_policies_nothing_is_judged():
    assert judge(Policies(), scene_of_files(FILES, EXACT, NOW)) == Judgement()
    assert refused((), declared(), LIVE) == []


def test_each_rule_and_test_has_a_result():
    judgement = judged((BOTH, forbid("phones"), must("noah", "calls")), FILES)
    assert [(one.kind, one.name, one.status) for one in judgement.results] == [
        ("rule", "R", "failed"),
        ("rule", "R", "ok"),
        ("test", "T", "ok"),
    ]
    assert judgement.counts == {"failed": 1, "ok": 2}


# What was so before


def crowd(count):
    """A live group of so many, all of whom hold both."""
    names = " ".join(f"user{number}" for number in range(count))
    return state(users(names), group("top"), group("top/sales", "calls billing", names))


def test_what_was_so_before_is_folded_after_five():
    said = refused(BOTH, declared(), crowd(7))
    assert len(said) == 6
    assert "RC0412 warning: rule `R`: 2 more violations were there before" in said
    said = refused(BOTH, declared(), crowd(6))
    assert "RC0412 warning: rule `R`: 1 more violation was there before" in said
    assert len(refused(BOTH, declared(), crowd(5))) == 5


def test_what_is_new_is_an_error_beside_what_was_so_before():
    files = declared(group("top"), group("top/sales", "calls billing", "noah isla jack"))
    live = replace(LIVE, users=state(users("noah isla jack")).users)
    assert sorted(one.severity for one in found(BOTH, files, live)) == [
        "error",
        "warning",
        "warning",
    ]


def test_healing_is_not_held_up():
    files = declared(group("top"), group("top/sales", "calls billing", "noah"))
    assert [one[:14] for one in refused(BOTH, files, LIVE)] == ["RC0412 warning"]


# Waivers


def test_a_waived_violation_is_a_hint_that_names_owner_reason_and_end():
    judgement = judged((BOTH, waiver()), FILES)
    (finding,) = judgement.findings
    assert (finding.code, finding.severity) == ("RC0421", "hint")
    assert finding.message == (
        "2 violations of `R` waived through 2026-08-01 by olga (known): "
        "isla holds calls and billing through group top/sales at /acme/london; "
        "noah holds calls and billing through group top/sales at /acme/london"
    )
    (result,) = judgement.results
    assert (result.status, result.counts) == ("waived", {"waived": 2})


def test_a_waiver_of_some_users_bears_theirs_alone():
    judgement = judged((BOTH, waiver(users="noah")), FILES)
    (result,) = judgement.results
    assert (result.status, result.counts) == ("failed", {"failed": 1, "waived": 1})
    assert told(judgement.findings)[-1].startswith("RC0421 hint: 1 violation of `R` waived")


def test_a_waiver_holds_through_its_last_day():
    assert [one[:11] for one in broken((BOTH, waiver("2026-07-01")), FILES)] == ["RC0421 hint"]


def test_a_waiver_that_ran_out_is_none_and_is_named():
    judgement = judged((BOTH, waiver("2026-06-30")), FILES)
    first, *_ = judgement.findings
    assert first.severity == "error"
    assert first.related[-1][0] == "this waiver ended on 2026-06-30"


def test_a_waiver_is_of_its_rule_whatever_the_case():
    assert [one[:11] for one in broken((BOTH, waiver(called="r")), FILES)] == ["RC0421 hint"]
    assert [one[:12] for one in broken((BOTH, waiver(called="Q")), FILES)] == ["RC0412 error"] * 2


def test_a_waiver_of_users_bears_nothing_that_is_about_nobody():
    rule = forbid("billing")
    assert [one[:12] for one in broken((rule, waiver(users="noah")), FILES)] == ["RC0418 error"]


def test_a_waiver_of_nothing_is_a_hint_where_everything_is_known():
    rule = forbid("phones")
    assert refused((rule, waiver()), declared(), LIVE) == [
        "RC0422 hint: this waiver of `R` waives nothing"
    ]
    assert broken((rule, waiver()), FILES) == []
    assert refused((rule, waiver()), declared(), LIVE, selection=within(LONDON)) == []


# Names that nobody knows


WHOLE = declared(
    lists(LONDON, g("top")),
    lists_memberships(),
    lists_memberships(ACME),
    lists_memberships(ROOT),
    lists_roles(),
    group("top", "calls", "noah"),
    group("top/sales", "calls", "isla"),
    role("buyer", "billing"),
    assigned("buyer", "noah"),
)


def unknown(several, files, **options):
    return [one for one in judged(several, files, **options).findings if one.code == "RC0411"]


def test_a_role_that_the_files_would_list_is_an_error_with_a_suggestion():
    (finding,) = unknown(holders("role byuer", maximum=3), WHOLE)
    assert told([finding]) == ["RC0411 error: there is no role `byuer`"]
    assert (finding.help, finding.origin.path) == ("did you mean `buyer`?", "the role byuer")


def test_a_group_is_suggested_with_its_scope_where_one_is_written():
    (finding,) = unknown(expires("group /acme/london:top/sale", 3), WHOLE)
    assert finding.help == "did you mean `/acme/london:top/sales`?"


def test_names_are_suggested_as_they_are_written():
    files = declared(lists_roles(), role("clerk"), spelt(role_ref("clerk"), "Clerk"))
    (finding,) = unknown(justify("role clark"), files)
    assert finding.help == "did you mean `Clerk`?"


def role_ref(name):
    (ref,) = role(name).roles
    return ref


def test_what_may_live_unmanaged_is_a_warning():
    files = declared(group("top"), role("buyer"))
    (finding,) = unknown(separate("role payer", "role buyer"), files)
    assert told([finding]) == ["RC0411 warning: nobody knows here whether there is a role `payer`"]
    rule = expires("group top/x", 3)
    (finding,) = unknown(rule, declared(lists(LONDON), group("top")))
    assert finding.severity == "warning"
    (finding,) = unknown(rule, declared(lists(LONDON, g("top")), group("top")))
    assert finding.severity == "error"
    (finding,) = unknown(expires("group x", 3), declared(lists(LONDON), group("top")))
    assert finding.severity == "error"


def test_what_is_protected_and_gone_from_the_files_is_said_before_any_plan():
    (finding,) = unknown(protect("role payer"), WHOLE)
    assert told([finding]) == ["RC0411 error: no file declares the protected role `payer`"]
    assert finding.help == (
        "put its block back, or take it out of the rule where it is gone for good"
    )


def test_a_role_that_only_a_membership_names_is_known():
    assert unknown(protect("role buyer"), declared(assigned("buyer", "noah"))) == []


def test_a_scope_that_no_file_speaks_of_is_an_error_with_a_suggestion():
    (finding,) = unknown(forbid("calls", within="/acme/londen"), WHOLE)
    assert finding.message == "no scope fits /acme/londen: this holds nowhere"
    assert finding.help == "did you mean `/acme/london`?"
    (finding,) = unknown(must("noah", "calls", PARIS), WHOLE)
    assert finding.origin.line == 2


def test_users_of_files_are_not_complained_of_but_where_a_test_asks_about_them():
    assert (
        unknown((protect(users="zoe"), only("calls", "noah isla zoe"), waiver(users="zoe")), WHOLE)
        == []
    )
    assert len(unknown(must("noah", "calls", on="user zoe"), WHOLE)) == 1


def test_a_leaver_blocks_nobody():
    said = refused((protect(users="zoe"), waiver(users="zoe")), declared(), LIVE)
    assert [one for one in said if "RC0411" in one] == [
        "RC0411 warning: there is no user `zoe`"
    ] * 2


def test_what_a_plan_takes_away_is_protected_all_the_same_and_for_other_rules_unknown():
    live = state(users("noah"), group("top"), group("top/old", "calls"))
    files = declared(lists(LONDON, g("top")), group("top"))
    assert [one.code for one in found(protect("group top/old"), files, live)] == ["RC0416"]
    assert refused(expires("group top/old", 3), files, live) == [
        "RC0411 error: there is no group `top/old`"
    ]


def test_what_is_nowhere_to_protect_is_a_warning_of_a_plan():
    live = state(users("noah"), group("top"), group("top/old", "calls"))
    (finding,) = found(protect("group top/older"), declared(), live)
    assert told([finding]) == ["RC0411 warning: there is no group `top/older` to protect"]
    assert finding.help == "did you mean `top/old`?"


def test_a_plan_of_one_scope_complains_of_names_there_alone():
    live = state(group("top"), scopes={ROOT, ACME, LONDON, PARIS})
    part = {"selection": within(LONDON)}
    assert refused(expires("group /acme/paris:x", 3), declared(), live, **part) == []
    assert refused(expires("group x", 3), declared(), live, **part) == []
    assert refused(expires("group /acme/london:x", 3), declared(), live, **part) == [
        "RC0411 error: there is no group `/acme/london:x`"
    ]
    assert refused(expires("group /birch:x", 3), declared(), live) == [
        "RC0411 warning: nobody knows here whether there is a group `/birch:x`"
    ]


def test_a_user_with_a_scope_is_looked_for_there_alone():
    part = {"selection": within(LONDON)}
    assert refused(protect(users="zoe"), declared(), LIVE, **part) == []
    assert refused(protect(users="/acme:zoe"), declared(), LIVE, **part) == []
    assert refused(protect(users="/acme/london:zoe"), declared(), LIVE, **part) == [
        "RC0411 warning: there is no user `/acme/london:zoe`"
    ]
