from datetime import UTC, date, datetime

import pytest

from reconciler.spec.dates import parse_day, parse_end
from reconciler.spec.documents import RolesFile
from reconciler.spec.reader import read_yaml
from reconciler.spec.shape import shaped


def said(text):
    tree, _ = read_yaml("x.yaml", text.encode())
    _, findings = shaped(RolesFile, tree)
    return [f"{each.code} {each.origin.line}:{each.origin.column} {each.help}" for each in findings]


def codes(text):
    return [" ".join(finding.split()[:2]) for finding in said(text)]


def test_an_unknown_key_suggests_a_known_one_at_every_depth():
    assert said("scope: /\nrolez: []\n") == ["RC0110 2:1 did you mean `roles`?"]
    assert said("scope: /\ngroups:\n  - name: A\n    groups:\n      - {name: B, member: []}\n") == [
        "RC0110 5:19 did you mean `members`?"
    ]
    assert said("scope: /\ngroups: [{name: A, members: [{usr: b, user: c}]}]\n") == [
        "RC0110 2:31 did you mean `user`?"
    ]


def test_an_unknown_key_that_is_like_nothing_lists_what_can_be_written():
    (finding,) = said("scope: /\nmemberships: [{role: R, users: [], zzz: 1}]\n")
    assert finding.endswith("the keys here are role, users, groups, roles, mode")


def test_a_mode_that_is_unknown_suggests_the_right_one():
    assert said("scope: /\nmode: aditive\n") == ["RC0113 2:7 did you mean `additive`?"]
    assert said("scope: /\nmode: zzz\n") == ["RC0113 2:7 write `additive`"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("text", "RC0112 1:1"),
        ("[scope]", "RC0112 1:1"),
        ("roles: []", "RC0111 1:1"),
        ("scope: [/]", "RC0112 1:8"),
        ("scope: /\nroles: {}", "RC0112 2:8"),
        ("scope: /\nsets: []", "RC0112 2:7"),
        ("scope: /\nsets: {a: b}", "RC0112 2:11"),
        ("scope: /\nroles: [x]", "RC0112 2:9"),
        ("scope: /\ngroups: [{members: []}]", "RC0111 2:10"),
        ("scope: /\nmemberships: [{role: R}]", "RC0111 2:15"),
        ("scope: /\ngroups: [{name: A, members: [[b]]}]", "RC0112 2:30"),
        ("scope: /\ngroups: [{name: A, members: ['']}]", "RC0116 2:30"),
        ("scope: /\ngroups: [{name: A, members: [{}]}]", "RC0114 2:30"),
        ("scope: /\ngroups: [{name: A, members: [{user: a, role: b}]}]", "RC0114 2:30"),
        ("scope: /\ngroups: [{name: A, members: [{user: [a]}]}]", "RC0112 2:37"),
        ('scope: /\ngroups: [{name: "A\\n"}]', "RC0116 2:17"),
        ("scope: /\nsets: {'': []}", "RC0116 2:12"),
        (f"scope: /\nroles: [{{name: {'x' * 256}}}]", "RC0015 2:16"),
        (f"scope: /\nroles: [{{name: x, description: {'x' * 10_001}}}]", "RC0015 2:32"),
    ],
)
def test_what_does_not_fit_says_so_at_its_place(text, expected):
    assert codes(text) == [expected]


def test_every_problem_of_a_file_is_found_at_once():
    assert codes("scope: [/]\nrolez: []\nmode: x\ngroups:\n  - members: [[a], '', {usr: x}]\n") == [
        "RC0112 1:8",
        "RC0113 3:7",
        "RC0111 5:5",
        "RC0112 5:15",
        "RC0116 5:20",
        "RC0110 5:25",
        "RC0110 2:1",
    ]


def test_null_is_reported_by_the_reader_alone():
    assert said("scope: ~\nroles: ~\ngroups: [~]\nmemberships: [{role: ~, users: [~]}]\n") == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2027-01-31", datetime(2027, 2, 1, tzinfo=UTC)),
        ("2028-02-29", datetime(2028, 3, 1, tzinfo=UTC)),
        ("2027-01-31T18:00:00Z", datetime(2027, 1, 31, 18, tzinfo=UTC)),
        ("2027-01-31 18:00:00.1234567z", datetime(2027, 1, 31, 18, 0, 0, 123456, tzinfo=UTC)),
        ("2027-01-31t18:00:00-01:30", datetime(2027, 1, 31, 19, 30, tzinfo=UTC)),
        ("9999-12-31", None),
        ("0001-01-01T00:00:00+23:59", None),
        ("2027-02-29", None),
        ("2027-1-1", None),
        ("2027-01-31T18:00:00", None),
        ("2027-01-31T24:00:01Z", None),
        ("2027-01-31T18:00:00+25:00", None),
        ("20270131", None),
        ("tomorrow", None),
        ("", None),
        ("\uff12\uff10\uff12\uff17-01-31", None),
    ],
)
def test_an_end_is_the_next_day_or_the_instant(text, expected):
    assert parse_end(text) == expected


def test_a_day_is_a_day_and_nothing_else():
    assert parse_day("2027-01-31") == date(2027, 1, 31)
    assert parse_day("2027-13-01") is None
    assert parse_day("2027-01-31T00:00:00Z") is None
