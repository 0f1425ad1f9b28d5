"""Codes: every finding that the program can make has a title, and no title stands for nothing."""

import re
from pathlib import Path

import reconciler
from reconciler.core.codes import TITLES, is_refusal, refusal
from reconciler.core.finding import Finding, Severity

PACKAGE = Path(reconciler.__file__).parent


def emitted() -> set[str]:
    files = (path for path in PACKAGE.rglob("*.py") if path.name != "codes.py")
    text = "\n".join(path.read_text() for path in files)
    return set(re.findall(r'"(RC\d{4})"', text))


def test_every_code_that_is_used_has_a_title():
    assert sorted(emitted() - TITLES.keys()) == []


def test_every_title_belongs_to_a_code_that_is_used():
    assert sorted(TITLES.keys() - emitted()) == []


def test_codes_stand_in_order():
    assert list(TITLES) == sorted(TITLES)


def test_limits_refuse_a_plan_and_mistakes_in_files_do_not():
    assert is_refusal(Finding("RC0402", Severity.ERROR, ""))
    assert not is_refusal(Finding("RC0303", Severity.ERROR, ""))


def test_what_refuses_a_plan_is_called_by_its_name():
    limit = Finding("RC0402", Severity.ERROR, "")
    policy = Finding("RC0412", Severity.ERROR, "")
    assert [refusal([limit]), refusal([policy]), refusal([policy, limit])] == [
        "A limit refuses this plan: it cannot be applied.",
        "A policy refuses this plan: it cannot be applied.",
        "Limits and policies refuse this plan: it cannot be applied.",
    ]
    escalation = Finding("RC0404", Severity.ERROR, "")
    assert [refusal([escalation]), refusal([escalation, limit])] == [
        "Whoever applies this plan may not give what it gives: it cannot be applied.",
        "A limit refuses this plan: it cannot be applied.",
    ]
