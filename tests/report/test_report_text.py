from dataclasses import replace

import pytest
from rich.cells import cell_len
from sample import (
    LONDON,
    PARIS,
    RESELLER,
    TARGET,
    Places,
    at,
    everything,
    grant,
    group,
    permissions,
    plan,
    redate,
    revoke,
    role,
)

from reconciler.core.change import Change
from reconciler.core.declared import Notes
from reconciler.core.finding import Finding, NoOrigins, Origin, Severity
from reconciler.core.model import Container, Group, Members, Ref, Role
from reconciler.core.plan import LeftOut, Plan, Step, Unmanaged
from reconciler.core.scope import Scope
from reconciler.report.beside import Beside
from reconciler.report.sources import no_sources
from reconciler.report.text import TextOptions, plan_text

NOT_COMPUTED = ["Access: not computed.", ""]
SALES = group("Top Role/Sales")
IN_SALES = Container.of(SALES)


def text(made, notes=None, origins=None, sources=no_sources, **options):
    beside = Beside(TARGET, notes or Notes(), origins or NoOrigins(), sources)
    lines = plan_text(made, beside, TextOptions(**{"width": 80, **options}))
    return [line.plain for line in lines]


def body(made, notes=None, **options):
    """The lines of the scopes, without the remarks and the summary line."""
    lines = text(made, notes, **options)
    return lines[: lines.index(NOT_COMPUTED[0]) - 1]


def update(ref, before, after):
    return Change(Group(ref, "", permissions(*before)), Group(ref, "", permissions(*after)))


EVERYTHING_AT_80 = """\
~ set manager changes 3 groups  (of /)
      + permission  presence.access  Access Presence

/  Reseller, 2 changes
  ~ role Auditor
      - permission  billing.access  Access Billing
      + permission  reporting.access  Access Reporting
      ~ description  "Reads" -> "Reads reports"
  + role Receptionist
        type         user
        description  Front desk
        permissions  users.manage_call_recording, call_flow.access,
                     soft_phone.access, configuration.manage_day_night_toggle,
                     presence.access

/acme/london  Phone system, 11 changes
  - group Top Role/Night Desk
        description  Nights and weekends
        permissions  presence.access
      - member  ivy
  + group Top Role/Managers/Sales
        permissions  soft_phone.access, presence.access
      - member  leo  through 2026-02-28
      + member  isla
      + member  jack  through 2027-01-31  (parental leave cover)
      ~ member  noah  through 2027-01-31 -> until 2027-06-30T15:30:00Z
    role Receptionist  of /
      + member  ivy
  ~ group Top Role/Managers  by set manager
  > group Top Role/Field  ->  Top Role/Managers/Field
      + member  zoë

/acme/paris  Phone system, 2 changes
  ~ group Top Role/Support  by set manager
  ~ group Top Role/Support/Floor  by set manager

Access: not computed.

Left out, 1 change, because it takes access
  - amelia in group Top Role of /acme/paris

Not managed and left alone: 1 group and 3 memberships.  --show-unmanaged lists
  them.

warning[RC0203]: leo ended on 2026-02-28 and is still listed
  --> customers/acme/london.yaml:17:17
   = help: delete the line

1 warning in 1 file

Plan: 2 to create, 4 to update, 1 to delete, 1 to move; 4 to grant, 2 to revoke, 1 to re-date."""

LONDON_AT_100 = """\
/acme/london  Phone system, 11 changes
  - group Top Role/Night Desk
        description  Nights and weekends
        permissions  presence.access
      - member  ivy
  + group Top Role/Managers/Sales                                      customers/acme/london.yaml:12
        permissions  soft_phone.access, presence.access
      - member  leo  through 2026-02-28                                customers/acme/london.yaml:13
      + member  isla                                                   customers/acme/london.yaml:14
      + member  jack  through 2027-01-31  (parental leave cover)       customers/acme/london.yaml:15
      ~ member  noah  through 2027-01-31 -> until                      customers/acme/london.yaml:16
                2027-06-30T15:30:00Z
    role Receptionist  of /
      + member  ivy                                                    customers/acme/london.yaml:30
  ~ group Top Role/Managers  by set manager                             customers/acme/london.yaml:8
  > group Top Role/Field  ->  Top Role/Managers/Field                  customers/acme/london.yaml:21
      + member  zoë                                                    customers/acme/london.yaml:23
"""

