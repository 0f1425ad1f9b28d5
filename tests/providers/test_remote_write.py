"""What the service is sent for each kind of change, and what that says it expects to find."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from reconciler.core.change import Change
from reconciler.core.model import Container, Group, Membership, Ref, Role
from reconciler.core.scope import ROOT, Scope
from reconciler.core.spelling import Spelling
from reconciler.providers.portal.remote.write import Writer
from reconciler.providers.portal.target import portal_target

LONDON = Scope("/acme/london")
END, LATER = datetime(2027, 2, 1, tzinfo=UTC), datetime(2028, 2, 1, tzinfo=UTC)
CLERK = Role(Ref("role", ROOT, ("clerk",)), "user", "Front", frozenset({"b.access", "a.access"}))
SALES = Group(Ref("group", LONDON, ("top role", "sales")), "", frozenset({"a.access"}))
SEAT = Membership("isla", Container.of(SALES.ref), END)
POST = Membership("isla", Container(CLERK.ref, LONDON))
SPELLING = Spelling(({LONDON: "London", CLERK.ref: "Clerk", SALES.ref: "Sales"},))

AT = {"scope": "/acme/London", "path": ("top role", "Sales")}
IS_CLERK = {"type": "user", "description": "Front", "permissions": ["a.access", "b.access"]}
UNTIL = {"expires": "2027-02-01T00:00:00Z"}


def moved(thing, *names, **more):
    return replace(thing, ref=replace(thing.ref, name=names), **more)


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        pytest.param(
            Change(None, CLERK),
            {"do": "role.create", "name": "Clerk", "expected": None, **IS_CLERK},
            id="a new role must not be there",
        ),
        pytest.param(
            Change(CLERK, replace(CLERK, description="Back")),
            {
                "do": "role.edit",
                "name": "Clerk",
                "expected": {"description": "Front"},
                "description": "Back",
            },
            id="an edit expects the fields that it changes",
        ),
        pytest.param(
            Change(CLERK, moved(CLERK, "porter")),
            {"do": "role.rename", "name": "Clerk", "expected": {}, "to": "porter"},
            id="a rename expects that it is there, whatever it is",
        ),
        pytest.param(
            Change(CLERK, None),
            {"do": "role.delete", "name": "Clerk", "expected": IS_CLERK},
            id="a deletion expects the whole of it",
        ),
        pytest.param(
            Change(None, SALES),
            {
                "do": "group.create",
                **AT,
                "expected": None,
                "permissions": ["a.access"],
                "description": "",
            },
            id="a new group",
        ),
        pytest.param(
            Change(SALES, replace(SALES, permissions=frozenset())),
            {
                "do": "group.edit",
                **AT,
                "expected": {"permissions": ["a.access"]},
                "permissions": [],
            },
            id="a list that is emptied",
        ),
        pytest.param(
            Change(SALES, moved(SALES, "top role", "trade")),
            {"do": "group.move", **AT, "expected": {}, "to": ("top role", "trade")},
            id="a group with another name",
        ),
        pytest.param(
            Change(SALES, moved(SALES, "top role", "north", "sales")),
            {"do": "group.move", **AT, "expected": {}, "under": ("top role", "north")},
            id="a group elsewhere, with its name as it is",
        ),
        pytest.param(
            Change(SALES, None),
            {
                "do": "group.delete",
                **AT,
                "expected": {"description": "", "permissions": ["a.access"]},
            },
            id="no group",
        ),
        pytest.param(
            Change(None, SEAT),
            {"do": "membership.grant", **AT, "user": "isla", "expected": None, **UNTIL},
            id="a new member",
        ),
        pytest.param(
            Change(SEAT, replace(SEAT, expires=LATER)),
            {
                "do": "membership.redate",
                **AT,
                "user": "isla",
                "expected": UNTIL,
                "expires": "2028-02-01T00:00:00Z",
            },
            id="another end expects the one that was seen",
        ),
        pytest.param(
            Change(SEAT, None),
            {"do": "membership.revoke", **AT, "user": "isla", "expected": UNTIL},
            id="a member less expects the end that was seen",
        ),
        pytest.param(
            Change(POST, None),
            {
                "do": "assignment.revoke",
                "role": "Clerk",
                "scope": "/acme/London",
                "user": "isla",
                "expected": {"expires": None},
            },
            id="no end is an end that was seen",
        ),
    ],
)
def test_a_change_is_one_write_that_says_what_it_expects(change, expected):
    assert Writer(SPELLING, portal_target("northwind").names).write(change) == expected
