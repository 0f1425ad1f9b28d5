import sys
import unicodedata

import pytest

from reconciler.report.escape import command_start, visible

VISIBLE_CONTROLS = {"\u0600"}


def test_ordinary_names_stay_as_they_are():
    for name in (
        "isla",
        "Zoë Ångström",
        "漢字",
        "O'Brien",
        "Sales & Support #1",
        "fe80::1",
        "a\\/b",
    ):
        assert visible(name) == name


@pytest.mark.parametrize(
    ("hostile", "shown"),
    [
        ("\x1b[31mred", "<U+001B>[31mred"),
        ("\x1b]0;title\x07", "<U+001B>]0;title<U+0007>"),
        ("\x9b2J", "<U+009B>2J"),
        ("over\rwritten", "over<U+000D>written"),
        ("two\nlines", "two<U+000A>lines"),
        ("a\tb", "a<U+0009>b"),
        ("\u202egnp.exe", "<U+202E>gnp.exe"),
        ("\u2066isolated\u2069", "<U+2066>isolated<U+2069>"),
        ("ad\u200bmin", "ad<U+200B>min"),
        ("\ufeffstart", "<U+FEFF>start"),
        ("half \ud83d", "half <U+D83D>"),
        ("tag \U000e0041", "tag <U+E0041>"),
        ("filler \u3164", "filler <U+3164>"),
        ("##[add-mask]x", "<U+0023>#[add-mask]x"),
        ("see ##vso[task.x]", "see <U+0023>#vso[task.x]"),
    ],
)
def test_what_acts_on_a_terminal_is_written_out(hostile, shown):
    assert visible(hostile) == shown


def test_no_control_or_format_character_of_unicode_gets_through():
    dangerous = {"Cc", "Cf", "Cs", "Zl", "Zp"}
    through = [
        hex(code)
        for code in range(sys.maxunicode + 1)
        if unicodedata.category(chr(code)) in dangerous and visible(chr(code)) == chr(code)
    ]
    assert through == []


def test_a_line_that_a_build_server_would_obey_is_recognised():
    assert command_start("::stop-commands::t") == 0
    assert command_start("   ::add-mask::x") == 3
    assert command_start("\u3000\u0301::add-mask::x") == 2
    assert command_start("\u0640 ::add-mask::x") == 2
    assert command_start("fe80::1") is None
    assert command_start("漢::1") is None
    assert command_start(": one") is None
