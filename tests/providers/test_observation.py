"""What one observation leaves out."""

from reconciler.core.model import Container, Members, Ref, State, Users
from reconciler.core.scope import ROOT, Pattern, Scope, Selection
from reconciler.providers.view import view

HERE, THERE = Scope("/here"), Scope("/there")


def seen(state, scope):
    return view(state, Selection((Pattern(scope),)))


def test_a_scope_without_users_and_a_container_without_members_are_not_listed():
    empty = State(
        users={HERE: Users()},
        members={Container.of(Ref("group", HERE, ("a",))): Members()},
        scopes=frozenset({ROOT, HERE}),
    )
    assert seen(empty, HERE) == State(scopes=frozenset({ROOT, HERE}), complete=frozenset({HERE}))


def test_the_spelling_of_strangers_is_left_out_and_that_of_scopes_is_not():
    mine, stranger = Ref("user", HERE, ("ann",)), Ref("user", THERE, ("bob",))
    state = State(
        scopes=frozenset({ROOT, HERE, THERE}),
        spelling={mine: "Ann", stranger: "Bob", HERE: "Here", THERE: "There"},
    )
    assert seen(state, HERE).spelling == {mine: "Ann", HERE: "Here", THERE: "There"}


def test_users_whom_files_name_are_found_in_the_scopes_that_are_not_read():
    state = State(
        users={
            HERE: Users(frozenset({"ann", "both"}), frozenset({"ian"})),
            THERE: Users(frozenset({"bob", "both", "ian", "nobody asked"}), frozenset({"ida"})),
            ROOT: Users(frozenset({"bob"})),
        },
        scopes=frozenset({ROOT, HERE, THERE}),
    )
    named = frozenset({"ann", "bob", "both", "ian", "ida", "zoe"})
    found = view(state, Selection((Pattern(HERE),), named=named)).elsewhere
    assert found == {THERE: {"bob", "ida"}, ROOT: {"bob"}}


def test_the_caller_is_always_said():
    assert seen(State(caller="/:ann"), ROOT).caller == "/:ann"
