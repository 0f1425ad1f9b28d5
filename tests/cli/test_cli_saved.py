"""Saved plans on a real portal: saved, shown, applied once, and refused for every good reason."""

import base64
import io
import json
import shlex
import sqlite3
import stat
import sys
import urllib.parse
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

import reconciler.cli.apply_saved
import reconciler.connect
from reconciler.cli.main import main
from reconciler.core.outcome import Outcome, Status
from reconciler.errors import Exit
from reconciler.report.plan_data import checksum

PROJECT = """
version: 1
target: {provider: portal, url: "sqlite:///portal.db", account: northwind}
manage: [/, /acme/**]
sources:
  - {files: reseller.yaml, within: /}
  - {files: acme.yaml, within: /acme}
  - {files: london.yaml, within: /acme/london}
"""

PEOPLE = """
account: northwind
customers:
  - name: acme
    phone_systems:
      - {name: london, users: [amelia, noah, isla, jack, ivy, leo, mia]}
"""

BEFORE = """
role add Desk --type user -p presence.access
role add Night --type user -p presence.access
role add Gone --type user -p presence.access
role add Still --type user -p presence.access
group add /acme/london "Top Role/Sales" -p soft_phone.access --description Sells
group add /acme/london "Top Role/Old" -p soft_phone.access
group add /acme/london "Top Role/Field" -p soft_phone.access
group add /acme/london "Top Role/Quiet" -p soft_phone.access
grant noah --group "Top Role/Sales"
grant isla --group "Top Role/Old"
grant mia --group "Top Role/Field"
grant jack --group "Top Role/Quiet"
grant ivy --role Desk
grant leo --role Desk --expires 2090-01-31
grant mia --role Still
"""

RESELLER = """
scope: /
roles:
  - {name: Desk, type: user, permissions: [presence.access], description: Front}
  - {name: Night, type: customer, permissions: [presence.access]}
  - {name: Still, type: user, permissions: [presence.access]}
  - {name: Fresh, type: user, permissions: [presence.access]}
"""

LONDON = """
scope: /acme/london
groups:
  - name: Top Role
    groups:
      - {name: Sales, permissions: [presence.access], members: [isla]}
      - name: Away
        previously: Field
        permissions: [soft_phone.access]
        members: [{user: mia, expires: 2090-12-31}]
      - {name: New, permissions: [soft_phone.access], members: []}
      - {name: Quiet, permissions: [soft_phone.access], members: [jack]}
memberships:
  - {role: Desk, users: [jack, {user: leo, expires: 2091-01-31}]}
  - {role: Still, users: [mia]}
"""


