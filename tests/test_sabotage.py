"""Every sabotage still fits the code: a line that has moved on breaks nothing any more."""

import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
TABLES = sorted((ROOT / "tests/sabotage").glob("*.toml"))


def patches(table):
    return tomllib.loads(table.read_text("utf-8"))["patch"]


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.stem)
def test_the_line_of_every_patch_stands_there_exactly_once(table):
    lost = [
        (patch["breaks"], count)
        for patch in patches(table)
        if (count := (ROOT / patch["file"]).read_text("utf-8").splitlines().count(patch["line"]))
        != 1
    ]
    assert lost == []


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.stem)
def test_the_tests_of_every_patch_exist(table):
    named = {test.partition("::")[0] for patch in patches(table) for test in patch["tests"]}
    assert [name for name in sorted(named) if not (ROOT / name).exists()] == []
