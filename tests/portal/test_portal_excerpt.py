"""An excerpt: what some writes are about, and nothing that grows with the rest."""

import pytest
from portal_world import LONDON, MANAGERS, NOW, OSLO, PARIS, SALES, SUPPORT, TOP
from sqlalchemy import Engine, event

from reconciler.portal import About

IN_SALES = About(users=["isla"], groups=[(LONDON, SALES)])


def read(portal, about):
    with portal.transaction() as work:
        return work.excerpt(about)


def names(rows):
    return {row.name for row in rows.values()}


def seats(snapshot):
    return {
        (snapshot.users[seat.user].name, snapshot.groups[seat.group].name)
        for seat in snapshot.members
    }


def test_a_group_comes_with_the_groups_and_scopes_above_it_and_no_others(tree):
    found = read(tree, About(groups=[(LONDON, SALES)]))
    assert names(found.groups) == {"Top Role", "Managers", "Sales"}
    assert {scope.path for scope in found.scopes.values()} == {"/", "/Acme", "/Acme/London"}
    assert (found.users, found.roles, found.members) == ({}, {}, [])


def test_rows_are_those_of_a_whole_read(tree):
    with tree.transaction() as work:
        work.groups.edit(LONDON, SALES, permissions=["users.access"], description="They sell")
        work.roles.create("Clerk", "user", ["presence.access"], "Keeps the books")
    whole, found = tree.read(), read(tree, About(roles=["Clerk"], groups=[(LONDON, SALES)]))
    for part, all_ in ((found.groups, whole.groups), (found.roles, whole.roles)):
        assert part == {id_: all_[id_] for id_ in part}
    assert [role.permissions for role in found.roles.values()] == [{"presence.access"}]
    assert found.account == whole.account


def test_who_of_the_named_users_is_in_a_named_group_comes_along(tree):
    about = About(users=["isla", "ivy"], groups=[(LONDON, SALES), (LONDON, SUPPORT)])
    assert seats(read(tree, about)) == {("isla", "Sales"), ("ivy", "Support")}
    assert seats(read(tree, IN_SALES)) == {("isla", "Sales")}
    assert seats(read(tree, About(users=["isla"], groups=[(LONDON, SUPPORT)]))) == set()


def test_who_of_the_named_users_has_a_named_role_comes_along_with_the_end(portal, clock):
    with portal.transaction() as work:
        for role in ("Clerk", "Guest"):
            work.roles.create(role, "user")
            work.assignments.grant(role, "isla", NOW.replace(year=2027))
            work.assignments.grant(role, "noah")
    clock.advance(days=1000)
    found = read(portal, About(users=["isla"], roles=["Clerk"]))
    (assignment,) = found.assignments
    assert found.roles[assignment.role].name == "Clerk"
    assert found.users[assignment.user].name == "isla"
    assert assignment.expires == NOW.replace(year=2027)


def test_a_user_comes_with_the_scope_the_user_belongs_to(portal):
    found = read(portal, About(scopes=[PARIS], users=["ola"]))
    (user,) = found.users.values()
    assert found.scopes[user.scope].path == "/Globex/Oslo"
    assert {scope.path for scope in found.scopes.values()} == {
        "/",
        "/Acme",
        "/Acme/Paris",
        "/Globex/Oslo",
    }


def test_names_are_found_in_any_spelling(tree):
    with tree.transaction() as work:
        work.roles.create("Straße", "user")
    sales = tuple(name.upper() for name in SALES)
    about = About(["/ACME"], [" Isla "], ["STRASSE"], [("/Acme/LONDON", sales)])
    found = read(tree, about)
    assert names(found.roles) == {"Straße"}
    assert seats(found) == {("isla", "Sales")}


@pytest.mark.parametrize("name", ["nobody", "", "%", "' or 1=1 --", "\ud800", "a\0b", "x" * 9999])
def test_what_does_not_exist_is_not_missed(tree, name):
    paths = [(LONDON, (name,)), (LONDON, (*TOP, name, "Sales")), (f"/acme/{name}", TOP)]
    found = read(tree, About([f"/{name}"], [name, "isla"], [name], [*paths, (LONDON, SALES)]))
    assert names(found.users) == {"isla"}
    assert names(found.groups) == {"Top Role", "Managers", "Sales"}
    assert found.roles == {}


def test_a_group_of_the_same_name_elsewhere_stays_away(tree):
    with tree.transaction() as work:
        work.groups.create(OSLO, (*TOP, "Sales"))
        work.groups.create(LONDON, (*TOP, "Sales"))
    found = read(tree, About(groups=[(LONDON, SALES)]))
    assert [
        found.group_path(id_) for id_, group in found.groups.items() if group.name == "Sales"
    ] == ["Top Role/Managers/Sales"]


def test_nothing_is_read_when_nothing_is_named(tree):
    found = read(tree, About())
    assert (found.scopes, found.users, found.roles, found.groups) == ({}, {}, {}, {})
    assert (found.assignments, found.members) == ([], [])


def test_an_excerpt_stays_the_same_however_much_there_is_beside_it(tree):
    before, queries = counted(tree, IN_SALES)
    with tree.transaction() as work:
        for number in range(30):
            work.users.create(LONDON, f"user{number}")
            work.groups.create(LONDON, (*MANAGERS, f"Group {number}"))
            work.memberships.grant(LONDON, SALES, f"user{number}")
            work.memberships.grant(LONDON, (*MANAGERS, f"Group {number}"), "isla")
    assert counted(tree, IN_SALES) == (before, queries)


def test_many_names_take_no_more_queries_than_one(tree):
    _, one = counted(tree, IN_SALES)
    groups = [(LONDON, MANAGERS), (LONDON, SALES), (LONDON, SUPPORT), (PARIS, TOP)]
    _, many = counted(tree, About(["/", OSLO], ["isla", "jack", "ivy"], ["a", "b"], groups))
    assert many == one


def counted(portal, about):
    """The excerpt, and how many statements it took."""
    statements = []

    def note(*said):
        statements.append(said[2])

    event.listen(Engine, "before_cursor_execute", note)
    try:
        return read(portal, about), len(statements)
    finally:
        event.remove(Engine, "before_cursor_execute", note)