@pytest.fixture(autouse=True)
def project(tmp_path, monkeypatch):
    """A project whose plan does one of everything, beside its portal; the current folder."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "reconciler.yaml").write_text(PROJECT)
    (tmp_path / "people.yaml").write_text(PEOPLE)
    (tmp_path / "reseller.yaml").write_text(RESELLER)
    (tmp_path / "acme.yaml").write_text("scope: /acme\n")
    (tmp_path / "london.yaml").write_text(LONDON)
    do("portal", "init", "portal.db", "--from", "people.yaml")
    by_hand(BEFORE)
    do("catalog", "pull")
    return tmp_path


def do(*arguments):
    assert main(arguments) == Exit.OK


def by_hand(script):
    for line in script.strip().splitlines():
        do("portal", *shlex.split(line), "--db", "portal.db")


@pytest.fixture
def saved(project, capsys):
    """The plan, put aside."""
    do("plan", "--out", "plan.json")
    capsys.readouterr()
    return project / "plan.json"


def contents(path):
    return json.loads(path.read_text())


def rewrite(path, **changed):
    """The plan file with other values, and a checksum for them: somebody means it."""
    data = {**contents(path), **changed}
    data["checksum"] = checksum(data)
    path.write_text(json.dumps(data))


def is_in_sync():
    return main(["plan", "--detailed-exitcode"]) == Exit.OK


def left_behind():
    """What ended each run, and what its receipt says of the changes."""
    return [
        (one["cause"], sorted({each["status"] for each in one["outcomes"]})) for one in receipts()
    ]


def receipts():
    return [json.loads(path.read_text()) for path in sorted(Path.cwd().glob("**/receipts/*.json"))]


@pytest.fixture
def said(capsys):
    """What the last command said, folded lines joined."""

    def read():
        found = capsys.readouterr()
        return " ".join((found.out + found.err).split())

    return read


# --- saved, shown, applied ------------------------------------------------------------------------


def test_the_plan_does_one_of_everything(saved):
    assert contents(saved)["counts"] == {
        "create": 2,
        "update": 3,
        "delete": 2,
        "move": 1,
        "grant": 2,
        "revoke": 3,
        "re-date": 2,
    }


def test_a_saved_plan_does_what_it_says_and_twice_is_once(saved, said):
    do("apply", str(saved))
    assert is_in_sync()
    said()
    do("apply", str(saved))
    assert "The plan is applied already: there is nothing to do." in said()
    assert left_behind() == [(None, ["applied"]), (None, ["already"])]


def test_a_plan_that_is_applied_already_says_so_in_every_format(saved, capsys):
    do("apply", str(saved))
    capsys.readouterr()
    do("apply", str(saved), "--format", "json")
    document = json.loads(capsys.readouterr().out)
    message = "The plan is applied already: there is nothing to do."
    assert document["message"] == message
    assert {one["status"] for one in document["outcomes"]} == {"already"}
    assert len(document["outcomes"]) == len(contents(saved)["changes"])
    assert document["receipt"].startswith(".reconciler/receipts/")
    do("apply", str(saved), "--json")
    events = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert (events[-1]["type"], events[-1]["message"]) == ("verdict", message)
    told = [one["outcome"]["status"] for one in events if one["type"] == "outcome"]
    assert told == ["already"] * len(document["outcomes"])
    assert [one["receipt"] for one in events if one["type"] == "receipt"] != []


def test_it_is_applied_without_the_role_files(saved, project):
    for name in ("reseller.yaml", "acme.yaml", "london.yaml", "catalog.yaml"):
        (project / name).unlink()
    do("apply", str(saved))
    assert receipts()[0]["complete"] is True


def test_nobody_is_asked(saved, monkeypatch):
    class Silent(io.StringIO):
        def isatty(self):
            return True

        def readline(self, *_):
            raise AssertionError("somebody was asked")

    monkeypatch.setattr(sys, "stdin", Silent())
    monkeypatch.setattr(sys, "stderr", Terminal())
    do("apply", str(saved))


def test_show_prints_what_plan_printed(capsys):
    do("plan", "--out", "plan.json")
    planned = capsys.readouterr().out
    do("show", "plan.json")
    assert capsys.readouterr().out == planned


def test_show_folds_a_large_plan_as_plan_did(project, capsys):
    team = "      - {{name: Team {}, permissions: [presence.access, {}], members: [isla]}}\n"
    kinds = ["call_flow.access"] * 150 + ["billing.access"] * 150
    teams = [team.format(number, kind) for number, kind in enumerate(kinds)]
    groups, memberships, rest = LONDON.partition("memberships:")
    (project / "london.yaml").write_text("".join([groups, *teams, memberships, rest]))
    do("plan", "--out", "plan.json")
    planned = capsys.readouterr().out
    assert "--full shows all." in planned
    do("show", "plan.json")
    assert capsys.readouterr().out == planned
    do("show", "plan.json", "--full")
    whole = capsys.readouterr().out
    assert whole.count("+ group") >= 300
    do("plan", "--full")
    assert capsys.readouterr().out == whole


def test_show_needs_no_project_and_no_live_system(saved, tmp_path, monkeypatch, capsys):
    text = saved.read_text()
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    saved.rename(elsewhere / "plan.json")
    for path in tmp_path.glob("*.*"):
        path.unlink()
    monkeypatch.chdir(elsewhere)
    do("show", "plan.json", "--format", "json")
    assert json.loads(capsys.readouterr().out)["plan"] == json.loads(text)


def test_a_plan_is_good_until_the_next_end_in_its_scopes(saved):
    assert age(contents(saved)) == timedelta(hours=24)
    end = datetime.now(UTC) + timedelta(hours=3)
    by_hand(f"grant mia --group 'Top Role/Quiet' --expires {end:%Y-%m-%dT%H:%M:%SZ}")
    do("plan", "--out", "plan.json")
    assert contents(saved)["good_until"] == f"{end:%Y-%m-%dT%H:%M:%SZ}"


def age(data):
    created, good = (datetime.fromisoformat(data[name]) for name in ("created", "good_until"))
    return good - created


def test_two_plans_that_do_the_same_have_the_same_digest(project, saved):
    (project / "london.yaml").write_text(f"# the same in other lines\n{LONDON}")
    do("plan", "--out", "other.json")
    one, other = contents(saved), contents(project / "other.json")
    assert one["digest"] == other["digest"]
    assert one["configuration"] != other["configuration"]


def test_the_commit_is_the_one_of_the_pipeline(monkeypatch, project):
    monkeypatch.setenv("GITHUB_SHA", "c0ffee")
    do("plan", "--out", "plan.json")
    assert contents(project / "plan.json")["commit"] == "c0ffee"


# --- stale: R7 on the portal ----------------------------------------------------------------------

THEN = "when the plan was made, and"
SALES, OLD, FIELD, AWAY = (
    f"group Top Role/{name} of /acme/london" for name in ("Sales", "Old", "Field", "Away")
)


def was(name, field, then, now):
    return [f"{name}: its {field} was {then} {THEN} is {now} now"]


def have(name, field, *changes):
    return [f"{name}: its {field} have changed since the plan was made; {'; '.join(changes)}"]


def is_gone(*names):
    return [f"{name} was there {THEN} is gone now" for name in names]


def is_new(*names):
    return [f"{name} was not there {THEN} is there now" for name in names]


TOUCHED = {
    "permissions of a group to update": (
        'group edit /acme/london "Top Role/Sales" --add users.access --remove soft_phone.access',
        have(SALES, "permissions", "added: users.access", "removed: soft_phone.access"),
    ),
    "a description": (
        'group edit /acme/london "Top Role/Sales" --description Buys',
        was(SALES, "description", '"Sells"', '"Buys"'),
    ),
    "a role to update": (
        "role edit Desk --add call_flow.access",
        have("role Desk of /", "permissions", "added: call_flow.access"),
    ),
    "a role to update renamed": (
        "role rename Desk Reception",
        is_gone("leo in role Desk at /acme/london", "role Desk of /"),
    ),
    "a group to delete changed": (
        'group edit /acme/london "Top Role/Old" --add users.access',
        have(OLD, "permissions", "added: users.access"),
    ),
    "somebody put into a group to delete": (
        'grant jack --group "Top Role/Old"',
        have(OLD, "members", "added: jack"),
    ),
    "a group made in a group to delete": (
        'group add /acme/london "Top Role/Old/Newer"',
        have(OLD, "groups", "added: Newer"),
    ),
    "a role to delete given to somebody": (
        "grant mia --role Gone",
        have("role Gone of /", "members", "added: mia"),
    ),
    "a role to retype given to somebody": (
        "grant mia --role Night",
        have("role Night of /", "members", "added: mia"),
    ),
    "a group to move renamed otherwise": (
        'group move /acme/london "Top Role/Field" "Top Role/Meadow"',
        is_gone(FIELD, f"mia in {FIELD}"),
    ),
    "a group to move put into another": (
        'group move /acme/london "Top Role/Field" "Top Role/Quiet/Field"',
        is_gone(FIELD, f"mia in {FIELD}"),
    ),
    "a group to move changed": (
        'group edit /acme/london "Top Role/Field" --add users.access',
        have(FIELD, "permissions", "added: users.access"),
    ),
    "an end in a group to move": (
        'redate mia --group "Top Role/Field" --expires 2090-05-31',
        was(f"mia in {FIELD}", "end", "never", "2090-06-01T00:00:00Z"),
    ),
    "somebody taken out of a group to move": (
        'revoke mia --group "Top Role/Field"',
        is_gone(f"mia in {FIELD}"),
    ),
    "an end in a group that is moved already": (
        """
        group move /acme/london "Top Role/Field" "Top Role/Away"
        redate mia --group "Top Role/Away" --expires 2090-05-31
        """,
        was(f"mia in {AWAY}", "end", "never", "2090-06-01T00:00:00Z"),
    ),
    "a name to move to taken": (
        'group add /acme/london "Top Role/Away" -p soft_phone.access',
        is_new(AWAY),
    ),
    "a name to create taken": (
        'group add /acme/london "Top Role/New" -p users.access',
        is_new("group Top Role/New of /acme/london"),
    ),
    "a role to create made otherwise": (
        "role add Fresh --type customer",
        is_new("role Fresh of /"),
    ),
    "a grant made with an end": (
        "grant jack --role Desk --expires 2090-05-31",
        is_new("jack in role Desk at /acme/london"),
    ),
    "another end": (
        "redate leo --role Desk --expires 2090-05-31",
        was(
            "leo in role Desk at /acme/london",
            "end",
            "2090-02-01T00:00:00Z",
            "2090-06-01T00:00:00Z",
        ),
    ),
    "an end for somebody to be taken out": (
        "redate ivy --role Desk --expires 2090-05-31",
        was("ivy in role Desk at /acme/london", "end", "never", "2090-06-01T00:00:00Z"),
    ),
    "a user to be put in removed": (
        "user remove isla",
        is_gone("user isla of /acme/london"),
    ),
    "somebody to re-date taken out": (
        "revoke leo --role Desk",
        is_gone("leo in role Desk at /acme/london"),
    ),
}


@pytest.mark.parametrize(("script", "expected"), TOUCHED.values(), ids=TOUCHED)
def test_what_the_plan_touches_was_changed(saved, capsys, script, expected):
    by_hand(script)
    before = dump()
    capsys.readouterr()
    assert main(["apply", str(saved), "--format", "json"]) == Exit.STALE
    document = json.loads(capsys.readouterr().out)
    assert document["message"] == "The live system is not what the plan was made for."
    assert sorted(one["message"] for one in document["findings"]) == sorted(expected)
    files = {one["range"]["file"] for one in document["findings"]}
    assert files <= {"reseller.yaml", "london.yaml"}
    assert (left_behind(), dump()) == ([("stale", ["not attempted"])], before)


UNTOUCHED = {
    "another group": 'group edit /acme/london "Top Role/Quiet" --add users.access',
    "a group deleted": (
        'revoke jack --group "Top Role/Quiet"\ngroup delete /acme/london "Top Role/Quiet"'
    ),
    "a group made": 'group add /acme/london "Top Role/Other" -p users.access',
    "another role": "role edit Still --add call_flow.access",
    "a role made": "role add Other --type user",
    "somebody else in a group of the plan": 'grant leo --group "Top Role/Sales"',
    "somebody else with a role of the plan": "grant mia --role Desk",
    "somebody in a group that moves": 'grant leo --group "Top Role/Field"',
    "a group in a group that moves": 'group add /acme/london "Top Role/Field/Corner"',
    "a new user": "user add zoe /acme/london",
    "a deactivated user": "user deactivate isla",
    "a new phone system": "scope add /acme/leeds",
}


@pytest.mark.parametrize("script", UNTOUCHED.values(), ids=UNTOUCHED)
def test_what_the_plan_does_not_touch_was_changed(saved, script):
    by_hand(script)
    do("apply", str(saved))
    (receipt,) = receipts()
    assert {one["status"] for one in receipt["outcomes"]} == {"applied"}


MADE = {
    "an edit": (
        'group edit /acme/london "Top Role/Sales" --add presence.access --remove soft_phone.access'
    ),
    "a grant": 'grant isla --group "Top Role/Sales"',
    "a revoke": "revoke ivy --role Desk",
    "an end": "redate leo --role Desk --expires 2091-01-31",
    "a deletion": 'revoke isla --group "Top Role/Old"\ngroup delete /acme/london "Top Role/Old"',
    "a rename": 'group move /acme/london "Top Role/Field" "Top Role/Away"',
    "a creation": 'group add /acme/london "Top Role/New" -p soft_phone.access',
    "a type": "role edit Night --type customer",
}


@pytest.mark.parametrize("script", MADE.values(), ids=MADE)
def test_what_somebody_has_made_already_is_left_and_the_rest_is_done(saved, script):
    by_hand(script)
    do("apply", str(saved))
    (receipt,) = receipts()
    found = [one["status"] for one in receipt["outcomes"]]
    assert set(found) == {"already", "applied"}
    assert found.count("already") == len(script.splitlines())
    assert is_in_sync()


def test_a_name_that_was_handed_on_by_hand_is_told_from_one_that_was_not(project):
    new = "      - {name: Field, permissions: [soft_phone.access], members: []}\n"
    (project / "london.yaml").write_text(LONDON.replace("memberships:", f"{new}memberships:"))
    do("plan", "--out", "plan.json")
    by_hand('group move /acme/london "Top Role/Field" "Top Role/Away"')
    by_hand('group add /acme/london "Top Role/Field" -p soft_phone.access')
    do("apply", "plan.json")
    assert is_in_sync()


def test_who_is_to_leave_a_group_leaves_it_though_it_has_moved_already(project, said):
    (project / "london.yaml").write_text(LONDON.replace("[{user: mia, expires: 2090-12-31}]", "[]"))
    do("plan", "--out", "plan.json")
    by_hand('group move /acme/london "Top Role/Field" "Top Role/Away"')
    said()
    do("apply", "plan.json")
    assert "applied - mia in group Top Role/Away of /acme/london" in said()
    assert is_in_sync()


def dump():
    """Everything that stands in the portal, its log included."""
    with closing(sqlite3.connect("portal.db")) as portal:
        return list(portal.iterdump())


# --- refused by name ------------------------------------------------------------------------------


def refused(said, code, *arguments):
    """What a run says that ends with this code before it knows a plan: there is no receipt."""
    before = dump()
    said()
    assert main(["apply", *arguments]) == code
    assert (receipts(), dump()) == ([], before)
    return said().partition("error: ")[2]


def turned_away(said, code, *arguments):
    """What a run says that ends with this code before its first write: the receipt says so."""
    before = dump()
    said()
    assert main(["apply", *arguments]) == code
    assert left_behind() == [(code.name.lower(), ["not attempted"])]
    assert dump() == before
    return said().partition("error: ")[2]


def test_another_digest_than_the_reviewed_one(saved, said):
    digest = contents(saved)["digest"]
    found = refused(said, Exit.ERROR, str(saved), "--digest", "0" * 64)
    assert "is not the plan that was asked for: its digest is" in found
    assert digest in found
    do("apply", str(saved), "--digest", digest.upper())


def test_a_file_that_was_changed(saved, said):
    data = contents(saved)
    data["changes"][0]["reason"] = "trust me"
    saved.write_text(json.dumps(data))
    assert "does not match its own checksum" in refused(said, Exit.ERROR, str(saved))


def test_a_file_that_is_not_there(said):
    found = refused(said, Exit.ERROR, "none.json")
    assert found == "none.json cannot be read: No such file or directory."


def test_an_aged_plan(saved, said, monkeypatch):
    later = datetime.fromisoformat(contents(saved)["good_until"])
    monkeypatch.setattr(reconciler.cli.apply_saved, "utc_now", lambda: later)
    until = contents(saved)["good_until"]
    found = turned_away(said, Exit.STALE, str(saved))
    assert found == f"The plan is too old: it was good until {until}. Plan again."


def test_a_plan_that_is_just_young_enough(saved, monkeypatch):
    later = datetime.fromisoformat(contents(saved)["good_until"]) - timedelta(microseconds=1)
    monkeypatch.setattr(reconciler.cli.apply_saved, "utc_now", lambda: later)
    do("apply", str(saved))


def test_a_plan_for_another_account(saved, said, project):
    (project / "reconciler.yaml").write_text(PROJECT.replace("northwind", "southwind"))
    found = turned_away(said, Exit.ERROR, str(saved))
    assert found == "The plan is for the account northwind, the project for southwind."


def test_a_plan_of_another_catalog(saved, said, between):
    class Newer(Between):
        def describe(self):
            return replace(self.provider.describe(), expiry=False)

    between(Newer)
    found = turned_away(said, Exit.STALE, str(saved))
    assert found == "The plan was made with another catalog than is live now. Plan again."


def test_a_plan_of_an_unknown_version(saved, said):
    rewrite(saved, format_version="2.0")
    assert "has format 2.0" in refused(said, Exit.ERROR, str(saved))


def test_a_plan_with_errors_is_saved_for_review_alone(project, said):
    (project / "london.yaml").write_text(LONDON.replace("members: [isla]", "members: [nobody]"))
    assert main(["plan", "--out", "plan.json"]) == Exit.ERROR
    assert "It is for review alone: it cannot be applied." in said()
    assert contents(project / "plan.json")["applyable"] is False
    assert "unknown user" in show(said) or "nobody" in show(said)
    found = turned_away(said, Exit.ERROR, "plan.json")
    assert found == "This plan has errors: it cannot be applied."


def show(said):
    said()
    do("show", "plan.json")
    return said()


def test_a_plan_that_a_limit_refuses_is_saved_for_review_alone(project, said):
    (project / "reconciler.yaml").write_text(PROJECT + "limits: {removals: {count: 1}}\n")
    assert main(["plan", "--out", "plan.json"]) == Exit.REFUSED
    (project / "reconciler.yaml").write_text(PROJECT)
    found = turned_away(said, Exit.REFUSED, "plan.json")
    assert found == "A limit refuses this plan: it cannot be applied."


def test_a_plan_as_of_another_day(said):
    do("plan", "--out", "plan.json", "--at", "2090-06-01")
    found = turned_away(said, Exit.ERROR, "plan.json")
    assert found == (
        "The plan was made as of 2090-06-01T00:00:00Z (`--at`), not of the moment it was made: it "
        "cannot be applied."
    )


def test_a_limit_that_is_lower_by_now(saved, said, project):
    (project / "reconciler.yaml").write_text(PROJECT + "limits: {removals: {count: 2}}\n")
    before = dump()
    assert main(["apply", str(saved)]) == Exit.REFUSED
    found = said()
    assert "/acme/london would lose 3 of 8 memberships; the limit is 2" in found
    assert "--> reconciler.yaml:9:20 | 9 | limits: {removals: {count: 2}}" in found
    assert (left_behind(), dump()) == ([("refused", ["not attempted"])], before)


def test_a_limit_that_nobody_wrote_stands_at_the_pattern_that_manages_the_scope(project, said):
    (project / "reconciler.yaml").write_text(PROJECT + "limits: {removals: {percent: 100}}\n")
    for user in ("amelia", "noah", "isla", "ivy", "leo", "mia"):
        by_hand(f'grant {user} --group "Top Role/Quiet"')
    (project / "london.yaml").write_text(LONDON.replace("members: [jack]", "members: []"))
    do("plan", "--out", "plan.json")
    (project / "reconciler.yaml").write_text(PROJECT)
    assert main(["apply", "plan.json"]) == Exit.REFUSED
    assert "the limit is 25 % --> reconciler.yaml:4:13 | 4 | manage: [/, /acme/**]" in said()


def test_administrators_who_are_fewer_by_now(project, said):
    admins = "limits: {admins: {minimum: 2, permissions: [role_permissions.manage]}}\n"
    (project / "reconciler.yaml").write_text(PROJECT + admins)
    (project / "reseller.yaml").write_text("scope: /\n")
    (project / "london.yaml").write_text(MANAGERS)
    by_hand(
        """
        group add /acme/london "Top Role/Managers" -p role_permissions.manage
        grant noah --group "Top Role/Managers"
        grant isla --group "Top Role/Managers"
        """
    )
    do("plan", "--out", "plan.json")
    by_hand("user deactivate noah")
    before = dump()
    assert main(["apply", "plan.json"]) == Exit.REFUSED
    assert "/acme/london would have 1 instead of 2 active administrators" in said()
    assert (left_behind(), dump()) == ([("refused", ["not attempted"])], before)


MANAGERS = """
scope: /acme/london
groups:
  - name: Top Role/Managers
    members: [noah]