KEYS = "users.manage_call_recording, call_flow.access, soft_phone.access, "
RECEPTIONIST_AT_160 = [
    f"  + role Receptionist{'reseller.yaml:8':>139}",
    "        type         user",
    "        description  Front desk",
    f"        permissions  {KEYS}configuration.manage_day_night_toggle, presence.access",
]


def test_a_plan_with_everything_reads_well_at_80_columns():
    made, notes, origins = everything()
    assert "\n".join(text(made, notes, origins=origins)) == EVERYTHING_AT_80


def test_at_100_columns_the_place_of_each_declaration_stands_at_the_right():
    made, notes, origins = everything()
    assert LONDON_AT_100 in "\n".join(text(made, notes, width=100, origins=origins))


def test_at_160_columns_a_list_takes_the_whole_page():
    made, notes, origins = everything()
    lines = text(made, notes, width=160, origins=origins)
    start = lines.index(RECEPTIONIST_AT_160[0])
    assert lines[start : start + 4] == RECEPTIONIST_AT_160


@pytest.mark.parametrize("width", [80, 100, 160])
def test_only_the_summary_line_may_be_wider_than_the_page(width):
    made, notes, origins = everything()
    *lines, summary = text(made, notes, width=width, origins=origins, show_unmanaged=True)
    assert max(map(cell_len, lines)) <= width
    assert summary == made.summary


def test_nothing_to_do_is_said_in_two_words():
    assert text(plan()) == ["No changes."]


def test_what_goes_comes_first_then_what_loses_something_then_the_rest():
    alpha, beta, gamma = group("Top Role/Alpha"), group("Top Role/Beta"), group("Top Role/Gamma")
    made = plan(
        grant(Container.of(alpha), "isla"),
        revoke(Container.of(beta), "jack"),
        Change(Group(gamma, "", permissions()), None),
    )
    assert body(made)[1:] == [
        "  - group Top Role/Gamma",
        "    group Top Role/Beta",
        "      - member  jack",
        "    group Top Role/Alpha",
        "      + member  isla",
    ]


def test_a_member_line_says_until_when_and_why():
    made = plan(
        grant(IN_SALES, "amelia"),
        grant(IN_SALES, "isla", at(2027, 2, 1)),
        grant(IN_SALES, "jack", at(2027, 1, 31, 8, 30)),
        grant(IN_SALES, "leo", at(2027, 1, 1)),
    )
    notes = Notes(reasons={(IN_SALES, "amelia"): "on call", (IN_SALES, "leo"): "cover"})
    assert body(made, notes)[2:] == [
        "      + member  amelia  (on call)",
        "      + member  isla  through 2027-01-31",
        "      + member  jack  until 2027-01-31T08:30:00Z",
        "      + member  leo  through 2026-12-31  (cover)",
    ]


def test_a_new_end_is_shown_beside_the_old_one():
    made = plan(
        redate(IN_SALES, "isla", at(2027, 2, 1), at(2027, 7, 1)),
        redate(IN_SALES, "jack", None, at(2027, 2, 1)),
        redate(IN_SALES, "leo", at(2027, 2, 1), None),
    )
    assert body(made)[2:] == [
        "      ~ member  isla  through 2027-01-31 -> through 2027-06-30",
        "      ~ member  jack  without end -> through 2027-01-31",
        "      ~ member  leo  through 2027-01-31 -> without end",
    ]


