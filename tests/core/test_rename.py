"""Renames and moves are applied to the live state first: the whole table, and what follows them."""

import pytest

from reconciler.core.model import Container, Fixed, Members
from reconciler.core.rename import Moves, rename

from .build import (
    LONDON,
    PARIS,
    additive,
    assigned,
    changes,
    declared,
    fixed,
    g,
    group,
    holding,
    inside,
    nested,
    people,
    r,
    role,
    spelt,
    state,
    told,
    top,
)


def renamed(files, live):
    return rename(live, files)


def moves(files, live):
    """What moves where, and the findings."""
    found = rename(live, files)
    return dict(found.moves.new), told(found.findings)


DONE = "RC0310 hint: group {} is renamed already"
BOTH = "RC0311 error: {} {} cannot become {}: both exist"


# The table


def test_new_not_there_and_old_there_is_moved():
    live = state(top("amelia"), group("top/sales", "calls", "noah"))
    files = declared(top(), group("top/deals", was="sales"))
    found = renamed(files, live)
    assert found.moves.new == {g("top/sales"): g("top/deals")}
    assert found.findings == ()
    assert found.state == state(top("amelia"), group("top/deals", "calls", "noah"))


def test_neither_there_is_created():
    files = declared(top(), group("top/deals", was="sales"))
    assert moves(files, state(top())) == ({}, [])
    assert changes(files, state(top())) == ["create top/deals"]


def test_new_there_and_old_gone_is_done_and_the_line_can_go():
    live = state(top(), group("top/deals"))
    (finding,) = renamed(declared(top(), group("top/deals", was="sales")), live).findings
    assert told([finding]) == [DONE.format("top/deals")]
    assert finding.help == "drop the line"
    assert finding.origin.path == "group:/acme/london:top/deals previously"


def test_new_there_and_old_declared_by_another_entry_is_done():
    live = state(top(), group("top/deals"), group("top/sales"))
    files = declared(top(), group("top/deals", was="sales"), group("top/sales"))
    assert moves(files, live) == ({}, [DONE.format("top/deals")])


def test_both_there_is_an_error():
    live = state(top(), group("top/deals"), group("top/sales"))
    files = declared(top(), group("top/deals", was="sales"))
    assert moves(files, live) == (
        {},
        [BOTH.format("group", "top/sales", "top/deals")],
    )


def test_an_old_name_that_is_declared_anew_is_moved_and_created_afresh():
    live = state(top(), group("top/sales", "calls"))
    files = declared(top(), group("top/deals", was="sales"), group("top/sales"))
    assert moves(files, live) == ({g("top/sales"): g("top/deals")}, [])
    assert changes(files, live) == ["create top/sales"]


# "There" is judged after the other declared renames


def test_a_chain_of_names_moves_as_one():
    live = state(top(), group("top/a", "calls"), group("top/b", "phones"))
    files = declared(top(), group("top/b", was="a"), group("top/c", was="b"))
    found = renamed(files, live)
    assert found.moves.new == {g("top/a"): g("top/b"), g("top/b"): g("top/c")}
    assert found.findings == ()
    assert found.state.groups[g("top/c")].permissions == {"phones"}
    assert found.state.groups[g("top/b")].permissions == {"calls"}


def test_in_a_chain_whose_last_name_stands_already_the_first_move_has_no_place():
    live = state(top(), group("top/a"), group("top/b"), group("top/c"))
    files = declared(top(), group("top/b", was="a"), group("top/c", was="b"))
    assert moves(files, live) == (
        {},
        [
            BOTH.format("group", "top/a", "top/b"),
            DONE.format("top/c"),
        ],
    )


@pytest.mark.parametrize("circle", ["ab", "abc"])
def test_swapped_names_are_an_error_and_nothing_moves(circle):
    live = state(top(), *(group(f"top/{name}") for name in circle))
    taken = dict(zip(circle, circle[1:] + circle[0], strict=True))
    files = declared(top(), *(group(f"top/{name}", was=old) for name, old in taken.items()))
    found, findings = moves(files, live)
    assert found == {}
    assert findings == [
        f"RC0313 error: group top/{old} cannot become top/{name}: the names are swapped in a circle"
        for name, old in taken.items()
    ]


def test_a_chain_that_leads_into_a_circle_is_no_part_of_it():
    live = state(*(group(name) for name in "abc"))
    files = declared(group("a", was="b"), group("b", was="a"), group("d", was="c"))
    found, findings = moves(files, live)
    assert found == {g("c"): g("d")}
    assert [line[:6] for line in findings] == ["RC0313", "RC0313"]


def test_two_entries_that_take_the_same_thing_are_an_error():
    live = state(top(), group("top/sales"))
    files = declared(top(), group("top/deals", was="sales"), group("top/trade", was="sales"))
    (finding,) = renamed(files, live).findings
    assert (finding.code, finding.ref) == ("RC0312", g("top/trade"))
    assert finding.message == (
        "group top/sales cannot become top/trade: top/deals takes it with its own `previously:`"
    )


