"""What was renamed or moved by hand: files call it as it is called, and put it where it is."""

from dataclasses import replace

import pytest
from adopting import (
    ANALYST,
    ELSEWHERE,
    HIDDEN,
    INBOUND,
    INBOUND_ENTRY,
    LONDON_FILE,
    MORE,
    OUTBOUND,
    SALES,
    SUPPORT,
    TOP,
    TREE,
    gone,
    grant,
    group,
    moved,
    refused,
    revoke,
    role,
    site_of,
    stays,
    text_of,
    there,
    tree_of,
    with_tree,
)

from reconciler.core.model import Group
from reconciler.rehearse import abandoned


@pytest.fixture
def site(world):
    return site_of(world)


@pytest.fixture
def tree(world):
    return tree_of(world)


def test_a_group_that_was_renamed_has_its_new_name_wherever_files_speak_of_it(site):
    deals = group("big/deals")
    site.live = moved(site.live, SALES, deals)
    site.live = replace(site.live, spelling={**site.live.spelling, deals: "Big/Deals"})
    assert site.adopt() == (
        [
            "-       - name: Sales",
            r"+       - name: Big\/Deals",
            "-   - name: Top Role/Sales/Outbound",
            r"+   - name: Top Role/Big\/Deals/Outbound",
        ],
        [],
    )
    assert site.plan().is_settled


def test_a_role_that_was_renamed_has_its_new_name_wherever_files_speak_of_it(site):
    site.live = moved(site.live, ANALYST, role("statistician"))
    lines, refused = site.adopt()
    assert sorted(lines) == [
        "+   - name: statistician",
        "+   - name: statistician",
        "+   - role: statistician",
        "-   - name: Analyst",
        "-   - name: Analyst",
        "-   - role: Analyst",
    ]
    assert refused == []
    assert site.plan().is_settled


def test_a_rename_that_files_declare_and_nobody_made_is_taken_back(site):
    renamed = LONDON_FILE.replace(
        "      - name: Support   # calls back",
        "      - name: Help Desk   # calls back\n        previously: Support",
    )
    site.world.file("london.roles.yaml", renamed)
    site.world.file("extra.roles.yaml", MORE.replace("Top Role/Support", "Top Role/Help Desk"))
    assert site.adopt()[1] == []
    assert (site.world.root / "london.roles.yaml").read_text() == LONDON_FILE
    assert (site.world.root / "extra.roles.yaml").read_text() == MORE


def test_a_rename_and_another_difference_of_one_group_are_adopted_together(site):
    site.live = moved(site.live, SALES, group("deals"))
    site.drift(grant("ada", group("deals")))
    lines, messages = site.adopt()
    assert messages == []
    assert "+           - Ada" in lines
    assert site.plan().is_settled


INBOUND_AT_HOME = f"        groups:\n{INBOUND_ENTRY}"
NO_GROUPS = TREE.replace("        groups: []\n", "")
"""Nobody answers for what stands below Support."""


def lowered(entry):
    return entry.replace("Inbound", "inbound")  # as the live system spells it here


def test_a_group_that_was_moved_stands_where_it_lives_with_its_own_lines(tree):
    noted = INBOUND_ENTRY.replace("nights}", "nights}   # till June")
    noted = "          # Who is called.\n" + noted.replace("Inbound", "inbound   # calls")
    commented = TREE.replace(INBOUND_ENTRY, noted)
    tree.world.file("london.roles.yaml", commented)
    tree.live = moved(tree.live, INBOUND, ELSEWHERE)
    assert tree.adopt()[1] == []
    assert text_of(tree) == (
        TREE.replace("        groups: []\n", f"        groups:\n{noted}").replace(
            INBOUND_AT_HOME, "        groups: []\n"
        )
    )
    assert tree.plan().is_settled


def test_a_group_that_was_moved_to_where_no_file_answers_gets_a_list_there(tree):
    tree.world.file("london.roles.yaml", NO_GROUPS)
    tree.live = moved(tree.live, INBOUND, ELSEWHERE)
    assert tree.adopt()[1] == []
    assert text_of(tree) == NO_GROUPS.replace(INBOUND_AT_HOME, "        groups: []\n") + lowered(
        INBOUND_AT_HOME
    )
    assert unmanaged(tree) == []


