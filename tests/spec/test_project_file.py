from datetime import date

import pytest

from reconciler.core.finding import Origin
from reconciler.core.limits import AdminLimit, Allowance, Limits
from reconciler.core.scope import ROOT, Pattern, Scope
from reconciler.spec.project import Source, read_project
from reconciler.spec.project_check import url_problem

WHOLE = """\
version: 1
target:
  provider: portal
  url: sqlite:///.reconciler/portal.db
  account: northwind
manage: [/, /acme/**]
sources:
  - {files: reseller.yaml, within: /}
  - {files: customers/acme/**/*.yaml, within: /acme/**}
catalog: pinned.yaml
limits:
  removals: {count: 30, percent: 10}
  admins: {minimum: 1, permissions: [roles.manage]}
  allow: [{scope: /acme/london, removals: 40, reason: site closed, until: 2027-02-01}]
unknown_users: skip
"""
LEAST = """\
version: 1
target: {provider: portal, url: "sqlite:///x", account: a}
manage: [/**]
sources: [{files: a.yaml, within: /**}]
"""


ALLOWANCE = "{scope: /, removals: 1, reason: ' ', until: 2027-02-01}"


def read(tmp_path, text):
    path = tmp_path / "reconciler.yaml"
    path.write_text(text, "utf-8")
    return read_project(path)


def said(tmp_path, text):
    project, findings = read(tmp_path, text)
    assert project is None
    return [f"{each.code} {each.origin.line}:{each.origin.column}" for each in findings]


def test_a_whole_project_file_is_read_with_its_places(tmp_path):
    project, findings = read(tmp_path, WHOLE)
    assert findings == []
    assert (project.root, project.file, project.provider) == (tmp_path, "reconciler.yaml", "portal")
    assert (project.url, project.account) == ("sqlite:///.reconciler/portal.db", "northwind")
    assert str(project.url_origin) == "reconciler.yaml:4:8"
    assert project.manage == (Pattern(ROOT), Pattern(Scope("/acme"), deep=True))
    assert [str(each.origin) for each in project.managed] == [
        "reconciler.yaml:6:10",
        "reconciler.yaml:6:13",
    ]
    assert project.sources == (
        Source("reseller.yaml", Pattern(ROOT), Origin("reconciler.yaml", 8, 13, 26)),
        Source(
            "customers/acme/**/*.yaml",
            Pattern(Scope("/acme"), deep=True),
            Origin("reconciler.yaml", 9, 13, 37),
        ),
    )
    assert (project.catalog, project.unknown_users) == ("pinned.yaml", "skip")
    allowance = Allowance(
        Pattern(Scope("/acme/london")),
        40,
        "site closed",
        date(2027, 2, 1),
        Origin("reconciler.yaml", 14, 19, 31),
    )
    admins = AdminLimit(1, frozenset({"roles.manage"}))
    assert project.limits == Limits(30, 10, admins, (allowance,))


def test_what_is_left_out_has_its_default(tmp_path):
    project, _ = read(tmp_path, LEAST)
    assert (project.catalog, project.unknown_users) == ("catalog.yaml", "error")
    assert project.limits == Limits()
    assert read(tmp_path, LEAST + "limits: {}\n")[0].limits == Limits()
    assert read(tmp_path, LEAST + "limits: {removals: {count: 3}}\n")[0].limits == Limits(count=3)


def test_a_project_file_that_is_missing_or_broken_is_a_finding(tmp_path):
    project, (finding,) = read_project(tmp_path / "none.yaml")
    assert (project, finding.code) == (None, "RC0001")
    assert said(tmp_path, "a: [\n") == ["RC0004 2:1"]
    assert said(tmp_path, "version: 1\nversion: 1\n" + LEAST[11:]) == ["RC0101 2:1"]