def test_a_spelling_that_differs_by_folding_alone_is_no_move():
    live = state(top(), group("top/sales"), spelt(g("top/sales"), "SALES"))
    files = declared(top(), group("top/sales", was="sales"), spelt(g("top/sales"), "Sales"))
    assert moves(files, live) == ({}, [DONE.format("top/Sales")])


# Subtrees, and parents that move too


def test_a_renamed_group_takes_everything_below_it_along_in_one_move():
    live = state(
        top(), group("top/sales"), group("top/sales/emea", "calls"), group("top/sales/emea/uk")
    )
    files = declared(
        top(), group("top/deals", was="sales"), group("top/deals/emea", "calls phones")
    )
    assert moves(files, live) == ({g("top/sales"): g("top/deals")}, [])
    assert changes(files, live) == ["update top/deals/emea"]


def test_a_group_moves_to_another_parent_by_its_old_path():
    below = (group("top/sales/emea"), group("top/sales/emea/uk"))
    live = state(top(), group("top/sales"), group("top/ops"), *below)
    files = declared(top(), group("top/ops/europe", was="top/sales/emea"))
    found = renamed(files, live)
    assert found.moves.new == {g("top/sales/emea"): g("top/ops/europe")}
    assert g("top/ops/europe/uk") in found.state.groups


@pytest.mark.parametrize("was", ["emea", "top/sales/emea", "top/deals/emea"])
def test_a_rename_below_a_renamed_parent_is_found_by_its_old_and_new_names(was):
    live = state(top(), group("top/sales"), group("top/sales/emea"))
    files = declared(top(), group("top/deals", was="sales"), group("top/deals/europe", was=was))
    assert moves(files, live) == (
        {g("top/sales"): g("top/deals"), g("top/sales/emea"): g("top/deals/europe")},
        [],
    )


@pytest.mark.parametrize("was", ["top/a/b/c", "top/x/b/c", "top/x/y/c"])
def test_a_move_out_of_parents_that_are_renamed_is_found_by_either_path(was):
    live = state(top(), group("top/a"), group("top/a/b"), group("top/a/b/c"))
    files = declared(
        top(), group("top/x", was="a"), group("top/x/y", was="b"), group("top/out", was=was)
    )
    found, findings = moves(files, live)
    assert (found[g("top/a/b/c")], findings) == (g("top/out"), [])


def test_a_path_through_a_parent_that_nobody_knows_means_nothing():
    files = declared(top(), group("top/out", was="top/gone/c"))
    assert moves(files, state(top())) == ({}, [])


def test_a_child_that_only_follows_its_renamed_parent_is_done_by_that_rename():
    live = state(top(), group("top/sales"), group("top/sales/emea"))
    files = declared(
        top(), group("top/deals", was="sales"), group("top/deals/emea", was="top/sales/emea")
    )
    assert moves(files, live) == (
        {g("top/sales"): g("top/deals")},
        [DONE.format("top/deals/emea")],
    )


def test_a_group_takes_the_name_of_the_one_it_leaves_when_that_one_is_renamed():
    live = state(top(), group("top/sales"), group("top/sales/emea"))
    files = declared(
        top(), group("top/old", was="top/sales"), group("top/sales", was="top/sales/emea")
    )
    assert moves(files, live) == (
        {g("top/sales"): g("top/old"), g("top/sales/emea"): g("top/sales")},
        [],
    )


def test_a_group_that_took_the_name_of_the_one_it_left_is_done_the_second_time():
    live = state(top(), group("top/old"), group("top/sales"))
    files = declared(
        top(), group("top/old", was="top/sales"), group("top/sales", was="top/sales/emea")
    )
    assert moves(files, live) == (
        {},
        [DONE.format(f"top/{name}") for name in ("old", "sales")],
    )


def test_paths_that_lead_through_each_other_end():
    files = declared(top(), group("top/x", was="top/y/a"), group("top/y", was="top/x/b"))
    assert moves(files, state(top())) == ({}, [])


def test_a_move_into_a_group_that_is_created_is_found():
    live = state(top(), group("top/emea"))
    files = declared(top(), group("top/sales"), group("top/sales/emea", was="top/emea"))
    assert moves(files, live) == ({g("top/emea"): g("top/sales/emea")}, [])
    assert changes(files, live) == ["create top/sales"]


def test_a_child_and_its_parent_change_places():
    live = state(top(), group("top/a"), group("top/a/b"))
    files = declared(top(), group("top/b", was="top/a/b"), group("top/b/a", was="top/a"))
    assert moves(files, live) == ({g("top/a/b"): g("top/b"), g("top/a"): g("top/b/a")}, [])


def test_groups_of_the_same_name_in_two_scopes_are_two():
    live = state(top(), top(at=PARIS), group("top/sales"), group("top/sales", at=PARIS))
    files = declared(top(), group("top/deals", was="sales"))
    assert moves(files, live)[0] == {g("top/sales"): g("top/deals")}


