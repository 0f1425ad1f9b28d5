"""The one function that makes a plan: what is left out and why, findings, digest, spelling."""

from dataclasses import replace
from datetime import timedelta

import pytest

from reconciler.core.finding import Origin
from reconciler.core.intent import Intent
from reconciler.core.limits import AdminLimit, Limits
from reconciler.core.planner import make_plan
from reconciler.core.scope import Pattern, Selection

from .build import (
    ACME,
    ENDS,
    EVERYTHING,
    LONDON,
    NO_LIMITS,
    NOW,
    PARIS,
    ROOT,
    SCOPES,
    TARGET,
    additive,
    assigned,
    declared,
    ended,
    g,
    group,
    inside,
    lists,
    lists_memberships,
    lists_roles,
    planned,
    r,
    role,
    said,
    spelt,
    state,
    told,
    top,
    users,
    waves,
    within,
)

PEOPLE = users("amelia noah isla jack ivy")
LIVE = state(
    PEOPLE,
    top("amelia"),
    group("top/sales", "calls phones", "noah"),
    group("top/old", "calls", "isla"),
    role("reception", "calls"),
    assigned("reception", "ivy"),
)
FILES = declared(
    lists(LONDON, g("top")),
    top("amelia"),
    group("top/deals", "calls", "noah@later jack", was="sales"),
    role("receptionist", "calls", was="reception"),
    assigned("receptionist", "isla ivy"),
)


def left(plan):
    return {said(one.change): one.reason for one in plan.left_out}


# A whole plan


def test_a_plan_is_the_changes_wave_by_wave():
    plan = planned(FILES, LIVE)
    assert plan.findings == ()
    assert waves(plan.steps) == [
        ["move reception to receptionist", "re-date noah in top/sales until 2027-02-01"],
        ["move top/sales to top/deals", "grant isla in receptionist at /acme/london"],
        ["update top/deals", "revoke isla from top/old"],
        ["grant jack in top/deals", "delete top/old"],
    ]
    assert plan.summary == (
        "Plan: 0 to create, 1 to update, 1 to delete, 2 to move; "
        "2 to grant, 1 to revoke, 1 to re-date."
    )


def test_files_that_say_what_is_there_make_no_changes():
    files = declared(
        lists_roles(),
        lists_memberships(),
        lists(LONDON, g("top")),
        top("amelia"),
        group("top/sales", "calls phones", "noah"),
        group("top/old", "calls", "isla"),
        role("reception", "calls"),
        assigned("reception", "ivy"),
    )
    plan = planned(files, LIVE)
    assert (plan.summary, plan.findings, plan.left_out) == ("No changes.", (), ())


def test_what_no_file_answers_for_is_counted():
    plan = planned(declared(top()), LIVE)
    assert plan.unmanaged.things == {g("top/sales"), g("top/old"), r("reception")}
    assert plan.unmanaged.memberships == 4


def test_an_ended_membership_is_revoked_and_counts_towards_no_limit():
    live = state(PEOPLE, group("a", "calls", "noah@past isla"))
    files = declared(group("a", "calls", "isla"))
    plan = planned(files, live, limits=Limits(count=0))
    assert (waves(plan.steps), plan.findings) == ([["revoke noah from a"]], ())


def test_a_membership_that_only_the_files_say_has_ended_counts():
    live = state(PEOPLE, group("a", "calls", "noah isla"))
    files = declared(group("a", "calls", "isla"), ended(inside("a"), "noah"))
    plan = planned(files, live, limits=Limits(count=0))
    assert [one.code for one in plan.findings] == ["RC0402"]


def test_limits_look_at_the_whole_plan():
    live = state(PEOPLE, group("a", "calls", "noah"))
    limits = Limits(admins=AdminLimit(1, frozenset({"calls"})))
    plan = planned(declared(group("a", "phones")), live, limits=limits)
    assert [one.code for one in plan.findings] == ["RC0403"]
    assert plan.is_refused


# --no-removals


def test_without_removals_whatever_takes_access_is_left_out_and_named():
    plan = planned(FILES, LIVE, removals=False)
    reasons = left(plan)
    taking = {line for line, reason in reasons.items() if reason == "it takes access"}
    assert taking == {
        "re-date noah in top/deals until 2027-02-01",
        "update top/deals",
        "revoke isla from top/old",
        "delete top/old",
    }
    assert waves(plan.steps) == [
        ["move reception to receptionist"],
        ["grant isla in receptionist at /acme/london"],
    ]


def test_without_removals_what_waits_for_a_removal_is_left_out_too():
    reasons = left(planned(FILES, LIVE, removals=False))
    assert reasons["move top/sales to top/deals"] == "it waits for: re-date noah in group top/deals"
    assert reasons["grant jack in top/deals"].startswith("it waits for: ")


def test_without_removals_no_limit_is_touched():
    live = state(PEOPLE, group("a", "calls", "noah"))
    limits = Limits(count=0, admins=AdminLimit(1, frozenset({"calls"})))
    plan = planned(declared(group("a", "calls", "")), live, limits=limits, removals=False)
    assert (plan.findings, left(plan)) == ((), {"revoke noah from a": "it takes access"})


