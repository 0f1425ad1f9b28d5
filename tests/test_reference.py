"""The pages of docs/reference are those that the schemas make."""

import runpy
from pathlib import Path

import pytest

FOLDER = Path(__file__).parents[1] / "docs/reference"
MAKE = runpy.run_path(str(FOLDER / "make.py"))


@pytest.mark.parametrize("kind", MAKE["TITLES"])
def test_the_page_is_current(kind):
    assert (FOLDER / f"{kind}.md").read_text("utf-8") == MAKE["page"](kind)


@pytest.mark.parametrize(
    ("schema", "expected"),
    [
        ({"type": ["string", "number"]}, "text"),
        ({"type": "array", "items": {"type": "array", "items": {}}}, "list of lists of text"),
        ({"anyOf": [{"type": "string"}, {"$ref": "#/definitions/X"}]}, "text or mapping"),
        ({"enum": ["1"]}, "word"),
    ],
)
def test_the_kind_of_a_value_is_said_in_a_word_or_two(schema, expected):
    assert MAKE["kind_of"](schema) == expected