def test_members_from_elsewhere_and_groups_as_members_are_named_in_full():
    made = plan(grant(IN_SALES, "/acme:bob"), grant(IN_SALES, group("Top Role/Field")))
    assert body(made)[2:] == [
        "      + member  /acme:bob",
        "      + member  group Top Role/Field",
    ]


def test_an_update_lists_permissions_in_the_order_of_the_catalog_with_their_titles():
    made = plan(
        update(
            SALES,
            ["presence.access", "billing.access", "call_flow.access"],
            ["users.manage_voicemail", "call_flow.access", "dashboard.access"],
        )
    )
    assert body(made) == [
        "/acme/london  Phone system, 1 change",
        "  ~ group Top Role/Sales",
        "      - permission  billing.access   Access Billing",
        "      - permission  presence.access  Access Presence",
        "      + permission  dashboard.access        Access Dashboard",
        "      + permission  users.manage_voicemail  Manage User Voicemail",
    ]


def test_a_permission_that_the_catalog_does_not_know_is_shown_without_a_title():
    assert body(plan(update(SALES, [], ["calls.listen"])))[2:] == [
        "      + permission  calls.listen"
    ]


def test_an_update_shows_old_and_new_type_and_description_and_nothing_unchanged():
    ref = role("Auditor")
    made = plan(
        Change(
            Role(ref, "user", None, permissions("billing.access")),
            Role(ref, "customer", "Reads", permissions("billing.access")),
        )
    )
    assert body(made)[1:] == [
        "  ~ role Auditor",
        '      ~ type         "user" -> "customer"',
        '      ~ description  none -> "Reads"',
    ]


def test_a_long_description_folds_below_itself():
    ref = role("Auditor")
    made = plan(
        Change(Role(ref, "user", "old " * 12 + "end"), Role(ref, "user", "new " * 9 + "end"))
    )
    assert body(made)[2:] == [
        '      ~ description  "old old old old old old old old old old old old end" ->',
        '                     "new new new new new new new new new end"',
    ]


def test_a_rename_and_a_move_show_both_paths():
    old, new = group("Top Role/Field"), group("Top Role/Sales/Field")
    desk, front = role("Reception"), role("Receptionist")
    made = plan(
        Change(Group(old, "", permissions()), Group(new, "", permissions())),
        Change(Role(desk, "user"), Role(front, "user")),
    )
    lines = body(made)
    assert lines[1] == "  > role Reception  ->  Receptionist"
    assert lines[-1] == "  > group Top Role/Field  ->  Top Role/Sales/Field"


def test_what_happens_before_a_move_by_the_old_path_stands_with_the_moved_group():
    old, new = group("Top Role/Field"), group("Top Role/Sales/Field")
    below, moved_below = group("Top Role/Field/Night"), group("Top Role/Sales/Field/Night")
    made = plan(
        revoke(Container.of(old), "jack"),
        revoke(Container.of(below), "leo"),
        Change(Group(old, "", permissions()), Group(new, "", permissions())),
        grant(Container.of(new), "isla"),
        grant(Container.of(moved_below), "noah"),
    )
    assert body(made)[1:] == [
        "  > group Top Role/Field  ->  Top Role/Sales/Field",
        "      - member  jack",
        "      + member  isla",
        "    group Top Role/Sales/Field/Night",
        "      - member  leo",
        "      + member  noah",
    ]


def test_a_group_created_where_another_moved_away_is_no_part_of_the_moved_one():
    old, new = group("Top Role/Field"), group("Top Role/Sales")
    made = plan(
        revoke(Container.of(old), "jack"),
        Change(Group(old, "", permissions()), Group(new, "", permissions())),
        Change(None, Group(old, "", permissions())),
        grant(Container.of(old), "isla"),
    )
    assert body(made)[1:] == [
        "  > group Top Role/Field  ->  Top Role/Sales",
        "      - member  jack",
        "  + group Top Role/Field",
        "      + member  isla",
    ]