"""


def test_a_kept_group_whose_heir_was_switched_off(project, said):
    (project / "reseller.yaml").write_text("scope: /\n")
    (project / "london.yaml").write_text(
        "scope: /acme/london\ngroups:\n  - {name: Top Role, members: [noah]}\n"
    )
    do("plan", "--out", "plan.json")
    by_hand("user deactivate noah")
    before = dump()
    assert main(["apply", "plan.json"]) == Exit.STALE
    found = said()
    assert "group Top Role of /acme/london must keep an active member without an end" in found
    assert "--> london.yaml:3:32" in found
    assert "error: The live system would refuse this plan now." in found
    assert dump() == before


def test_a_scope_that_the_project_no_longer_manages(saved, said, project):
    (project / "reconciler.yaml").write_text(PROJECT.replace("[/, /acme/**]", "[/, /acme]"))
    found = turned_away(said, Exit.ERROR, str(saved))
    assert found == "The plan changes /acme/london, which reconciler.yaml does not manage."


@pytest.mark.parametrize(
    "option", [("--scope", "/acme"), ("--no-removals",), ("--show-unmanaged",)], ids=str
)
def test_what_narrows_a_plan_belongs_to_its_making(saved, said, option):
    found = refused(said, Exit.ERROR, str(saved), *option)
    assert found == f"A saved plan is applied as it is: {option[0]} belongs to `plan`."


def test_a_variable_that_narrowed_the_plan_may_still_be_set(monkeypatch):
    monkeypatch.setenv("RECONCILER_SCOPE", "/acme/london")
    do("plan", "--out", "plan.json")
    do("apply", "plan.json")


def test_a_digest_without_a_plan(said):
    found = refused(said, Exit.ERROR, "--auto-approve", "--digest", "0" * 64)
    assert found.startswith("--digest belongs to a saved plan")


# --- how it ends ----------------------------------------------------------------------------------


@pytest.fixture
def between(monkeypatch):
    """Put a provider of the test's own between the command and the portal."""

    def install(kind):
        connect = reconciler.connect.connect
        monkeypatch.setattr(reconciler.connect, "connect", lambda *given: kind(connect(*given)))

    return install