def test_a_group_that_was_moved_beside_others_that_nobody_manages_brings_only_itself(tree):
    tree.world.file("london.roles.yaml", NO_GROUPS)
    night = group("support", "night")
    tree.drift(there(Group(night, "", frozenset())))
    tree.live = moved(tree.live, INBOUND, ELSEWHERE)
    assert tree.adopt()[1] == []
    assert text_of(tree).endswith(
        "  - name: Top Role/Support/inbound\n"
        "    permissions: [presence.access]\n"
        "    members:\n"
        "      - {user: ivy, reason: nights}\n"
    )
    assert unmanaged(tree) == [night]


def test_a_group_without_people_is_known_by_its_name_and_permissions(tree):
    tree.world.file("london.roles.yaml", NO_GROUPS.replace("{user: ivy, reason: nights}", ""))
    empty = NO_GROUPS.replace(
        "            members:\n              - {user: ivy, reason: nights}\n",
        "            members: []   # soon\n",
    )
    tree.world.file("london.roles.yaml", empty)
    tree.drift(revoke("ivy", INBOUND))
    tree.live = moved(tree.live, INBOUND, ELSEWHERE)
    assert tree.adopt()[1] == []
    assert "# soon" in text_of(tree)
    assert unmanaged(tree) == []


@pytest.mark.parametrize("new", [group("support", "calls"), group("calls")])
def test_a_group_that_was_moved_and_renamed_keeps_its_reasons(tree, new):
    tree.live = moved(tree.live, INBOUND, new)
    assert tree.adopt()[1] == []
    assert "- name: calls\n" in text_of(tree)
    assert "{user: ivy, reason: nights}" in text_of(tree)
    assert tree.plan().is_settled


def test_a_group_that_was_moved_and_given_other_permissions_is_still_itself(tree):
    tree.world.file("london.roles.yaml", NO_GROUPS)
    tree.live = moved(tree.live, INBOUND, ELSEWHERE)
    tree.drift(there(Group(ELSEWHERE, "", frozenset({"call_flow.access"}))))
    assert tree.adopt()[1] == []
    assert "permissions: [call_flow.access]" in text_of(tree)
    assert "reason: nights" in text_of(tree)
    assert unmanaged(tree) == []


def test_two_groups_that_have_changed_places_do_so_in_the_files(tree):
    outbound = group("support", "outbound")
    entry = INBOUND_ENTRY.replace("Inbound", "outbound").replace("ivy", "mia")
    both = NO_GROUPS + f"        groups:\n{entry}".replace("presence", "call_flow")
    tree.world.file("london.roles.yaml", both)
    tree.drift(there(Group(outbound, "", frozenset({"call_flow.access"}))), grant("mia", outbound))
    assert tree.plan().is_settled
    for old, new in (
        (INBOUND, group("x")),
        (outbound, group("sales", "outbound")),
        (group("x"), ELSEWHERE),
    ):
        tree.live = moved(tree.live, old, new)
    assert tree.adopt()[1] == []
    text = text_of(tree)
    assert text.index("Sales") < text.index("mia") < text.index("Support") < text.index("ivy")
    assert tree.plan().is_settled


def test_a_group_that_has_changed_places_with_the_one_above_it_does_so_in_the_files(tree):
    tree.live = moved(tree.live, INBOUND, group("x"))
    tree.live = moved(tree.live, SALES, group("inbound", "sales"))
    tree.live = moved(tree.live, group("x"), group("inbound"))
    assert tree.adopt()[1] == []
    text = text_of(tree)
    assert text.index("name: inbound") < text.index("reason: nights") < text.index("jack")
    assert tree.plan().is_settled


def test_a_group_that_left_another_before_that_was_deleted_keeps_its_lines(tree):
    tree.world.file("london.roles.yaml", NO_GROUPS)
    tree.live = moved(tree.live, INBOUND, ELSEWHERE)
    tree.drift(revoke("isla", SALES), revoke("jack", SALES), gone(SALES))
    assert tree.adopt()[1] == []
    assert "Sales" not in text_of(tree)
    assert "reason: nights" in text_of(tree)
    assert unmanaged(tree) == []


def test_every_entry_of_a_moved_group_goes_with_it_in_its_own_file(site):
    new = group("support", "outbound")
    site.drift(grant("ada", OUTBOUND))
    site.adopt()
    site.live = moved(site.live, OUTBOUND, new)
    lines, refused = site.adopt()
    assert refused == []
    assert "-   - name: Top Role/Sales/Outbound" in lines
    assert "+   - name: Top Role/Support/outbound" in lines
    assert (
        "permissions: [set:team]   # as well" in (site.world.root / "extra.roles.yaml").read_text()
    )
    assert site.plan().is_settled


