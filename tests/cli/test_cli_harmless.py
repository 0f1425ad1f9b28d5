"""Whatever people and live systems write, no line of any command acts on a terminal or a runner."""

import json
import re
import unicodedata

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from rich.text import Text

from reconciler.cli.formats import TABULAR
from reconciler.cli.main import COMMANDS, main
from reconciler.cli.session import Session
from reconciler.errors import Exit

ACTS = {"Cc", "Cf", "Cs", "Zl", "Zp"}
"""The categories of characters that a terminal obeys or that nobody sees."""
ENDS = re.compile("[\r\n\v\f\x1c-\x1e\x85\u2028\u2029]")

PIECES = [
    *("::add-mask::x", "::stop-commands::t", "::error ::", "##[error]x", "##vso[task.setvariable]"),
    *("%0A::error ::", "\u0640::group::x", "\x1b[2J", "\x1b]8;;https://x\x07", "\x9b2J", "\u202e"),
    *("\r", "\n", "\r\n", "\t", "\u2028", "\x85", " ", "\u3000", "name", "[red]", ":smile:", "é"),
]
HOSTILE = st.lists(st.sampled_from(PIECES), min_size=1, max_size=5).map("".join)


@pytest.fixture(autouse=True)
def folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    return tmp_path


def obeyed(printed):
    """The lines that somebody would obey: a terminal, or a runner, which trims and ignores."""
    return [line for line in ENDS.split(printed) if acts(line) or is_command(line)]


def acts(line):
    return any(unicodedata.category(each) in ACTS for each in line)


def is_command(line):
    """As `TryParseV2` and `TryParse` of GitHub's runner find one (ActionCommand.cs)."""
    is_new = line.lstrip().lstrip("\u0640\u07fa").lstrip().startswith("::")
    return is_new or re.search(r"##\w*\[", line) is not None


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(HOSTILE, min_size=1, max_size=4), st.booleans())
@example(["      ::add-mask::x"], False)
@example(["\u0640 ::add-mask::x"], True)
def test_no_report_can_forget_to_escape(capsys, texts, is_log):
    output = Session({}).output
    (output.log if is_log else output.show)([Text(text) for text in texts])
    printed = capsys.readouterr()
    assert obeyed(printed.out + printed.err) == []


# --- every command, on a project and a portal full of it ------------------------------------------

TAKEN = ["::add-mask::x", "a ::stop-commands::t ##[error]x", "##vso[task.x]\u0640::group::"]
"""Names that files and the portal take."""
EVIL = [*TAKEN, "%0A::error ::\x1b[2J", "\r\n::error ::\u202e\x9b2J"]


def project(folder, evil):
    """A project in which people, roles, groups, texts, comments and files have an evil name."""
    quoted, name = json.dumps(evil), json.dumps(written(evil))
    shown = "".join(each if each.isprintable() else ascii(each)[1:-1] for each in evil)
    (folder / "reconciler.yaml").write_text(
        f"""
version: 1
target: {{provider: portal, url: "sqlite:///portal.db", account: {quoted}}}
manage: [/, /acme/london]
policies: ["*-policies.yaml"]
sources:
  - {{files: "*-reseller.yaml", within: /}}
  - {{files: "*-london.yaml", within: "/**"}}
"""
    )
    (folder / f"{shown}-reseller.yaml").write_text(
        f"""scope: /
sets: {{{name}: [presence.access]}}
roles:
  - name: {name}
    type: user
    description: hello
      {shown}
    # {shown}
    permissions: [presence.access]
""",
        encoding="utf-8",
    )
    (folder / f"{shown}-london.yaml").write_text(
        f"""scope: /acme/london
groups:
  - name: Top Role
    members:
      # {shown}
      - {{user: {name}, reason: {quoted}}}
    groups:
      - name: {name}
        description: hello
          {shown}
        permissions: [presence.access, soft_phone.access]
        members: [isla]
memberships:
  - {{role: {name}, users: [isla]}}
""",
        encoding="utf-8",
    )
    (folder / f"{shown}-policies.yaml").write_text(
        f"""version: 1
rules:
  - name: {quoted}
    # {shown}
    expires: {{role: {name}, within_days: 90}}
tests:
  - must: {{user: {name}, can: billing.access, at: /acme/london}}
waivers:
  - {{rule: {quoted}, reason: {quoted}, owner: {quoted}, until: 2100-01-01}}
""",
        encoding="utf-8",
    )
    people = {"name": "london", "users": [evil, "amelia", "isla", "noah"]}
    seed = {"account": evil, "customers": [{"name": "acme", "phone_systems": [people]}]}
    (folder / "people.yaml").write_text(json.dumps(seed))


