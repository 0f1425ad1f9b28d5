"""A state after some changes; after all that differ from another state it is that state."""

from hypothesis import given, settings
from hypothesis import strategies as st

from reconciler.core.diff import diff
from reconciler.core.replay import replay

from .build import (
    NOW,
    additive,
    assigned,
    changes,
    create,
    declared,
    delete,
    g,
    grant,
    group,
    holding,
    inside,
    lists,
    lists_memberships,
    lists_roles,
    nested,
    people,
    planned,
    redate,
    revoke,
    role,
    state,
    top,
    update,
    users,
)

LIVE = state(top("amelia"), group("top/sales", "calls", "noah isla@soon"), role("desk", "calls"))
SALES = inside("top/sales")


def test_no_change_leaves_a_state_as_it_is():
    assert replay(LIVE, []) == LIVE


def test_things_come_go_and_change():
    made = [
        create(group("top/ops")),
        delete(role("desk", "calls")),
        update(group("top/sales", "calls"), group("top/sales", "phones")),
    ]
    after = state(top("amelia"), group("top/sales", "phones", "noah isla@soon"), group("top/ops"))
    assert replay(LIVE, made) == after


def test_members_come_go_and_get_other_ends():
    made = [
        revoke(SALES, "noah"),
        redate(SALES, "isla", "soon", "later"),
        grant(SALES, "jack", "soon"),
        grant(SALES, g("top/ops")),
        grant(holding("desk"), "ivy"),
    ]
    after = replay(LIVE, made).members
    assert after[SALES].users == {"isla", "jack"}
    assert after[SALES].refs == {g("top/ops")}
    assert after[SALES].until == people("isla@later jack@soon").until
    assert after[holding("desk")] == people("ivy")


def test_a_grant_over_an_ended_membership_replaces_it():
    live = state(group("sales", "", "noah@past"))
    after = replay(live, [grant(inside("sales"), "noah")])
    assert after == state(group("sales", "", "noah"))


def test_a_container_that_nobody_is_left_in_is_none():
    after = replay(LIVE, [revoke(inside("top"), "amelia")])
    assert inside("top") not in after.members


# Any state from any other

PATHS = ("top/a", "top/a/b", "top/c")
MEMBERS = st.sets(st.sampled_from(("x", "y", "x@soon", "z@past", "y@later"))).map(
    lambda names: " ".join({name.partition("@")[0]: name for name in sorted(names)}.values())
)
KEYS = st.sampled_from(("", "calls", "calls phones"))


@st.composite
def worlds(draw):
    """Some groups (never without the one above), a role, and who is where."""
    paths = draw(st.sets(st.sampled_from(PATHS)))
    paths |= {"top/a"} if "top/a/b" in paths else set()
    groups = [group(path, draw(KEYS), draw(MEMBERS)) for path in sorted(paths)]
    roles = [role("desk", draw(KEYS)), assigned("desk", draw(MEMBERS))]
    top_members = draw(MEMBERS.map(lambda names: f"amelia {names}"))
    return [
        users("amelia x y z"),
        top(top_members),
        *groups,
        *(roles if draw(st.booleans()) else []),
    ]


OWNED = (lists_roles(), lists_memberships())


@settings(max_examples=60)
@given(worlds(), worlds())
def test_the_difference_of_two_states_leads_from_one_to_the_other(before, after):
    live, desired = state(*before), state(*after)
    assert replay(live, diff(live, desired, NOW)) == desired


@settings(max_examples=60)
@given(worlds(), worlds())
def test_a_whole_plan_leads_to_what_files_that_own_everything_say(before, after):
    live, desired = state(*before), state(*after)
    lists_of_groups = lists(g("top").scope, *desired.groups)
    said = [piece for piece in after if not piece.users]
    plan = planned(declared(*OWNED, lists_of_groups, *said), live)
    assert [one.code for one in plan.findings if one.severity == "error"] == []
    assert replay(live, plan.changes) == desired


@settings(max_examples=30)
@given(worlds(), worlds())
def test_files_that_only_add_take_nothing_and_are_done_after_one_run(before, after):
    live = state(*before)
    files = declared(additive(*(piece for piece in after if not piece.users)))
    plan = planned(files, live)
    kinds = {change.action for change in plan.changes}
    assert kinds <= {"create", "update", "grant", "re-date"}
    assert changes(files, replay(live, plan.changes)) == []


def test_groups_as_members_are_replayed_too():
    live = state(group("a"), nested("a", g("b")), group("b"))
    assert replay(live, [revoke(inside("a"), g("b"))]) == state(group("a"), group("b"))