def test_an_assignment_stands_in_the_scope_where_it_holds_and_names_where_the_role_is_from():
    desk = role("Receptionist")
    made = plan(grant(Container(desk, LONDON), "ivy"), grant(Container(desk, RESELLER), "root"))
    assert body(made) == [
        "/  Reseller, 1 change",
        "    role Receptionist",
        "      + member  root",
        "",
        "/acme/london  Phone system, 1 change",
        "    role Receptionist  of /",
        "      + member  ivy",
    ]


def test_what_comes_along_with_a_deletion_is_shown_and_counted():
    gone = Change(Group(SALES, "", permissions()), None)
    child = Change(Group(group("Top Role/Sales/Field"), "", permissions()), None)
    made = Plan(
        "northwind",
        "c0ffee",
        (Step(gone, 0, (child, revoke(IN_SALES, "isla"))),),
        spelling=plan().spelling,
    )
    lines = text(made)
    assert lines[1:4] == [
        "  - group Top Role/Sales",
        "      - member  isla  along with it",
        "  - group Top Role/Sales/Field  along with what it belongs to",
    ]
    assert lines[-1].startswith("Plan: 0 to create, 0 to update, 2 to delete")


def test_names_are_written_as_people_wrote_them_with_separators_escaped():
    ref = Ref("group", Scope("/acme/north"), ("top role", "a/b: c"))
    spelling = replace(
        plan().spelling,
        written=({ref: "A/B: C", Scope("/acme"): "ACME", Scope("/acme/north"): "North"},),
    )
    made = plan(grant(Container.of(ref), "isla"), spelling=spelling)
    assert body(made)[:2] == [
        "/ACME/North  Phone system, 1 change",
        "    group top role/A\\/B\\: C",
    ]


def test_a_scope_deeper_than_the_tree_is_called_a_scope():
    made = plan(grant(Container.of(group("Top Role", Scope("/a/b/c/d"))), "isla"))
    assert body(made)[0] == "/a/b/c/d  Scope, 1 change"


def test_one_edit_of_a_set_is_said_once_and_other_edits_of_its_users_beside_it():
    one, two = group("Top Role/One"), group("Top Role/Two")
    named = ("manager", RESELLER)
    made = plan(
        update(one, ["billing.access"], ["users.access"]),
        update(two, ["billing.access"], ["users.access", "call_flow.access"]),
    )
    notes = Notes(
        sets={named: permissions("users.access")},
        uses={one: frozenset({named}), two: frozenset({named})},
    )
    assert body(made, notes) == [
        "~ set manager changes 2 groups  (of /)",
        "      - permission  billing.access  Access Billing",
        "      + permission  users.access  Access Users",
        "",
        "/acme/london  Phone system, 2 changes",
        "  ~ group Top Role/One  by set manager",
        "  ~ group Top Role/Two  by set manager",
        "      + permission  call_flow.access  Call Flow",
    ]


def test_left_out_changes_are_named_by_reason():
    made = plan(
        left_out=(
            LeftOut(revoke(IN_SALES, "isla"), "it takes access"),
            LeftOut(grant(IN_SALES, "jack", at(2027, 2, 1)), "it waits for: create role Desk"),
            LeftOut(Change(Group(SALES), None), "it takes access"),
        )
    )
    assert text(made) == [
        "Left out, 2 changes, each because it takes access",
        "  - isla in group Top Role/Sales of /acme/london",
        "  - group Top Role/Sales of /acme/london",
        "",
        "Left out, 1 change, because it waits for: create role Desk",
        "  + jack in group Top Role/Sales of /acme/london through 2027-01-31",
        "",
        "No changes.",
    ]


