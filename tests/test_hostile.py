"""A hostile pull request gets findings, and nothing else.

Each test is one thing that somebody may try. The plan for a fork runs as a process of its own, is
watched, and must end by itself: with findings, without a traceback, without a file of others read
or written, without any process but git, and without the network.
"""

import json
import os
import re
import threading
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest

from reconciler.core.names import escape
from reconciler.core.target import Target
from reconciler.providers.portal.target import portal_target
from reconciler.spec.catalog import catalog_text
from tests.hostile import LONDON, SECRET, PullRequest, watched

PEAK, CPU = 300, 20
"""MiB, and seconds of computing: far beyond what any of these needs on a slow machine."""
TARGET = portal_target("northwind")
HIDDEN = "the content of somebody else's file"


@pytest.fixture
def pull(tmp_path):
    (tmp_path / "outside").mkdir()
    (tmp_path / "outside/secret.yaml").write_text(f"scope: {HIDDEN}\n")
    return PullRequest(tmp_path / "repository", catalog_text(TARGET).encode())


def findings_alone(run, folder):
    """What every run of this page must be like."""
    assert run.code in (0, 1, 3), run.err
    assert "Traceback" not in run.err + run.out
    assert SECRET not in run.out + run.err
    assert HIDDEN not in run.out + run.err
    assert run.paths("socket") == set()
    assert {Path(path).name for path in run.paths("start")} <= {"git"}
    outside = str(folder.parent / "outside")
    assert [path for path in run.paths("read") if path.startswith(outside)] == []
    own = str(folder.parent / "watch")  # where the files of the base are put for a while
    assert [path for path in run.paths("write") if not path.startswith((own, os.devnull))] == []
    assert (run.peak < PEAK, run.cpu < CPU) == (True, True), (run.peak, run.cpu)
    return run


def planned(pull, *more, **given):
    return findings_alone(pull.plan(*more, **given), pull.folder)


def test_a_sound_pull_request_is_planned(pull):
    pull.change("roles/london.yaml", "[noah, isla, jack]", "[noah, isla, jack, emma]")
    run = planned(pull)
    plan = json.loads(run.out)["plan"]
    assert (run.code, plan["counts"]["grant"], plan["applyable"]) == (0, 1, False)
    assert run.codes == ["RC0801", "RC0804"]


# The live system


@pytest.fixture
def attacker():
    """A real server of somebody else; what it is asked is what it got."""
    got = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self):
            got.append((self.path, dict(self.headers)))
            self.send_response(500)
            self.end_headers()

        def log_message(self, *_):
            pass

    server = HTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}", got
    server.shutdown()
    thread.join()
    server.server_close()


def test_an_endpoint_of_the_attackers_is_an_error_and_hears_nothing(pull, attacker):
    url, got = attacker
    pull.change("reconciler.yaml", "https://portal.northwind.example", url)
    run = planned(pull, network=True)
    assert (run.code, run.codes, got) == (1, ["RC0801", "RC0808"], [])


def test_nor_does_it_hear_of_the_secret_where_the_plan_is_not_offline(pull, attacker):
    url, got = attacker
    pull.change("reconciler.yaml", "https://portal.northwind.example", url)
    pull.commit()
    pinned = "https://portal.northwind.example"
    run = watched(pull.folder, "plan", network=True, RECONCILER_URL=pinned)
    assert (run.code, got, run.paths("socket"), SECRET in run.err) == (3, [], set(), False)
    assert watched(pull.folder, "plan", network=True).code == 3


@pytest.mark.parametrize(
    "target",
    [
        "{provider: memory, url: 'memory://', account: northwind}",
        "{provider: evil, url: 'https://portal.northwind.example', account: northwind}",
        "{provider: portal, url: 'sqlite:///../outside/portal.db', account: northwind}",
        "{provider: portal, url: 'postgresql://attacker.example/x', account: northwind}",
    ],
)
def test_another_provider_or_place_is_an_error_and_is_not_opened(pull, target):
    old = '{provider: portal, url: "https://portal.northwind.example", account: northwind}'
    pull.change("reconciler.yaml", old, target)
    run = planned(pull)
    assert (run.code, "RC0808" in run.codes) == (1, True)


def test_another_account_is_an_error(pull):
    pull.change("reconciler.yaml", "account: northwind", "account: contoso")
    assert planned(pull).codes == ["RC0123"]


