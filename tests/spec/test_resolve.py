from dataclasses import replace
from datetime import UTC, datetime

from reconciler.core.model import Container, Group, Members, Ref, Role
from reconciler.core.scope import ROOT, Scope

LONDON = Scope("/acme/london")
LEEDS = Scope("/acme/leeds")


def group(*names, scope=LONDON):
    return Ref("group", scope, names)


def role(name, scope=ROOT):
    return Ref("role", scope, (name,))


RESELLER = """
scope: /
sets:
  manager: [users.access, users.manage_voicemail]
roles:
  - name: Receptionist
    type: user
    description: Front desk
    permissions: [call_flow.access, set:manager]
    previously: Reception
"""
LONDON_FILE = """
scope: /acme/london
groups:
  - name: Top Role
    members: [amelia]
    groups:
      - name: Managers
        permissions: [set:manager, presence.access]
        members: [noah]
        groups:
          - name: Sales
            permissions: []
            members:
              - isla
              - {user: jack, expires: 2027-01-31, reason: leave cover}
memberships:
  - role: Receptionist
    users: [ivy, leo]
"""


def test_the_example_of_the_design_declares_what_it_says(world):
    declared = world.write(reseller=RESELLER, london=LONDON_FILE).declared()
    manager = frozenset({"users.access", "users.manage_voicemail"})
    receptionist = Role(role("receptionist"), "user", "Front desk", manager | {"call_flow.access"})
    top, managers = group("top role"), group("top role", "managers")
    sales = group("top role", "managers", "sales")
    end = datetime(2027, 2, 1, tzinfo=UTC)
    assert declared.state.roles == {receptionist.ref: receptionist}
    assert declared.state.groups == {
        top: Group(top),
        managers: Group(managers, None, manager | {"presence.access"}),
        sales: Group(sales, None, frozenset()),
    }
    assert declared.state.members == {
        Container.of(top): Members(frozenset({"amelia"})),
        Container.of(managers): Members(frozenset({"noah"})),
        Container.of(sales): Members(frozenset({"isla", "jack"}), until={"jack": end}),
        Container(receptionist.ref, LONDON): Members(frozenset({"ivy", "leo"})),
    }
    assert declared.state.scopes == {ROOT, LONDON}
    assert declared.moves == {receptionist.ref: ("reception",)}
    assert declared.notes.reasons == {(Container.of(sales), "jack"): "leave cover"}
    assert declared.notes.sets == {("manager", ROOT): manager}
    assert declared.notes.uses == {
        receptionist.ref: frozenset({("manager", ROOT)}),
        managers: frozenset({("manager", ROOT)}),
    }


def test_a_present_list_is_owned_and_a_missing_one_is_not(world):
    owned = world.write(reseller=RESELLER, london=LONDON_FILE).declared().owned
    top, managers = group("top role"), group("top role", "managers")
    sales = group("top role", "managers", "sales")
    receptionist = role("receptionist")
    assert owned.roles == {ROOT}
    assert owned.groups == {LONDON, top, managers}
    assert owned.assignments == {LONDON}
    assert owned.permissions == {receptionist, managers, sales}
    assert owned.members == {
        *map(Container.of, (top, managers, sales)),
        Container(receptionist, LONDON),
    }


def test_names_are_folded_and_shown_as_they_are_written(world):
    declared = world.write(reseller=RESELLER, london=LONDON_FILE).declared()
    assert declared.state.spelling == {
        role("receptionist"): "Receptionist",
        group("top role"): "Top Role",
        group("top role", "managers"): "Managers",
        group("top role", "managers", "sales"): "Sales",
    }


def test_an_empty_list_owns_that_nothing_is_there(world):
    declared = world.write(
        a="scope: /\nroles: []\n", b="scope: /a/b\ngroups: []\nmemberships: []\n"
    )
    declared = declared.declared()
    assert declared.owned.roles == {ROOT}
    assert declared.owned.groups == {Scope("/a/b")}
    assert declared.owned.assignments == {Scope("/a/b")}
    assert declared.state.roles == {}


def test_a_file_with_a_scope_alone_is_fine_and_says_that_the_scope_is_known(world):
    declared = world.write(a="scope: /acme\n").declared()
    assert declared.state.scopes == {Scope("/acme")}
    assert declared.owned.groups == frozenset()