class Between:
    """The portal's provider, with something in front of it."""

    def __init__(self, provider):
        self.provider, self.looks = provider, 0
        self.normalize = provider.normalize

    def describe(self):
        return self.provider.describe()

    def observe(self, of):
        self.looks += 1
        if self.looks == 2:
            self.before_the_last_look()
        return self.provider.observe(of)

    def before_the_last_look(self):
        """Something happens after the writes."""

    def apply(self, changes, run):
        yield from self.provider.apply(changes, run)


def test_what_else_differs_in_the_end_is_nothing_to_a_saved_plan(saved, between):
    class Meddled(Between):
        def before_the_last_look(self):
            by_hand('group edit /acme/london "Top Role/Quiet" --add users.access')

    between(Meddled)
    do("apply", str(saved))


def test_what_was_undone_in_the_end_is_shown_and_the_run_is_not_done(saved, between, said):
    class Undone(Between):
        def before_the_last_look(self):
            by_hand('group edit /acme/london "Top Role/Sales" --add users.access')

    between(Undone)
    assert main(["apply", str(saved)]) == Exit.PARTLY
    found = said()
    assert "The live system is not as planned. What differs now:" in found
    changes = "added: presence.access, users.access; removed: soft_phone.access"
    assert f"its permissions have changed since the plan was made; {changes}" in found