@pytest.mark.parametrize(
    "line",
    [
        "            permissions: [presence.access]\n",
        "            members:\n              - {user: ivy, reason: nights}\n",
    ],
)
def test_a_group_of_which_files_say_only_a_part_is_known_by_it(tree, line):
    tree.world.file("london.roles.yaml", NO_GROUPS.replace(line, ""))
    tree.live = moved(tree.live, INBOUND, ELSEWHERE)
    assert tree.adopt()[1] == []
    assert "nbound" in text_of(tree).partition("Support")[2]
    assert ELSEWHERE not in unmanaged(tree)


def test_another_group_of_the_same_name_is_not_the_one_that_is_gone(tree):
    tree.world.file("london.roles.yaml", NO_GROUPS)
    tree.drift(there(Group(ELSEWHERE, "", frozenset({"presence.access"}))), grant("leo", ELSEWHERE))
    tree.drift(revoke("ivy", INBOUND), gone(INBOUND))
    assert tree.adopt()[1] == []
    assert "nbound" not in text_of(tree)
    assert unmanaged(tree) == [ELSEWHERE]


def test_what_only_adds_still_only_adds_where_it_is_moved_to(tree):
    additive = TREE.replace("name: Sales\n", "name: Sales\n        mode: additive\n")
    tree.world.file("london.roles.yaml", additive)
    tree.live = moved(tree.live, INBOUND, ELSEWHERE)
    tree.drift(grant("noah", ELSEWHERE))
    assert tree.adopt()[1] == []
    assert text_of(tree).endswith("{user: ivy, reason: nights}\n            mode: additive\n")
    assert tree.plan().is_settled


def test_a_group_moves_from_one_file_to_another(tree):
    site = site_of_two(tree.world)
    site.live = moved(site.live, INBOUND, ELSEWHERE)
    assert site.adopt()[1] == []
    support = (site.world.root / "support.roles.yaml").read_text()
    assert support == SUPPORT_FILE.replace(
        "    groups: []\n",
        "    groups:\n"
        "      - name: inbound\n"
        "        permissions: [presence.access]\n"
        "        members:\n"
        "          - {user: ivy, reason: nights}   # till June\n",
    )
    assert "nbound" not in text_of(site)
    assert site.plan().is_settled


SUPPORT_FILE = """\
# Who helps.
scope: /acme/london
groups:
  - name: Top Role/Support   # by day
    permissions: [users.access]
    members: [leo]
    groups: []
"""


def site_of_two(world):
    """One phone system in two files."""
    world.file("support.roles.yaml", SUPPORT_FILE)
    project = world.root / "reconciler.yaml"
    project.write_text(project.read_text().replace("files: london.roles", "files: '*.roles"))
    project.write_text(project.read_text().replace(".yaml, within", ".yaml', within"))
    first = TREE.partition("      - name: Support")[0]
    return with_tree(world, first.replace("nights}", "nights}   # till June"))


def unmanaged(site):
    """The groups that no file manages, though the plan is empty."""
    planned = site.plan()
    assert planned.is_settled
    return sorted(planned.plan.unmanaged.things - {TOP})


def test_a_move_that_files_declare_and_nobody_made_is_taken_back(tree):
    line = "          - name: Inbound\n"
    declared = TREE.replace(line, f"{line}            previously: Top Role/Support/Inbound\n")
    tree.world.file("london.roles.yaml", declared)
    tree.live = moved(tree.live, INBOUND, ELSEWHERE)
    assert tree.adopt()[1] == []
    assert "previously" not in text_of(tree)
    assert tree.plan().is_settled


def test_a_moved_group_in_brackets_with_a_comment_is_refused(tree):
    braces = (
        "          - {name: Inbound, permissions: [presence.access],\n"
        "             members: [{user: ivy}]}   # till June\n"
    )
    inside = braces.replace("access],\n", "access],   # by day\n")
    outer = f"        groups: [\n{inside.replace('- {', '{')}        ]\n"
    tree.world.file("london.roles.yaml", TREE.replace(INBOUND_AT_HOME, outer))
    tree.live = moved(tree.live, INBOUND, ELSEWHERE)
    why = "it has moved, and a comment stands in its brackets"
    assert refused(tree) == stays("Sales/Inbound", why)