def test_a_container_with_an_empty_list_of_members_is_owned_and_empty(world):
    world.write(a="scope: /a/b\ngroups:\n  - {name: Top Role, members: []}\n")
    declared = world.declared()
    top = Container.of(group("top role", scope=Scope("/a/b")))
    assert declared.state.members == {top: Members()}
    assert declared.owned.members == {top}


def test_a_second_file_names_a_group_by_its_path_and_the_lists_are_joined(world):
    world.write(
        a="scope: /acme/london\ngroups:\n  - name: Top Role\n    groups:\n"
        "      - {name: Managers, members: [noah], permissions: [presence.access]}\n",
        b="scope: /acme/london\ngroups:\n"
        "  - {name: Top Role/Managers, members: [mia], permissions: [users.access]}\n",
    )
    declared = world.declared()
    managers = group("top role", "managers")
    assert declared.state.groups[managers].permissions == {"presence.access", "users.access"}
    assert declared.state.members[Container.of(managers)].users == {"noah", "mia"}


def test_a_parent_that_only_a_path_names_is_a_reference_and_not_declared(world):
    world.write(a="scope: /acme/london\ngroups:\n  - name: Top Role/Managers\n")
    assert set(world.declared().state.groups) == {group("top role", "managers")}


def test_a_path_escapes_what_separates(world):
    world.write(
        a=r"""
        scope: /acme/london
        groups:
          - name: Top Role/A\/B\:C\\D
        """
    )
    assert set(world.declared().state.groups) == {group("top role", r"a/b:c\d")}


def test_a_scope_path_folds_like_a_name(world):
    declared = world.write(a="scope: /Acme/London\n").declared()
    assert declared.state.scopes == {LONDON}
    assert declared.state.spelling == {Scope("/acme"): "Acme", LONDON: "London"}


def test_two_spellings_of_a_scope_are_an_error_with_both_places(world):
    world.write(a="scope: /acme/london\n", b="scope: /ACME/leeds\n")
    assert world.said() == ["RC0211 b.roles.yaml:1:8 a.roles.yaml:1:8"]


def test_two_spellings_of_a_group_are_an_error_with_both_places(world):
    world.write(
        a="scope: /acme/london\ngroups:\n  - name: Top Role\n",
        b="scope: /acme/london\ngroups:\n  - name: top role/Sales\n",
    )
    assert world.said() == ["RC0211 b.roles.yaml:3:11 a.roles.yaml:3:11"]


def test_two_spellings_of_a_role_are_an_error_where_it_is_assigned(world):
    world.write(
        a="scope: /\nroles:\n  - {name: Front, type: user}\n",
        b="scope: /acme/london\nmemberships:\n  - {role: front, users: []}\n",
    )
    assert world.said() == ["RC0211 b.roles.yaml:3:12 a.roles.yaml:3:12"]


def test_two_spellings_of_a_user_are_an_error_with_both_places(world):
    world.write(
        a="scope: /a/b\ngroups:\n"
        "  - {name: A, members: [amelia]}\n  - {name: B, members: [Amelia]}\n"
    )
    assert world.said() == ["RC0211 a.roles.yaml:4:25 a.roles.yaml:3:25"]


def test_two_spellings_of_a_user_of_another_scope_are_an_error(world):
    world.write(
        a="scope: /a/b\ngroups:\n  - {name: A, members: [Bob]}\n",
        b="scope: /a/c\ngroups:\n  - {name: A, members: ['/a/b:bob']}\n",
    )
    assert world.said() == ["RC0211 b.roles.yaml:3:25 a.roles.yaml:3:25"]


def test_the_spelling_of_a_user_is_kept_where_it_differs(world):
    world.write(a="scope: /a/b\ngroups:\n  - {name: a, members: [Bob, eve, '/a:Zoë']}\n")
    declared = world.declared()
    here = Scope("/a/b")
    assert declared.state.members[Container.of(group("a", scope=here))].users == {
        "bob",
        "eve",
        "/a:zoë",
    }
    assert declared.state.spelling == {
        Ref("user", here, ("bob",)): "Bob",
        Ref("user", Scope("/a"), ("zoë",)): "Zoë",
    }