# Paths and links


@pytest.mark.parametrize(
    ("path", "leads", "code"),
    [
        ("roles/london.yaml", "../../outside/secret.yaml", "RC0020"),
        ("roles/london.yaml", "/etc/passwd", "RC0020"),
        ("roles/more.yaml", "/proc/self/environ", "RC0020"),
        ("roles/more.yaml", "../acme.yaml", "RC0026"),
        ("roles/more.yaml", "../policies.yaml", "RC0020"),
        ("roles/more.yaml", "more.yaml", "RC0021"),
        ("roles/more.yaml", "/dev/zero", "RC0020"),
        ("catalog.yaml", "../outside/secret.yaml", "RC0020"),
        ("policies.yaml", "../outside/secret.yaml", "RC0020"),
        ("reconciler.yaml", "../outside/secret.yaml", "RC0020"),
    ],
)
def test_a_link_leads_nowhere(pull, path, leads, code):
    pull.link(path, leads)
    run = planned(pull)
    assert (run.code, code) == (1, next(iter({code} & {*run.codes}), run.codes))
    assert "root:" not in run.out + run.err


def test_a_folder_that_is_a_link_leads_nowhere(pull):
    pull.write("roles/london.yaml", LONDON).unlink()
    pull.folder.joinpath("roles").rmdir()
    pull.link("roles", "../outside")
    assert planned(pull).code == 1


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("files: acme.yaml", "files: ../outside/secret.yaml"),
        ("files: acme.yaml", "files: a/../../outside/*.yaml"),
        ("files: acme.yaml", 'files: "C:/x"'),
        ("[policies.yaml]", "[/etc/passwd]"),
        ("manage: [/acme/**]", "manage: [/acme/**]\ncatalog: ~/catalog.yaml"),
    ],
)
def test_a_path_stays_below_the_project_file(pull, old, new):
    pull.change("reconciler.yaml", old, new)
    assert planned(pull).codes == ["RC0024"]


def test_a_pipe_and_a_device_hold_nobody_up(pull):
    pull.commit()
    os.mkfifo(pull.folder / "roles/pipe.yaml")
    run = watched(pull.folder, "plan", "--offline", "--base", "main", "--format", "json")
    assert (findings_alone(run, pull.folder).code, run.codes) == (1, ["RC0022"])


def test_what_git_would_run_is_not_run(pull):
    pull.write(".gitattributes", "* filter=evil diff=evil merge=evil\n")
    pull.write(".gitmodules", '[submodule "x"]\n\tpath = x\n\turl = ext::sh -c "touch /tmp/x"\n')
    pull.write(".reconciler/x", "")
    pull.change("roles/london.yaml", "jack", "emma")
    assert planned(pull).code == 0


def test_a_module_of_the_repository_is_not_imported(pull):
    for name in ("yaml", "json", "ruamel", "reconciler", "sitecustomize", "click", "git"):
        pull.write(f"{name}.py", f"raise SystemExit('{HIDDEN}')\n")
    assert planned(pull).code == 0


@pytest.mark.parametrize("base", ["--output=/tmp/x", "-x", "", "main:reconciler.yaml", "HEAD\n"])
def test_a_revision_is_no_option_of_git(pull, base):
    pull.commit()
    run = watched(pull.folder, "plan", "--offline", f"--base={base}")
    assert findings_alone(run, pull.folder).code == 1


# Sizes


@pytest.mark.parametrize(
    ("code", "text"),
    [
        ("RC0010", "scope: /acme/paris #" + "x" * (32 * 1024 * 1024)),
        ("RC0012", "scope: /acme/paris\ngroups: " + "[" * 100_000),
        ("RC0012", "scope: /acme/paris\ngroups: [{name: " + "g/" * 8_000 + "g}]"),
        ("RC0013", "scope: /acme/paris\nx: [" + "a," * 5_000_001 + "]"),
        ("RC0015", "scope: /acme/paris\nx: " + "y" * 2_000_000),
        (
            "RC0014",
            "a: &a [x,x,x,x,x,x,x,x,x]\n"
            + "".join(
                f"{one}: &{one} [{','.join([f'*{before}'] * 9)}]\n"
                for before, one in zip("abcdefgh", "bcdefghi", strict=True)
            ),
        ),
        ("RC0102", "scope: /acme/paris\na: &a {x: y}\nb: {<<: *a}\n"),
        ("RC0103", "scope: !!python/name:os.system x\n"),
    ],
    ids=lambda value: value if value.startswith("RC") else "text",
)
def test_a_file_beyond_the_limits_is_a_finding(pull, code, text):
    pull.write("roles/paris.yaml", text)
    run = planned(pull)
    assert (run.code, code) == (1, next(iter({code} & {*run.codes}), run.codes))


