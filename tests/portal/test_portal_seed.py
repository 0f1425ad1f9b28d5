"""The file for `init`: a clear shape, strict reading, and errors with their lines."""

from contextlib import suppress
from textwrap import dedent

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reconciler.portal import Portal, seed
from reconciler.portal.errors.database import BadFile, UserTwice
from reconciler.portal.seed import read_seed

YAML = """\
account: northwind
users: [olivia]
customers:
  - name: Acme
    users: [amanda]
    phone_systems:
      - name: London
        users:
          - amelia
          - {user: oskar, active: no}
          - +442079460000
          - 0100
          - NO
          - "null"
      - name: Paris
  - name: A/B
"""
CSV = """\
account,northwind
scope,user,active
/,olivia
/Acme,amanda,
/Acme/London,amelia,yes
/acme/london,oskar,no
/Acme/London,+442079460000,
/Acme/London,0100,
/Acme/London,NO,
/Acme/London,null,

/Acme/Paris,,
/A\\/B,,
"""


@pytest.fixture
def write(tmp_path):
    def write(text, name="people.yaml"):
        path = tmp_path / name
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return path

    return write


def read_back(read, url="sqlite://"):
    with Portal.create(url, read.account, fill=read.fill) as portal:
        snapshot = portal.read()
    people = [
        (snapshot.scopes[user.scope].path, user.name, user.active)
        for user in snapshot.users.values()
    ]
    tops = [snapshot.users[member.user].name for member in snapshot.members]
    return snapshot.account, [scope.path for scope in snapshot.scopes.values()], people, tops


@pytest.mark.parametrize(("text", "name"), [(YAML, "people.yaml"), (CSV, "people.CSV")])
def test_both_forms_make_the_same_portal(write, text, name, url):
    account, scopes, people, tops = read_back(read_seed(write(text, name)), url)
    assert account == "northwind"
    assert sorted(scopes) == ["/", "/A\\/B", "/Acme", "/Acme/London", "/Acme/Paris"]
    assert people == [
        ("/", "olivia", True),
        ("/Acme", "amanda", True),
        ("/Acme/London", "amelia", True),
        ("/Acme/London", "oskar", False),
        ("/Acme/London", "+442079460000", True),
        ("/Acme/London", "0100", True),
        ("/Acme/London", "NO", True),
        ("/Acme/London", "null", True),
    ]
    assert tops == ["amelia"]


def test_a_file_with_a_byte_order_mark_is_read(write):
    assert read_seed(write(b"\xef\xbb\xbf" + CSV.encode(), "p.csv")).account == "northwind"


BAD_YAML = [
    ("", 1, "the file is empty"),
    ("- a\n", 1, "a mapping should stand here, not a list"),
    ("users: [a]\n", 1, "account is missing"),
    ("account: a\nuser: [b]\n", 2, "unknown key user"),
    ("account: a\naccount: b\n", 2, "the key account stands here twice"),
    ("account: a\nusers:\n", 2, "an empty value"),
    ("account: a\nusers: [b, ~]\n", 2, "an empty value"),
    ("account: NULL\n", 1, "an empty value"),
    ("account: a\nusers: b\n", 2, "a list should stand here, not a text"),
    ("account: [a]\n", 1, "a text should stand here, not a list"),
    ("account: {a: b}\n", 1, "a text should stand here, not a mapping"),
    ("account: a\ncustomers:\n  - users: [b]\n", 3, "name is missing"),
    ("account: a\ncustomers:\n  - name: C\n    x: y\n", 4, "unknown key x"),
    ("account: a\nusers:\n  - {active: no}\n", 3, "user is missing"),
    ("account: a\nusers:\n  - {user: b, active: maybe}\n", 3, "active is yes or no, not maybe"),
    ("account: a\nusers: [b\n", 3, "not YAML"),
    ("account: a\n\tusers: [b]\n", 2, "not YAML"),
    ("account: &x a\n", 1, "anchors and aliases are not read"),
    ("account: a\nusers: [*x]\n", 2, "anchors and aliases are not read"),
    ("account: !!str a\n", 1, "the tag"),
    ("account: a\n---\naccount: b\n", 2, "a second document"),
    ("account: a\nusers: " + "[" * 20 + "]" * 20 + "\n", 2, "nested more than 16 deep"),
    ("account: \x00\n", 1, "not YAML"),
    ("account: ' '\n", 1, "A name may not be empty."),
    ("account: a\ncustomers:\n  - name: C\n  - name: c\n", 4, "The customer c exists already"),
    ('account: a\nusers:\n  - "b\\u202Ec"\n', 3, "has the character U+202E"),
]
FIRST_IS_OFF = """\
account: a
customers:
  - name: C
    phone_systems:
      - name: P
        users:
          - {user: b, active: false}
"""


