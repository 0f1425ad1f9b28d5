"""R7: everything a plan touches against everything that others may do to it meanwhile."""

from dataclasses import replace

import pytest

from reconciler.core.finding import Origin
from reconciler.core.plan import Plan, Step
from reconciler.core.replay import replay
from reconciler.core.spelling import Spelling
from reconciler.core.staleness import judge

from .build import (
    ACME,
    LONDON,
    NOW,
    PARIS,
    ROOT,
    assigned,
    create,
    declared,
    delete,
    fixed,
    g,
    grant,
    group,
    holding,
    inside,
    lists,
    move,
    nested,
    planned,
    redate,
    revoke,
    role,
    said,
    spelt,
    state,
    top,
    update,
    users,
)

PIECES = {
    "users": users("amelia noah isla jack ivy leo mia"),
    "bosses": users("bo", ACME),
    "top": top("amelia"),
    "sales": group("top/sales", "calls", "noah", description="Sells"),
    "old": group("top/old", "calls", "isla"),
    "older": group("top/old/older", "calls"),
    "field": group("top/field", "calls", "mia"),
    "quiet": group("top/quiet", "calls", "jack"),
    "desk": role("desk", "calls", description="Front"),
    "night": role("night", "calls"),
    "gone": role("gone", "calls"),
    "still": role("still", "calls"),
    "desked": assigned("desk", "ivy leo@soon"),
    "nighted": assigned("night", "jack"),
    "stilled": assigned("still", "mia"),
}


def live(scopes=(ROOT, ACME, LONDON), **changed):
    """The live state, with some pieces as others have made them since; None: gone."""
    pieces = {**PIECES, **changed}
    return state(*(piece for piece in pieces.values() if piece is not None), scopes=scopes)


STEPS = {
    0: update(PIECES["sales"], group("top/sales", "phones", description="Sells")),
    1: grant(inside("top/sales"), "isla"),
    2: revoke(inside("top/sales"), "noah"),
    3: revoke(inside("top/old"), "isla"),
    4: delete(PIECES["older"]),
    5: delete(PIECES["old"]),
    6: move(PIECES["field"], g("top/away")),
    7: create(group("top/new", "calls")),
    8: create(group("top/new/inner", "calls")),
    9: create(role("fresh", "calls")),
    10: update(PIECES["desk"], role("desk", "calls", description="Back")),
    11: grant(holding("desk"), "jack", "later"),
    12: revoke(holding("desk"), "ivy"),
    13: redate(holding("desk"), "leo", "soon", "later"),
    14: delete(PIECES["gone"]),
    15: revoke(holding("night"), "jack"),
    16: update(PIECES["night"], role("night", "calls", type="customer")),
    17: grant(holding("night", ACME), "bo"),
    18: grant(inside("top/new"), "mia"),
}
PLAN = Plan(
    "northwind", "c0ffee", tuple(Step(change, wave) for wave, change in enumerate(STEPS.values()))
)


def test_where_nothing_happened_everything_is_to_do():
    judged = judge(PLAN, live(), NOW)
    assert (judged.findings, judged.done) == ((), frozenset())
    assert len(judged.to_do) == len(STEPS) - 1  # the move is made in `live` already
    assert judged.live.thing(g("top/away")) is not None


THEN = "when the plan was made, and"


def was(name, field, then, now):
    return [f"{name}: its {field} was {then} {THEN} is {now} now"]


def have(name, field, *changes):
    return [f"{name}: its {field} have changed since the plan was made; {'; '.join(changes)}"]


def is_gone(*names):
    return [f"{name} was there {THEN} is gone now" for name in names]


def is_new(*names):
    return [f"{name} was not there {THEN} is there now" for name in names]


SALES, DESK = "group top/sales of /acme/london", "role desk of /"