def test_a_user_named_with_the_own_scope_is_the_bare_name(world):
    world.write(a="scope: /a/b\ngroups:\n  - {name: a, members: ['/a/b:bob', bob]}\n")
    assert world.said() == ["RC0205 a.roles.yaml:3:37 a.roles.yaml:3:25"]


def test_a_user_name_escapes_what_separates(world):
    world.write(
        a=r"""
        scope: /a/b
        groups:
          - {name: a, members: ['x\:y\/z\\']}
        """
    )
    (members,) = world.declared().state.members.values()
    assert members.users == {r"x\:y\/z\\"}


def test_a_name_that_is_a_path_or_has_a_bare_colon_is_no_user(world):
    world.write(
        a="scope: /a/b\ngroups:\n"
        "  - {name: a, members: [b/c, 'x:y', /q, ' ', '/a:', '/a//b:x', '/a:x/y']}\n"
    )
    assert world.said() == [
        f"RC0116 a.roles.yaml:3:{column}" for column in (25, 30, 37, 41, 46, 53, 64)
    ]


def test_a_member_listed_twice_is_an_error_with_both_places_in_one_list_and_in_two_files(world):
    world.write(
        a="scope: /a/b\ngroups:\n  - {name: T, members: [bob, bob]}\n",
        b="scope: /a/b\nmode: additive\ngroups:\n  - {name: T, members: [{user: bob}]}\n",
    )
    assert world.said() == [
        "RC0205 a.roles.yaml:3:30 a.roles.yaml:3:25",
        "RC0205 b.roles.yaml:4:32 a.roles.yaml:3:25",
    ]


def test_what_an_alias_lists_again_is_listed_twice(world):
    world.write(
        a="""\
        scope: /a/b
        groups:
          - {name: T, members: [&b {user: bob}, *b], permissions: &p [users.access]}
          - {name: T, permissions: *p}
        """
    )
    assert world.said() == [
        "RC0205 a.roles.yaml:3:35 a.roles.yaml:3:35",
        "RC0206 a.roles.yaml:3:63 a.roles.yaml:3:63",
    ]


def test_a_name_of_spaces_alone_is_empty(world):
    world.write(a="scope: /a/b\ngroups:\n  - {name: T, members: [' ']}\n  - {name: ' '}\n")
    assert world.said() == ["RC0116 a.roles.yaml:3:25", "RC0116 a.roles.yaml:4:12"]


def test_a_permission_listed_twice_is_an_error_with_both_places(world):
    world.write(
        a="scope: /a/b\ngroups:\n  - {name: T, permissions: [users.access, users.access]}\n"
    )
    assert world.said() == ["RC0206 a.roles.yaml:3:43 a.roles.yaml:3:29"]


def test_a_permission_may_come_through_a_set_and_by_itself(world):
    world.write(
        a="scope: /a/b\nsets: {s: [users.access]}\n"
        "groups:\n  - {name: T, permissions: [users.access, set:s]}\n"
    )
    declared = world.declared()
    (found,) = declared.state.groups.values()
    assert found.permissions == {"users.access"}
    assert declared.notes.listed == {found.ref: {"users.access"}}


def test_a_scalar_given_twice_is_an_error_with_both_places(world):
    world.write(
        a="scope: /\nroles:\n  - {name: R, type: user, description: x}\n",
        b="scope: /\nroles:\n  - {name: R, type: user, description: x}\n",
    )
    assert world.said() == [
        "RC0204 b.roles.yaml:3:21 a.roles.yaml:3:21",
        "RC0204 b.roles.yaml:3:40 a.roles.yaml:3:40",
    ]


def test_an_additive_entry_may_repeat_a_scalar_but_not_contradict_it(world):
    world.write(
        a="scope: /\nroles:\n  - {name: R, type: user, description: x, mode: additive}\n",
        b="scope: /\nroles:\n  - {name: R, type: user, description: y}\n",
    )
    declared, _ = world.read()
    assert declared.state.roles[role("r")].description == "y"
    assert world.said() == ["RC0204 a.roles.yaml:3:40 b.roles.yaml:3:40"]


