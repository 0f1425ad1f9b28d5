"""Odd but legal YAML: edited where that is safe, refused where it is not."""

import pytest
from test_edit_draft import draft, finished, refusal

from reconciler.spec.edit.changes import Changes, New

TEAM = ("groups", 0, "members")


def group(members):
    return f"groups:\n- name: Sales\n  members:{members}"


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (" &team [ann, bob]\n", " &team [ann]\n"),
        (" &team\n  - ann\n  - bob\n", " &team\n  - ann\n"),
        (" [\"ann\", 'bob']\n", ' ["ann"]\n'),
        ("\n  - ann\n  - ? user\n    : bob\n", "\n  - ann\n"),
        ("\n  - ann\n  -\n    # on its own\n    user: bob\n", "\n  - ann\n"),
        ("\n  - ann\n  - user: bob\n    reason: |+\n      why\n\n", "\n  - ann\n"),
        ("\n  - ann\n  - bob", "\n  - ann\n"),
        (" [ann, user: bob]\n", " [ann]\n"),
    ],
)
def test_the_second_member_goes(before, after):
    edit = draft(group(before))
    edit.remove((*TEAM, 1))
    assert finished(edit) == group(after)


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("mark", ["", "\ufeff"])
def test_line_ends_and_the_byte_order_mark_stay(end, mark):
    text = mark + group("\n  - ann\n  - cid\n").replace("\n", end)
    edit = draft(text.encode())
    edit.add(("groups", 0), "members", "bob", rank=str)
    edit.set(("groups", 0, "name"), "Sales East")
    expected = text.replace(f"ann{end}", f"ann{end}  - bob{end}").replace("Sales", "Sales East")
    assert finished(edit) == expected


def test_a_list_that_is_used_again_loses_a_member_at_both_places():
    text = group(" &team [ann, bob]") + "\nmemberships:\n- role: Reader\n  users: *team\n"
    edit = draft(text)
    edit.remove((*TEAM, 1))
    edit.remove(("memberships", 0, "users", 1))
    assert finished(edit) == text.replace("ann, bob", "ann")


def test_a_list_that_is_used_again_is_sorted_at_both_places():
    text = group(" &team [cid, ann]") + "\nmemberships:\n- role: Reader\n  users: *team\n"
    edit = draft(text)
    edit.sort(TEAM, str)
    edit.sort(("memberships", 0, "users"), str)
    assert finished(edit) == text.replace("cid, ann", "ann, cid")


def test_an_alias_is_replaced_by_what_is_set():
    edit = draft("groups:\n- name: &x Sales\n  description: *x\n")
    edit.set(("groups", 0, "description"), "Sells")
    assert finished(edit) == "groups:\n- name: &x Sales\n  description: Sells\n"


@pytest.mark.parametrize(
    ("text", "place"),
    [
        (group(" [ann, &b bob]") + "\nmemberships: [{role: R, users: [*b]}]\n", "3:12"),
        (group(" &t [ann, bob]") + "\nmemberships: [{role: R, users: *t}]\n", "3:12"),
    ],
)
def test_what_is_used_elsewhere_too_does_not_go_at_one_place(text, place):
    edit = draft(text)
    edit.remove((*TEAM, 1))
    assert refusal(edit) == f"RC0701 sales.yaml:{place}"


@pytest.mark.parametrize(
    ("members", "place"),
    [
        (" [ann, bob,  # who?\n   cid]\n", "3:24"),
        (" [ann  # me\n   , bob]\n", "3:18"),
        (" [\n   ann  # me\n   , bob]\n", "4:9"),
    ],
)
def test_nobody_knows_whose_a_comment_behind_several_is(members, place):
    edit = draft(group(members))
    edit.remove((*TEAM, 0))
    assert refusal(edit) == f"RC0702 sales.yaml:{place}"


def test_nothing_is_added_to_brackets_with_comments_alone():
    edit = draft(group(" [\n    # nobody yet\n  ]\n"))
    edit.add(("groups", 0), "members", "ann")
    assert refusal(edit) == "RC0702 sales.yaml:4:5"


def test_brackets_with_comments_behind_several_stay_when_nothing_in_them_changes():
    text = group(" [ann, {user: bob, expires: 2031-01-31},  # who?\n   cid]\n")
    edit = draft(text)
    edit.set((*TEAM, 1, "expires"), "2032-01-31")
    assert finished(edit) == text.replace("2031", "2032")