# --scope


def test_a_chosen_scope_plans_it_and_what_is_below_and_nothing_else():
    files = declared(
        group("top/new", "calls"), group("top/new", "calls", at=PARIS), scopes={*SCOPES, PARIS}
    )
    live = state(top(), top(at=PARIS), scopes={*SCOPES, PARIS}, complete={LONDON})
    plan = planned(files, live, selection=within(LONDON))
    assert (waves(plan.steps), plan.left_out) == ([["create top/new"]], ())


def test_what_waits_for_a_change_above_the_chosen_scope_is_left_out_with_it():
    live = state(PEOPLE, top("amelia"), complete={LONDON})
    files = declared(role("desk", "calls"), assigned("desk", "ivy"), group("top/new", "calls"))
    plan = planned(files, live, selection=within(LONDON))
    assert waves(plan.steps) == [["create top/new"]]
    assert left(plan) == {
        "create desk": "it lies outside the chosen scope",
        "grant ivy in desk at /acme/london": "it waits for: create role desk",
    }


def test_members_of_a_role_that_is_renamed_elsewhere_go_by_the_old_name():
    live = state(
        PEOPLE, role("reception", "calls"), assigned("reception", "ivy noah"), complete={LONDON}
    )
    files = declared(additive(role("desk", "calls", was="reception")), assigned("desk", "ivy isla"))
    plan = planned(files, live, selection=within(LONDON))
    assert waves(plan.steps) == [["revoke noah from reception at /acme/london"]]
    assert left(plan) == {
        "move reception to desk": "it lies outside the chosen scope",
        "grant isla in desk at /acme/london": "it waits for: rename role desk",
    }


def test_the_written_name_of_what_is_waited_for_is_told():
    live = state(PEOPLE, complete={LONDON})
    files = declared(role("desk", "calls"), assigned("desk", "ivy"), spelt(r("desk"), "Front Desk"))
    plan = planned(files, live, selection=within(LONDON))
    assert "it waits for: create role Front Desk" in left(plan).values()


def test_only_the_scopes_of_the_run_are_held_to_the_admin_limit():
    boss = (role("boss", "calls", type="customer"), assigned("boss", "noah", at=ACME))
    live = state(users("noah", at=ACME), *boss)
    limits = Limits(admins=AdminLimit(1, frozenset({"calls"})))
    files = declared(assigned("boss", "", at=ACME))
    assert planned(files, live, limits=limits).is_refused
    assert not planned(files, live, limits=limits, selection=within(LONDON)).is_refused


def test_what_is_not_managed_at_all_is_left_out_and_named():
    here = Selection((Pattern(ROOT), Pattern(LONDON)))
    live = state(role("old", "calls"), assigned("old", "pia", at=PARIS), complete={ROOT, LONDON})
    plan = planned(declared(lists_roles()), live, selection=here)
    assert left(plan) == {
        "revoke pia from old at /acme/paris": "it lies outside of what is managed here",
        "delete old": "it waits for: revoke pia in role old at /acme/paris",
    }
    assert plan.is_refused


# Deletions that take along what is inside

ALONG = replace(TARGET, deletion="along")
GONE = state(
    PEOPLE,
    top("amelia"),
    group("top/a", "calls", "noah"),
    group("top/a/b", "calls", "isla"),
)
DELETING = declared(lists(LONDON, g("top")), top())


def test_where_a_deletion_takes_along_what_is_inside_is_shown_and_not_sent():
    plan = planned(DELETING, GONE, target=ALONG)
    (step,) = plan.steps
    assert said(step.change) == "delete top/a"
    assert list(map(said, step.along)) == [
        "revoke noah from top/a",
        "revoke isla from top/a/b",
        "delete top/a/b",
    ]
    assert plan.summary == (
        "Plan: 0 to create, 0 to update, 2 to delete, 0 to move; "
        "0 to grant, 2 to revoke, 0 to re-date."
    )


def test_what_a_deletion_takes_along_counts_towards_the_limits():
    plan = planned(DELETING, GONE, target=ALONG, limits=Limits(count=1))
    assert [one.code for one in plan.findings] == ["RC0402"]


def test_what_goes_along_with_a_deletion_that_is_left_out_is_left_out_with_it():
    live = state(PEOPLE, role("old", "calls"), assigned("old", "ivy"), complete={LONDON, ROOT})
    files = declared(lists_roles(), lists_memberships())
    everywhere = planned(files, live, target=ALONG)
    assert [said(one) for one in everywhere.changes] == [
        "delete old",
        "revoke ivy from old at /acme/london",
    ]
    without = planned(files, live, target=ALONG, removals=False)
    assert left(without).keys() == {"delete old", "revoke ivy from old at /acme/london"}


# Findings


def test_findings_stand_in_the_order_of_the_files():
    files = declared(
        group("top/x/y"),
        group("top/sales", None, "zoe"),
        assigned("unknown", "ivy"),
        additive(group("top/old", was="sales")),
        scopes={*SCOPES, PARIS},
    )
    found = planned(files, LIVE).findings
    assert len(found) == 5
    keys = [(one.origin or Origin("\uffff"), one.code) for one in found]
    assert keys == sorted(keys)


