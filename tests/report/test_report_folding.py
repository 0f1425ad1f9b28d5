"""A plan too large to be read: the riskiest is shown, and every number adds up to the summary."""

import re
from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rich.cells import cell_len
from sample import (
    LONDON,
    PARIS,
    RESELLER,
    TARGET,
    at,
    grant,
    group,
    permissions,
    plan,
    redate,
    revoke,
    role,
)

from reconciler.core.change import Action, Change
from reconciler.core.declared import Notes
from reconciler.core.model import Container, Group
from reconciler.core.plan import LeftOut, Plan, Step
from reconciler.core.scope import Scope
from reconciler.report.beside import Beside
from reconciler.report.folding import ROOM, shares
from reconciler.report.text import TextOptions, plan_text

DESK = Container.of(group("Top Role/Desk"))
OFFICES = [Scope(f"/acme/office {number}") for number in range(40)]


def text(made, notes=None, **options):
    asked = TextOptions(**{"width": 100, **options})
    return [line.plain for line in plan_text(made, Beside(TARGET, notes or Notes()), asked)]


def inside(name, where=LONDON):
    return Container.of(group(f"Top Role/{name}", where))


def update(container, before, after):
    sides = (Group(container.ref, "", permissions(*keys)) for keys in (before, after))
    return Change(*sides)


def delete(container, *keys):
    return Change(Group(container.ref, "", permissions(*keys)), None)


def crowd(container, number, change=grant):
    return [change(container, f"user {one:04}") for one in range(number)]


def test_a_plan_of_as_many_changes_as_there_is_room_is_shown_whole():
    made = plan(*crowd(DESK, ROOM))
    lines = text(made)
    assert lines == text(made, full=True)
    assert lines[:3] == [
        "/acme/london  Phone system, 200 changes",
        "    group Top Role/Desk",
        "      + member  user 0000",
    ]
    assert lines[-6:-4] == ["      + member  user 0198", "      + member  user 0199"]


def test_of_more_the_rest_is_counted_and_a_line_names_the_option():
    made = plan(*crowd(DESK, 1_400), *[revoke(DESK, f"other {one}") for one in range(12)])
    lines = text(made)
    assert lines[:3] == [
        "/acme/london  Phone system, 1,412 changes",
        "    group Top Role/Desk",
        "      - member  other 0",
    ]
    assert lines[-8:] == [
        "      + member  user 0187",
        "      ... and 1,212 more to grant",
        "",
        "Shown: 200 of 1,412 changes, the riskiest first.  --full shows all.",
        "",
        "Access: not computed.",
        "",
        made.summary,
    ]


def test_where_no_person_watches_the_option_is_not_named():
    lines = text(plan(*crowd(DESK, 300)), advise=False)
    assert "Shown: 200 of 300 changes, the riskiest first." in lines


def test_nobody_is_left_out_alone():
    lines = text(plan(*crowd(DESK, ROOM + 1)))
    assert "      + member  user 0200" in lines
    assert [line for line in lines if "..." in line or "--full" in line] == []


def test_full_shows_every_change_in_the_same_order():
    made = plan(*crowd(DESK, 300), delete(inside("Old", PARIS)))
    assert text(made, full=True) == [
        "/acme/paris  Phone system, 1 change",
        "  - group Top Role/Old",
        "",
        "/acme/london  Phone system, 300 changes",
        "    group Top Role/Desk",
        *[f"      + member  user {one:04}" for one in range(300)],
        "",
        "Access: not computed.",
        "",
        made.summary,
    ]


def test_scopes_and_groups_stand_the_riskiest_first():
    privileged = inside("Managers", OFFICES[2])
    changes = [
        *crowd(inside("Desk", OFFICES[0]), 300),
        *crowd(inside("Desk", OFFICES[1]), 10, revoke),
        *crowd(privileged, 10),
        update(inside("Sales", OFFICES[3]), [], ["billing.access"]),
        delete(inside("Old", OFFICES[4])),
        update(inside("Sales", OFFICES[5]), [], ["presence.access"]),
        redate(inside("Desk", OFFICES[6]), "jack", at(2027, 1, 1), at(2027, 2, 1)),
        grant(inside("Desk", OFFICES[4]), "isla"),
        revoke(inside("Floor", OFFICES[4]), "isla"),
    ]
    lines = text(plan(*changes, privileged=frozenset({privileged.ref})))
    heads = [line.split("  ")[0] for line in lines if line.startswith("/acme")]
    assert heads == [f"/acme/office {number}" for number in (4, 3, 2, 5, 1, 0, 6)]
    start = lines.index("/acme/office 4  Phone system, 3 changes")
    assert lines[start + 1 : start + 6] == [
        "  - group Top Role/Old",
        "    group Top Role/Floor",
        "      - member  isla",
        "    group Top Role/Desk",
        "      + member  isla",
    ]