def test_additive_is_inherited_downwards_and_owns_nothing(world):
    world.write(
        a="""
        scope: /acme/london
        mode: additive
        roles: []
        groups:
          - name: Top Role
            permissions: [users.access]
            members: [bob]
            groups: []
        memberships:
          - {role: R, users: [eve]}
        """
    )
    declared = world.declared()
    assert declared.owned == type(declared.owned)()
    assert declared.state.members[Container.of(group("top role"))].users == {"bob"}


def test_an_additive_entry_owns_nothing_while_its_neighbour_does(world):
    world.write(
        a="""
        scope: /acme/london
        groups:
          - name: A
            mode: additive
            members: [bob]
            groups:
              - {name: B, members: [eve]}
          - {name: C, members: []}
        memberships:
          - {role: R, users: [eve], mode: additive}
        """
    )
    declared = world.declared()
    assert declared.owned.groups == {LONDON}
    assert declared.owned.members == {Container.of(group("c"))}
    assert declared.owned.assignments == {LONDON}


def test_if_one_file_lists_without_additive_the_union_is_authoritative(world):
    world.write(
        a="scope: /\nmode: additive\nroles:\n  - {name: R, permissions: [users.access]}\n",
        b="scope: /\nroles:\n  - {name: R, type: user, permissions: [presence.access]}\n",
    )
    declared = world.declared()
    assert declared.owned.permissions == {role("r")}
    assert declared.owned.roles == {ROOT}
    assert declared.state.roles[role("r")].permissions == {"users.access", "presence.access"}


def test_a_role_without_a_type_is_an_error_unless_it_is_additive_only(world):
    world.write(
        a="scope: /\nroles:\n  - name: R\n", b="scope: /\nmode: additive\nroles:\n  - name: Q\n"
    )
    assert world.said() == ["RC0111 a.roles.yaml:3:11"]


def test_a_role_needs_no_type_where_the_target_has_none(world):
    world.target = replace(world.target, role_types=())
    world.write(a="scope: /\nroles:\n  - name: R\n")
    assert set(world.declared().state.roles) == {role("r")}


def test_a_role_resolves_in_its_scope_else_the_nearest_above(world):
    world.write(
        a="scope: /\nroles:\n  - {name: Far, type: user}\n",
        b="scope: /acme\nroles:\n  - {name: Near, type: user}\n",
        c="scope: /acme/london\nmemberships:\n  - {role: Near, users: []}\n"
        "  - {role: Far, users: []}\n  - {role: Unknown, users: []}\n",
    )
    assert set(world.declared().state.members) == {
        Container(role("near", Scope("/acme")), LONDON),
        Container(role("far"), LONDON),
        Container(role("unknown"), LONDON),
    }


def test_an_undeclared_role_is_taken_to_stand_where_roles_can_be(world):
    levels = tuple(replace(level, roles=False) for level in world.target.levels)
    world.target = replace(world.target, levels=levels)
    world.write(a="scope: /a/b/c/d\nmemberships:\n  - {role: R, users: []}\n")
    assert set(world.declared().state.members) == {Container(role("r"), Scope("/a/b/c/d"))}


def test_a_role_that_hides_one_above_is_an_error_with_both_places(world):
    world.write(
        a="scope: /\nroles:\n  - {name: R, type: user}\n",
        b="scope: /acme\nroles:\n  - {name: r, type: user}\n",
    )
    assert world.said() == ["RC0212 b.roles.yaml:3:12 a.roles.yaml:3:12"]


def test_a_role_name_is_one_name(world):
    world.write(
        a="scope: /\nroles:\n  - {name: A/B, type: user}\n  - {name: 'x:y', type: user}\n"
        "  - {name: 'A\\/C', type: user}\n"
        "  - {name: D, type: user, previously: X/Y}\n"
        "memberships:\n  - {role: A/B, users: []}\n"
    )
    assert world.said() == [
        "RC0116 a.roles.yaml:3:12",
        "RC0116 a.roles.yaml:4:12",
        "RC0116 a.roles.yaml:6:39",
        "RC0116 a.roles.yaml:8:12",
    ]
    assert set(world.read()[0].state.roles) == {role("a/c"), role("d")}


def test_a_set_holds_in_its_scope_and_below_and_nowhere_else(world):
    world.write(
        a="scope: /acme\nsets: {s: [users.access]}\n",
        b="scope: /acme/london\ngroups:\n  - {name: G, permissions: ['set:s']}\n",
        c="scope: /globex/paris\ngroups:\n  - {name: G, permissions: ['set:s', 'set:z']}\n",
    )
    assert world.said() == ["RC0209 c.roles.yaml:3:29", "RC0209 c.roles.yaml:3:38"]