def test_a_run_that_failed_half_way_is_finished_by_the_same_plan(saved, monkeypatch):
    class Refusing(Between):
        def apply(self, changes, run):
            for change in changes:
                if change.action.value == "move":
                    yield Outcome(change, Status.FAILED, "not today")
                else:
                    yield from self.provider.apply([change], run)

    connect = reconciler.connect.connect
    with monkeypatch.context() as patched:
        patched.setattr(reconciler.connect, "connect", lambda *given: Refusing(connect(*given)))
        assert main(["apply", str(saved)]) == Exit.PARTLY
    do("apply", str(saved))
    first, second = receipts()
    assert [one["status"] for one in first["outcomes"]].count("failed") == 1
    assert [one["status"] for one in second["outcomes"]].count("applied") == 1
    assert is_in_sync()


def test_a_live_system_that_is_away_leaves_a_receipt(saved, project):
    (project / "portal.db").unlink()
    assert main(["apply", str(saved)]) == Exit.TARGET
    assert left_behind() == [("target", ["not attempted"])]


def test_a_run_that_is_interrupted_while_it_looks_leaves_a_receipt(saved, between):
    class Interrupted(Between):
        def describe(self):
            raise KeyboardInterrupt

    between(Interrupted)
    assert main(["apply", str(saved)]) == Exit.PARTLY
    assert left_behind() == [("interrupted", ["not attempted"])]


