"""Every declared user must exist where the membership says they belong."""

import pytest

from reconciler.core.context.people import named_users, settle_people
from reconciler.core.model import Ref
from reconciler.core.plan import LeftOut
from reconciler.core.scope import Pattern, Selection

from .build import (
    ACME,
    EVERYTHING,
    LONDON,
    PARIS,
    SCOPES,
    assigned,
    declared,
    elsewhere,
    g,
    grant,
    group,
    inside,
    nested,
    planned,
    spelt,
    state,
    told,
    top,
    users,
    within,
)

FILES = declared(group("top/sales", "", "noah nora"))
SALES = inside("top/sales")


def settle(files, live, selection=EVERYTHING, unknown_users="error"):
    return settle_people(files, live, selection, unknown_users)


def test_users_who_exist_are_no_finding_and_deactivated_ones_exist():
    live = state(users("noah", inactive="nora"))
    settled = settle(FILES, live)
    assert (settled.findings, settled.declared) == ((), FILES)


def test_an_unknown_user_is_an_error_at_the_line_of_the_membership():
    live = state(users("noah"))
    (finding,) = settle(declared(group("top/sales", "", "zoe noah")), live).findings
    assert told([finding]) == ["RC0303 error: user zoe is unknown at /acme/london"]
    assert finding.ref == SALES.ref
    assert finding.origin.path == "zoe in group:/acme/london:top/sales"
    assert finding.help == (
        "make the user in the live system; `unknown_users: skip` leaves such names out; "
        "`reconciler remove-user zoe` takes out who has left"
    )


def test_a_user_who_is_nearly_known_is_asked_after():
    live = state(users("noah norah"))
    (finding,) = settle(FILES, live).findings
    leaver = "`reconciler remove-user nora` takes out who has left"
    assert finding.help == f"did you mean `norah`? {leaver}"


def test_a_name_that_a_shell_would_take_apart_stands_in_quotes_in_the_advice():
    live = state(users("noah"))
    (finding,) = settle(declared(group("top/sales", "", "o'neil noah")), live).findings
    assert finding.help.endswith("""`reconciler remove-user 'o'"'"'neil'` takes out who has left""")


def test_the_membership_of_an_unknown_user_is_not_planned():
    live = state(users("noah"), top("noah"), group("top/sales"))
    plan = planned(FILES, live)
    assert plan.is_refused
    assert [change.value.member for change in plan.changes] == ["noah"]


def test_unknown_users_can_be_left_out_with_a_warning():
    settled = settle(FILES, state(users("noah")), unknown_users="skip")
    assert told(settled.findings) == [
        "RC0303 warning: user nora is unknown at /acme/london: the membership is left out"
    ]
    assert settled.declared.state.members[SALES].users == {"noah"}
    assert settled.declared.owned == FILES.owned


def test_the_memberships_of_unknown_users_are_counted_with_what_is_left_out():
    files = declared(group("top/sales", "", "noah zoe@later nora"), group("top/ops", "", "zoe"))
    live = state(users("noah"), users("nora", at=ACME), top("noah"))
    reason = "the live system does not know the user"
    assert settle(files, live, unknown_users="skip").left_out == (
        LeftOut(grant(inside("top/ops"), "zoe"), reason),
        LeftOut(grant(SALES, "zoe", "later"), reason),
    )
    assert settle(files, live).left_out == ()
    assert [one.reason for one in planned(files, live, unknown_users="skip").left_out] == [
        reason
    ] * 2


def test_a_user_seen_in_a_live_membership_of_the_scope_is_known_there():
    live = state(users("noah"), group("top/other", "", "nora"))
    assert settle(FILES, live).findings == ()


def test_a_user_seen_in_another_scope_only_is_unknown():
    live = state(users("noah"), group("top/other", "", "nora", at=PARIS))
    assert [finding.code for finding in settle(FILES, live).findings] == ["RC0303"]


@pytest.mark.parametrize("unknown_users", ["error", "skip"])
def test_a_user_of_another_scope_is_an_error_even_where_unknown_ones_are_skipped(unknown_users):
    live = state(
        users("noah"),
        users("nora", at=ACME),
        spelt(ACME, "Acme"),
        spelt(Ref("user", ACME, ("nora",)), "Nora"),
    )
    (finding,) = settle(FILES, live, unknown_users=unknown_users).findings
    assert told([finding]) == ["RC0304 error: user nora belongs to /Acme, not to /Acme/london"]
    assert finding.help == (
        "put the membership into a file about /Acme; "
        "where the live system allows it here, write /Acme:nora"
    )


def test_a_user_of_another_scope_is_an_error_even_if_seen_in_a_live_membership():
    live = state(users("noah"), users("nora", at=ACME), group("top/sales", "", "nora"))
    assert [finding.code for finding in settle(FILES, live).findings] == ["RC0304"]


def test_a_user_written_with_the_scope_they_belong_to_is_known():
    live = state(users("noah"), users("bob", at=ACME))
    assert settle(declared(group("top/sales", "", "/acme:bob")), live).findings == ()