def test_an_unknown_set_suggests_a_known_one(world):
    world.write(
        a="scope: /a/b\nsets: {manager: []}\ngroups:\n  - {name: G, permissions: ['set:manger']}\n"
    )
    (finding,) = world.read()[1]
    assert finding.help == "did you mean `set:manager`?"


def test_a_set_may_be_empty_and_holds_no_sets_and_nothing_twice(world):
    world.write(
        a="scope: /a/b\nsets:\n  none: []\n  some: [users.access, 'set:none', users.access]\n"
        "groups:\n  - {name: G, permissions: ['set:none', 'set:some']}\n"
    )
    assert world.said() == [
        "RC0210 a.roles.yaml:4:24",
        "RC0206 a.roles.yaml:4:36 a.roles.yaml:4:10",
    ]
    (found,) = world.read()[0].state.groups.values()
    assert found.permissions == {"users.access"}


def test_a_set_declared_twice_or_hiding_another_is_an_error_with_both_places(world):
    world.write(
        a="scope: /\nsets: {s: []}\n", b="scope: /\nsets: {s: []}\n", c="scope: /a\nsets: {s: []}\n"
    )
    assert world.said() == [
        "RC0207 b.roles.yaml:2:8 a.roles.yaml:2:8",
        "RC0208 c.roles.yaml:2:8 a.roles.yaml:2:8",
    ]


def test_names_of_sets_are_compared_as_the_target_compares_names(world):
    world.write(
        a="scope: /\nsets: {s: [users.access], S: []}\n",
        b="scope: /a\nsets: {' s': []}\n",
        c="scope: /a/b\ngroups: [{name: A, permissions: ['set:S ']}]\n",
    )
    assert world.said() == [
        "RC0211 a.roles.yaml:2:27 a.roles.yaml:2:8",
        "RC0208 b.roles.yaml:2:8 a.roles.yaml:2:8",
        "RC0211 c.roles.yaml:2:34 b.roles.yaml:2:8",
    ]


def test_previously_takes_a_name_or_a_path_and_folds_it(world):
    world.write(
        a=r"""
        scope: /acme/london
        groups:
          - {name: A, previously: Old A}
          - {name: B, previously: Top Role/Old\/B}
        """
    )
    assert world.declared().moves == {
        group("a"): ("old a",),
        group("b"): ("top role", "old/b"),
    }


def test_previously_that_names_the_thing_itself_is_a_hint(world):
    world.write(
        a="scope: /a/b\ngroups:\n  - {name: A, previously: a}\n"
        "  - {name: B/C, previously: b/c}\n  - {name: D, previously: 'x:y'}\n"
    )
    assert world.said() == [
        "RC0214 a.roles.yaml:3:27",
        "RC0214 a.roles.yaml:4:29",
        "RC0116 a.roles.yaml:5:27",
    ]
    assert world.read()[0].moves == {}


def test_two_entries_that_claim_one_old_name_are_an_error_with_both_places(world):
    world.write(
        a="scope: /\nroles:\n  - {name: A, type: user, previously: O}\n"
        "  - {name: B, type: user, previously: o}\n"
    )
    assert world.said() == ["RC0213 a.roles.yaml:4:39 a.roles.yaml:3:39"]


def test_names_that_are_swapped_are_an_error_once(world):
    world.write(
        a="scope: /\nroles:\n  - {name: A, type: user, previously: B}\n"
        "  - {name: B, type: user, previously: A}\n  - {name: C, type: user, previously: D}\n"
        "  - {name: D, type: user, previously: E}\n"
    )
    assert world.said() == ["RC0213 a.roles.yaml:3:39 a.roles.yaml:4:39"]


def test_a_group_that_keeps_its_name_comes_from_the_top(world):
    world.write(a="scope: /a/b\ngroups:\n  - {name: A/Sales, previously: Sales}\n")
    sales = Ref("group", Scope("/a/b"), ("a", "sales"))
    assert world.declared().moves == {sales: ("sales",)}