# Roles


def test_a_role_is_renamed_and_its_holders_are_kept():
    live = state(role("reception", "calls"), assigned("reception", "ivy"))
    files = declared(role("receptionist", "calls", was="reception"))
    assert moves(files, live) == ({r("reception"): r("receptionist")}, [])
    assert renamed(files, live).state.members == {holding("receptionist"): people("ivy")}
    assert changes(files, live) == []


def test_a_role_whose_new_and_old_name_exist_is_an_error():
    live = state(role("reception"), role("receptionist"))
    files = declared(additive(role("receptionist", was="reception")))
    assert moves(files, live) == ({}, [BOTH.format("role", "reception", "receptionist")])


# Everything that knows an address


def test_fixed_facts_kept_containers_spelling_and_members_move_along():
    live = state(
        group("a", "", "noah@later"),
        group("a/b"),
        role("desk"),
        nested("a/b", g("a"), r("desk")),
        fixed(g("a"), Fixed.EXISTENCE),
        fixed(g("a/b"), Fixed.MEMBERS),
        spelt(g("a"), "A"),
        spelt(g("a/b"), "B"),
        spelt(LONDON, "London"),
    )
    found = renamed(declared(group("c", was="a")), live).state
    assert found.fixed == {g("c"): {Fixed.EXISTENCE}, g("c/b"): {Fixed.MEMBERS}}
    assert found.spelling == {g("c/b"): "B", LONDON: "London"}
    assert found.members == {
        inside("c"): people("noah@later"),
        inside("c/b"): Members(refs=frozenset({g("c"), r("desk")})),
    }


def test_the_end_of_a_group_that_is_a_member_moves_with_it():
    end = people("x@later").until["x"]
    live = state(group("a"), group("b"))
    member = {inside("b"): Members(refs=frozenset({g("a")}), until={g("a"): end, "noah": end})}
    live = type(live)(groups=live.groups, members=member)
    found = renamed(declared(group("c", was="a")), live).state
    assert found.members[inside("b")].until == {g("c"): end, "noah": end}


def test_a_kept_container_is_kept_at_its_new_address():
    live = state(top("amelia"), group("top/sales"))
    files = declared(group("boss", was="top"))
    assert renamed(files, live).state.kept == {Container.of(g("boss"))}


def test_no_declared_move_leaves_the_live_state_as_it_is():
    live = state(top("amelia"))
    found = renamed(declared(), live)
    assert found.state is live
    assert found.moves == Moves({})


# Addresses on both sides of the moves

MOVES = Moves({g("top/a"): g("top/x"), g("top/a/b"): g("top/c/b")})


@pytest.mark.parametrize(
    ("live", "final"),
    [("top/a", "top/x"), ("top/a/z", "top/x/z"), ("top/a/b/z", "top/c/b/z"), ("top/q", "top/q")],
)
def test_an_address_and_its_final_one_lead_to_each_other(live, final):
    assert (MOVES.final(g(live)), MOVES.live(g(final))) == (g(final), g(live))


def test_where_something_would_stand_if_it_alone_did_not_move():
    assert MOVES.stays(g("top/a/b")) == g("top/x/b")
    assert MOVES.stays(g("lone")) == g("lone")


def test_one_name_is_looked_for_beside_and_then_at_the_top():
    files = declared(top(), group("top/sales", was="deals"))
    beside = state(top(), group("top/deals"), group("deals"))
    assert moves(files, beside)[0] == {g("top/deals"): g("top/sales")}
    assert moves(files, state(top(), group("deals")))[0] == {g("deals"): g("top/sales")}


# A move that keeps its name


def test_its_own_name_is_looked_for_at_the_top():
    live = state(group("sales", "calls", "noah"), group("deals"))
    files = declared(group("deals/sales", was="sales"))
    found = renamed(files, live)
    assert (found.moves.new, found.findings) == ({g("sales"): g("deals/sales")}, ())
    assert found.state == state(group("deals"), group("deals/sales", "calls", "noah"))


def test_its_own_name_is_done_where_nothing_of_that_name_is_at_the_top():
    live = state(group("deals"), group("deals/sales"))
    files = declared(group("deals/sales", was="sales"))
    assert moves(files, live) == ({}, [DONE.format("deals/sales")])


def test_its_own_name_at_the_top_and_in_the_new_place_is_an_error():
    live = state(group("sales"), group("deals/sales"))
    files = declared(group("deals/sales", was="sales"))
    assert moves(files, live) == ({}, [BOTH.format("group", "sales", "deals/sales")])


def test_a_move_that_keeps_its_name_ends_in_a_group_that_is_renamed():
    live = state(group("sales"), group("deals"))
    files = declared(group("trade", was="deals"), group("trade/sales", was="sales"))
    new = {g("sales"): g("trade/sales"), g("deals"): g("trade")}
    assert moves(files, live) == (new, [])