def test_what_is_left_alone_is_counted_and_listed_when_asked():
    made = plan(
        unmanaged=Unmanaged(
            frozenset({role("Old Role"), SALES}),
            {
                IN_SALES: Members(frozenset({"noah", "isla"})),
                Container.of(group("Top Role", PARIS)): Members(frozenset({"amelia"})),
            },
        )
    )
    counted = "Not managed and left alone: 1 role, 1 group and 3 memberships."
    assert text(made, width=100)[0] == f"{counted}  --show-unmanaged lists them."
    assert text(made, show_unmanaged=True) == [
        counted,
        "  /",
        "    role Old Role",
        "  /acme/london",
        "    group Top Role/Sales:  isla, noah",
        "  /acme/paris",
        "    group Top Role:  amelia",
        "",
        "No changes.",
    ]


def test_findings_stand_before_the_summary_with_the_lines_they_point_at():
    finding = Finding("RC0401", Severity.ERROR, "too much", origin=Origin("limits.yaml", 1, 1, 4))
    made = plan(grant(IN_SALES, "isla"), findings=(finding,))
    lines = text(made, sources={"limits.yaml": ["count: 1"]}.get)
    assert lines[-9:] == [
        "error[RC0401]: too much",
        " --> limits.yaml:1:1",
        "  |",
        "1 | count: 1",
        "  | ^^^",
        "",
        "1 error in 1 file",
        "",
        made.summary,
    ]


def test_a_revoke_points_at_the_list_that_no_longer_names_the_member():
    origins = Places({IN_SALES: Origin("london.yaml", 7)}, {})
    line = body(plan(revoke(IN_SALES, "isla")), width=100, origins=origins)[2]
    assert line.split() == ["-", "member", "isla", "london.yaml:7"]


def test_what_no_file_lists_any_more_points_nowhere():
    made = plan(revoke(IN_SALES, "isla"), Change(Group(SALES, "", permissions()), None))
    lines = body(made, width=100, origins=Places({}, {}))
    assert lines[1:] == ["  - group Top Role/Sales", "      - member  isla"]


def test_what_is_deleted_with_its_members_points_at_the_list_that_leaves_it_out():
    origins = Places({(LONDON, "groups"): Origin("london.yaml", 2)}, {})
    made = plan(revoke(IN_SALES, "isla"), Change(Group(SALES, "", permissions()), None))
    lines = body(made, width=100, origins=origins)[1:]
    assert [line.split()[-1] for line in lines] == ["london.yaml:2"] * 2


def test_who_loses_a_role_that_no_entry_names_points_at_the_memberships():
    origins = Places({(LONDON, "memberships"): Origin("london.yaml", 9)}, {})
    made = plan(revoke(Container(role("Desk"), LONDON), "ivy"))
    assert body(made, width=100, origins=origins)[2].split()[-1] == "london.yaml:9"


def test_hostile_names_are_inert_wherever_they_stand():
    evil = "\x1b]0;x\x07\r\n::add-mask::x\u202e##[group]"
    where = Scope(f"/{evil}/b")
    ref, user = Ref("group", where, (evil, evil)), evil.replace(":", "\\:")
    box, two = Container.of(ref), Ref("group", where, ("two",))
    made = plan(
        Change(Group(ref, evil, permissions("a")), Group(ref, evil * 2, permissions(evil))),
        Change(Group(two, "", permissions("a")), Group(two, "", permissions(evil))),
        Change(None, Group(Ref("group", where, ("new", evil)), evil, permissions(evil))),
        Change(Group(ref), Group(Ref("group", where, ("moved", evil)))),
        grant(box, user),
        left_out=(LeftOut(grant(box, user), evil),),
        unmanaged=Unmanaged(frozenset({ref}), {box: Members(frozenset({user}))}),
    )
    notes = Notes(
        reasons={(box, user): evil},
        sets={(evil, where): permissions(evil)},
        uses=dict.fromkeys((ref, two), frozenset({(evil, where)})),
    )
    origins = Places({ref: Origin(evil, 1)}, {(box, user): Origin(evil, 2)})
    for width in range(40, 160, 7):
        lines = text(made, notes, width=width, origins=origins, show_unmanaged=True)
        assert not any(control in line for line in lines for control in "\x1b\x07\r\n\u202e")
        assert not any("##[" in line for line in lines)
