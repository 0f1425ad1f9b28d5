"""From a live state to role files: what they say, and what they look like."""

from datetime import UTC, datetime, timedelta
from textwrap import dedent

import pytest

from reconciler.core.model import Container, Fixed, Group, Members, Ref, Role, State, Users
from reconciler.core.scope import ROOT, Scope
from reconciler.core.target import Catalog, Level, Target
from reconciler.spec.export.files import elsewhere, role_files
from reconciler.spec.export.world import World
from reconciler.spec.load import load
from reconciler.spec.project import read_project

ACME, LONDON, LEEDS = Scope("/acme"), Scope("/acme/london"), Scope("/acme/leeds")
TOP = Ref("group", LONDON, ("top role",))
BUILT_IN = frozenset(Fixed) - {Fixed.MEMBERS}
TEAM = frozenset({"users.access", "soft_phone.access", "presence.access"})


def group(*names, scope=LONDON):
    return Ref("group", scope, ("top role", *names))


def role(name, scope=ROOT):
    return Ref("role", scope, (name,))


def live(scopes=(LONDON,), groups=(), roles=(), members=None, **more):
    """A live state with the built-in group of each phone system."""
    tops = [Ref("group", scope, ("top role",)) for scope in scopes if scope.depth == 2]
    built_in = {"fixed": dict.fromkeys(tops, BUILT_IN), "spelling": dict.fromkeys(tops, "Top Role")}
    return State(
        groups={one.ref: one for one in [*map(Group, tops), *groups]},
        roles={one.ref: one for one in roles},
        members=members or {},
        scopes=frozenset(scopes),
        **{**built_in, **more},
    )


def exported(world, state, target=None, scopes=None):
    """The files of a state by their path, and every finding."""
    project, _ = read_project(world.root / "reconciler.yaml")
    there, _ = load(project)
    chosen = World.of(state, target or world.target, scopes or state.scopes, world.now)
    made = role_files(chosen, project, there)
    return dict(made.texts), [f"{one.code} {one.message}" for one in made.findings]


def test_files_about_other_scopes_are_told_from_those_that_an_export_writes(world):
    world.file("leeds.roles.yaml", "scope: /acme/leeds\n")
    world.file("london.roles.yaml", "scope: /Acme/London\n")
    world.file("odd.roles.yaml", "scope: london\n")
    there, _ = load(read_project(world.root / "reconciler.yaml")[0])
    chosen = World.of(live(), world.target, frozenset({LONDON}), world.now)
    assert [one.tree.path for one in elsewhere(there, chosen)] == ["leeds.roles.yaml"]


def text(world, state, **more):
    """The only file of a state."""
    texts, findings = exported(world, state, **more)
    assert findings == []
    (only,) = texts.values()
    return only


def test_every_list_is_complete_and_in_order(world):
    sales = group("sales")
    state = live(
        groups=[Group(sales, "Everybody: all", frozenset({"presence.access", "users.access"}))],
        members={
            Container.of(TOP): Members(frozenset({"amelia"})),
            Container.of(sales): Members(frozenset({"noah", "isla"})),
            Container(role("desk"), LONDON): Members(frozenset({"leo", "ivy"})),
        },
    )
    assert text(world, state) == dedent(
        """\
        scope: /acme/london

        groups:
          - name: Top Role
            members:
              - amelia
            groups:
              - name: sales
                description: 'Everybody: all'
                permissions: [users.access, presence.access]
                members:
                  - isla
                  - noah
                groups: []

        memberships:
          - role: desk
            users:
              - ivy
              - leo
        """
    )


def test_a_scope_with_nothing_in_it_says_that_nothing_may_be_there(world):
    texts, _ = exported(world, live(scopes=(ROOT, ACME, LONDON)))
    top = "groups:\n  - name: Top Role\n    members: []\n    groups: []\n\n"
    assert list(texts.values()) == [
        "scope: /\n\nroles: []\n\nmemberships: []\n",
        "scope: /acme\n\nmemberships: []\n",
        f"scope: /acme/london\n\n{top}memberships: []\n",
    ]