TOUCHED = {
    "the permissions of a group to update": (
        {"sales": group("top/sales", "calls billing", "noah", description="Sells")},
        have(SALES, "permissions", "added: billing"),
    ),
    "another field of it": (
        {"sales": group("top/sales", "calls", "noah", description="Buys")},
        was(SALES, "description", '"Sells"', '"Buys"'),
    ),
    "its description gone": (
        {"sales": group("top/sales", "", "noah", description="")},
        [
            *was(SALES, "description", '"Sells"', "empty"),
            *have(SALES, "permissions", "removed: calls"),
        ],
    ),
    "half of an update": (
        {"sales": group("top/sales", "phones", "noah", description="Buys")},
        [
            *was(SALES, "description", '"Sells"', '"Buys"'),
            *have(SALES, "permissions", "added: phones", "removed: calls"),
        ],
    ),
    "a group to update deleted": ({"sales": None}, is_gone(SALES)),
    "a role to update renamed": (
        {"desk": role("reception", "calls", description="Front"), "desked": None},
        is_gone(
            "leo in role desk at /acme/london",
            DESK,
        ),
    ),
    "the type of a role to update": (
        {"desk": role("desk", "calls", type="customer", description="Front"), "desked": None},
        [*is_gone("leo in role desk at /acme/london"), *was(DESK, "type", '"user"', '"customer"')],
    ),
    "the permissions of a group to delete": (
        {"older": group("top/old/older", "calls phones")},
        have("group top/old/older of /acme/london", "permissions", "added: phones"),
    ),
    "somebody put into a group to delete": (
        {"old": group("top/old", "calls", "isla jack")},
        have("group top/old of /acme/london", "members", "added: jack"),
    ),
    "a group put below a group to delete": (
        {"newer": group("top/old/newer")},
        have("group top/old of /acme/london", "groups", "added: newer"),
    ),
    "a group to delete put into another": (
        {"inside": nested("top/quiet", g("top/old"))},
        is_new("group top/old in group top/quiet of /acme/london"),
    ),
    "a role to delete given to somebody": (
        {"given": assigned("gone", "mia")},
        have("role gone of /", "members", "added: mia"),
    ),
    "a role to retype given to somebody": (
        {"nighted": assigned("night", "jack mia")},
        have("role night of /", "members", "added: mia"),
    ),
    "a group to move deleted": ({"field": None}, is_gone("group top/field of /acme/london")),
    "a group to move renamed otherwise": (
        {"field": group("top/meadow", "calls", "mia")},
        is_gone("group top/field of /acme/london"),
    ),
    "a group to move changed": (
        {"field": group("top/field", "phones", "mia")},
        have("group top/field of /acme/london", "permissions", "added: phones", "removed: calls"),
    ),
    "a group that moved already changed": (
        {"field": group("top/away", "phones", "mia")},
        have("group top/away of /acme/london", "permissions", "added: phones", "removed: calls"),
    ),
    "the new name of a group to move taken": (
        {"taken": group("top/away", "calls")},
        is_new("group top/away of /acme/london"),
    ),
    "a new group made with other permissions": (
        {"new": group("top/new", "phones")},
        is_new("group top/new of /acme/london"),
    ),
    "a new role made with another type": (
        {"fresh": role("fresh", "calls", type="customer")},
        is_new("role fresh of /"),
    ),
    "a grant made with another end": (
        {"desked": assigned("desk", "ivy leo@soon jack@soon")},
        is_new("jack in role desk at /acme/london"),
    ),
    "a membership to revoke with another end": (
        {"desked": assigned("desk", "ivy@later leo@soon")},
        was("ivy in role desk at /acme/london", "end", "never", "2027-02-01T00:00:00Z"),
    ),
    "a membership to re-date with a third end": (
        {"desked": assigned("desk", "ivy leo")},
        was("leo in role desk at /acme/london", "end", "2026-08-01T00:00:00Z", "never"),
    ),
    "a membership to re-date gone": (
        {"desked": assigned("desk", "ivy")},
        is_gone("leo in role desk at /acme/london"),
    ),
    "a user to be put in gone": (
        {"users": users("amelia noah jack ivy leo mia")},
        is_gone("user isla of /acme/london"),
    ),
    "the scope gone": (
        {"scopes": (ROOT, ACME)},
        ["/acme/london was there when the plan was made, and is gone now"],
    ),
}


@pytest.mark.parametrize(("changed", "expected"), TOUCHED.values(), ids=TOUCHED)
def test_what_a_plan_touches_makes_it_stale_by_name(changed, expected):
    found = [one.message for one in judge(PLAN, live(**changed), NOW).findings]
    assert sorted(found) == sorted(expected)


