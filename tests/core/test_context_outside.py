"""What a plan does to people whom this repository does not answer for."""

import pytest

from reconciler.core.scope import Pattern, Scope, Selection

from .build import (
    ACME,
    LONDON,
    PARIS,
    ROOT,
    additive,
    assigned,
    declared,
    g,
    group,
    lists,
    lists_memberships,
    lists_roles,
    planned,
    role,
    spelt,
    state,
    told,
    top,
    users,
    within,
)

HERE = Selection((Pattern(ROOT), Pattern(LONDON)))
SCOPES = {ROOT, LONDON}
LIVE = state(
    role("desk", "calls phones"),
    assigned("desk", "pia rob", at=PARIS),
    spelt(PARIS, "Paris"),
    scopes={*SCOPES, ACME, PARIS},
    complete=SCOPES,
)


def findings(files, live=LIVE, selection=HERE):
    found = planned(files, live, selection=selection).findings
    return [one for one in found if one.code in ("RC0324", "RC0325", "RC0326", "RC0327")]


def files(*pieces):
    return declared(*pieces, scopes=SCOPES)


THERE = "2 members at /acme/Paris, which is not managed here"


@pytest.mark.parametrize(
    ("piece", "expected"),
    [
        (lists_roles(), f"RC0324 error: deleting role desk takes it from {THERE}"),
        (
            role("desk", "calls"),
            f"RC0325 error: narrowing role desk takes permissions from {THERE}",
        ),
        (
            role("desk", "calls billing"),
            f"RC0325 error: narrowing role desk takes permissions from {THERE}",
        ),
        (
            additive(role("counter", was="desk")),
            f"RC0326 error: renaming role desk changes it for {THERE}",
        ),
    ],
    ids=["deletion", "narrowing", "narrowing and widening", "rename"],
)
def test_what_is_taken_from_people_outside_is_an_error_that_names_it(piece, expected):
    (finding,) = findings(files(piece))
    assert told([finding]) == [expected]
    assert finding.help == (
        "end these memberships where /acme/Paris is managed, or manage its `memberships:` here"
    )


def test_a_widening_that_reaches_people_outside_is_a_warning_with_their_number():
    (finding,) = findings(files(role("desk", "calls phones billing")))
    assert told([finding]) == [
        (
            "RC0327 warning: widening role desk reaches 2 members at /acme/Paris, "
            "which is not managed here"
        )
    ]
    assert finding.origin.path == "role:/:desk permissions"


def test_a_deletion_is_shown_at_the_list_that_leaves_it_out():
    (finding,) = findings(files(lists_roles()))
    assert finding.origin.path == "/ roles"


def test_another_edit_and_no_edit_concern_nobody():
    assert findings(files(additive(role("desk", description="In other words")))) == []
    assert findings(files()) == []


def test_people_inside_are_no_finding():
    live = state(users("ivy"), role("desk", "calls phones"), assigned("desk", "ivy"), scopes=SCOPES)
    for piece in (role("desk", "calls"), role("counter", "calls phones", was="desk")):
        assert findings(files(piece), live) == []


def test_a_deletion_takes_the_memberships_with_it_that_files_answer_for():
    live = state(users("ivy"), role("desk"), assigned("desk", "ivy"), scopes=SCOPES)
    assert findings(files(lists_roles(), lists_memberships()), live) == []


def test_a_deletion_of_a_role_whose_holders_no_file_speaks_of_is_an_error():
    live = state(users("ivy"), role("desk"), assigned("desk", "ivy"), scopes=SCOPES)
    assert told(findings(files(lists_roles()), live)) == [
        (
            "RC0324 error: deleting role desk takes it from 1 member at /acme/london, "
            "whose `memberships:` no file lists"
        )
    ]


def test_a_group_that_is_deleted_takes_its_members_with_it():
    live = state(users("ivy"), top("ivy"), group("top/a", "calls", "ivy"), scopes=SCOPES)
    assert findings(files(lists(LONDON, g("top")), top()), live) == []


def test_a_change_above_the_chosen_scope_is_not_judged():
    selection = Selection(HERE.patterns, within=LONDON)
    assert findings(files(role("desk", "calls")), selection=selection) == []
    assert findings(files(role("desk", "calls")), selection=within(Scope("/acme"))) == []


def test_who_has_ended_outside_is_not_taken_from_but_still_stands_in_the_way_of_a_deletion():
    over = assigned("desk", "pia@past", at=PARIS)
    live = state(role("desk", "calls phones"), over, scopes=SCOPES)
    assert findings(files(role("desk", "calls")), live) == []
    (finding,) = findings(files(lists_roles()), live)
    assert finding.code == "RC0324"
