from sample import RESELLER, at, grant, group, permissions, plan, redate, revoke, role

from reconciler.core.change import Change
from reconciler.core.model import Container, Group, Role
from reconciler.core.outcome import Outcome, Status
from reconciler.report.outcomes import outcome_text, outcomes_text

SALES = group("Top Role/Sales")
IN_SALES = Container.of(SALES)
SPELLING = plan().spelling


def live(change, status=Status.APPLIED, reason="", width=80):
    return [line.plain for line in outcome_text(Outcome(change, status, reason), SPELLING, width)]


def summary(*outcomes, width=80):
    return [line.plain for line in outcomes_text(outcomes, SPELLING, width)]


def test_every_kind_of_change_has_its_line():
    field, moved = group("Top Role/Field"), group("Top Role/Sales/Field")
    desk = role("Receptionist")
    changes = [
        Change(None, Group(SALES)),
        Change(Group(field), Group(moved)),
        Change(Role(desk, "user"), Role(desk, "user", "Front", permissions())),
        grant(IN_SALES, "isla"),
        redate(IN_SALES, "noah", at(2027, 2, 1), None),
        revoke(Container(desk, RESELLER), "root"),
    ]
    assert [line for change in changes for line in live(change)] == [
        "applied        + group Top Role/Sales of /acme/london",
        "applied        > group Top Role/Field -> Top Role/Sales/Field of /acme/london",
        "applied        ~ role Receptionist of /",
        "applied        + isla in group Top Role/Sales of /acme/london",
        "applied        ~ noah in group Top Role/Sales of /acme/london through 2027-01-31",
        "                 -> without end",
        "applied        - root in role Receptionist at /",
    ]


def test_a_reason_stands_below_its_change_and_folds_there():
    assert live(grant(IN_SALES, "isla"), Status.NOT_ATTEMPTED, "because " * 10) == [
        "not attempted  + isla in group Top Role/Sales of /acme/london",
        "                 because because because because because because because because",
        "                 because because",
    ]


def test_the_summary_counts_everything_and_ends_with_what_failed():
    outcomes = [
        Outcome(grant(IN_SALES, "a"), Status.FAILED, "no such user"),
        *[Outcome(grant(IN_SALES, f"u{number}"), Status.APPLIED) for number in range(1200)],
        Outcome(grant(IN_SALES, "b"), Status.ALREADY),
        Outcome(grant(IN_SALES, "c"), Status.SKIPPED, "waits for + a"),
        Outcome(grant(IN_SALES, "d"), Status.CONFLICT, "is there through 2028-01-01"),
    ]
    assert summary(*outcomes, width=80) == [
        "Applied 1,200, already 1, failed 1, conflict 1, skipped 1 (they wait for what is",
        "  not done).",
        "",
        "skipped        + c in group Top Role/Sales of /acme/london",
        "                 waits for + a",
        "conflict       + d in group Top Role/Sales of /acme/london",
        "                 is there through 2028-01-01",
        "failed         + a in group Top Role/Sales of /acme/london",
        "                 no such user",
    ]


def test_a_run_where_all_went_well_is_one_line():
    assert summary(Outcome(grant(IN_SALES, "a"), Status.APPLIED)) == ["Applied 1."]


def test_what_a_live_system_answers_is_inert():
    (_, line) = live(grant(IN_SALES, "a"), Status.FAILED, "\x1b[2Jgone\r\n")
    assert line.strip() == "<U+001B>[2Jgone<U+000D><U+000A>"