UNTOUCHED = {
    "the permissions of another group": {"quiet": group("top/quiet", "phones", "jack")},
    "the members of another group": {"quiet": group("top/quiet", "calls", "mia")},
    "another group deleted": {"quiet": None},
    "another group made": {"other": group("top/other", "calls", "mia")},
    "another role changed": {"still": role("still", "phones")},
    "another role deleted": {"still": None, "stilled": None},
    "somebody else in a group of the plan": {
        "sales": group("top/sales", "calls", "noah mia", description="Sells")
    },
    "somebody else with a role of the plan": {"desked": assigned("desk", "ivy leo@soon mia")},
    "a group below one that moves": {"below": group("top/field/below", "phones", "jack")},
    "somebody put into a group that moves": {"field": group("top/field", "calls", "mia jack")},
    "a user deactivated": {"users": users("amelia noah jack ivy leo mia", inactive="isla")},
    "somebody new": {"users": users("amelia noah isla jack ivy leo mia zoe")},
    "somebody in Top": {"top": top("amelia jack")},
    "a name written otherwise": {"spelt": spelt(g("top/sales"), "SALES")},
    "a thing that is fixed now": {"fixed": fixed(g("top/quiet"))},
    "another scope": {"scopes": (ROOT, ACME, LONDON, PARIS)},
}


@pytest.mark.parametrize("changed", UNTOUCHED.values(), ids=UNTOUCHED)
def test_what_a_plan_does_not_touch_is_nothing_to_it(changed):
    judged = judge(PLAN, live(**changed), NOW)
    assert (judged.findings, judged.done) == ((), frozenset())


MADE = {
    "an update": ({"sales": group("top/sales", "phones", "noah", description="Sells")}, {0}),
    "a grant": ({"sales": group("top/sales", "calls", "noah isla", description="Sells")}, {1}),
    "a revoke": ({"desked": assigned("desk", "leo@soon")}, {12}),
    "a new end": ({"desked": assigned("desk", "ivy leo@later")}, {13}),
    "a deletion": ({"old": None, "older": None}, {3, 4, 5}),
    "a deletion of one below": ({"older": None}, {4}),
    "a move": ({"field": group("top/away", "calls", "mia")}, {6}),
    "a creation": ({"new": group("top/new", "calls")}, {7}),
    "a new role": ({"fresh": role("fresh", "calls")}, {9}),
    "a change of type": (
        {"nighted": None, "night": role("night", "calls", type="customer")},
        {15, 16},
    ),
}


@pytest.mark.parametrize(("changed", "done"), MADE.values(), ids=MADE)
def test_what_somebody_else_has_made_already_is_done(changed, done):
    judged = judge(PLAN, live(**changed), NOW)
    assert (judged.findings, judged.done) == ((), done)


# One by one: moves, what was there before, what comes along


def judged(changes, state_, along=()):
    steps = tuple(Step(change, wave) for wave, change in enumerate(changes))
    if along:
        steps = (Step(changes[0], 0, tuple(along)),)
    one = judge(Plan("northwind", "c0ffee", steps), state_, NOW)
    return sorted(one.done), [finding.message for finding in one.findings]


A, B, C = (group(f"top/{name}", "calls") for name in "abc")
PEOPLE = users("amelia noah isla")

CHAIN = [move(A, g("top/b")), move(C, g("top/a")), create(C)]
CHAINS = {
    "nothing is made": ((A, C), []),
    "the first gave its name free": ((B, C), [0]),
    "the next took it": ((B, A), [0, 1]),
    "a new one stands where the last one was": ((B, A, C), [0, 1, 2]),
}


@pytest.mark.parametrize(("there", "done"), CHAINS.values(), ids=CHAINS)
def test_of_names_that_are_handed_on_it_is_told_how_far_it_went(there, done):
    assert judged(CHAIN, state(PEOPLE, top(), *there)) == (done, [])


def test_a_place_that_is_to_be_free_and_is_not_is_named():
    found = judged([move(A, g("top/b"))], state(PEOPLE, top(), A, B))
    assert found == ([], is_new("group top/b of /acme/london"))


def test_a_group_that_moves_and_changes_is_judged_once():
    moved, changed = group("top/b", "calls"), group("top/b", "phones")
    changes = [move(A, g("top/b")), update(moved, changed)]
    assert judged(changes, state(PEOPLE, top(), A)) == ([], [])
    assert judged(changes, state(PEOPLE, top(), moved)) == ([0], [])
    assert judged(changes, state(PEOPLE, top(), changed)) == ([0, 1], [])
    other = group("top/b", "billing")
    stale_ = have("group top/b of /acme/london", "permissions", "added: billing", "removed: calls")
    assert judged(changes, state(PEOPLE, top(), other)) == ([0], stale_)