def test_a_role_says_its_type_and_a_list_too_long_for_a_line_stands_one_by_one(world):
    keys = [f"permission.number_{number:02}" for number in range(5)]
    target = Target("northwind", (Level("reseller", "Reseller", roles=True),), Catalog(open=True))
    state = live(scopes=(ROOT,), roles=[Role(role("desk"), "user", "", frozenset(keys))])
    lines = "".join(f"      - {key}\n" for key in keys)
    assert text(world, state, target=target) == (
        f"scope: /\n\nroles:\n  - name: desk\n    type: user\n    permissions:\n{lines}\n"
        "memberships: []\n"
    )


def at(*numbers):
    return datetime(*numbers, tzinfo=UTC)


@pytest.mark.parametrize(
    ("end", "written"),
    [
        (at(2027, 2, 1), "2027-01-31"),
        (at(2027, 1, 31, 18), "'2027-01-31T18:00:00Z'"),
        (at(2027, 1, 31, 18, 0, 0, 5), "'2027-01-31T18:00:00.000005Z'"),
    ],
)
def test_an_end_is_a_day_where_it_is_one(world, end, written):
    members = {Container.of(TOP): Members(frozenset({"amelia"}), until={"amelia": end})}
    assert f"- {{user: amelia, expires: {written}}}" in text(world, live(members=members))


def test_who_has_ended_is_left_out_and_so_is_a_role_that_nobody_holds_any_more(world):
    gone = Members(frozenset({"jack"}), until={"jack": world.now})
    soon = Members(frozenset({"noah"}), until={"noah": world.now + timedelta(microseconds=1)})
    state = live(members={Container.of(TOP): gone, Container(role("desk"), LONDON): gone})
    assert "jack" not in text(world, state)
    assert "memberships: []" in text(world, state)
    assert "noah" in text(world, live(members={Container.of(TOP): soon}))


def test_names_stand_in_their_live_spelling_with_escapes(world):
    sales = group("a/b", "no")
    state = live(
        groups=[Group(group("a/b")), Group(sales)],
        members={Container.of(sales): Members(frozenset({"/acme:bob", r"c\:d"}))},
        spelling={
            TOP: "Top Role",
            sales: "NO",
            group("a/b"): "A/b",
            ACME: "Acme",
            Ref("user", ACME, ("bob",)): "Bob",
        },
    )
    written = text(world, state)
    assert "scope: /Acme/london\n" in written
    assert r"- name: A\/b" in written
    assert "- name: 'NO'" in written
    assert "- /Acme:Bob\n" in written
    assert r"- c\:d" in written


def test_groups_and_roles_that_are_members_say_what_they_are(world):
    refs = frozenset({group("sales"), role("desk"), Ref("group", ACME, ("staff", "all"))})
    state = live(
        members={
            Container.of(TOP): Members(refs=refs),
            Container(role("desk"), LONDON): Members(refs=refs - {role("desk")}),
            Container(role("lead"), LONDON): Members(refs=frozenset({role("desk")})),
        }
    )
    written = text(world, state)
    lines = ("{role: /:desk}", "{group: /acme:staff/all}", "{group: Top Role/sales}")
    assert "".join(f"      - {line}\n" for line in lines) in written
    start = "  - role: {}\n    users: []\n"
    held = "    groups:\n      - /acme:staff/all\n      - Top Role/sales\n"
    assert start.format("desk") + held in written
    assert start.format("lead") + "    roles:\n      - /:desk\n" in written


def test_members_that_are_fixed_are_not_declared(world):
    state = live(fixed={TOP: frozenset(Fixed)})
    assert "members:" not in text(world, state)


