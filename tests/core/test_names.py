import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from reconciler.core.names import NameRules, escape, join, split, unescape

NAMES = st.text(st.sampled_from("ab/:\\ é") | st.characters(codec="utf-8"), min_size=1, max_size=8)


@given(NAMES)
def test_what_is_escaped_is_read_back(name):
    assert unescape(escape(name)) == name


@given(st.lists(NAMES, min_size=1, max_size=4).map(tuple))
def test_a_path_of_any_names_is_read_back(names):
    assert split(join(names)) == names


@given(st.text(st.sampled_from("a/\\:"), max_size=8))
def test_every_text_is_some_path(text):
    assert "/".join(map(escape, split(text))) == join(split(text))


@pytest.mark.parametrize(
    ("path", "names"),
    [
        ("a/b", ("a", "b")),
        (r"a\/b/c", ("a/b", "c")),
        (r"a\\/b", ("a\\", "b")),
        (r"a\:b", ("a:b",)),
        ("a\\x", ("a\\x",)),
        ("a\\", ("a\\",)),
        ("a//b/", ("a", "", "b", "")),
        (r"\//", ("/", "")),
        ("", ("",)),
    ],
)
def test_a_path_is_split_where_a_slash_is_not_escaped(path, names):
    assert split(path) == names


@pytest.mark.parametrize("form", ["", "NFC", "NFD", "NFKC", "NFKD"])
@given(name=st.text(max_size=8))
def test_folding_twice_changes_nothing_more(form, name):
    rules = NameRules(case=False, trim=True, form=form)
    assert rules.fold(rules.fold(name)) == rules.fold(name)


@pytest.mark.parametrize(
    ("rules", "name", "folded"),
    [
        (NameRules(), " A ", " A "),
        (NameRules(trim=True), " A\u00a0", "A"),
        (NameRules(case=False), "STRASSE", "strasse"),
        (NameRules(case=False), "Straße", "strasse"),
        (NameRules(form="NFC"), "e\u0301", "\u00e9"),
        (NameRules(), "e\u0301", "e\u0301"),
        (NameRules(case=False, form="NFC"), "É", "é"),
        (NameRules(form="NFKC"), "\ufb01", "fi"),
        (NameRules(squeeze=True), "a   b", "a b"),
    ],
)
def test_names_are_compared_as_the_target_does(rules, name, folded):
    assert rules.fold(name) == folded


RULES = st.builds(
    NameRules,
    case=st.booleans(),
    trim=st.booleans(),
    form=st.sampled_from(["", "NFC", "NFKD"]),
    squeeze=st.booleans(),
)
WORDS = st.text(st.sampled_from("abAB-. \n\té"), max_size=6)


@example(NameRules(trim=True), ["a", " b ", "C"])
@example(NameRules(squeeze=True), ["a  b"])
@example(NameRules(case=False), ["a\nB", "c"])
@given(RULES, st.lists(WORDS, max_size=6))
def test_many_names_are_folded_as_one_by_one(rules, names):
    assert rules.fold_all(names) == [rules.fold(name) for name in names]


@given(st.lists(st.text(st.sampled_from("abAB"), min_size=1), max_size=6))
def test_names_that_are_folded_already_come_back_themselves(names):
    rules = NameRules(case=False, trim=True, form="NFC")
    small = [name.lower() for name in names]
    assert all(one is other for one, other in zip(rules.fold_all(small), small, strict=True))
