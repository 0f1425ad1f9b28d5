"""However a file is written: what is not meant to change stays, comments with their people."""

import json

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from oddly_written import misplaced, owners, role_files

from reconciler.spec.documents import RolesFile
from reconciler.spec.edit.sound import Sound
from reconciler.spec.format import Manner, formatted
from reconciler.spec.lists import member_lists, named
from reconciler.spec.reader import read_yaml

MANY = settings(max_examples=100, suppress_health_check=list(HealthCheck))


def sound(raw):
    tree, findings = read_yaml("x.yaml", raw)
    assert findings == [], raw.decode()
    RolesFile.model_validate(tree.data)
    return Sound(tree, raw, RolesFile)


def meaning(data):
    """A file without the order that means nothing."""
    if isinstance(data, dict):
        return {key: meaning(value) for key, value in data.items()}
    if isinstance(data, list):
        return sorted(
            (meaning(each) for each in data), key=lambda each: json.dumps(each, sort_keys=True)
        )
    return data


def members(file):
    return [
        named(item, each.kind)[1] for each in member_lists(file.tree.data) for item in each.items
    ]


def lists(file):
    """Where there are lists of members: an empty one stays."""
    return [each.steps for each in member_lists(file.tree.data)]


def in_order(raw):
    edits, findings = formatted(sound(raw), Manner())
    assert findings == [], raw.decode()
    return edits[0].new if edits else raw


@MANY
@given(role_files())
def test_the_files_of_these_tests_are_what_they_claim(written):
    raw, names = written
    assert misplaced(raw) == []
    assert sorted(members(sound(raw))) == sorted(names)


@MANY
@given(role_files())
def test_format_changes_no_meaning_moves_no_comment_to_another_and_does_nothing_twice(written):
    raw, _ = written
    new = in_order(raw)
    assert meaning(sound(new).tree.data) == meaning(sound(raw).tree.data)
    assert (misplaced(new), owners(new)) == ([], owners(raw))
    assert in_order(new) == new


@MANY
@given(role_files(), st.data())
def test_a_member_goes_with_the_comments_about_them_and_nothing_else_changes(written, data):
    raw, names = written
    file = sound(raw)
    places = [
        ((*each.steps, index), named(item, each.kind)[1])
        for each in member_lists(file.tree.data)
        for index, item in enumerate(each.items)
    ]
    if not places:
        return
    steps, name = data.draw(st.sampled_from(places))
    draft = file.draft()
    draft.remove(steps)
    new, findings = draft.finish()
    if findings:  # a heading without its section, in a list that does not stand deeper than keys
        assert "`# a heading`" in findings[0].message
        return
    left = sound(new)
    assert sorted(members(left)) == sorted(set(names) - {name})
    assert misplaced(new) == []
    others = [each for each in owners(raw) if not each.startswith(f"# of {name}: ")]
    assert owners(new) == others
    assert lists(left) == lists(file)
