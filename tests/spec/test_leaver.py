"""A leaver: out of every list, and nobody else; or a clear no."""

from dataclasses import replace

import pytest

from reconciler.core.model import Ref
from reconciler.core.scope import Scope
from reconciler.errors import FilesError, UsageError
from reconciler.spec.leaver import without_user
from reconciler.spec.load import load
from reconciler.spec.project import read_project

LONDON = """\
scope: /acme/london
groups:
  - name: Sales
    members: [ann, Bob, {user: cid, expires: 2031-01-31}]
    groups:
      - name: East
        members:
          # covers for ann
          - bob
memberships:
  - role: Reader
    users: [" BOB ", /acme:bob]
    groups: [bob]
"""
ACME = "scope: /acme\nmemberships: [{role: Reader, users: [bob, dan]}]\n"


@pytest.fixture
def files(world):
    return world.write(acme=ACME, london=LONDON, leeds="scope: /acme/leeds\n")


def leaver(world, name, within=None):
    project, _ = read_project(world.root / "reconciler.yaml")
    return without_user(project, world.target, name, within and Scope(within))


def edited(world, *arguments):
    return {edit.path[:-11]: edit.new.decode() for edit in leaver(world, *arguments).edits}


def refused(world, *arguments):
    with pytest.raises(UsageError) as caught:
        leaver(world, *arguments)
    return str(caught.value)


def test_one_goes_out_of_every_list_and_an_empty_list_stays(files):
    assert leaver(files, "/acme/london:Bob").user == Ref("user", Scope("/acme/london"), ("bob",))
    assert edited(files, "/acme/london:Bob") == {
        "london": LONDON.replace(", Bob", "")
        .replace("members:\n          # covers for ann\n          - bob\n", "members: []\n")
        .replace('" BOB ", ', "")
    }


def test_one_of_another_scope_goes_at_home_and_abroad(files):
    assert edited(files, "/ACME:bob") == {
        "acme": ACME.replace("bob, ", ""),
        "london": LONDON.replace(", /acme:bob", ""),
    }


def test_a_mapping_goes_as_a_name_does(files):
    new = LONDON.replace(", {user: cid, expires: 2031-01-31}", "")
    assert edited(files, "cid") == {"london": new}


def test_a_name_of_several_people_asks_for_the_whole_form(files):
    assert refused(files, "bob") == (
        "There are several users `bob`: write `/acme:bob` or `/acme/london:bob`."
    )


def test_a_scope_narrows_what_is_edited_and_who_is_meant(files):
    assert list(edited(files, "/acme:bob", "/acme/london")) == ["london"]
    files.write(leeds="scope: /acme/leeds\ngroups: [{name: A, members: [bob]}]\n")
    assert list(edited(files, "bob", "/acme/leeds")) == ["leeds"]


@pytest.mark.parametrize(
    ("name", "within", "said"),
    [
        ("bop", None, "No file names `bop` as a member: did you mean `bob`?"),
        ("somebody", None, "No file names `somebody` as a member: nothing is to be edited."),
        ("/acme:dam", None, "No file names `/acme:dam` as a member: did you mean `/acme:dan`?"),
        ("bob", "/acme/leeds", "No file names `bob` as a member: nothing is to be edited."),
        ("bob", "/other", "--scope /other: no file speaks of it, or of a scope below."),
        ("a/b", None, r"`a/b` is a path, not a user: write a `/` in a name as `\/`."),
        ("/acme", None, "`/acme` names nobody: write a name, or `/acme:name`."),
    ],
)
def test_who_cannot_be_found_is_asked_for_again(files, name, within, said):
    assert refused(files, name, within) == said


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("scope: /acme/leeds\ngroups: null\n", "RC0106"),
        ("scope: acme\n", "RC0115"),
        ("scope: /acme/leeds\ngroups: [{name: A, members: [cid, ann,  # he?\n  eve]}]\n", "RC0702"),
    ],
)
def test_where_one_file_is_wrong_or_cannot_be_edited_none_is(files, text, code):
    files.write(leeds=text)
    with pytest.raises(FilesError) as caught:
        leaver(files, "/acme/leeds:cid" if code == "RC0702" else "cid")
    assert [finding.code for finding in caught.value.findings] == [code]


def test_a_member_that_cannot_be_read_is_not_the_one(files):
    files.write(leeds="scope: /acme/leeds\ngroups: [{name: A, members: ['a:b', cid]}]\n")
    assert "leeds" in edited(files, "/acme/leeds:cid")


def test_files_are_loaded_as_they_shall_be(files):
    project, _ = read_project(files.root / "reconciler.yaml")
    new = {edit.path: edit.new for edit in leaver(files, "cid").edits}
    documents, _ = load(replace(project, edited=new))
    (london,) = [each for each in documents if each.file.scope == "/acme/london"]
    assert london.file.groups[0].members == ["ann", "Bob"]