def test_what_gives_sensitive_permissions_stands_before_what_goes_and_is_counted():
    privileged = inside("Managers")
    made = plan(
        *crowd(privileged, 250),
        *[revoke(privileged, f"former {one}") for one in range(50)],
        privileged=frozenset({privileged.ref}),
    )
    lines = text(made)
    assert lines[2] == "      + member  user 0000"
    assert "      ... and 50 more to grant, 50 to revoke (50 sensitive)" in lines


def test_the_groups_of_a_scope_that_get_no_room_are_counted():
    changes = [one for number in range(80) for one in crowd(inside(f"Team {number:02}"), 5)]
    changes += [grant(Container(role("Desk"), LONDON), f"u{one}") for one in range(3)]
    changes += [update(inside("Team 79"), ["presence.access"], [])]
    lines = text(plan(*changes))
    assert lines[1:4] == [
        "  ~ group Top Role/Team 79",
        "      - permission  presence.access  Access Presence",
        "      + member  user 0000",
    ]
    assert "  ... and 73 more to grant in 1 role and 14 groups" in lines


def test_the_scopes_that_get_no_room_are_counted_once_for_all():
    changes = [one for place in OFFICES for one in crowd(inside("Desk", place), 20)]
    lines = text(plan(*changes))
    assert sum(line.startswith("/acme") for line in lines) == 20
    assert lines[-7:-4] == [
        "... and 400 more to grant in 20 groups of 20 scopes",
        "",
        "Shown: 200 of 800 changes, the riskiest first.  --full shows all.",
    ]


def test_a_scope_that_needs_little_leaves_its_room_to_the_others():
    changes = [*crowd(inside("Desk"), 500), *crowd(inside("Desk", PARIS), 4)]
    lines = text(plan(*changes))
    assert "      ... and 304 more to grant" in lines


def test_what_comes_along_with_a_deletion_is_counted_with_it():
    gone = tuple(revoke(DESK, f"user {one}") for one in range(300))
    made = Plan("northwind", "c0ffee", (Step(delete(DESK), 0, gone),))
    lines = text(made)
    assert lines[:4] == [
        "/acme/london  Phone system, 301 changes",
        "  - group top role/desk",
        "      - member  user 0  along with it",
        "      - member  user 1  along with it",
    ]
    assert "      ... and 101 more to revoke" in lines


def test_of_many_sets_those_that_change_most_are_named():
    groups = [inside(f"Team {number:02}").ref for number in range(45)]
    uses = {ref: frozenset({(f"set {place // 2}", RESELLER)}) for place, ref in enumerate(groups)}
    uses[groups[44]] = uses[groups[43]]
    sets = {(f"set {number}", RESELLER): permissions("presence.access") for number in range(22)}
    edits = [update(Container.of(ref), [], ["presence.access"]) for ref in groups]
    notes = Notes(sets=sets, uses=uses)
    lines = text(plan(*edits, *crowd(DESK, 300)), notes)
    assert lines[0] == "~ set set 21 changes 3 groups  (of /)"
    assert sum(line.startswith("~ set") for line in lines) == 20
    assert "... and 2 more sets" in lines
    whole = text(plan(*edits, *crowd(DESK, 300)), notes, full=True)
    assert sum(line.startswith("~ set") for line in whole) == 22


def test_what_is_left_out_is_folded_too():
    left = [LeftOut(one, "it takes access") for one in crowd(DESK, 300, revoke)]
    left += [LeftOut(delete(DESK), "it waits for: revoke noah")]
    made = plan(grant(DESK, "isla"), left_out=tuple(left))
    lines = text(made)
    assert "Left out, 300 changes, each because it takes access" in lines
    assert "  ... and 101 more to revoke" in lines
    assert "  - group Top Role/Desk of /acme/london" in lines
    assert "Left out and named: 200 of 301 changes.  --full shows all." in lines
    assert [line for line in text(made, full=True) if "..." in line or "named" in line] == []


def test_more_reasons_than_there_is_room_for_are_counted():
    left = [
        LeftOut(revoke(DESK, f"user {one}"), f"it waits for: revoke number {one:03}")
        for one in range(250)
    ]
    lines = text(plan(grant(DESK, "isla"), left_out=tuple(left)))
    assert sum(line.startswith("Left out, 1 change, because") for line in lines) == 200
    assert "Left out: ... and 50 more to revoke" in lines


