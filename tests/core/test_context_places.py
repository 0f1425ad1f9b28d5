"""Scopes that files speak of and do not exist; live ones that no file speaks of."""

from reconciler.core.context.places import place_findings
from reconciler.core.scope import Pattern, Scope, Selection

from .build import ACME, EVERYTHING, LONDON, ROOT, SCOPES, declared, spelt, state, told, within


def judge(spoken_of, live, selection=EVERYTHING, *pieces):
    files = declared(*pieces, scopes=spoken_of)
    return list(place_findings(files, state(scopes=live), selection))


def test_files_about_all_the_scopes_that_exist_are_no_finding():
    assert judge(SCOPES, SCOPES) == []


def test_a_declared_scope_that_does_not_exist_is_an_error():
    oslo = Scope("/acme/oslo")
    (finding,) = judge({*SCOPES, oslo}, SCOPES, EVERYTHING, spelt(oslo, "Oslo"))
    assert told([finding]) == ["RC0301 error: scope /acme/Oslo does not exist in the live system"]
    assert (finding.ref, finding.origin.path) == (oslo, "/acme/oslo")


def test_a_scope_that_nearly_exists_is_asked_after():
    (finding,) = judge({*SCOPES, Scope("/acme/lodnon")}, SCOPES)
    assert finding.help == "did you mean `/acme/london`?"


def test_a_scope_unlike_any_other_is_made_in_the_live_system():
    (finding,) = judge({ROOT, Scope("/zzzzzz")}, {ROOT})
    assert finding.help == "scopes are made in the live system"


def test_a_live_scope_that_only_a_pattern_covers_needs_a_file():
    (finding,) = judge({ROOT, ACME}, SCOPES, EVERYTHING, spelt(LONDON, "London"))
    assert told([finding]) == [
        "RC0302 error: scope /acme/London is managed by a pattern, and no file speaks of it"
    ]
    assert finding.help == (
        "write a file that one of `sources` matches, with the line `scope: /acme/London`: "
        "on its own it changes nothing there; or narrow `manage`"
    )


def test_a_live_scope_that_manage_names_itself_is_judged_without_the_live_system():
    selection = Selection((Pattern(ROOT, deep=True), Pattern(LONDON)))
    assert judge({ROOT, ACME}, SCOPES, selection) == []


def test_a_pattern_names_its_base_no_more_than_what_is_below():
    selection = Selection((Pattern(ACME, deep=True),))
    found = judge({LONDON}, SCOPES, selection)
    assert [finding.ref for finding in found] == [ACME]


def test_what_is_not_managed_needs_no_file():
    assert judge({ROOT}, SCOPES, Selection((Pattern(ROOT),))) == []


def test_a_run_elsewhere_is_not_held_up():
    assert judge({Scope("/acme/oslo")}, {*SCOPES, Scope("/acme/paris")}, within(LONDON)) == [
        *judge(set(), {LONDON}, within(LONDON))
    ]
