"""Preconditions: what a change meets, and whether it is still to be written."""

from datetime import UTC, datetime, timedelta

import pytest

from reconciler.core.change import Change
from reconciler.core.model import Container, Group, Membership, Ref, Role, State
from reconciler.core.names import NameRules
from reconciler.core.outcome import Status
from reconciler.core.scope import ROOT, Scope
from reconciler.core.spelling import Spelling
from reconciler.core.target import Catalog, Level, Target
from reconciler.providers.base import ReadOnly, written_name
from reconciler.providers.memory import Memory
from reconciler.providers.precondition import lost_race, precondition

NOW = datetime(2026, 5, 1, tzinfo=UTC)
GONE, COMING, LATER = (NOW + timedelta(days=days) for days in (-1, 1, 2))
TO_DO = None

ROLE = Ref("role", ROOT, ("clerk",))
HERE, THERE = (Ref("group", Scope("/a"), (name,)) for name in ("here", "there"))


def role(kind="user", description="", *permissions):
    return Role(ROLE, kind, description, frozenset(permissions))


def group(ref=HERE, *permissions):
    return Group(ref, "", frozenset(permissions))


def bob(expires=None):
    return Membership("bob", Container.of(HERE), expires)


def test_a_create_of_nothing_is_to_do():
    assert precondition(Change(None, role()), None, NOW) == TO_DO


def test_a_create_of_what_is_there_is_done():
    assert precondition(Change(None, role()), role(), NOW) == Status.ALREADY


def test_a_create_does_not_ask_about_what_it_leaves_open():
    assert precondition(Change(None, Role(ROLE, "user")), role("user", "x"), NOW) == Status.ALREADY


def test_a_create_of_something_else_that_is_there_is_a_conflict():
    assert precondition(Change(None, role()), role("reseller"), NOW) == Status.CONFLICT


def test_an_update_looks_at_the_fields_that_change_and_no_others():
    change = Change(role("user", "", "a"), role("user", "", "b"))
    assert precondition(change, role("user", "by hand", "a"), NOW) == TO_DO
    assert precondition(change, role("user", "by hand", "b"), NOW) == Status.ALREADY
    assert precondition(change, role("user", "", "c"), NOW) == Status.CONFLICT
    assert precondition(change, None, NOW) == Status.CONFLICT


def test_an_update_of_two_fields_of_which_one_is_done_is_a_conflict():
    change = Change(role("user", "", "a"), role("customer", "", "b"))
    assert precondition(change, role("customer", "", "a"), NOW) == Status.CONFLICT


def test_a_deletion_takes_only_what_was_seen():
    change = Change(role(), None)
    assert precondition(change, role(), NOW) == TO_DO
    assert precondition(change, None, NOW) == Status.ALREADY
    assert precondition(change, role("user", "by hand"), NOW) == Status.CONFLICT


@pytest.mark.parametrize(
    ("live", "moved", "expected"),
    [
        (group(HERE, "a"), None, TO_DO),
        (group(HERE, "edited since"), None, TO_DO),
        (None, group(THERE, "a"), Status.ALREADY),
        (None, group(THERE, "edited since"), Status.ALREADY),
        (group(HERE, "a"), group(THERE), Status.CONFLICT),
        (None, None, Status.CONFLICT),
    ],
)
def test_a_move_looks_at_the_two_addresses_alone(live, moved, expected):
    change = Change(group(HERE, "a"), group(THERE, "a"))
    assert precondition(change, live, NOW, moved) == expected


@pytest.mark.parametrize(
    ("before", "after", "live", "expected"),
    [
        (None, bob(), None, TO_DO),
        (None, bob(), bob(), Status.ALREADY),
        (None, bob(), bob(COMING), Status.CONFLICT),
        (None, bob(), bob(GONE), TO_DO),
        (None, bob(), bob(NOW), TO_DO),
        (None, bob(COMING), bob(GONE), TO_DO),
        (bob(), None, bob(), TO_DO),
        (bob(), None, None, Status.ALREADY),
        (bob(), None, bob(COMING), Status.CONFLICT),
        (bob(GONE), None, bob(GONE), TO_DO),
        (bob(GONE), None, bob(), Status.CONFLICT),
        (bob(), bob(COMING), bob(), TO_DO),
        (bob(), bob(COMING), bob(COMING), Status.ALREADY),
        (bob(), bob(COMING), bob(LATER), Status.CONFLICT),
        (bob(), bob(COMING), None, Status.CONFLICT),
        (bob(GONE), bob(COMING), bob(GONE), Status.CONFLICT),
    ],
)
def test_a_membership_is_compared_with_its_end(before, after, live, expected):
    assert precondition(Change(before, after), live, NOW) == expected


@pytest.mark.parametrize(
    ("change", "live", "words"),
    [
        (Change(role(), None), role("user", "x", "a"), "its description and permissions changed"),
        (Change(role(), role("reseller")), None, "it is gone"),
        (Change(None, role()), role("reseller"), "something else"),
        (Change(group(), group(THERE)), group(), "something else"),
        (Change(bob(), None), bob(COMING), "its end was changed"),
        (Change(bob(GONE), bob()), bob(GONE), "it has ended"),
    ],
)
def test_a_conflict_says_what_the_plan_did_not_see(change, live, words):
    assert words in lost_race(change, live)


def test_a_name_is_written_as_the_author_then_as_it_stands_then_folded():
    rules = NameRules(case=False)
    assert written_name(ROLE, Spelling(({ROLE: "Clerk"},)), rules, "CLERK") == "Clerk"
    assert written_name(ROLE, Spelling(), rules, "CLERK") == "CLERK"
    assert written_name(ROLE, Spelling(), rules) == "clerk"


def test_a_spelling_of_another_name_is_not_taken():
    assert written_name(ROLE, Spelling(({ROLE: "Waiter"},)), NameRules(case=False)) == "clerk"


def test_what_planning_holds_cannot_write():
    target = Target("a", (Level("one", "One"),), Catalog())
    reader = ReadOnly(Memory(target, State()))
    assert reader.describe() == target
    assert not hasattr(reader, "apply")
