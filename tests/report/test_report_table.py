"""Tables: no value is a formula, none acts on a terminal, and each comes back as it was."""

import csv
import io
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reconciler.report.table import csv_text

FORMULA = re.compile("[=+@\t\r-]")


def cells(text):
    return [*csv.reader(io.StringIO(text))]


def restored(cell):
    """What docs/output.md says to whoever reads a table."""
    return cell[1:] if re.match(r"'+[=+\-@＝＋－＠]", cell) else cell  # noqa: RUF001 - the wide signs


@pytest.mark.parametrize(
    ("value", "written"),
    [
        (None, ""),
        ("", ""),
        (True, "yes"),
        (False, "no"),
        (1200, "1200"),
        (-5, "-5"),
        ("noah", "noah"),
        ("=1+1", "'=1+1"),
        ("+442079460000", "'+442079460000"),
        ("-noah", "'-noah"),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("'=1", "''=1"),
        ("'noah", "'noah"),
        ("\t=1", "<U+0009>=1"),
        ("\r=1", "<U+000D>=1"),
        ("a\nb", "a<U+000A>b"),
        ("::add-mask::x", "<U+003A>:add-mask::x"),
        ("##[error]x", "<U+0023>#[error]x"),
        ("a,b", "a,b"),
        ('say "hi"', 'say "hi"'),
    ],
)
def test_a_value_as_it_is_written(value, written):
    assert cells(csv_text([["x", value]])) == [["x", written]]


def test_a_row_is_a_line():
    assert csv_text([["a", "b"], ["1", "x,y"]]) == 'a,b\n1,"x,y"\n'


@given(
    st.lists(
        st.text(st.characters(codec="ascii", min_codepoint=32, max_codepoint=126), max_size=8),
        min_size=1,
    )
)
def test_what_is_read_back_is_what_was_written(values):
    plain = [value for value in values if not re.search(r"##\w*\[|^\W*::", value)]
    (row,) = cells(csv_text([["x", *plain]]))
    assert [restored(cell) for cell in row[1:]] == plain
    assert [cell for cell in row if FORMULA.match(cell)] == []
