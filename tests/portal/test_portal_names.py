"""Names and paths."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from portal_world import LONDON, MANAGERS, TOP

from reconciler.core.names import NameRules
from reconciler.core.names import join as core_join
from reconciler.core.names import split as core_split
from reconciler.portal.errors.forbidden import OutOfSight
from reconciler.portal.errors.malformed import (
    BadPath,
    NameCharacters,
    NameEmpty,
    NameTooLong,
    TextCharacters,
)
from reconciler.portal.errors.unknown import UnknownGroup, UnknownUser
from reconciler.portal.names import accept, fold, join, scope_key, scope_names, split

SETTLED = NameRules(case=False, trim=True, form="NFC", longest=255)


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Sales", "sales"),
        ("  Sales ", "sales"),
        ("STRASSE", "strasse"),
        ("Straße", "strasse"),
        ("Cafe\u0301", "caf\u00e9"),
        ("\u1e9e", "ss"),
    ],
)
def test_names_are_compared_trimmed_in_nfc_and_without_case(name, expected):
    assert fold(name) == expected


@given(st.text())
def test_the_portal_folds_as_its_description_tells_others_to(name):
    assert fold(name) == SETTLED.fold(name)


@given(st.lists(st.text(alphabet="aB/:\\ é", min_size=1), min_size=1).map(tuple))
def test_a_path_gives_back_its_names_and_is_written_as_others_write_it(names):
    assert split(join(names)) == names
    assert join(names) == core_join(names)


@given(st.text(alphabet="ab/:\\"))
def test_any_text_is_read_as_the_path_that_others_read(text):
    assert split(text) == core_split(text)


def test_a_name_is_kept_as_written_but_for_its_edges_and_its_form():
    assert accept("  Café De\u0301po\u0302t ") == "Café Dépôt"


def test_a_name_of_nothing_is_refused():
    for name in ("", "   ", "\n"):
        with pytest.raises(NameEmpty):
            accept(name)


def test_a_name_has_at_most_255_characters_after_trimming():
    assert len(accept(" " + "x" * 255 + " ")) == 255
    with pytest.raises(NameTooLong):
        accept("x" * 256)


@pytest.mark.parametrize(
    ("character", "number"),
    [
        ("\x00", "U+0000"),
        ("\x1b", "U+001B"),
        ("\x85", "U+0085"),
        ("\u2028", "U+2028"),
        ("\u200b", "U+200B"),
        ("\u202e", "U+202E"),
        ("\u2066", "U+2066"),
        ("\u061c", "U+061C"),
        ("\ufeff", "U+FEFF"),
        ("\ud800", "U+D800"),
    ],
)
def test_control_bidirectional_and_invisible_characters_are_refused(character, number):
    with pytest.raises(NameCharacters) as refusal:
        accept(f"a{character}b")
    assert refusal.value.facts["character"] == number
    assert character not in str(refusal.value)


@pytest.mark.parametrize(("text", "number"), [("a\0b", "U+0000"), ("a\ud800", "U+D800")])
def test_what_no_database_holds_is_no_description_and_nobodys_name(portal, text, number):
    with portal.transaction() as work:
        with pytest.raises(TextCharacters) as refusal:
            work.roles.create("R", "user", description=text)
        assert refusal.value.facts == {"character": number}
        work.groups.create(LONDON, MANAGERS)
        with pytest.raises(TextCharacters):
            work.groups.edit(LONDON, MANAGERS, description=text)
        with pytest.raises(UnknownUser):
            work.users.deactivate(text)
        with pytest.raises(UnknownGroup):
            work.groups.create(LONDON, (*TOP, text, "Sales"))


def test_a_refusal_is_logged_whatever_was_asked(portal):
    with pytest.raises(OutOfSight), portal.acting_as("amelia").transaction() as work:
        work.users.deactivate("a\0b")
    assert [event.subject for event in portal.events()][-1] == "name a\ufffdb"


def test_letters_of_every_script_and_special_characters_are_names():
    for name in ("مبيعات", "営業", "A/B: C\\D", "+442079460000", "NO", "null"):
        assert accept(name) == name


def test_a_scope_path_begins_with_a_slash():
    assert scope_names("/") == ()
    assert scope_names(r"/A\/B/c") == ("A/B", "c")
    assert scope_key("/Acme/ London ") == "/acme/london"
    with pytest.raises(BadPath):
        scope_names("acme")
