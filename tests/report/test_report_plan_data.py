"""A plan as data: everything that stands in it, and nothing that does not."""

import json

from sample import (
    LONDON,
    RESELLER,
    TARGET,
    WRITTEN,
    Lines,
    Places,
    at,
    everything,
    grant,
    group,
    permissions,
    plan,
    renamed,
    role,
)

from reconciler.core.canonical import digest
from reconciler.core.change import Change
from reconciler.core.declared import Notes
from reconciler.core.finding import Finding, Origin, Severity
from reconciler.core.model import Container, Group, Ref
from reconciler.core.plan import Plan, Step
from reconciler.core.saved import Asked, Made, SavedPlan
from reconciler.core.scope import Pattern, Scope
from reconciler.core.spelling import Spelling
from reconciler.report.beside import Beside
from reconciler.report.plan_data import plan_data

MADE = Made(
    created=at(2026, 7, 1, 12),
    good_until=at(2026, 7, 2, 12),
    asked=Asked((Pattern(Scope("/acme"), deep=True),)),
    tool="0.1.0",
    commit="c0ffee",
    configuration="f11e5",
)
SALES = group("Top Role/Sales")


def data(made, **beside):
    return plan_data(SavedPlan(made, MADE, made.unmanaged.counts), Beside(TARGET, **beside))


def test_one_grant_whole():
    isla = Ref("user", LONDON, ("isla",))
    change = grant(Container.of(SALES), "isla", at(2027, 2, 1))
    made = plan(change, spelling=Spelling(({**WRITTEN, isla: "Isla"},)))
    notes = Notes(reasons={(Container.of(SALES), "isla"): "leave cover"})
    places = Places({}, {(Container.of(SALES), "isla"): Origin("london.yaml", 9, 7, 11)})
    whole = data(made, notes=notes, origins=places)
    assert whole.pop("checksum") == digest(whole)
    assert whole == {
        "format_version": "1.2",
        "tool_version": "0.1.0",
        "account": "northwind",
        "catalog": "c0ffee",
        "digest": "",
        "created": "2026-07-01T12:00:00Z",
        "good_until": "2026-07-02T12:00:00Z",
        "commit": "c0ffee",
        "author": None,
        "uncommitted": None,
        "configuration": "f11e5",
        "asked": {
            "manage": ["/acme/**"],
            "scope": None,
            "removals": True,
            "at": None,
            "offline": None,
        },
        "complete": True,
        "applyable": True,
        "summary": made.summary,
        "counts": {
            "create": 0,
            "update": 0,
            "delete": 0,
            "move": 0,
            "grant": 1,
            "revoke": 0,
            "re-date": 0,
        },
        "changes": [
            {
                "action": "grant",
                "ref": "group:/acme/london:top role/sales",
                "scope": "/acme/london",
                "sentence": "grant Isla in group Top Role/Sales",
                "before": None,
                "after": {
                    "member": "isla",
                    "container": "group:/acme/london:top role/sales",
                    "at": "/acme/london",
                    "expires": "2027-02-01T00:00:00Z",
                },
                "reason": "leave cover",
                "origin": {"path": "london.yaml", "line": 9, "column": 7, "end": 11},
                "gone": None,
                "wave": 0,
                "along": [],
            }
        ],
        "access": None,
        "since": None,
        "left_out": [],
        "unmanaged": {"role": 0, "group": 0, "membership": 0},
        "findings": [],
        "sets": [],
        "privileged": [],
        "spelling": {
            "group:/acme/london:top role": "Top Role",
            "group:/acme/london:top role/sales": "Sales",
            "user:/acme/london:isla": "Isla",
        },
        "legend": {
            "levels": ["Reseller", "Customer", "Phone system"],
            "deep": False,
            "permissions": [],
            "negation": "",
        },
    }


def test_a_move_has_both_addresses_and_the_permissions_their_titles():
    keys = permissions("presence.access", "billing.access")
    change = Change(Group(SALES, "Sells", keys), Group(group("Top Role/Field"), "Sells", keys))
    made = data(plan(change))
    (moved,) = made["changes"]
    assert moved["action"] == "move"
    assert moved["before"] == {
        "ref": "group:/acme/london:top role/sales",
        "description": "Sells",
        "permissions": ["billing.access", "presence.access"],
    }
    assert moved["after"] == {**moved["before"], "ref": "group:/acme/london:top role/field"}
    assert made["legend"]["permissions"] == [
        {"key": "billing.access", "title": "Access Billing", "sensitive": True, "reach": None},
        {"key": "presence.access", "title": "Access Presence", "sensitive": False, "reach": None},
    ]