def test_a_moved_group_in_brackets_is_written_on_lines(tree):
    flow = "        groups: [{name: Inbound, permissions: [presence.access], members: [ivy]}]\n"
    tree.world.file("london.roles.yaml", TREE.replace(INBOUND_AT_HOME, flow))
    tree.live = moved(tree.live, INBOUND, ELSEWHERE)
    assert tree.adopt()[1] == []
    assert text_of(tree).endswith(
        "        groups:\n"
        "          - name: inbound\n"
        "            permissions: [presence.access]\n"
        "            members: [ivy]\n"
    )


def test_a_moved_group_whose_lines_an_anchor_binds_is_refused(tree):
    bound = TREE.replace("- {user: ivy, reason: nights}", "- &who ivy")
    tree.world.file("london.roles.yaml", bound.replace("members: [leo]", "members: [leo, *who]"))
    tree.drift(grant("ivy", SUPPORT))
    assert tree.plan().is_settled
    tree.live = moved(tree.live, INBOUND, ELSEWHERE)
    why = "it has moved, and an anchor in it, or one that it uses, binds it to its place"
    assert refused(tree) == stays("Sales/Inbound", why)


def test_a_group_moved_below_one_that_is_new_keeps_its_lines_and_both_are_managed(tree):
    more = group("more")
    tree.drift(there(Group(more, "", frozenset({"users.access"}))))
    tree.live = moved(tree.live, INBOUND, group("more", "inbound"))
    assert tree.adopt()[1] == []
    assert text_of(tree).endswith(
        "      - name: more\n"
        "        permissions: [users.access]\n"
        "        members: []\n" + lowered(INBOUND_AT_HOME)
    )
    assert tree.plan().is_settled


def test_a_group_moved_below_one_that_nobody_manages_is_named_by_path(tree):
    tree.world.file("london.roles.yaml", NO_GROUPS)
    night = group("support", "night")
    tree.drift(there(Group(night, "", frozenset())))
    tree.live = moved(tree.live, INBOUND, group("support", "night", "inbound"))
    assert tree.adopt()[1] == []
    assert "  - name: Top Role/Support/night/inbound\n" in text_of(tree)
    assert unmanaged(tree) == [night]


def test_a_group_moved_below_one_that_no_file_can_name_is_refused(tree):
    odd = group(HIDDEN)
    tree.drift(there(Group(odd, "", frozenset())))
    tree.live = moved(tree.live, INBOUND, group(HIDDEN, "inbound"))
    assert refused(tree) == [
        f"group Top Role/{HIDDEN} is not adopted: no file can hold its name",
        *stays("Sales/Inbound", "it has moved into what is not adopted"),
    ]


def test_a_group_renamed_to_what_no_file_can_hold_is_refused(site):
    site.live = moved(site.live, SALES, group(HIDDEN))
    assert refused(site) == stays("Sales", "no file can hold its name")


def test_a_move_back_to_where_no_file_lists_the_groups_gets_a_list_there(tree):
    line = "          - name: Inbound\n"
    declared = NO_GROUPS.replace(line, f"{line}            previously: Top Role/Support/Inbound\n")
    tree.world.file("london.roles.yaml", declared)
    tree.live = moved(tree.live, INBOUND, ELSEWHERE)
    assert tree.adopt()[1] == []
    assert "previously" not in text_of(tree)
    assert unmanaged(tree) == []


def test_two_entries_of_a_moved_group_go_to_its_list_and_to_a_path(tree):
    second = (
        "  - name: Top Role/Sales\n"
        "    groups:\n"
        "      - name: Inbound\n"
        "        mode: additive\n"
        "        members: [noah]   # at noon\n"
    )
    twice = with_tree(tree.world, TREE + second)
    twice.live = moved(twice.live, INBOUND, ELSEWHERE)
    assert twice.adopt()[1] == []
    assert text_of(twice).endswith(
        "  - name: Top Role/Sales\n"
        "    groups: []\n"
        "  - name: Top Role/Support/inbound\n"
        "    mode: additive\n"
        "    members: [noah]   # at noon\n"
    )
    assert twice.plan().is_settled


def test_a_path_that_leads_no_longer_to_the_group_is_written_from_the_top(tree):
    team = "          - {name: Team, permissions: [], members: []}\n"
    nested = INBOUND_ENTRY.replace("Inbound", "Team/Inbound")
    site = with_tree(tree.world, TREE.replace(INBOUND_ENTRY, team + nested))
    site.live = moved(site.live, group("sales", "team", "inbound"), ELSEWHERE)
    assert site.adopt()[1] == []
    assert "  - name: Top Role/Support/inbound\n    permissions" in text_of(site)
    assert site.plan().is_settled


