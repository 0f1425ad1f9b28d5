"""What a plan says of itself: counts, the frozen summary line, whether it may be applied."""

import pytest

from reconciler.core.change import Action
from reconciler.core.finding import Finding, Severity
from reconciler.core.identity import plan_digest
from reconciler.core.plan import Plan, Step, Unmanaged

from .build import (
    create,
    delete,
    g,
    grant,
    group,
    inside,
    move,
    people,
    r,
    redate,
    revoke,
    update,
)

A = inside("a")


def plan(*changes, **more):
    return Plan("northwind", "c0ffee", tuple(Step(change, 0) for change in changes), **more)


def test_nothing_to_do():
    assert plan().is_empty
    assert plan().summary == "No changes."


def test_the_summary_line_always_has_all_seven_numbers():
    assert plan(grant(A, "noah")).summary == (
        "Plan: 0 to create, 0 to update, 0 to delete, 0 to move; "
        "1 to grant, 0 to revoke, 0 to re-date."
    )


def test_roles_and_groups_are_counted_before_memberships():
    whole = plan(
        *(create(group(name)) for name in "bcd"),
        update(group("a"), group("a", "calls")),
        *(delete(group(name)) for name in "xy"),
        move(group("m"), g("n")),
        *(grant(A, name) for name in "abcde"),
        *(revoke(A, name) for name in "fg"),
        redate(A, "h", None, "soon"),
    )
    assert not whole.is_empty
    assert whole.summary == (
        "Plan: 3 to create, 1 to update, 2 to delete, 1 to move; "
        "5 to grant, 2 to revoke, 1 to re-date."
    )


def test_what_comes_along_with_a_deletion_is_counted_and_told_after_it():
    along = (revoke(A, "noah"), revoke(A, "isla"))
    whole = Plan("northwind", "c0ffee", (Step(delete(group("a")), 0, along),))
    assert list(whole.changes) == [delete(group("a")), *along]
    assert whole.counts == {Action.DELETE: 1, Action.REVOKE: 2}
    assert whole.summary == (
        "Plan: 0 to create, 0 to update, 1 to delete, 0 to move; "
        "0 to grant, 2 to revoke, 0 to re-date."
    )


@pytest.mark.parametrize(
    ("severity", "expected"),
    [(Severity.ERROR, True), (Severity.WARNING, False), (Severity.HINT, False)],
)
def test_an_error_refuses_a_plan(severity, expected):
    assert plan(findings=(Finding("RC0301", severity, "..."),)).is_refused is expected


def test_what_is_unmanaged_is_counted():
    left = Unmanaged(
        frozenset({g("a"), g("b"), r("desk")}),
        {A: people("noah isla"), inside("b"): people("jack@past")},
    )
    assert left.memberships == 3
    assert left.counts == {"role": 1, "group": 2, "membership": 3}


@pytest.mark.parametrize(("version", "same"), [("1.0", True), ("1.9", True), ("2.0", False)])
def test_a_minor_version_of_the_format_leaves_the_digest_alone(monkeypatch, version, same):
    before = plan_digest(plan(grant(A, "noah")))
    monkeypatch.setattr("reconciler.core.identity.FORMAT_VERSION", version)
    assert (plan_digest(plan(grant(A, "noah"))) == before) is same
