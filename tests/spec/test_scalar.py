"""A scalar reads back as the text it was made of, wherever it stands."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reconciler.spec.reader import read_yaml
from reconciler.spec.scalar import scalar
from reconciler.spec.text import hidden

ANY = st.text(st.characters(exclude_categories=["Cs"]), min_size=1)
NAMES = ANY.filter(lambda text: hidden(text, free=False) is None)
FREE = ANY.filter(lambda text: hidden(text, free=True) is None)


def read(text: str):
    tree, findings = read_yaml("a.yaml", text.encode())
    assert findings == []
    return tree.data


@given(NAMES)
def test_any_name_reads_back_as_itself_in_a_list_in_brackets_and_as_a_key(text):
    written = scalar(text)
    assert read(f"names:\n  - {written}\n") == {"names": [text]}
    assert read(f"names: [{written}, {{name: {written}}}]\n") == {"names": [text, {"name": text}]}
    assert read(f"names:\n  - {written}: x\n") == {"names": [{text: "x"}]}


@given(FREE)
def test_any_free_text_reads_back_as_itself(text):
    assert read(f"description: {scalar(text)}\n") == {"description": text}


@pytest.mark.parametrize(
    "text", ["amelia", "Zoë", "Top Role", "soft_phone.access", "set:everyday", "/acme:bob", r"a\/b"]
)
def test_what_is_safe_stays_plain(text):
    assert scalar(text) == text


@pytest.mark.parametrize(
    "text",
    [
        *("NO", "no", "null", "Null", "true", "~", "y", "0100", "1.10", "12:30", "2027-01-31"),
        *(
            "a: b",
            "a:",
            "a :0",
            "a':0",
            "a #b",
            "#b",
            "@ann",
            "- x",
            "? x",
            "!tag",
            "&a",
            "*a",
            "%x",
            "`x`",
        ),
        *("+442079460000", "=", "<<", "a, b", "[x]", "{x}", " a", "a ", "a  b", "it's: so"),
    ],
)
def test_what_some_reader_takes_for_something_else_stands_in_single_quotes(text):
    assert scalar(text) == "'" + text.replace("'", "''") + "'"


def test_what_cannot_stand_on_a_line_is_escaped():
    assert scalar("two\nlines\t") == '"two\\nlines\\t"'