def test_more_files_than_anybody_has_are_a_finding(pull):
    for number in range(10_001):
        (pull.folder / f"roles/{number}.yaml").write_bytes(b"")
    run = planned(pull)
    assert (run.code, "RC0011" in run.codes) == (1, True)


# Names


def test_file_names_that_some_systems_hold_for_one_are_a_finding(pull):
    pull.write("roles/London.yaml", "scope: /acme/paris\n")
    assert "RC0023" in planned(pull).codes


@pytest.mark.parametrize("mark", ["\u202e", "\u200b", "\u2066"])
def test_a_hidden_character_in_a_name_is_a_finding(pull, mark):
    pull.change("roles/london.yaml", "jack", f"ja{mark}ck")
    assert "RC0107" in planned(pull).codes


@pytest.mark.parametrize("escaped", ["\\e[31mjack", "\\e]0;x\\a", "ja\\rck", "ja\\u202eck", "\\0"])
def test_an_escaped_control_character_is_a_finding_too(pull, escaped):
    pull.change("roles/london.yaml", "jack", f'"{escaped}"')
    run = planned(pull)
    assert run.code == 1
    assert re.findall(r"[\x00-\x08\x0b-\x1f\x7f\u202e]", run.out + run.err) == []


@pytest.mark.parametrize(
    "name", ["<script>alert(1)</script>", "](javascript:x)", "::error::x", "@team", "`a`|b", "%0Ax"]
)
def test_a_name_that_others_would_obey_is_shown_and_does_nothing(pull, name):
    pull.change("roles/london.yaml", "jack", f"jack, '{escape(name)}'")
    assert planned(pull).code == 0
    shown = watched(pull.folder, "plan", "--offline", "--base", "main")
    assert findings_alone(shown, pull.folder).code == 0
    assert [line for line in shown.out.splitlines() if line.startswith(("::", "##["))] == []


# What a change decides of itself


def without_warnings() -> Target:
    """A catalog in which nothing is sensitive, with a digest that fits."""
    keys = tuple(replace(one, sensitive=False) for one in TARGET.catalog.permissions)
    return replace(TARGET, catalog=replace(TARGET.catalog, permissions=keys))


def test_a_catalog_that_calls_nothing_sensitive_is_named_and_not_believed(pull):
    pull.write("catalog.yaml", catalog_text(without_warnings()))
    old = "permissions: [soft_phone.access]"
    pull.change("roles/london.yaml", old, "permissions: [soft_phone.access, billing.access]")
    pull.change("roles/london.yaml", "jack", "jack, emma")
    run = planned(pull)
    plan = json.loads(run.out)["plan"]
    assert "RC0805" in run.codes
    assert "sensitive" in plan["access"]["verdict"]
    assert plan["privileged"] == ["group:/acme/london:top role/sales"]


def test_a_catalog_changed_by_hand_is_an_error(pull):
    pull.change("catalog.yaml", "sensitive: true", "sensitive: false")
    assert planned(pull).codes == ["RC0122"]


def deactivating(pull):
    old = "permissions: [soft_phone.access]"
    pull.change("roles/london.yaml", old, "permissions: [soft_phone.access, users.deactivate]")


def test_a_rule_that_is_deleted_is_judged_all_the_same(pull):
    deactivating(pull)
    pull.change("reconciler.yaml", "policies: [policies.yaml]\n", "")
    (pull.folder / "policies.yaml").unlink()
    run = planned(pull)
    assert (run.code, {"RC0418", "RC0807"} <= {*run.codes}) == (3, True)


def test_a_rule_that_is_waived_is_judged_all_the_same(pull):
    deactivating(pull)
    text = (pull.folder / "policies.yaml").read_text()
    waiver = "{rule: nobody deactivates, reason: trust me, owner: me, until: 2099-01-01}"
    pull.write("policies.yaml", f"{text}waivers:\n  - {waiver}\n")
    run = planned(pull)
    assert (run.code, {"RC0418", "RC0807"} <= {*run.codes}) == (3, True)