def test_every_problem_of_a_project_file_is_found_at_once(tmp_path):
    text = LEAST.replace("sqlite:///x", "http://portal.example.net").replace("a.yaml", "../a.yaml")
    text = text.replace("[/**]", "[acme, /a/*/b, /x/]").replace("within: /**", "within: x")
    text += (
        "catalog: /etc/passwd\nlimits: {allow: [{scope: x, removals: 1, reason: y, until: z}]}\n"
    )
    assert said(tmp_path, text) == [
        "RC0121 2:33",
        "RC0024 5:10",
        "RC0115 3:10",
        "RC0115 3:16",
        "RC0115 3:24",
        "RC0024 4:19",
        "RC0115 4:38",
        "RC0115 6:26",
        "RC0117 6:60",
    ]


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        (("version: 1", "version: 2"), "RC0113 1:10"),
        (("manage: [/**]", "manage: []"), "RC0113 3:9"),
        (("sources: [", "unknown_users: ignore\nsources: ["), "RC0113 4:16"),
        (("sources: [", "limits: {removals: {count: many}}\nsources: ["), "RC0113 4:28"),
        (("sources: [", "limits: {removals: {percent: 101}}\nsources: ["), "RC0113 4:30"),
        (("sources: [", "limits: {removals: {count: [1]}}\nsources: ["), "RC0112 4:28"),
        (("sources: [", "limits: {removals: {count: 1_0}}\nsources: ["), "RC0113 4:28"),
        (("sources: [", "limits: {removals: {count: ' 1'}}\nsources: ["), "RC0113 4:28"),
        (("sources: [", f"limits: {{allow: [{ALLOWANCE}]}}\nsources: ["), "RC0113 4:50"),
        (
            ("sources: [", "limits: {admins: {minimum: 1, permissions: []}}\nsources: ["),
            "RC0113 4:44",
        ),
        (("account: a", "accont: a"), "RC0111 2:9"),
    ],
)
def test_a_value_that_does_not_fit_is_a_finding_at_its_place(tmp_path, change, expected):
    assert said(tmp_path, LEAST.replace(*change))[0] == expected


@pytest.mark.parametrize(
    ("url", "code"),
    [
        ("sqlite:///x.db", None),
        ("postgresql://db.example.net/x", None),
        ("https://portal.example.net", None),
        ("http://localhost:8000", None),
        ("http://127.0.0.1:8000/x", None),
        ("http://[::1]/", None),
        ("http://portal.example.net", "RC0121"),
        ("HTTP://10.0.0.1", "RC0121"),
        ("http://localhost.example.net", "RC0121"),
        ("https://user:secret@portal.example.net", "RC0120"),
        ("postgresql://user@db/x", None),
        ("postgresql+psycopg://db:5433/x?sslmode=require&connect_timeout=5", None),
        ("postgresql://user:secret@db/x", "RC0120"),
        ("postgresql://db/x?password=secret", "RC0120"),
        ("postgresql://db/x?secret", "RC0120"),
        ("postgresql://db/x#secret", "RC0120"),
        ("postgresql://db", "RC0119"),
        ("https://portal.example.net/?token=secret", "RC0120"),
        ("https://portal.example.net/#secret", "RC0120"),
        ("https://[::1", "RC0119"),
        ("https://portal.example.net:abc", "RC0119"),
        ("portal.example.net", "RC0119"),
        ("", "RC0119"),
    ],
)
def test_a_url_holds_no_secret_and_can_carry_one(url, code):
    problem = url_problem(url)
    assert (problem and problem.code) == code
    assert "secret" not in str(problem and problem.message)


def test_an_owner_is_a_user_a_team_or_an_address(tmp_path):
    assert said(tmp_path, f"{LEAST}owners: [northwind identity]\n") == ["RC0113 5:10"]
    project, findings = read(tmp_path, f'{LEAST}owners: ["@northwind/identity", a@b.example]\n')
    assert (project.owners, findings) == (("@northwind/identity", "a@b.example"), [])
