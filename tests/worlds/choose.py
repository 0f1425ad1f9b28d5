"""Which pairs a run tries: all with `RECONCILER_TEST_ALL=1`, else a few, always the same."""

import os
from collections.abc import Iterator
from random import Random

import pytest

ALL = bool(os.environ.get("RECONCILER_TEST_ALL"))
CHUNKS = 12

in_chunks = pytest.mark.parametrize("chunk", range(CHUNKS))
"""So that a whole world is spread over the workers that there are."""


def numbers(chunk: int, total: int, few: int, chunks: int = CHUNKS) -> Iterator[int]:
    """The numbers below `total` that this chunk tries; `few` of all chunks together by default."""
    mine = range(chunk, total, chunks)
    if ALL:
        yield from mine
    else:
        yield from sorted(Random(f"{chunk} of {total}").sample(mine, few // chunks))


def pairs(chunk: int, size: int, few: int) -> Iterator[tuple[int, int]]:
    """Pairs of states of a world of this size."""
    for number in numbers(chunk, size * size, few):
        yield divmod(number, size)
