"""docs/questions.md shows what stories tell."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PAGE = (ROOT / "docs/questions.md").read_text("utf-8")
SHOWN = re.findall(r"^```console\n(\$ .*\n(?:[^$`].*\n|\n)+)```$", PAGE, re.MULTILINE)
TOLD = "".join(path.read_text("utf-8") for path in (ROOT / "tests/cases").glob("*/story.txt"))


def test_there_is_something_shown():
    assert len(SHOWN) == 9


@pytest.mark.parametrize("shown", SHOWN, ids=lambda shown: shown.partition("\n")[0])
def test_an_example_is_what_a_story_tells(shown):
    assert f"{shown}[exit" in TOLD
