"""Access tests: claims about who can do what, of files and of plans."""

from .build import (
    ACME,
    LONDON,
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
    state,
    users,
    within,
)
from .ruled import OPAQUE, broken, found, judged, must, must_not, only, refused

FILES = declared(
    group("top/boss", "calls", "noah"),
    group("top/boss/sales", "phones", "isla"),
    role("payer", "billing"),
    assigned("payer", "isla"),
)
WHOLE = declared(
    lists(LONDON, g("top/boss")),
    lists_memberships(),
    lists_memberships(ACME),
    lists_memberships(ROOT),
    lists_roles(),
    group("top/boss", "calls", "noah"),
    group("top/boss/sales", "phones", "isla"),
)


def fails(sentence, severity="error"):
    return [f"RC0420 {severity}: test `T`: {sentence}"]


def test_a_user_who_can_passes_wherever_it_is_asked():
    assert broken(must("noah", "calls"), FILES) == []
    assert broken(must("noah", "calls", LONDON), FILES) == []
    assert broken(must("/acme/london:noah", "calls", LONDON), FILES) == []


def test_a_user_who_cannot_fails_where_the_files_say_all():
    assert broken(must("isla", "calls", LONDON), WHOLE) == fails(
        "isla does not hold calls at /acme/london"
    )


def test_where_files_leave_something_open_nobody_can_be_sure():
    (result,) = judged(must("isla", "calls"), FILES).results
    assert result.status == "unknown"
    assert broken(must("isla", "calls"), FILES) == fails(
        "isla does not hold calls, as far as is known here", "warning"
    )


def test_whom_it_reaches_is_asked_for_users_and_groups():
    assert broken(must("noah", "calls", LONDON, "user isla"), FILES) == []
    assert broken(must("noah", "calls", on="user isla"), FILES) == []
    assert broken(must("isla", "calls", on="user noah"), WHOLE) == fails(
        "isla does not hold calls at /acme/london on noah"
    )
    assert broken(must("noah", "calls", on="group top/boss/sales"), WHOLE) == fails(
        "noah does not hold calls at /acme/london on group top/boss/sales"
    )


def test_a_user_who_can_and_must_not_fails_with_the_path():
    (finding,) = judged(must_not("isla", "billing"), FILES).findings
    assert finding.message == ("test `T`: isla holds billing through role payer at /acme/london")
    assert finding.origin.path == "isla in role:/:payer at /acme/london"
    assert [label for label, _ in finding.related] == [
        "this gives billing to role payer",
        "the test",
    ]
    assert broken(must_not("noah", "calls", on="user isla"), FILES) == fails(
        "noah holds calls through group top/boss at /acme/london on isla"
    )


def test_a_user_who_cannot_and_must_not_passes():
    assert broken(must_not("noah", "billing"), FILES) == []


def test_of_several_paths_one_is_shown():
    files = declared(
        role("payer", "billing"), assigned("payer", "isla"), group("top/pay", "billing", "isla")
    )
    assert broken(must_not("isla", "billing", LONDON), files) == fails(
        "isla holds billing through role payer at /acme/london"
    )


def test_of_a_user_whom_no_file_names_nothing_can_be_said():
    for test in (
        must("zoe", "calls"),
        must_not("zoe", "calls"),
        must("noah", "calls", on="user zoe"),
    ):
        judgement = judged(test, FILES)
        assert judgement.results[0].status == "unknown"
        assert [one.message for one in judgement.findings] == [
            "no file names a user `zoe`, so only a plan can tell"
        ]


def test_a_group_that_is_not_there_is_an_error_of_its_name():
    said = broken(must("noah", "calls", on="group top/boss/ales"), WHOLE)
    assert said == ["RC0411 error: there is no group `top/boss/ales`"]


def test_nobody_but_those_named_holds_it():
    assert broken(only("billing", "isla"), FILES) == []
    (finding,) = judged(only("billing", ""), FILES).findings
    assert finding.message == "test `T`: isla holds billing through role payer at /acme/london"
    assert finding.help == "take it away, or add the user to the test"
    assert broken(only("billing", "", ACME), FILES) == []


def test_each_of_several_others_is_named_once():
    files = declared(group("top/a", "billing", "noah isla"), group("top/b", "billing", "noah"))
    assert len(broken(only("billing", "", LONDON), files)) == 2


def test_the_shortest_way_of_the_others_is_shown():
    live = state(users("noah"), group("top"), group("top/a", "billing", "noah"))
    assert refused(only("billing", ""), declared(), live) == fails(
        "noah holds billing through group top/a at /acme/london (it was so before)", "warning"
    )


# In plans


LIVE = state(
    users("noah isla zoe"),
    group("top"),
    group("top/boss", "calls", "noah"),
    role("payer", "billing"),
)


def test_a_plan_that_breaks_a_test_is_refused():
    files = declared(group("top"), group("top/boss", "phones"))
    assert refused(must("noah", "calls"), files, LIVE) == fails("noah would not hold calls")


def test_a_test_that_failed_before_is_a_warning():
    assert refused(must("isla", "calls", LONDON), declared(), LIVE) == fails(
        "isla does not hold calls at /acme/london (it was so before)", "warning"
    )


def test_a_user_without_any_membership_is_known_live():
    assert refused(must_not("zoe", "calls"), declared(), LIVE) == []


def test_a_user_whom_the_live_system_does_not_know_is_a_warning():
    (finding,) = found(must_not("zoey", "calls"), declared(), LIVE)
    assert (finding.code, finding.severity) == ("RC0411", "warning")
    assert (finding.message, finding.help) == ("there is no user `zoey`", "did you mean `zoe`?")


def test_a_run_of_one_scope_is_not_sure_of_the_others_and_says_nothing():
    live = state(users("noah"), group("top"), scopes={ROOT, ACME, LONDON, PARIS})
    assert refused(must("noah", "calls", PARIS), declared(), live, selection=within(LONDON)) == []


def test_where_access_is_not_computed_tests_are_skipped():
    assert broken(must("noah", "calls"), FILES, OPAQUE) == [
        "RC0423 warning: test `T` is not judged: what people can do is not computed for this system"
    ]