@pytest.mark.parametrize(
    ("wants", "room", "expected"),
    [
        ([], 10, []),
        ([3, 4], 10, [3, 4]),
        ([100, 2, 100], 10, [4, 2, 4]),
        ([5, 9, 1], 10, [4, 5, 1]),
        ([1, 1, 1], 2, [0, 1, 1]),
    ],
)
def test_a_room_is_shared_so_that_the_small_ones_get_all_they_want(wants, room, expected):
    assert shares(wants, room) == expected


# Every number adds up


@st.composite
def large_plans(draw):
    """Hundreds of changes of every kind, heaped up by chance."""
    randomly = draw(st.randoms(use_true_random=False))
    places = OFFICES[: draw(st.integers(1, 40))]
    teams = [inside(f"Team {number}", place) for place in places for number in range(8)]
    steps, most = [], draw(st.sampled_from([3, 30, 300]))
    for team in randomly.sample(teams, draw(st.integers(1, min(len(teams), 60)))):
        things = [
            Change(None, Group(team.ref, "", permissions("billing.access"))),
            update(team, ["presence.access"], ["reporting.access"]),
            Change(Group(team.ref, "", permissions()), Group(team.ref, "New", permissions())),
            Change(Group(inside("Field").ref), Group(team.ref)),
        ]
        found = [randomly.choice(things)] if randomly.random() < 0.5 else []
        for number in range(randomly.randrange(most)):
            kinds = (grant, revoke, lambda *who: redate(*who, None, at(2027, 1, 1)))
            found.append(randomly.choice(kinds)(team, f"user {number}"))
        steps += [Step(change, 0) for change in found]
        if randomly.random() < 0.2:
            gone = Container.of(group(f"Top Role/Gone {team.ref.name[-1]}", team.scope))
            along = tuple(crowd(gone, randomly.randrange(most), revoke))
            steps.append(Step(delete(gone), 0, along))
    privileged = frozenset(team.ref for team in teams if randomly.random() < 0.2)
    return Plan("northwind", "c0ffee", tuple(steps), privileged=privileged)


SHOWN = (
    (re.compile(r"^  \+ (role|group) "), Action.CREATE),
    (re.compile(r"^  ~ (role|group) "), Action.UPDATE),
    (re.compile(r"^  - (role|group) "), Action.DELETE),
    (re.compile(r"^  > (role|group) "), Action.MOVE),
    (re.compile(r"^      \+ member "), Action.GRANT),
    (re.compile(r"^      - member "), Action.REVOKE),
    (re.compile(r"^      ~ member "), Action.REDATE),
)
COUNTED = re.compile(r"([\d,]+) (?:more )?to (create|update|delete|move|grant|revoke|re-date)")


def counted(lines):
    """What a reader would count: lines of changes, and the numbers of those that are hidden."""
    found = Counter()
    for line in lines:
        found.update(action for pattern, action in SHOWN if pattern.match(line))
        if line.lstrip().startswith("... and"):
            for number, action in COUNTED.findall(line):
                found[Action(action)] += int(number.replace(",", ""))
    return found


def scopes_of(lines):
    """The lines of each scope, with the number of changes that its head says."""
    heads = [place for place, line in enumerate(lines) if line.startswith("/")]
    for start in heads:
        end = lines.index("", start)
        yield (
            int(re.search(r"([\d,]+) changes?$", lines[start])[1].replace(",", "")),
            lines[start:end],
        )


@given(large_plans())
@settings(max_examples=60)
def test_whatever_is_hidden_the_numbers_add_up_to_the_summary_line(made):
    lines = text(made, width=1_000)
    assert counted(lines) == made.counts
    assert [number for number, _ in scopes_of(lines)] == [
        counted(inside).total() for _, inside in scopes_of(lines)
    ]
    members = sum(" member " in line or re.match(r"^  [-+~>] ", line) is not None for line in lines)
    told = [line for line in lines if line.startswith("Shown: ")]
    total = made.counts.total()
    says = f"Shown: {members:,} of {total:,} changes, the riskiest first.  --full shows all."
    assert told == ([says] if members < total else [])
    assert text(made, width=1_000, full=True)[-1] == lines[-1] == made.summary


@given(large_plans())
@settings(max_examples=30)
def test_however_large_the_plan_it_stays_within_some_pages(made):
    for width in (80, 100, 160):
        lines = text(made, width=width)
        assert len(lines) < 5 * ROOM
        assert max(map(cell_len, lines[:-1])) <= width


@given(large_plans())
@settings(max_examples=30)
def test_full_hides_nothing(made):
    lines = text(made, width=1_000, full=True)
    assert [line for line in lines if "..." in line] == []
    assert counted(lines) == made.counts