def test_what_stands_in_a_group_that_moves_is_found_wherever_that_is():
    before = group("top/a", "calls", "noah")
    changes = [
        revoke(inside("top/a"), "noah"),
        move(A, g("top/b")),
        grant(inside("top/b"), "isla"),
    ]
    assert judged(changes, state(PEOPLE, top(), before)) == ([], [])
    assert judged(changes, state(PEOPLE, top(), group("top/b", "calls"))) == ([0, 1], [])
    done = state(PEOPLE, top(), group("top/b", "calls", "isla"))
    assert judged(changes, done) == ([0, 1, 2], [])


MOVED = [
    move(A, g("top/b")),
    revoke(inside("top/b"), "noah"),
    redate(inside("top/b"), "isla", "soon", "later"),
    grant(inside("top/b"), "amelia"),
    create(group("top/b/new", "calls")),
    move(group("top/b/old", "calls"), g("top/b/older")),
]
THERE = [group("top/a", "calls", "noah isla@soon"), group("top/a/old", "calls")]
IN_A, IN_B = (f"in group top/{name} of /acme/london" for name in "ab")
MEANWHILE = {
    "an end inside it": (
        [group("top/a", "calls", "noah@later isla@soon"), THERE[1]],
        was(f"noah {IN_A}", "end", "never", "2027-02-01T00:00:00Z"),
    ),
    "somebody taken out of it": (
        [group("top/a", "calls", "noah"), THERE[1]],
        is_gone(f"isla {IN_A}"),
    ),
    "something of that name made in it": (
        [*THERE, group("top/a/new", "phones")],
        is_new("group top/a/new of /acme/london"),
    ),
    "what moves in it gone": ([THERE[0]], is_gone("group top/a/old of /acme/london")),
    "what moves in it changed": (
        [THERE[0], group("top/a/old", "phones")],
        have("group top/a/old of /acme/london", "permissions", "added: phones", "removed: calls"),
    ),
    "itself renamed otherwise": (
        [group("top/c", "calls", "noah isla@soon"), group("top/c/old", "calls")],
        is_gone(
            "group top/a of /acme/london",
            "group top/a/old of /acme/london",
            f"isla {IN_A}",
        ),
    ),
    "itself moved already, and an end inside it": (
        [group("top/b", "calls", "noah isla"), group("top/b/old", "calls")],
        was(f"isla {IN_B}", "end", "2026-08-01T00:00:00Z", "never"),
    ),
    "its new name taken": (
        [*THERE, group("top/b", "phones", "noah@later")],
        is_new("group top/b of /acme/london"),
    ),
}


@pytest.mark.parametrize(("there", "expected"), MEANWHILE.values(), ids=MEANWHILE)
def test_what_moves_is_named_by_the_address_that_it_has_or_had(there, expected):
    _, found = judged(MOVED, state(PEOPLE, top(), *there))
    assert sorted(found) == sorted(expected)


def test_where_nothing_happened_to_what_moves_nothing_is_said():
    assert judged(MOVED, state(PEOPLE, top(), *THERE)) == ([], [])


def test_what_moved_before_its_time_is_addressed_where_it_is():
    changes = [
        revoke(inside("top/a"), "noah"),
        move(A, g("top/b")),
        revoke(inside("top/c"), "noah"),
    ]
    steps = tuple(Step(change, wave) for wave, change in enumerate(changes))
    plan = Plan("northwind", "c0ffee", steps)
    c = group("top/c", "calls", "noah")
    in_place = judge(plan, state(PEOPLE, top(), group("top/a", "calls", "noah"), c), NOW)
    assert in_place.steps == steps
    ahead = judge(plan, state(PEOPLE, top(), group("top/b", "calls", "noah"), c), NOW)
    assert (ahead.done, ahead.findings) == ({1}, ())
    assert [said(step.change) for step in ahead.steps] == [
        "revoke noah from top/b",
        "move top/a to top/b",
        "revoke noah from top/c",
    ]


def test_a_group_needs_the_one_it_is_to_stand_in():
    gone = is_gone("group top/a of /acme/london")
    assert judged([create(group("top/a/new"))], state(PEOPLE, top())) == ([], gone)
    assert judged([move(B, g("top/a/b"))], state(PEOPLE, top(), B)) == ([], gone)
    made = [create(A), create(group("top/a/new"))]
    assert judged(made, state(PEOPLE, top())) == ([], [])


def test_a_role_needs_no_place():
    assert judged([create(role("desk"))], state(PEOPLE)) == ([], [])