@pytest.mark.parametrize(
    ("text", "line", "problem"), [*BAD_YAML, (FIRST_IS_OFF, 7, "last active member of Top Role")]
)
def test_what_is_wrong_in_yaml_is_said_with_its_line(write, text, line, problem):
    path = write(text)
    with pytest.raises(BadFile) as refusal:
        read_back(read_seed(path))
    assert str(refusal.value).startswith(f"{path}:{line}: ")
    assert problem in str(refusal.value)


BAD_CSV = [
    ("", 1, "the first line is account,NAME"),
    ("scope,user\n", 1, "the first line is account,NAME"),
    ("account,a\n", 2, "the second line is scope,user"),
    ("account,a\nuser,scope\n", 2, "the second line is scope,user"),
    ("account,a\nscope,user\n/,b,no\n", 3, "2 cells should stand here, not 3"),
    ("account,a\nscope,user\n/\n", 3, "2 cells should stand here, not 1"),
    ("account,a\nscope,user\nacme,b\n", 3, "is not a path"),
    ("account,a\nscope,user\n/a/b/c,d\n", 3, "deeper than a phone system"),
    ("account,a\nscope,user,active\n/,b,perhaps\n", 3, "active is yes or no, not perhaps"),
    ('account,a\nscope,user\n/,"b\n', 3, "not CSV"),
    ("account,a\nscope,user\n/,b:\n/x,\u202e\n", 4, "has the character U+202E"),
    ("account,a\nscope,user\n//x,b\n", 3, "A name may not be empty."),
    ("account, \nscope,user\n", 1, "A name may not be empty."),
]


@pytest.mark.parametrize(("text", "line", "problem"), BAD_CSV)
def test_what_is_wrong_in_csv_is_said_with_its_line(write, text, line, problem):
    path = write(text, "people.csv")
    with pytest.raises(BadFile) as refusal:
        read_back(read_seed(path))
    assert str(refusal.value).startswith(f"{path}:{line}: ")
    assert problem in str(refusal.value)


TWICE_YAML = """\
account: a
customers:
  - name: C
    users: [erika]
    phone_systems:
      - name: P
        users:
          - frida
          - { user: " Erika", active: no }
"""


@pytest.mark.parametrize(
    ("text", "name", "said"),
    [
        (TWICE_YAML, "p.yaml", "Erika stands twice in {path} (lines 4 and 9)."),
        ("account: a\nusers: [b, B]\n", "p.yaml", "B stands twice in {path} (line 2)."),
        (
            "account,a\nscope,user\n\n/,b\n/,c\n/x/y,b\n/x,b\n",
            "p.csv",
            "b stands twice in {path} (lines 4 and 6).",
        ),
    ],
)
def test_a_user_who_stands_twice_in_a_file_is_shown_with_both_lines(write, text, name, said):
    path = write(text, name)
    with pytest.raises(UserTwice) as refusal:
        read_seed(path)
    assert str(refusal.value) == said.format(path=path)


def test_a_file_that_is_missing_or_not_text_or_too_large_is_refused(write, tmp_path, monkeypatch):
    with pytest.raises(BadFile, match="cannot be read: No such file"):
        read_seed(tmp_path / "none.yaml")
    with pytest.raises(BadFile, match="cannot be read: Is a directory"):
        read_seed(tmp_path)
    with pytest.raises(BadFile, match=":2: not UTF-8"):
        read_seed(write(b"account: a\nusers: [\xff]\n"))
    monkeypatch.setattr("reconciler.portal.seed.LARGEST", 1024 * 1024)
    with pytest.raises(BadFile, match="larger than 1 MiB"):
        read_seed(write(b"#" * 1024 * 1024 + b"#"))


def test_the_shape_in_the_documentation_is_read(write):
    fenced = seed.__doc__.split("```")
    yaml, csv = fenced[1].removeprefix("yaml\n"), fenced[3].removeprefix("csv\n")
    assert read_back(read_seed(write(dedent(yaml))))[3] == ["amelia"]
    assert read_back(read_seed(write(dedent(csv), "p.csv")))[3] == ["amelia"]


@given(st.binary(max_size=60) | st.text(alphabet="acount: \n-[]{},&*!'\"#|>\t\\x", max_size=60))
def test_no_bytes_end_in_anything_but_a_seed_or_a_clear_refusal(tmp_path_factory, data):
    folder = tmp_path_factory.mktemp("fuzz", numbered=True)
    for name in ("f.yaml", "f.csv"):
        path = folder / name
        path.write_bytes(data if isinstance(data, bytes) else data.encode())
        with suppress(BadFile):
            assert read_seed(path).account