def test_where_no_group_stands_below_another_no_list_of_them_is_written(world):
    target = Target("northwind", (Level("site", "Site", groups=True),), Catalog(), tree="flat")
    state = State(
        groups={(ref := Ref("group", ROOT, ("a",))): Group(ref)}, scopes=frozenset({ROOT})
    )
    assert text(world, state, target=target) == (
        "scope: /\n\ngroups:\n  - name: a\n    permissions: []\n    members: []\n"
    )


def test_a_group_that_stands_too_deep_is_named_by_its_path(world):
    names = [str(number) for number in range(100, 130)]
    refs = [group(*names[:depth]) for depth in range(1, len(names) + 1)]
    written = text(world, live(groups=map(Group, refs)))
    starts = [line for line in written.splitlines() if line.startswith("  - name")]
    paths = ["Top Role", "/".join(["Top Role", *names[:12]]), "/".join(["Top Role", *names[:24]])]
    assert starts == [f"  - name: {path}" for path in paths]
    world.file("x.roles.yaml", written)
    assert set(world.declared().state.groups) == {TOP, *refs}


# Sets


def teams(*names, permissions=TEAM, scope=LONDON):
    return [Group(group(name, scope=scope), "", permissions) for name in names]


def test_a_list_that_two_groups_have_becomes_a_set_that_is_called_like_them(world):
    written = text(world, live(groups=teams("sales team", "support")))
    assert "sets:\n  sales_team: [users.access, soft_phone.access, presence.access]\n" in written
    assert written.count("permissions: [set:sales_team]") == 2


def test_a_longer_list_uses_the_set_that_it_holds(world):
    longer = Group(group("lead"), "", TEAM | {"call_flow.access"})
    written = text(world, live(groups=[*teams("sales", "support"), longer]))
    assert "permissions: [set:sales, call_flow.access]" in written


@pytest.mark.parametrize(
    "permissions", [frozenset({"users.access", "presence.access"}), frozenset()]
)
def test_a_short_list_stays_a_list(world, permissions):
    assert "sets:" not in text(world, live(groups=teams("a", "b", permissions=permissions)))


def test_a_list_that_stands_once_stays_a_list(world):
    assert "sets:" not in text(world, live(groups=teams("sales")))


def test_a_set_is_declared_at_the_lowest_scope_that_all_its_users_are_in(world):
    state = live(
        scopes=(ROOT, ACME, LONDON, LEEDS),
        groups=[*teams("sales"), *teams("sales", scope=LEEDS)],
    )
    texts, _ = exported(world, state)
    assert [path for path, content in texts.items() if "sets:" in content] == ["acme.roles.yaml"]
    below = frozenset({LONDON, LEEDS})
    texts, _ = exported(world, state, scopes=below)
    assert [path for path, content in texts.items() if "sets:" in content] == []


def test_sets_of_one_name_are_numbered(world):
    other = frozenset({"users.access", "users.manage_voicemail", "call_flow.access"})
    state = live(
        groups=[
            *teams("x", "y"),
            *(Group(group(name, "x"), "", other) for name in ("x", "y")),
        ]
    )
    assert "  x: [" in text(world, state)
    assert "  x_2: [" in text(world, state)


@pytest.mark.parametrize(("name", "called"), [("***", "permissions"), ("ÉQUIPE 1!", "équipe_1")])
def test_the_name_of_a_set_is_made_of_letters_and_digits(world, name, called):
    state = live(groups=[*teams(name), Group(group("a", name), "", TEAM)])
    assert f"  {called}: [" in text(world, state)


def test_a_set_that_a_file_has_keeps_its_name_while_somebody_uses_it(world):
    world.write(
        london="""\
        scope: /acme/london
        sets:
          crew: [users.access, soft_phone.access, presence.access]
          unused: [call_flow.access, users.access]
          empty: []
        """
    )
    written = text(world, live(groups=teams("sales", "support")))
    assert "sets:\n  crew: [users.access, soft_phone.access, presence.access]\n\n" in written
    assert written.count("[set:crew]") == 2