def test_below_a_built_in_group_nothing_comes_from_the_top(world):
    world.target = replace(world.target, root="A")
    world.write(a="scope: /a/b\ngroups:\n  - {name: A/Sales, previously: Sales}\n")
    assert world.said() == ["RC0214 a.roles.yaml:3:33"]
    assert world.read()[0].moves == {}


def test_two_groups_cannot_both_come_from_the_top(world):
    world.write(
        a="scope: /a/b\ngroups:\n  - {name: A/Sales, previously: Sales}\n"
        "  - {name: Deals, previously: Sales}\n"
    )
    assert world.said() == ["RC0213 a.roles.yaml:4:31 a.roles.yaml:3:33"]


def test_a_group_cannot_come_from_the_top_while_its_name_goes_back_there(world):
    world.write(
        a="scope: /a/b\ngroups:\n  - {name: A/Sales, previously: Sales}\n"
        "  - {name: Sales, previously: A/Sales}\n"
    )
    assert world.said() == ["RC0213 a.roles.yaml:3:33 a.roles.yaml:4:31"]


def test_previously_given_in_two_places_is_an_error(world):
    world.write(
        a="scope: /a/b\ngroups:\n  - {name: A, previously: x}\n  - {name: A, previously: y}\n"
    )
    assert world.said() == ["RC0204 a.roles.yaml:4:27 a.roles.yaml:3:27"]


def test_a_membership_that_has_ended_is_a_declared_absence_and_a_hint(world):
    world.write(
        a="scope: /a/b\ngroups:\n  - name: G\n    members:\n"
        "      - {user: past, expires: 2026-06-14}\n"
        "      - {user: today, expires: 2026-06-15}\n"
        "      - {user: now, expires: '2026-06-15T14:00:00+02:00'}\n"
        "      - {user: ever}\n"
    )
    declared, findings = world.read()
    container = Container.of(group("g", scope=Scope("/a/b")))
    assert declared.ended == {container: frozenset({"past", "now"})}
    assert declared.state.members[container] == Members(
        frozenset({"today", "ever"}), until={"today": datetime(2026, 6, 16, tzinfo=UTC)}
    )
    assert [(each.code, str(each.severity), each.origin.line) for each in findings] == [
        ("RC0215", "hint", 5),
        ("RC0215", "hint", 7),
    ]


def test_a_date_that_is_none_is_an_error_at_its_place(world):
    world.write(
        a="scope: /a/b\ngroups:\n  - {name: G, members: [{user: u, expires: 2026-02-30}]}\n"
    )
    assert world.said() == ["RC0117 a.roles.yaml:3:44"]


def test_groups_and_roles_can_be_members_where_the_target_has_such_arrows(world):
    world.write(
        a="scope: /\nroles:\n  - {name: R, type: user}\n",
        b="""
        scope: /a/b
        groups:
          - name: G
            members: [{group: Top Role/H}, {role: R}, {role: '/a:Q'}, {group: '/a/c:I'}]
        memberships:
          - role: R
            users: [{user: eve}]
            groups: [G, 'x:y']
            roles: [Other, {role: P}, A/B]
        """,
    )
    declared, _ = world.read()
    here = Scope("/a/b")
    assert declared.state.members[Container.of(group("g", scope=here))].refs == {
        group("top role", "h", scope=here),
        role("r"),
        role("q", Scope("/a")),
        group("i", scope=Scope("/a/c")),
    }
    assert declared.state.members[Container(role("r"), here)] == Members(
        frozenset({"eve"}), frozenset({group("g", scope=here), role("other"), role("p")})
    )
    assert world.said() == ["RC0116 b.roles.yaml:9:17", "RC0116 b.roles.yaml:10:31"]


def test_a_file_outside_its_within_is_an_error_that_shows_the_source(world):
    world.project(
        "version: 1\ntarget: {provider: portal, url: 'sqlite:///x', account: a}\nmanage: [/**]\n"
        "sources:\n  - {files: '*.roles.yaml', within: /Acme/**}\n"
    ).write(a="scope: /globex\n", b="scope: /acme/x\n")
    assert world.said() == ["RC0201 a.roles.yaml:1:8 reconciler.yaml:5:13"]