def test_nothing_moves_across_a_blank_line():
    edit = draft(group("\n  - bob\n\n  - ann\n"))
    edit.arrange(TEAM, [1, 0])
    assert refusal(edit) == "RC0701 sales.yaml:4:3"


def test_a_comment_that_would_be_lost_keeps_its_item_from_being_replaced():
    edit = draft(group("\n  - user: ann\n    # until they are back\n    expires: 2031-01-31\n"))
    edit.set((*TEAM, 0), "ann")
    assert refusal(edit) == "RC0701 sales.yaml:5:5"


def test_the_comment_of_a_text_over_several_lines_is_not_lost():
    edit = draft("groups:\n- name: Sales\n  description: | # for the audit\n    Sells\n")
    edit.set(("groups", 0, "description"), "Sells more")
    assert refusal(edit) == "RC0701 sales.yaml:3:18"


def test_a_name_that_yaml_cannot_hold_is_refused():
    edit = draft(group(" []\n"))
    edit.add(("groups", 0), "members", "\u202eann")
    assert refusal(edit) == "RC0701 sales.yaml:3:12"


def test_keys_change_places_behind_a_dash():
    text = "groups:\n- # the first\n{}- {}"
    edit = draft(
        text.format("  mode: additive\n  # which\n  name: A\n", "members: []\n  name: B\n")
    )
    edit.arrange(("groups", 0), [1, 0])
    edit.arrange(("groups", 1), [1, 0])
    assert finished(edit) == text.format(
        "  # which\n  name: A\n  mode: additive\n", "name: B\n  members: []\n"
    )


def test_a_comment_does_not_come_to_stand_behind_a_dash():
    edit = draft("groups:\n- members: []\n  # which\n  name: Sales\n")
    edit.arrange(("groups", 0), [1, 0])
    assert finished(edit) == "groups:\n-\n  # which\n  name: Sales\n  members: []\n"


def test_what_a_file_begins_with_stays_there():
    edit = draft("# The people of Sales.\ngroups: []\n# where\nscope: /\n")
    edit.arrange((), [1, 0])
    assert finished(edit) == "# The people of Sales.\n\n# where\nscope: /\ngroups: []\n"


def test_below_the_header_a_comment_moves_with_its_key():
    edit = draft("# yaml-language-server: $schema=x\n\n# who\ngroups: []\n\n# where\nscope: /\n")
    edit.arrange((), [1, 0])
    assert finished(edit) == (
        "# yaml-language-server: $schema=x\n\n# where\nscope: /\n\n# who\ngroups: []\n"
    )


def test_the_marks_between_header_and_content_stay():
    edit = draft("%YAML 1.2\n# all\n--- # go\n\n# who\ngroups: []\n# where\nscope: /\n...\n# end\n")
    edit.arrange((), [1, 0])
    assert finished(edit) == (
        "%YAML 1.2\n# all\n--- # go\n\n# where\nscope: /\n# who\ngroups: []\n...\n# end\n"
    )


def test_comments_around_an_alias_stay_where_they_are():
    text = (
        group(" &team [ann]  # all") + "\nmemberships:\n- role: R  # first\n  users: *team  # all\n"
    )
    edit = draft(text)
    edit.set(("groups", 0, "name"), "East")
    assert finished(edit) == text.replace("Sales", "East")


def test_what_is_new_stands_nowhere_before():
    changes = Changes()
    changes.arrange((0,), 2)[:] = [1, New("ann"), 0]
    assert [changes.before(way) for way in ((0, 0, 5), (0, 1, 5), (1,))] == [(0, 1, 5), (0,), (1,)]


def test_a_heading_without_its_section_does_not_become_the_next_keys():
    edit = draft(group("\n  - ann\n\n  # NIGHT\n\n  - bob\n  groups: []\n"))
    edit.remove((*TEAM, 1))
    assert refusal(edit) == "RC0701 sales.yaml:6:3"


def test_the_comment_that_would_change_its_place_is_the_one_that_is_named():
    text = "groups:\n- name: Sales\n  # who\n  members:\n  # NIGHT\n\n  - ann\n"
    edit = draft(text)
    edit.remove((*TEAM, 0))
    assert refusal(edit) == "RC0701 sales.yaml:5:3"
