from sample import RESELLER, group, permissions, plan

from reconciler.core.change import Change
from reconciler.core.declared import Notes
from reconciler.core.model import Group
from reconciler.report.sets import Edit, by_ref, edits

ONE, TWO, THREE = (group(f"Top Role/{name}") for name in ("One", "Two", "Three"))
MANAGER, VIEWER = ("manager", RESELLER), ("viewer", RESELLER)


def update(ref, before, after):
    return Change(Group(ref, "", permissions(*before)), Group(ref, "", permissions(*after)))


def notes(uses, **sets):
    return Notes(
        sets={(name, RESELLER): permissions(*keys) for name, keys in sets.items()},
        uses={ref: frozenset(names) for ref, names in uses.items()},
    )


def test_an_update_alone_is_not_explained_by_its_set():
    found = edits(plan(update(ONE, [], ["a"])).changes, notes({ONE: [MANAGER]}, manager=["a"]))
    assert found == []


def test_updates_that_share_no_set_are_not_explained():
    changes = plan(update(ONE, [], ["a"]), update(TWO, [], ["a"])).changes
    assert edits(changes, Notes()) == []


def test_what_all_users_of_a_set_lose_is_taken_for_its_edit():
    changes = plan(update(ONE, ["a", "b"], ["a"]), update(TWO, ["a", "b"], ["a"])).changes
    found = edits(changes, notes({ONE: [MANAGER], TWO: [MANAGER]}, manager=["a"]))
    assert found == [Edit(MANAGER, frozenset(), permissions("b"), (ONE, TWO))]
    assert (found[0].removed, found[0].refs) == (permissions("b"), (ONE, TWO))


def test_what_only_some_users_of_a_set_lose_is_not_taken_for_its_edit():
    changes = plan(update(ONE, ["b"], []), update(TWO, ["b"], []), update(THREE, ["c"], [])).changes
    assert edits(changes, notes(dict.fromkeys((ONE, TWO, THREE), (MANAGER,)), manager=["a"])) == []


def test_the_edit_names_only_those_that_it_explains_wholly():
    changes = plan(
        update(ONE, [], ["a", "b"]), update(THREE, [], ["a"]), update(TWO, [], ["a", "b"])
    ).changes
    uses = dict.fromkeys((ONE, TWO, THREE), (MANAGER,))
    (found,) = edits(changes, notes(uses, manager=["a", "b"]))
    assert (found.added, found.refs) == (permissions("a", "b"), (ONE, TWO))


def test_a_loss_of_a_user_of_two_sets_belongs_to_neither():
    uses = dict.fromkeys((ONE, TWO), (MANAGER, VIEWER))
    changes = plan(update(ONE, ["b"], ["a"]), update(TWO, ["b"], ["a"])).changes
    found = edits(changes, notes(uses, manager=["a"], viewer=["v"]))
    assert [(edit.named, edit.added, edit.removed) for edit in found] == [
        (MANAGER, permissions("a"), frozenset())
    ]


def test_a_user_of_two_edited_sets_is_explained_by_both():
    uses = dict.fromkeys((ONE, TWO), (MANAGER, VIEWER))
    changes = plan(update(ONE, [], ["a", "v"]), update(TWO, [], ["a", "v"])).changes
    found = edits(changes, notes(uses, manager=["a"], viewer=["v"]))
    assert [edit.named for edit in by_ref(found)[ONE]] == [MANAGER, VIEWER]