def written(name):
    """A name as a path has it."""
    return re.sub(r"([\\\\:/])", r"\\\1", name)


def lines_of(evil):
    """Command lines that show names and texts, what is wrong with them included."""
    path = f"Top Role/{written(evil)}"
    return [
        ["portal", "init", "portal.db", "--from", "people.yaml"],
        ["catalog", "pull"],
        ["validate"],
        ["test"],
        ["plan", "--out", "plan.json", "--show-unmanaged"],
        ["show", "plan.json"],
        ["explain", written(evil), "soft_phone.access", "--on", written(evil)],
        ["explain", "isla", evil],
        ["explain", evil, "soft_phone.access", "--scope", evil],
        ["who-can", "presence.access", "--on", "isla"],
        ["ci", "comment", "--body", evil, "--number", "5"],
        ["ci", "drift", "--plan", "plan.json", "--name", evil],
        ["access", written(evil)],
        ["matrix"],
        ["compare", "--live", "--full"],
        ["compare", evil, evil],
        ["compare", "--from", evil],
        ["apply", "plan.json"],
        ["apply", "plan.json"],
        ["portal", "group", "edit", "/acme/london", path, "--remove", "soft_phone.access"],
        ["portal", "grant", "noah", "--group", path],
        ["portal", "role", "edit", evil, "--add", "call_flow.access"],
        ["apply", "plan.json"],
        ["plan"],
        ["adopt", "--dry-run"],
        ["adopt"],
        ["fmt", "--check"],
        ["fmt", evil],
        ["remove-user", written(evil), "--dry-run"],
        ["remove-user", "isla"],
        ["codeowners"],
        ["codeowners", "--out", evil.replace("/", "")],
        ["plan", "--offline"],
        ["plan", "--offline", "--base", evil],
        ["plan", "--report", f"markdown={evil.replace('/', '')}.md"],
        ["export", "--out", evil.replace("/", "")],
        ["export", "--snapshot", f"{evil.replace('/', '')}.json"],
        ["plan", "--offline", "--snapshot", f"{evil.replace('/', '')}.json"],
        ["init", "other", "--from-live", "sqlite:///../portal.db", "--account", evil],
        ["schema"],
        ["schema", "roles"],
        ["explain-code", evil],
        ["completion", evil],
        ["--project", evil, "plan"],
        ["plan", "--scope", f"/{written(evil)}"],
        ["plan", "--at", evil],
        ["apply", evil],
        ["apply", "--lock-timeout", evil],
        ["unlock", evil],
        ["status"],
        [evil],
        ["plan", f"--{evil}"],
        *(["portal", each, "list"] for each in ("scope", "user", "role", "group")),
        ["portal", "log"],
        ["portal", "check", evil, "soft_phone.access", "/acme/london", "--on", "isla"],
        ["portal", "check", evil, evil, f"/{written(evil)}"],
        ["portal", "user", "add", evil, "/acme/london"],
        ["portal", "role", "list", "--as", evil],
        ["portal", "role", "list", "--db", evil],
    ]


@pytest.mark.parametrize("evil", EVIL, ids=range(len(EVIL)))
@pytest.mark.parametrize("format_", ["text", "json", "github", "events"])
def test_no_command_prints_what_is_obeyed(folder, capsys, evil, format_):
    project(folder, evil)
    ended = {}
    for line in lines_of(evil):
        code = main([*line, "--format", format_])
        printed = capsys.readouterr()
        ours = set(re.findall(r"^::(?:error|warning|notice) [^:]*::.*$", printed.out, re.MULTILINE))
        found = [each for each in obeyed(printed.out + printed.err) if each not in ours]
        assert (line, code == Exit.DEFECT, found) == (line, False, [])
        assert format_ == "github" or not ours
        ended.setdefault(line[0], code)
    assert set(COMMANDS) <= ended.keys()
    assert evil not in TAKEN or ended["apply"] == ended["adopt"] == Exit.OK


@pytest.mark.parametrize("evil", EVIL, ids=range(len(EVIL)))
def test_no_table_prints_what_is_obeyed(folder, capsys, evil):
    project(folder, evil)
    ended = set()
    for line in lines_of(evil):
        is_question = line[0] in TABULAR
        code = main([*line, "--format", "csv"] if is_question else line)
        printed = capsys.readouterr()
        if is_question:
            ended.add((line[0], Exit(code)))
            assert (line, obeyed(printed.out + printed.err)) == (line, [])
    assert evil not in TAKEN or {(name, Exit.OK) for name in TABULAR} <= ended