# --- what is told ---------------------------------------------------------------------------------


class Terminal(io.StringIO):
    def isatty(self):
        return True


@pytest.fixture
def watched(monkeypatch):
    """Run a command before a person; what stands on their terminal beside the plan."""

    def run(*arguments):
        told = Terminal()
        monkeypatch.setattr(sys, "stderr", told)
        assert main(arguments) == Exit.OK
        return told.getvalue()

    return run


def test_a_person_is_told_that_apply_plans_anew(watched):
    assert watched("plan") == (
        "This plan is not saved: `reconciler apply` plans anew, and does what is due then. "
        "`--out FILE` saves it.\n"
    )


@pytest.mark.parametrize("name", ["CI", "RECONCILER_IN_AUTOMATION"])
def test_nobody_is_told_where_nobody_is_watching(watched, monkeypatch, name, capsys):
    monkeypatch.setenv(name, "1")
    assert watched("plan") == ""
    do("plan")
    assert capsys.readouterr().err == ""


def test_nobody_is_told_where_nothing_is_to_do(watched):
    do("apply", "--auto-approve")
    assert watched("plan") == ""


@pytest.mark.parametrize("options", [[], ["--chdir", "."], ["--project", "./reconciler.yaml"]])
def test_the_command_that_is_named_applies_just_that_plan(options, capsys):
    do("plan", "--out", "my plan.json", *options)
    digest = contents(Path("my plan.json"))["digest"]
    command = capsys.readouterr().err.splitlines()[-1]
    given = [str(Path(part)) if part.startswith("./") else part for part in options]
    assert shlex.split(command) == [
        *("reconciler", *given, "apply", "my plan.json", "--digest", digest)
    ]
    do(*shlex.split(command)[1:])
    assert is_in_sync()