def test_who_is_put_somewhere_needs_the_place_and_is_needed():
    gone = is_gone("group top/a of /acme/london")
    assert judged([grant(inside("top/a"), "noah")], state(PEOPLE, top())) == ([], gone)
    nest = [grant(inside("top/b"), g("top/a"))]
    assert judged(nest, state(PEOPLE, top(), B)) == ([], gone)
    assert judged(nest, state(PEOPLE, top(), A, B)) == ([], [])


def test_who_belongs_to_a_scope_that_was_not_read_is_not_missed():
    visiting = [grant(inside("top/a"), "/acme:bob")]
    read = state(PEOPLE, top(), A, complete=[LONDON])
    assert judged(visiting, read) == ([], [])
    assert judged(visiting, state(PEOPLE, top(), A)) == ([], is_gone("user bob of /acme"))


def test_an_ended_membership_leaves_its_place_free():
    over = state(PEOPLE, top(), group("top/a", "calls", "noah@past"))
    assert judged([grant(inside("top/a"), "noah")], over) == ([], [])
    assert judged([revoke(inside("top/a"), "noah", "past")], over) == ([], [])
    late = judged([redate(inside("top/a"), "noah", "soon", "later")], over)
    ends = ("2026-08-01T00:00:00Z", "2026-06-01T00:00:00Z")
    assert late == ([], was("noah in group top/a of /acme/london", "end", *ends))


def test_what_a_create_leaves_open_may_be_anything():
    bare = create(A)
    open_ = replace(bare, after=replace(bare.after, permissions=None, description=None))
    assert judged([open_], state(PEOPLE, top(), group("top/a", "phones"))) == ([0], [])


def test_what_comes_along_with_a_deletion_must_be_what_it_was():
    deleted, along = [delete(A)], [revoke(inside("top/a"), "noah")]
    whole = state(PEOPLE, top(), group("top/a", "calls", "noah"))
    assert judged(deleted, whole, along) == ([], [])
    assert judged(deleted, state(PEOPLE, top()), along) == ([0], [])
    assert judged(deleted, state(PEOPLE, top(), A), along) == ([], [])
    more = state(PEOPLE, top(), group("top/a", "calls", "noah isla"))
    members = have("group top/a of /acme/london", "members", "added: isla")
    assert judged(deleted, more, along) == ([], members)


def test_a_membership_of_what_goes_may_go_before_it():
    changes = [revoke(inside("top/b"), g("top/a")), delete(A)]
    there = state(PEOPLE, top(), A, B, nested("top/b", g("top/a")))
    assert judged(changes, there) == ([], [])


def test_names_are_said_as_they_are_written():
    changes = [update(A, group("top/a", "phones"))]
    steps = (Step(changes[0], 0),)
    written = Spelling(({g("top/a"): "Assistants"},))
    plan = Plan("northwind", "c0ffee", steps, spelling=written)
    there = state(PEOPLE, top(), group("top/a", "billing"), spelt(LONDON, "London"))
    (finding,) = judge(plan, there, NOW).findings
    assert finding.message.startswith("group top/Assistants of /acme/London: its permissions")
    assert (finding.code, finding.ref) == ("RC0610", g("top/a"))


def test_what_is_wrong_stands_where_the_files_have_the_first_step_that_it_is_about():
    changes = [grant(inside("top/a"), "noah"), create(group("top/a/new")), create(role("desk"))]
    steps = tuple(Step(change, wave) for wave, change in enumerate(changes))
    plan = Plan("northwind", "c0ffee", steps)
    places = {0: Origin("b.yaml", 7), 1: Origin("a.yaml", 1), 2: Origin("a.yaml", 2)}
    there = state(PEOPLE, top(), role("desk", "calls"))
    found = [(one.message, one.origin) for one in judge(plan, there, NOW, places).findings]
    (new,), (gone,) = is_new("role desk of /"), is_gone("group top/a of /acme/london")
    assert found == [(new, places[2]), (gone, places[0])]


def test_a_plan_fits_the_state_it_was_made_for_and_is_done_when_it_is_made():
    files = declared(lists(LONDON), top("amelia noah"), group("top/sales", "phones", "isla"))
    plan = planned(files, live())
    fresh = judge(plan, live(), NOW)
    assert (fresh.findings, fresh.done) == ((), frozenset())
    made = replay(fresh.live, fresh.to_do)
    assert judge(plan, made, NOW).done == frozenset(range(len(plan.steps)))