def test_a_finding_refuses_the_plan_and_the_plan_is_shown_all_the_same():
    plan = planned(declared(group("top/sales", "calls", "zoe noah")), LIVE)
    assert plan.is_refused
    assert waves(plan.steps) == [["update top/sales"]]
    assert told(plan.findings) == ["RC0303 error: user zoe is unknown at /acme/london"]


# Digest


def test_the_digest_does_not_depend_on_the_order_of_anything():
    def backwards(table):
        return dict(reversed(list(table.items())))

    live = replace(
        LIVE,
        groups=backwards(LIVE.groups),
        members=backwards(LIVE.members),
        users=backwards(LIVE.users),
    )
    there = FILES.state
    files = replace(
        FILES,
        state=replace(there, groups=backwards(there.groups), members=backwards(there.members)),
        moves=backwards(FILES.moves),
    )
    one, other = planned(FILES, LIVE), planned(files, live)
    assert (one.digest, one.steps) == (other.digest, other.steps)
    assert len(one.digest) == 64


def test_the_digest_does_not_depend_on_findings_origins_and_time():
    later = make_plan(FILES, LIVE, TARGET, Intent(EVERYTHING, NOW + timedelta(hours=1), Limits()))
    more = planned(replace(FILES, origins=declared().origins), LIVE, limits=Limits(count=0))
    assert planned(FILES, LIVE).digest == later.digest == more.digest


@pytest.mark.parametrize(
    ("files", "live", "target"),
    [
        (declared(group("a", "calls")), state(), TARGET),
        (declared(group("a", "phones", "noah")), state(), TARGET),
        (declared(group("a", "calls", "noah@soon")), state(), TARGET),
        (declared(group("a", "calls", "noah")), state(group("a", "phones")), TARGET),
        (declared(group("a", "calls", "noah")), state(), replace(TARGET, account="other")),
        (declared(group("a", "calls", "noah")), state(), replace(TARGET, expiry=False)),
        (declared(group("a", "calls", "noah"), spelt(g("a"), "A")), state(), TARGET),
    ],
    ids=["fewer", "permissions", "end", "start", "account", "catalog", "spelling"],
)
def test_the_digest_differs_where_the_plan_does(files, live, target):
    there = replace(live, users=PEOPLE.users)
    plain = planned(declared(group("a", "calls", "noah")), replace(state(), users=PEOPLE.users))
    assert planned(files, there, target=target).digest != plain.digest


def test_how_an_existing_name_is_written_is_no_part_of_the_digest():
    live = state(PEOPLE, group("a", "calls"))
    files = (group("a", "phones", "noah"),)
    plain, written = (
        planned(declared(*files, *more), live) for more in ((), (spelt(g("a"), "A"),))
    )
    assert plain.digest == written.digest


def test_the_digest_covers_what_a_deletion_takes_along():
    fewer = replace(GONE, members={inside("top"): GONE.members[inside("top")]})
    one, other = (planned(DELETING, live, target=ALONG) for live in (GONE, fewer))
    assert one.digest != other.digest


def test_a_left_out_change_is_no_part_of_the_digest():
    nothing = planned(declared(), LIVE)
    without = planned(declared(group("top/old", None, "")), LIVE, removals=False)
    assert without.digest == nothing.digest


# Spelling


def test_names_are_written_as_the_author_did_else_as_live():
    live = replace(LIVE, spelling={g("top"): "TOP", g("top/sales"): "SALES"})
    files = declared(top(), group("top/deals", was="sales"), spelt(g("top/deals"), "Deals"))
    plan = planned(files, live)
    (step,) = plan.steps
    assert plan.spelling.path(step.change.old_ref) == "TOP/SALES"
    assert plan.spelling.path(step.change.ref) == "TOP/Deals"


def test_an_address_between_two_moves_is_written_as_live():
    live = state(
        top(), group("top/a"), group("top/a/b"), spelt(g("top/a"), "A"), spelt(g("top/a/b"), "B")
    )
    files = declared(
        top(),
        group("top/x", was="a"),
        group("top/x/y", was="b"),
        spelt(g("top/x"), "X"),
        spelt(g("top/x/y"), "Y"),
    )
    plan = planned(files, live)
    assert waves(plan.steps) == [["move top/a to top/x"], ["move top/x/b to top/x/y"]]
    assert plan.spelling.path(plan.steps[1].change.old_ref) == "top/X/B"


def test_an_ended_membership_is_told_by_the_instant_of_the_run():
    live = state(PEOPLE, group("a", "calls", "noah@soon"))
    files = declared(group("a", "calls", "noah"))
    before = make_plan(files, live, TARGET, Intent(EVERYTHING, NOW, NO_LIMITS))
    after = make_plan(files, live, TARGET, Intent(EVERYTHING, ENDS["soon"], NO_LIMITS))
    assert [said(one) for one in before.changes] == ["re-date noah in a"]
    assert [said(one) for one in after.changes] == ["grant noah in a"]