def test_a_scope_outside_manage_is_an_error_that_shows_manage(world):
    world.project(
        "version: 1\ntarget: {provider: portal, url: 'sqlite:///x', account: a}\n"
        "manage: [/acme/**]\n"
        "sources:\n  - {files: '*.roles.yaml', within: /**}\n"
    ).write(a="scope: /globex\n")
    assert world.said() == ["RC0202 a.roles.yaml:1:8 reconciler.yaml:3:10"]


def test_a_literal_managed_scope_without_a_file_is_an_error_and_a_pattern_is_not(world):
    world.project(
        "version: 1\ntarget: {provider: portal, url: 'sqlite:///x', account: a}\n"
        "manage: [/, /Acme, /globex/**]\n"
        "sources:\n  - {files: '*.roles.yaml', within: /**}\n"
    ).write(a="scope: /acme\n")
    assert world.said() == ["RC0203 reconciler.yaml:3:10"]


def test_a_scope_that_cannot_be_read_is_an_error(world):
    world.write(
        a="scope: acme\n",
        b="scope: /acme/\n",
        c="scope: /acme//x\n",
        d="scope: /a:b\n",
        e="scope: /acme/**\n",
    )
    assert world.said() == [
        "RC0115 a.roles.yaml:1:8",
        "RC0115 b.roles.yaml:1:8",
        "RC0116 c.roles.yaml:1:8",
        "RC0116 d.roles.yaml:1:8",
        "RC0115 e.roles.yaml:1:8",
    ]


def test_a_name_in_a_path_has_a_limit_of_its_own(world):
    long = "n" * 256
    world.write(
        a=f"scope: /a/b\ngroups:\n  - name: T/{long}\n  - name: T/\n",
        b='scope: /a/b\ngroups:\n  - name: "T/a\\tb"\n',
    )
    assert world.said() == [
        "RC0116 b.roles.yaml:3:11",
        "RC0015 a.roles.yaml:3:11",
        "RC0116 a.roles.yaml:4:11",
    ]


def test_spellings_are_looked_up_without_an_object_for_every_user(world):
    world.write(a="scope: /A/b\ngroups:\n  - {name: G, members: [Bob, eve]}\n")
    spelling = world.declared().state.spelling
    here = Scope("/a/b")
    assert spelling[Ref("user", here, ("bob",))] == "Bob"
    assert spelling.get(Ref("user", here, ("eve",))) is None
    assert spelling.get(Ref("user", Scope("/x"), ("eve",))) is None
    assert spelling.get(Scope("/a")) == "A"
    assert len(spelling) == len(list(spelling)) == 3


def test_users_of_other_scopes_are_held_against_the_plain_names_of_their_own(world):
    world.write(
        a="scope: /a/b\ngroups:\n  - {name: g, members: [Bob, eve, 'x\\:y']}\n",
        b="scope: /a/c\ngroups:\n"
        "  - {name: g, members: ['/a/b:Bob', '/a/b:Eve', '/a/b:X\\:y', '/a/d:Zoe']}\n",
    )
    assert world.said() == [
        "RC0211 b.roles.yaml:3:37 a.roles.yaml:3:30",
        "RC0211 b.roles.yaml:3:49 a.roles.yaml:3:35",
    ]


def test_a_clash_in_one_scope_does_not_hide_the_spellings_of_the_others_there(world):
    world.write(
        a="scope: /a/b\ngroups:\n"
        "  - {name: g, members: [Bob]}\n  - {name: h, members: [BOB, Eve]}\n"
    )
    declared, (finding,) = world.read()
    assert finding.code == "RC0211"
    assert declared.state.spelling == {
        Ref("user", Scope("/a/b"), ("bob",)): "Bob",
        Ref("user", Scope("/a/b"), ("eve",)): "Eve",
    }


def test_two_unicode_forms_of_one_name_are_told_apart_by_their_code_points(world):
    world.write(a="scope: /a/b\ngroups:\n  - {name: A, members: [jose\u0301, jos\u00e9]}\n")
    _, findings = world.read()
    said = [one.message.partition("system: ")[2] for one in findings if one.code == "RC0211"]
    one, two = "U+0065 LATIN SMALL LETTER E, U+0301 COMBINING ACUTE ACCENT", "U+00E9 LATIN SMALL"
    assert said == [f"{two} LETTER E WITH ACUTE against {one}"]