def test_a_limit_that_is_raised_is_judged_all_the_same(pull):
    pull.change("reconciler.yaml", "{count: 1, percent: 10}", "{count: 1000, percent: 100}")
    pull.change("roles/london.yaml", "members: [noah, isla, jack]", "members: []")
    run = planned(pull)
    assert (run.code, {"RC0402", "RC0807"} <= {*run.codes}) == (3, True)


def widened(pull, old, new):
    """The message and the line of the one finding about what the project file lets through."""
    pull.change("reconciler.yaml", old, new)
    run = planned(pull)
    found = json.loads(run.out)["findings"]
    (one,) = [each for each in found if each["code"] == "RC0807"]
    assert (run.code, one["severity"], one["range"]["file"]) == (0, "warning", "reconciler.yaml")
    return one["message"], one["range"]["start"]["line"]


def test_files_that_may_speak_of_more_scopes_are_named(pull):
    assert widened(
        pull, "{files: acme.yaml, within: /acme}", "{files: acme.yaml, within: /**}"
    ) == (
        "the files let acme.yaml speak of /**, not of /acme",
        6,
    )


def test_files_that_the_base_does_not_read_are_named(pull):
    pull.write("more/paris.yaml", "scope: /acme/paris\n")
    source = '  - {files: "roles/*.yaml", within: /acme/**}\n'
    more = f'{source}  - {{files: "more/*.yaml", within: /acme/**}}\n'
    assert widened(pull, source, more) == (
        "the files add the source more/*.yaml, for /acme/**",
        8,
    )


def test_files_that_may_speak_of_less_are_no_news(pull):
    pull.change("reconciler.yaml", "within: /acme/**}", "within: /acme/london}")
    assert "RC0807" not in planned(pull).codes


def test_unknown_users_that_are_left_out_in_silence_are_named(pull):
    assert widened(pull, "limits:\n", "unknown_users: skip\nlimits:\n") == (
        "the files let unknown users be left out: `unknown_users` is skip",
        9,
    )


def test_scopes_that_are_managed_no_more_are_named(pull):
    pull.change("reconciler.yaml", "manage: [/acme/**]", "manage: [/acme]")
    pull.change("reconciler.yaml", '  - {files: "roles/*.yaml", within: /acme/**}\n', "")
    assert planned(pull).codes == ["RC0801", "RC0806"]


# A repository of the attacker's


def test_a_repository_among_the_files_does_not_say_what_the_base_was(pull):
    """A folder may hold what a bare repository holds, and git would take it for the one meant."""
    files = ("reconciler.yaml", "policies.yaml", "acme.yaml", "roles/london.yaml", "catalog.yaml")
    for path in files:
        pull.write(f"customers/{path}", (pull.folder / path).read_text("utf-8"))
    pull.git("init", "--quiet", "--bare", "customers")
    pull.commit()
    words = ("--project", "customers/reconciler.yaml", "plan", "--offline", "--base", "main")
    run = findings_alone(watched(pull.folder, *words), pull.folder)
    assert (run.code, "cannot use bare repository" in " ".join(run.err.split())) == (1, True)


# A snapshot of the attacker's


def test_a_snapshot_that_came_with_the_files_is_refused(pull, tmp_path):
    pull.write("live.json", "{}")
    (tmp_path / "elsewhere.json").write_text("{}")
    pull.link("linked.json", "../elsewhere.json")
    pull.link("folder", "..")
    pull.commit()
    for path in ("live.json", "linked.json", "folder/elsewhere.json", "roles/../live.json"):
        run = watched(pull.folder, "plan", "--offline", "--snapshot", path)
        assert findings_alone(run, pull.folder).code == 1
        assert "is part of the repository that is planned" in " ".join(run.err.split())


def test_a_snapshot_of_a_submodule_is_refused(pull):
    inner = pull.folder / "inner"
    inner.mkdir()
    (inner / ".git").write_text("gitdir: ../.git/modules/inner\n")
    (inner / "live.json").write_text("{}")
    run = watched(pull.folder, "plan", "--offline", "--snapshot", "inner/live.json")
    assert "is part of the repository that is planned" in " ".join(run.err.split())
