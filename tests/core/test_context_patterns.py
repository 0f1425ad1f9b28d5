"""Patterns of the project file that no live scope fits."""

from dataclasses import replace
from datetime import date

import pytest

from reconciler.core.context.patterns import pattern_findings
from reconciler.core.finding import Origin
from reconciler.core.intent import Intent
from reconciler.core.limits import Allowance, Limits
from reconciler.core.scope import Pattern, Scope, Selection

from .build import LONDON, NOW, SCOPES, spelt, state, told

LIVE = state(spelt(LONDON, "London"), scopes=SCOPES)
TODAY = NOW.date()
WHERE = Origin("reconciler.yaml", 12)


def selection(*manage, within=None, declared=SCOPES):
    return Selection(tuple(map(Pattern.parse, manage)), within, frozenset(declared))


def judge(run, *allowed, until=TODAY):
    allow = tuple(Allowance(Pattern.parse(each), 40, "closed", until, WHERE) for each in allowed)
    return list(pattern_findings(LIVE, Intent(run, NOW, Limits(allow=allow))))


def test_patterns_with_a_live_scope_are_no_finding():
    run = selection("/", "/acme/**", "/acme/london/**")
    assert judge(run, "/acme", "/acme/london", "/acme/london/**", "/**") == []


def test_a_pattern_of_manage_that_covers_no_live_scope_is_a_warning():
    (finding,) = judge(selection("/**", "/zzz/**"))
    assert told([finding]) == [
        "RC0331 warning: `manage` speaks of /zzz/**, which fits no live scope"
    ]
    assert (finding.ref, finding.help) == (Scope("/zzz"), "mend the scope, or take it out")


def test_a_pattern_that_nearly_covers_a_live_scope_is_asked_after():
    (finding,) = judge(selection("/acme/lodnon/**"))
    assert finding.help == "did you mean `/acme/London`?"


def test_a_scope_that_manage_names_or_a_file_speaks_of_is_judged_elsewhere():
    assert judge(selection("/zzz")) == []
    assert judge(selection("/zzz/**", declared={Scope("/zzz/oslo")})) == []


def test_an_exception_without_a_live_scope_is_a_warning_at_its_place():
    (finding,) = judge(selection("/acme/**"), "/acme/zzz")
    assert told([finding]) == [
        "RC0331 warning: `allow` speaks of /acme/zzz, which fits no live scope of `manage`"
    ]
    assert finding.origin == WHERE


def test_an_exception_for_a_live_scope_that_is_not_managed_never_applies():
    run = selection("/acme/london", "/acme/zzz/**", declared={Scope("/acme/zzz")})
    assert [finding.ref for finding in judge(run, "/acme/zzz/**")] == [Scope("/acme/zzz")]


@pytest.mark.parametrize("until", [date(2026, 6, 30), TODAY])
def test_an_exception_that_has_run_out_is_not_judged(until):
    assert len(judge(selection("/acme/**"), "/acme/zzz", until=until)) == (until == TODAY)


def test_an_exception_for_what_is_not_managed_is_found_without_the_live_system():
    assert judge(selection("/acme/**"), "/zzz") == []


def test_a_run_elsewhere_judges_what_it_speaks_of():
    run = selection("/acme/**", "/zzz/**", within=LONDON)
    assert judge(run, "/acme/zzz") == []
    assert [one.ref for one in judge(replace(run, within=Scope("/zzz")))] == [Scope("/zzz")]