@pytest.mark.parametrize("name", ["CI", "RECONCILER_IN_AUTOMATION"])
def test_no_command_is_named_where_nobody_could_type_it(saved, monkeypatch, name, said):
    monkeypatch.setenv(name, "1")
    for command in (["show", "plan.json"], ["plan", "--out", "plan.json"]):
        do(*command)
        found = said()
        assert f"It is good until {contents(saved)['good_until']}." in found
        assert ("To apply" in found, "reconciler apply" in found) == (False, False)


def test_a_plan_that_is_too_old_is_shown_and_said_to_be(saved, monkeypatch, said):
    later = datetime.fromisoformat(contents(saved)["good_until"])
    monkeypatch.setattr("reconciler.cli.saving.utc_now", lambda: later)
    do("show", str(saved))
    assert "it cannot be applied any more." in said()


def test_the_file_is_for_its_owner_and_holds_no_secret(monkeypatch, saved):
    canary = "canary/to+ken?"
    monkeypatch.setenv("RECONCILER_TOKEN", canary)
    do("plan", "--out", "plan.json")
    text = saved.read_text()
    encoded = base64.b64encode(canary.encode()).decode().rstrip("=")
    forms = (canary, json.dumps(canary), encoded, urllib.parse.quote(canary, safe=""))
    assert [form for form in forms if form in text] == []
    assert stat.S_IMODE(saved.stat().st_mode) == 0o600


@pytest.mark.parametrize(
    "name", ["reconciler.yaml", "catalog.yaml", "london.yaml", "portal.db", "people.yaml"]
)
def test_a_file_of_the_project_is_not_overwritten_and_nobody_waits_for_the_plan(
    project, capsys, name
):
    before = (project / name).read_bytes()
    assert main(["plan", "--out", name]) == Exit.ERROR
    advice = "Move it away, or name another file."
    said = f"error: {name} is no saved plan, so it is not replaced. {advice}\n"
    assert capsys.readouterr() == ("", said)
    assert (project / name).read_bytes() == before


def test_the_output_file_comes_from_the_command_line_alone(monkeypatch, project):
    monkeypatch.setenv("RECONCILER_OUT", "elsewhere.json")
    do("plan")
    assert not (project / "elsewhere.json").exists()
