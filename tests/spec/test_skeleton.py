"""Texts that look the same have the same skeleton, whatever script they are written in."""

import subprocess
import sys

import pytest

from reconciler.core.lookalike.skeleton import ascii_skeleton
from reconciler.spec.skeleton import prototypes, skeleton

ASCII = "".join(map(chr, range(32, 127)))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("R\u0435ceptionist", "Receptionist"),  # Cyrillic
        ("S\u03bfles", "Soles"),  # Greek
        ("\u13da\u13aaLES", "SALES"),  # Cherokee
        ("\uff21\U0001d41d\U0001d4c2\u2170n", "Adrnin"),  # forms of letters
        ("\ufb01le", "file"),  # a ligature
        ("\u2167", "Vlll"),  # a numeral
        ("front\u00a0desk\u2009a", "front desk a"),
        ("cafe\u0301", "caf\u00e9"),  # forms of Unicode
        ("\u0672", "l\u0674"),  # the data has marks around what is written from right to left
        ("\u30a8", "\u5de5"),  # Katakana and Han
        ("\u037e", ";"),  # two that look like nothing else
        ("ad\u200bmin\ufe0f", "admin"),  # what cannot be seen
    ],
    ids=ascii,
)
def test_texts_that_look_the_same_have_one_skeleton(one, other):
    assert one != other
    assert skeleton(one) == skeleton(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [("caf\u00e9", "cafe"), ("\u0448", "m"), ("na\u00efve", "naive"), ("\u4e2d", "\u65e5")],
    ids=ascii,
)
def test_texts_that_do_not_have_two(one, other):
    assert skeleton(one) != skeleton(other)


def test_ascii_looks_the_same_with_the_data_and_without():
    assert skeleton(ASCII) == ascii_skeleton(ASCII)
    assert skeleton(ASCII + "\u4e2d") == ascii_skeleton(ASCII) + "\u4e2d"


def test_each_character_has_the_prototype_that_most_look_like():
    pairs = {
        "l": ["1", "I"],
        "1": ["l"],
        "I": ["l"],
        "m": ["rn"],
        "rn": ["m"],
        ";": ["\u037e"],
        "\u037e": [";"],
        "\u2025": ["I;"],
        "I;": ["\u2025"],
    }
    assert prototypes(pairs) == {
        ord("1"): "l",
        ord("I"): "l",
        ord("m"): "rn",
        0x037E: ";",
        0x2025: "l;",
    }


def test_ascii_does_not_load_the_data():
    code = (
        "import sys; from reconciler.spec.skeleton import skeleton; skeleton('Sales');"
        "before = 'homoglyphs_fork' in sys.modules; skeleton('\\u0430');"
        "print(before, 'homoglyphs_fork' in sys.modules)"
    )
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert run.stdout == "False True\n"
