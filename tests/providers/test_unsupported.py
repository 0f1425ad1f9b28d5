"""What a declared state asks for and a target can never do."""

from dataclasses import replace
from datetime import UTC, datetime

from reconciler.core.codes import TITLES
from reconciler.core.model import Container, Group, Members, Ref, Role, State
from reconciler.core.scope import ROOT, Scope
from reconciler.core.target import Catalog, Level, Target
from reconciler.providers.portal.target import portal_target
from reconciler.providers.shape import unsupported
from reconciler.testing import world

PORTAL = portal_target("northwind")
FLAT = Target(
    "flat", (Level("one", "One", groups=True),), Catalog(), tree="flat", arrows=frozenset()
)
LONDON = Scope("/acme/london")


def group(scope, *names):
    return Group(Ref("group", scope, names))


def role(scope, name):
    return Role(Ref("role", scope, (name,)))


def declared(*things, members=None, spelling=None):
    return State(
        roles={thing.ref: thing for thing in things if isinstance(thing, Role)},
        groups={thing.ref: thing for thing in things if isinstance(thing, Group)},
        members=members or {},
        spelling=spelling or {},
    )


def said(target, state):
    return [(found.code, found.message) for found in unsupported(target, state)]


def test_the_world_of_the_portal_fits_the_portal():
    assert unsupported(PORTAL, world(PORTAL)) == []


def test_a_scope_below_the_last_level_holds_nothing():
    deep = Scope("/acme/london/desk")
    assert said(PORTAL, declared(group(deep, "top role"))) == [
        ("RC0511", "no scope of northwind is that deep")
    ]


def test_roles_and_groups_stand_at_their_levels():
    state = declared(role(LONDON, "clerk"), group(ROOT, "top role", "sales"))
    assert said(PORTAL, state) == [
        ("RC0512", "group top role/sales cannot be declared at /: Reseller has no groups"),
        ("RC0512", "role clerk cannot be declared at /acme/london: Phone system has no roles"),
    ]
    (first, second) = unsupported(PORTAL, state)
    assert (first.help, second.help) == (
        "groups belong to the level Phone system",
        "roles belong to the level Reseller",
    )


def test_where_no_level_has_roles_no_level_is_offered():
    (found,) = unsupported(FLAT, declared(role(ROOT, "clerk")))
    assert (found.code, found.help) == ("RC0512", None)


def test_flat_groups_have_no_groups_below():
    assert said(FLAT, declared(group(ROOT, "a"), group(ROOT, "a", "b"))) == [
        ("RC0513", "group a/b stands below another group")
    ]


def test_a_group_beside_the_built_in_one_is_told_where_to_stand():
    sales = Ref("group", LONDON, ("sales",))
    (found,) = unsupported(PORTAL, declared(Group(sales), spelling={sales: "Sales"}))
    assert (found.code, found.message, found.ref) == (
        "RC0514",
        "group Sales does not stand below Top Role",
        sales,
    )
    assert found.help is not None
    assert "Top Role/Sales" in found.help


def test_members_of_a_wrong_kind_of_another_scope_and_with_an_end_are_all_found():
    top = Ref("group", LONDON, ("top role",))
    place = Container.of(top)
    members = Members(
        frozenset({"ann", "/acme:bob"}),
        frozenset({Ref("group", LONDON, ("x",))}),
        {"ann": datetime(2027, 1, 1, tzinfo=UTC)},
    )
    target = replace(PORTAL, expiry=False)
    assert said(target, declared(members={place: members})) == [
        ("RC0515", "a group cannot be a member of group top role"),
        (
            "RC0516",
            (
                "/acme:bob cannot be a member of group top role at /acme/london: "
                "the user belongs to another scope"
            ),
        ),
        ("RC0517", "a membership of group top role cannot have an end: ann"),
    ]


def test_every_code_has_a_title():
    codes = {f"RC051{number}" for number in range(1, 8)}
    assert codes <= TITLES.keys()