def test_what_comes_along_with_a_deletion_stands_in_it():
    along = Change(grant(Container.of(SALES), "isla").after, None)
    deleted = Change(Group(SALES, "", permissions()), None)
    (change,) = data(Plan("northwind", "c0ffee", (Step(deleted, 0, (along,)),)))["changes"]
    assert [each["action"] for each in change["along"]] == ["revoke"]


def test_a_nested_group_is_a_member_by_its_address():
    change = grant(Container(role("Desk"), LONDON), SALES)
    (made,) = data(plan(change))["changes"]
    assert made["after"]["member"] == "group:/acme/london:top role/sales"
    assert (made["after"]["container"], made["after"]["at"]) == ("role:/:desk", "/acme/london")


def test_what_is_left_out_says_why_and_what_is_unmanaged_is_counted():
    made, notes, origins = everything()
    whole = data(made, notes=notes, origins=origins)
    (left,) = whole["left_out"]
    assert (left["action"], left["because"]) == ("revoke", "it takes access")
    assert whole["unmanaged"] == {"role": 0, "group": 1, "membership": 3}


def test_a_set_names_those_it_changes():
    made, notes, origins = everything()
    assert data(made, notes=notes, origins=origins)["sets"] == [
        {
            "name": "manager",
            "scope": "/",
            "permissions": ["presence.access", "users.access"],
            "used_by": [
                "group:/acme/london:top role/managers",
                "group:/acme/paris:top role/support",
                "group:/acme/paris:top role/support/floor",
            ],
        }
    ]


def test_a_change_before_a_rename_is_where_the_files_have_it():
    made, notes, origins = renamed()
    whole = data(made, notes=notes, origins=origins)
    lines = [each["origin"]["line"] for each in whole["changes"]]
    assert (lines, whole["changes"][0]["reason"]) == ([7, 9, 5, 5], "cover")
    assert whole["sets"][0]["used_by"] == ["group:/acme/london:leads"]


def test_a_set_that_nothing_of_the_plan_uses_is_not_there():
    notes = Notes(sets={("manager", RESELLER): permissions("users.access")})
    assert data(plan(grant(Container.of(SALES), "isla")), notes=notes)["sets"] == []


def point(line, column):
    return {"line": line, "column": column, "byte": None}


def test_a_finding_has_its_place_its_line_and_what_it_has_to_do_with():
    finding = Finding(
        "RC0402",
        Severity.ERROR,
        "too many",
        LONDON,
        Origin("reconciler.yaml", 2, 3, 9),
        (("this ended", Origin("gone.yaml", 7)),),
        "allow it",
    )
    lines = {"reconciler.yaml": Lines(["version: 1", "limits: {}"])}
    (found,) = data(plan(findings=(finding,)), sources=lines.get)["findings"]
    assert found == {
        "severity": "error",
        "code": "RC0402",
        "title": "Too many removals",
        "message": "too many",
        "help": "allow it",
        "ref": "/acme/london",
        "range": {"file": "reconciler.yaml", "start": point(2, 3), "end": point(2, 9)},
        "source": "limits: {}",
        "related": [
            {
                "message": "this ended",
                "range": {"file": "gone.yaml", "start": point(7, 1), "end": point(7, 1)},
                "source": None,
            }
        ],
    }


def test_a_finding_about_no_file_has_no_place():
    (found,) = data(plan(findings=(Finding("RC0401", Severity.ERROR, "short"),)))["findings"]
    assert (found["ref"], found["range"], found["source"]) == (None, None, None)


def test_a_plan_with_errors_is_neither_complete_nor_applyable():
    made = data(plan(findings=(Finding("RC0401", Severity.ERROR, "short"),)))
    assert (made["complete"], made["applyable"]) == (False, False)


def test_all_of_it_is_json():
    made, notes, origins = everything()
    whole = data(made, notes=notes, origins=origins)
    assert json.loads(json.dumps(whole)) == whole