def test_a_user_written_with_a_scope_they_do_not_belong_to():
    live = state(users("bob"), users("bert", at=ACME))
    found = settle(declared(group("top/sales", "", "/acme:bob /acme:bart")), live).findings
    assert told(found) == [
        "RC0303 error: user bart is unknown at /acme",
        "RC0304 error: user bob belongs to /acme/london, not to /acme",
    ]
    assert found[0].help == (
        "did you mean `bert`? `reconciler remove-user bart` takes out who has left"
    )
    assert found[1].help.endswith("write /acme/london:bob")


def test_a_user_of_a_scope_that_this_run_does_not_read_is_not_judged():
    files = declared(group("top/sales", "", "/acme:bob"))
    assert settle(files, state(users("noah")), within(LONDON)).findings == ()


def test_a_user_of_a_scope_that_does_not_exist_is_unknown_all_the_same():
    files = declared(group("top/sales", "", "/beta:bob"))
    found = settle(files, state(users("noah")), within(LONDON)).findings
    assert told(found) == ["RC0303 error: user bob is unknown at /beta"]


@pytest.mark.parametrize("unknown_users", ["error", "skip"])
def test_a_user_of_a_scope_that_this_run_does_not_read_is_of_another_scope(unknown_users):
    live = state(users("noah"), elsewhere("nora", at=ACME))
    (finding,) = settle(FILES, live, within(LONDON), unknown_users).findings
    assert told([finding]) == ["RC0304 error: user nora belongs to /acme, not to /acme/london"]
    assert finding.help.startswith("put the membership into a file about /acme;")


def test_a_user_written_with_the_scope_that_is_not_read_belongs_there():
    files = declared(group("top/sales", "", "/acme:bob"))
    live = state(users("noah"), elsewhere("bob", at=ACME))
    assert settle(files, live, within(LONDON)).findings == ()


def test_a_user_written_with_a_scope_that_is_not_read_may_belong_to_another_one():
    files = declared(group("top/sales", "", "/acme:bob"))
    live = state(users("noah"), elsewhere("bob", at=PARIS))
    (finding,) = settle(files, live, within(LONDON)).findings
    assert told([finding]) == ["RC0304 error: user bob belongs to /acme/paris, not to /acme"]


def test_the_users_whom_files_name_are_those_of_the_scopes_of_the_run():
    files = declared(
        group("top/sales", "", r"noah /acme:bob zo\:e"),
        group("top/sales", "", "paul", at=PARIS),
        nested("top/other", g("top/sales")),
    )
    assert named_users(files.state, within(LONDON)) == {"noah", "bob", r"zo\:e"}
    assert named_users(state(), within(LONDON)) == frozenset()


def test_only_the_scopes_of_the_run_are_judged():
    files = declared(group("top/sales", "", "nobody"), assigned("desk", "nobody", at=ACME))
    assert settle(files, state(), within(PARIS)).findings == ()
    outside = Selection((Pattern(ACME),))
    assert len(settle(files, state(), outside).findings) == 1


# A short list of users


def test_many_unknown_users_mean_that_the_list_is_short():
    names = " ".join(f"user{number}" for number in range(6))
    found = settle(declared(group("top/sales", "", names)), state(), unknown_users="skip").findings
    (finding,) = [one for one in found if one.code == "RC0401"]
    assert told([finding]) == [
        (
            "RC0401 error: 6 of 6 declared users are unknown: "
            "the live system's list of users seems to be short"
        )
    ]


@pytest.mark.parametrize(
    ("known", "unknown", "expected"),
    [(0, 5, False), (244, 6, True), (294, 6, False)],
    ids=["5 are few", "more than 2 %", "2 % are few"],
)
def test_a_list_is_short_beyond_5_and_2_percent(known, unknown, expected):
    there = " ".join(f"user{number}" for number in range(known))
    gone = " ".join(f"gone{number}" for number in range(unknown))
    files = declared(group("top/sales", "", f"{there} {gone}"))
    found = settle(files, state(users(there)), unknown_users="skip").findings
    assert any(one.code == "RC0401" for one in found) is expected


def test_one_person_in_many_containers_is_unknown_once():
    files = declared(*(group(f"top/{name}", "", "zoe") for name in "abcdefgh"))
    found = settle(files, state(users("noah")), unknown_users="skip").findings
    assert {one.code for one in found} == {"RC0303"}


def test_users_who_are_known_elsewhere_are_no_sign_of_a_short_list():
    names = " ".join(f"user{number}" for number in range(9))
    files = declared(group("top/sales", "", names))
    live = state(users("", at=LONDON), users(names, at=ACME), scopes=SCOPES)
    assert {one.code for one in settle(files, live).findings} == {"RC0304"}


def test_the_declared_of_other_scopes_are_not_counted_in():
    gone = " ".join(f"gone{number}" for number in range(6))
    others = " ".join(f"user{number}" for number in range(1000))
    files = declared(group("top/a", "", gone), group("top/b", "", others, at=PARIS))
    found = settle(files, state(), within(LONDON)).findings
    assert any(one.code == "RC0401" for one in found)
