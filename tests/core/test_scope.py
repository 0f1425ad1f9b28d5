from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reconciler.core.names import NameRules
from reconciler.core.scope import ROOT, Pattern, Scope, Selection

NAMES = st.lists(st.text(st.sampled_from("aB/:\\é"), min_size=1, max_size=3), max_size=3)
SCOPES = NAMES.map(lambda names: Scope.of(*names))


@given(NAMES)
def test_the_names_of_a_scope_are_those_it_was_made_of(names):
    assert list(Scope.of(*names).names) == names
    assert Scope.of(*names).depth == len(names)


@given(SCOPES)
def test_a_scope_is_held_by_itself_and_by_all_above_and_by_no_other(scope):
    for above in (scope, *scope.above):
        assert above.holds(scope)
    assert len(list(scope.above)) == scope.depth
    assert not Scope.of(*scope.names, "x").holds(scope)


@given(SCOPES, SCOPES)
def test_holding_is_having_the_names_to_begin_with(one, other):
    assert one.holds(other) == (other.names[: one.depth] == one.names)


def test_the_root_has_no_parent_and_no_names():
    assert (ROOT.parent, ROOT.names, ROOT.depth) == (None, (), 0)
    assert Scope("/acme/london").parent == Scope("/acme")


def test_a_scope_folds_name_by_name_and_keeps_what_is_escaped():
    assert Scope(r"/Acme/A\/B").fold(NameRules(case=False)) == Scope(r"/acme/a\/b")


@pytest.mark.parametrize(
    ("text", "covered", "other"),
    [
        ("/", ["/"], ["/acme"]),
        ("/**", ["/", "/acme", "/acme/london"], []),
        ("/acme", ["/acme"], ["/", "/acme/london", "/acmes"]),
        ("/acme/**", ["/acme", "/acme/london"], ["/", "/acmes"]),
    ],
)
def test_a_pattern_covers_one_scope_or_all_below_it(text, covered, other):
    pattern = Pattern.parse(text)
    assert str(pattern) == text
    assert [pattern.covers(Scope(path)) for path in covered] == [True] * len(covered)
    assert [pattern.covers(Scope(path)) for path in other] == [False] * len(other)


@pytest.mark.parametrize(
    ("one", "other", "meet"),
    [
        ("/acme", "/acme", True),
        ("/acme", "/acme/**", True),
        ("/acme/**", "/acme/london", True),
        ("/**", "/acme/london/**", True),
        ("/acme", "/acme/london/**", False),
        ("/acme/**", "/globex/**", False),
    ],
)
def test_two_patterns_meet_where_one_covers_the_base_of_the_other(one, other, meet):
    first, second = Pattern.parse(one), Pattern.parse(other)
    assert (first.meets(second), second.meets(first)) == (meet, meet)


def test_a_selection_meets_what_it_may_plan():
    selection = Selection((Pattern.parse("/acme/**"), Pattern.parse("/globex")))
    assert selection.meets(Pattern.parse("/acme/london"))
    assert not selection.meets(Pattern.parse("/globex/oslo"))
    narrowed = replace(selection, within=Scope("/acme/london"))
    assert narrowed.meets(Pattern.parse("/acme/**"))
    assert not narrowed.meets(Pattern.parse("/globex"))


def test_a_pattern_folds_like_a_scope():
    assert Pattern.parse("/Acme/**").fold(NameRules(case=False)) == Pattern.parse("/acme/**")


def test_a_selection_narrows_what_is_managed_and_never_widens_it():
    manage = (Pattern.parse("/acme/**"),)
    assert Selection(manage).covers(Scope("/acme/london"))
    narrowed = Selection(manage, within=Scope("/acme/london"))
    assert narrowed.covers(Scope("/acme/london"))
    assert not narrowed.covers(Scope("/acme/leeds"))
    assert narrowed.manages(Scope("/acme/leeds"))
    assert not Selection(manage, within=ROOT).covers(Scope("/globex"))


@pytest.mark.parametrize(
    ("manage", "within", "roots"),
    [
        (["/acme/**", "/"], None, ["/acme", "/"]),
        (["/", "/acme/**"], "/acme/london", ["/acme/london"]),
        (["/", "/acme/london", "/acme/leeds"], "/acme", ["/acme/london", "/acme/leeds"]),
        (["/acme"], "/acme/london", []),
        (["/acme/**"], "/globex", []),
    ],
)
def test_all_that_a_selection_covers_stands_at_or_below_its_roots(manage, within, roots):
    patterns = tuple(map(Pattern.parse, manage))
    selection = Selection(patterns, within=Scope(within) if within else None)
    assert selection.roots == frozenset(map(Scope, roots))


@pytest.mark.parametrize(
    ("manage", "within", "expected"),
    [
        (["/**"], None, True),
        (["/acme", "/**"], "/", True),
        (["/**"], "/acme", False),
        (["/", "/acme/**"], None, False),
        ([], None, False),
    ],
)
def test_a_selection_knows_whether_it_leaves_nothing_out(manage, within, expected):
    patterns = tuple(map(Pattern.parse, manage))
    one = Selection(patterns, None if within is None else Scope(within))
    assert one.is_everything == expected