def test_a_set_of_a_scope_above_is_used_and_not_declared_again(world):
    world.write(
        acme="""\
        scope: /acme
        sets: {crew: [users.access, soft_phone.access, presence.access]}
        """,
        nowhere="scope: acme*\n",
    )
    written = text(world, live(groups=teams("sales")))
    assert "sets:" not in written
    assert "permissions: [set:crew]" in written


# What no file can hold


def lost(world, state, **more):
    """What is said, and whether the file only adds then."""
    texts, findings = exported(world, state, **more)
    return [*findings, "\nmode: additive\n" in next(iter(texts.values()))]


def test_a_group_whose_name_is_hidden_is_left_out_with_all_below_it(world):
    state = live(groups=map(Group, [group("a\u200bb"), group("a\u200bb", "c"), group("ok")]))
    assert lost(world, state) == [
        "RC0714 group Top Role/a\u200bb cannot stand in a file",
        True,
    ]


def test_a_role_whose_name_is_too_long_with_its_escapes_is_left_out_and_so_are_its_holders(world):
    long = role("/" * 200)
    members = {Container(long, ROOT): Members(frozenset({"olivia"}))}
    path = "\\/" * 200
    assert lost(world, live(scopes=(ROOT,), roles=[Role(long, "reseller")], members=members)) == [
        f"RC0714 role {path} cannot stand in a file",
        f"RC0714 who holds role {'/' * 200} cannot stand in a file",
        True,
    ]


def test_a_member_whose_name_or_scope_no_file_can_hold_is_left_out(world):
    who = frozenset({"ann", "b\nob", "/a*:eve"})
    refs = frozenset({Ref("group", LONDON, ("x\u00ad",))})
    state = live(members={Container.of(TOP): Members(who, refs)})
    assert lost(world, state) == [
        "RC0714 /a*:eve in group Top Role cannot stand in a file",
        "RC0714 b\nob in group Top Role cannot stand in a file",
        "RC0714 group x\u00ad in group Top Role cannot stand in a file",
        True,
    ]


def test_a_permission_that_the_catalog_does_not_give_there_is_left_out(world):
    keys = frozenset({"presence.access", "roles.manage", "made.up"})
    assert lost(world, live(groups=[Group(group("sales"), "", keys)])) == [
        "RC0714 permission made.up of group Top Role/sales cannot stand in a file",
        "RC0714 permission roles.manage of group Top Role/sales cannot stand in a file",
        True,
    ]


def test_of_an_open_catalog_any_permission_that_is_no_set_can_be_written(world):
    target = Target("northwind", (Level("site", "Site", groups=True),), Catalog(open=True))
    ref = Ref("group", ROOT, ("a",))
    keys = frozenset({"x:y", "set:x", "", "a\u200bb"})
    state = State(groups={ref: Group(ref, "", keys)}, scopes=frozenset({ROOT}))
    assert lost(world, state, target=target) == [
        "RC0714 permission  of group a cannot stand in a file",
        "RC0714 permission a\u200bb of group a cannot stand in a file",
        "RC0714 permission set:x of group a cannot stand in a file",
        True,
    ]


@pytest.mark.parametrize("description", ["\x1b[31m", "x" * 10_001, "\u202e"])
def test_a_description_that_no_file_can_hold_is_left_out_and_nothing_else(world, description):
    assert lost(world, live(groups=[Group(group("sales"), description)])) == [
        "RC0714 the description of group Top Role/sales cannot stand in a file",
        False,
    ]


def test_without_a_file_for_a_scope_nothing_is_made(world):
    state = live(scopes=(LONDON, Scope("/acme/a*")))
    assert exported(world, state) == (
        {},
        ["RC0712 no file can speak of /acme/a*: its name cannot stand in one"],
    )


def test_users_are_no_part_of_a_file(world):
    assert "noah" not in text(world, live(users={LONDON: Users(frozenset({"noah"}))}))