def test_a_move_by_path_that_files_declare_and_nobody_made_is_taken_back(tree):
    line = "  - name: Top Role/Support/Inbound\n"
    entry = (
        f"{line}    previously: Top Role/Sales/Inbound\n"
        "    permissions: [presence.access]\n"
        "    members: [ivy]\n"
    )
    tree.world.file(
        "london.roles.yaml", TREE.replace(INBOUND_AT_HOME, "        groups: []\n") + entry
    )
    assert tree.adopt()[1] == []
    assert "  - name: Top Role/Sales/Inbound\n    permissions" in text_of(tree)
    assert tree.plan().is_settled


def test_a_list_that_only_adds_is_no_place_for_what_a_file_answers_for(tree):
    adds = NO_GROUPS.replace("name: Support\n", "name: Support\n        mode: additive\n")
    tree.world.file("london.roles.yaml", adds)
    tree.live = moved(tree.live, INBOUND, ELSEWHERE)
    assert tree.adopt()[1] == []
    assert "  - name: Top Role/Support/inbound\n" in text_of(tree)
    assert unmanaged(tree) == []


def test_a_group_that_is_gone_stays_where_what_has_left_it_cannot_be_adopted(tree):
    alias = NO_GROUPS.replace("name: Inbound", "name: &called Inbound")
    alias = alias.replace("{user: ivy, reason: nights}", "{user: ivy, reason: *called}")
    tree.world.file("london.roles.yaml", alias)
    tree.live = moved(tree.live, INBOUND, ELSEWHERE)
    tree.drift(revoke("isla", SALES), revoke("jack", SALES), gone(SALES))
    assert refused(tree) == [
        *stays("Sales/Inbound", "it has moved, and its name stands where it cannot be edited"),
        *stays("Sales", "something in it is not adopted"),
    ]


def test_lines_further_left_than_their_group_are_not_moved(tree):
    left = "            members: [\n    ivy]\n"
    line = "            members:\n              - {user: ivy, reason: nights}\n"
    tree.world.file("london.roles.yaml", TREE.replace(line, left))
    tree.live = moved(tree.live, INBOUND, ELSEWHERE)
    why = "it has moved, and lines of it stand further left than it does"
    assert refused(tree) == stays("Sales/Inbound", why)


def test_comments_further_left_than_their_group_are_moved_with_it(tree):
    noted = TREE.replace("            members:\n", "  # nights only\n            members:\n", 1)
    noted = TREE.replace(INBOUND_ENTRY, "  # nights only\n" + INBOUND_ENTRY)
    tree.world.file("london.roles.yaml", noted)
    tree.live = moved(tree.live, INBOUND, ELSEWHERE)
    assert tree.adopt()[1] == []
    assert text_of(tree).endswith(
        "        groups:\n          # nights only\n" + lowered(INBOUND_ENTRY)
    )


def test_a_group_of_which_files_say_nothing_but_other_permissions_is_not_the_same(tree):
    line = "            members:\n              - {user: ivy, reason: nights}\n"
    tree.world.file("london.roles.yaml", NO_GROUPS.replace(line, ""))
    tree.live = moved(tree.live, INBOUND, ELSEWHERE)
    tree.drift(there(Group(ELSEWHERE, "", frozenset({"users.access"}))))
    assert tree.adopt()[1] == []
    assert "nbound" not in text_of(tree)


def test_what_files_do_not_answer_for_any_more_is_known(tree):
    before = tree.plan()
    tree.world.file("london.roles.yaml", TREE.replace(INBOUND_AT_HOME, "").replace("[leo]", "[]"))
    tree.world.file("london.roles.yaml", text_of(tree).replace("        members: []\n", ""))
    assert [f"{one.code} {one.message}" for one in abandoned(before, tree.plan())] == [
        "RC0716 no file would answer for group Top Role/Sales/Inbound any more",
        "RC0716 no file would answer for ivy in group Top Role/Sales/Inbound any more",
        "RC0716 no file would answer for leo in group Top Role/Support any more",
    ]
    assert list(abandoned(tree.plan(), before)) == []


def test_a_renamed_group_is_answered_for_under_both_names(tree):
    lonely = NO_GROUPS.replace(
        "      - name: Support\n", "      - name: Help\n        previously: Support\n"
    )
    tree.world.file("london.roles.yaml", lonely)
    tree.drift(there(Group(group("support", "night"), "", frozenset())))
    before = tree.plan()
    assert tree.adopt()[1] == []
    assert list(abandoned(before, tree.plan())) == []
    assert unmanaged(tree) == [group("support", "night")]
