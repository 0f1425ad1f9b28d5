"""JUnit: rules and access tests as test cases that any reader of XML can read."""

from xml.etree import ElementTree as ET

import pytest

from reconciler.core.finding import Finding, Origin, Severity
from reconciler.core.policies import Judgement, Result, Status
from reconciler.errors import UsageError
from reconciler.report.junit import junit_text, save_junit
from reconciler.report.policies import policies_report, summary
from reconciler.report.sources import no_sources

HERE = Origin("policies.yaml", 3)


def result(kind="rule", name="R", findings=(), note="", **counts):
    known = {Status(status): number for status, number in counts.items()}
    return Result(kind, name, HERE, known, tuple(findings), note)


def error(message="wrong", related=(), severity=Severity.ERROR, origin=HERE):
    return Finding("RC0412", severity, message, None, origin, related)


def read(*results, others=()):
    return ET.fromstring(junit_text(Judgement(results, tuple(others))).encode())  # noqa: S314 - our own


def test_rules_and_tests_are_suites_with_counts():
    root = read(
        result(failed=1, findings=[error()]),
        result(name="S", skipped=1, note="in plans alone"),
        result(name="W", waived=1),
        result("test", "T"),
        result("test", "U", unknown=1, findings=[error("who knows", severity=Severity.WARNING)]),
    )
    rules, tests = root
    assert rules.attrib == {
        "name": "rules",
        "tests": "3",
        "failures": "1",
        "errors": "0",
        "skipped": "1",
    }
    assert tests.attrib == {
        "name": "tests",
        "tests": "2",
        "failures": "0",
        "errors": "0",
        "skipped": "1",
    }
    assert rules[0].attrib == {"name": "R", "classname": "rules"}
    assert rules[1][0].attrib == {"message": "in plans alone"}
    assert rules[2][0].text == "waived"
    assert (list(tests[0]), tests[1][0].attrib) == ([], {"message": "who knows"})


def test_a_failure_names_every_line():
    found = error("noah holds both", [("the rule", Origin("p.yaml", 7))])
    failure = read(result(failed=2, findings=[found, error("isla too", origin=None)]))[0][0][0]
    assert failure.attrib == {"message": "noah holds both"}
    assert failure.text.splitlines() == [
        "RC0412: noah holds both (policies.yaml:3:1; the rule: p.yaml:7:1)",
        "RC0412: isla too ()",
    ]


def test_warnings_of_what_was_so_before_are_output():
    case = read(result(standing=1, findings=[error("as before", severity=Severity.WARNING)]))[0][0]
    assert [(one.tag, one.text) for one in case] == [("system-out", "as before")]


def test_a_name_that_nobody_knows_is_a_case_of_its_own():
    root = read(others=[error("there is no role `x`"), error("hint", severity=Severity.HINT)])
    assert [(suite.get("name"), suite.get("failures")) for suite in root] == [
        ("rules", "0"),
        ("tests", "0"),
        ("names", "1"),
    ]
    assert root[2][0][0].get("message") == "there is no role `x`"


def test_what_xml_cannot_hold_and_what_nobody_sees_is_written_out():
    evil = "a\x00b\x1b[31m\u202e\ufffe]]><x>&\ud800"
    case = read(result(name=evil, failed=1, findings=[error(evil)]))[0][0]
    assert case.get("name") == "a<U+0000>b<U+001B>[31m<U+202E><U+FFFE>]]><x>&<U+D800>"
    assert case[0].get("message") == case.get("name")


def test_a_file_is_written_over_an_older_one_alone(tmp_path):
    path = tmp_path / "results.xml"
    for _ in range(2):
        save_junit(path, Judgement((result(),)))
    assert path.read_text("utf-8").startswith("<?xml")
    (tmp_path / "empty").touch()
    save_junit(tmp_path / "empty", Judgement())


def test_nothing_else_is_replaced(tmp_path):
    notes = tmp_path / "notes.txt"
    notes.write_text("mine", "utf-8")
    for path, words in [
        (notes, "is no XML, so it is not replaced"),
        (tmp_path, "something else than a file stands there"),
        (tmp_path / "no/where.xml", "No such file or directory"),
        (tmp_path / "a\0b", "its name cannot be used"),
    ]:
        with pytest.raises(UsageError, match=words):
            save_junit(path, Judgement())
    assert notes.read_text("utf-8") == "mine"


def test_without_policies_there_is_nothing_to_count():
    assert summary(Judgement()) == "Policies: there are none."
    report = policies_report(Judgement(), [], no_sources)
    assert [str(line) for line in report.text(80)] == ["Policies: there are none."]


def test_each_line_says_how_many_violations_there_are():
    judgement = Judgement(
        (
            result(failed=2, waived=1, findings=[]),
            result(name="W", waived=3),
            result(name="S", standing=1),
            result("test", "T", failed=1),
        )
    )
    lines = [str(line) for line in policies_report(judgement, [], no_sources).text(80)]
    assert lines[:4] == [
        "failed   rule  R  (2 violations, 1 waived)",
        "waived   rule  W  (3 waived)",
        "standing rule  S  (1 violation)",
        "failed   test  T",
    ]
    assert lines[-1] == "Policies: 2 failed, 1 standing, 1 waived."
