"""R4: two plans that do the same from the same start are the same, wherever they are made."""

import os
import subprocess
import sys
from collections.abc import Callable, Mapping
from dataclasses import fields, is_dataclass, replace
from pathlib import Path
from random import Random
from typing import Any

import pytest

from .build import Case
from .choose import in_chunks, pairs
from .run import plan
from .same import chosen, printed
from .small import cases_b
from .unasked import effects_unasked  # noqa: F401 - a fixture


def shuffled(value: Any, random: Random) -> Any:
    """An equal value whose mappings and sets were filled in another order."""
    match value:
        case Mapping():
            items = [(key, shuffled(item, random)) for key, item in value.items()]
            random.shuffle(items)
            return dict(items)
        case frozenset():
            items = sorted(value, key=str)
            random.shuffle(items)
            return frozenset(items)
    if is_dataclass(value) and not isinstance(value, type):
        changed = {one.name: shuffled(getattr(value, one.name), random) for one in fields(value)}
        return replace(value, **changed)
    return value


def in_another_order(case: Case, seed: int) -> Case:
    random = Random(f"{case} {seed}")
    before, after = shuffled(case.before, random), shuffled(case.after, random)
    assert (before, after) == (case.before, case.after)
    return Case(case.name, before, after, shuffled(dict(case.moved), random))


@pytest.mark.usefixtures("effects_unasked")  # a digest is not about them
@in_chunks
def test_a_plan_does_not_depend_on_the_order_in_which_things_were_read(chunk):
    for before, after in pairs(chunk, 209, 120):
        for case in cases_b(before, after)[:: 1 + before % 3]:
            again = plan(in_another_order(case, 1))
            assert again.digest == plan(case).digest, case
            if (before + after) % 20:
                break


def test_every_chosen_plan_is_the_same_when_things_were_read_in_another_order():
    for case in chosen():
        assert [*printed(in_another_order(case, 2))] == [*printed(case)], case


SURROUNDINGS: dict[str, Callable[[], dict[str, str]]] = {
    "hash seed 1": lambda: {"PYTHONHASHSEED": "1"},
    "hash seed 4242": lambda: {"PYTHONHASHSEED": "4242"},
    "the C locale": lambda: {"PYTHONHASHSEED": "7", "LC_ALL": "C", "LANG": "C"},
    "a Turkish locale elsewhere": lambda: {"LC_ALL": "tr_TR.UTF-8", "TZ": "Asia/Tokyo"},
}


@pytest.mark.parametrize("surroundings", SURROUNDINGS)
def test_a_plan_is_the_same_to_the_byte_under_other_surroundings(surroundings):
    expected = "".join(f"{line}\n" for case in chosen() for line in printed(case))
    root = Path(__file__).parents[2]
    run = subprocess.run(
        [sys.executable, "-m", "tests.worlds.same"],
        cwd=root,
        env={**os.environ, **SURROUNDINGS[surroundings](), "PYTHONIOENCODING": "utf-8"},
        capture_output=True,
        check=False,
    )
    assert run.stderr.decode() == ""
    assert run.stdout.decode() == expected
