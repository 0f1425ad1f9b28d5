"""Measure how long it takes to refuse the worst files, and how much memory: limit by limit.

Each row is a project that exceeds a limit as far as the limit of bytes allows, in the pattern
that costs most of those tried. The first row is a project without a mistake: what is above it is
the price of the refusal.
"""

import re
import statistics
import sys
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from measure import Measured, measure
from ours import VALIDATE, build
from rich.console import Console
from rich.table import Table
from world import World

RUNS = 3
BYTES = 32 * 1024 * 1024
SOUND = World(200, 1, 100)
CODE = re.compile(r"\[(RC\d+)\]")


@dataclass(frozen=True)
class Case:
    """What is written into a sound project, and the code of the finding that must come."""

    name: str
    code: str
    files: Callable[[], Iterator[tuple[str, bytes]]]


def main() -> None:
    table = Table("exceeded", "pattern", "median", "slowest", "processor", "peak memory")
    for place, column in enumerate(table.columns):
        column.no_wrap = True
        column.justify = "left" if place < 2 else "right"
    for case in CASES:
        results = measured(case)
        times = sorted(each.seconds for each in results)
        processor = statistics.median(each.processor for each in results)
        shown = [f"{each:.2f} s" for each in (statistics.median(times), times[-1], processor)]
        peak = f"{max(each.memory for each in results)} MB"
        table.add_row(case.code, case.name, *shown, peak)
    Console(width=100).print(table)


def measured(case: Case) -> list[Measured]:
    """Validate the project of a case, which must be refused with its code and nothing else."""
    with tempfile.TemporaryDirectory(prefix="reconciler-bench-") as place:
        directory = Path(place)
        build(SOUND, directory)
        for name, data in case.files():
            path = directory / "customers" / name
            path.parent.mkdir(exist_ok=True, parents=True)
            path.write_bytes(data)
        results = [measure(directory, VALIDATE) for _ in range(RUNS)]
    for each in results:
        if case.code and not Counter(CODE.findall(each.said))[case.code]:
            sys.exit(f"{case.name}: no {case.code}, but {each.said[:1000]}")
    return results


def one(
    unit: bytes, head: bytes = b"", size: int = BYTES
) -> Callable[[], Iterator[tuple[str, bytes]]]:
    """A file that is as long as may be, of the same few bytes again and again."""
    return lambda: iter([("worst.yaml", head + unit * ((size - len(head)) // len(unit)))])


def many(count: int, data: bytes) -> Callable[[], Iterator[tuple[str, bytes]]]:
    """Many files, each of the same bytes, in folders of a thousand."""
    return lambda: ((f"f{number // 1000}/{number}.yaml", data) for number in range(count))


LONG_LIST = b"- &a [" + b"x, " * 99 + b"x]\n"
NOTHING = ""
CASES = [
    Case("nothing", NOTHING, lambda: iter(())),
    Case("33 MiB", "RC0010", one(b"a", size=BYTES + 1)),
    Case("10,001 files", "RC0011", many(10_001, b"scope: /\n")),
    Case("depth: `[[`", "RC0012", one(b"[", size=4_900_000)),
    Case("depth: `{{`", "RC0012", one(b"{")),
    Case("depth: `? `", "RC0012", one(b"? ")),
    Case("nodes: `[[`", "RC0013", one(b"[")),
    Case("nodes: `- a`", "RC0013", one(b"- a\n")),
    Case("nodes: `- {a}`", "RC0013", one(b"- {a}\n")),
    Case("nodes: `a:`", "RC0013", one(b"a:\n")),
    Case("nodes: `[a,`", "RC0013", one(b"a,", b"[")),
    Case('nodes: `["a":b,`', "RC0013", one(b'"a":b,', b"[")),
    Case("nodes: 40 files of `- a`", "RC0013", many(40, b"- a\n" * 250_000)),
    Case("aliases: of a long list", "RC0014", one(b"- *a\n", LONG_LIST, size=20_000_000)),
    Case("text: one word", "RC0015", one(b"a")),
    Case("text: words", "RC0015", one(b"a b ")),
    Case("text: lines", "RC0015", one(b"a\n")),
    Case(
        "text: quoted lines",
        "RC0015",
        lambda: iter([("worst.yaml", b'"' + b"a\n" * (BYTES // 2 - 1) + b'"')]),
    ),
    Case("text: not ASCII", "RC0015", one("é".encode())),
    Case("text: an emoji and letters", "RC0015", one(b"a", "\U0001f600".encode())),
    Case("text: in a block", "RC0015", one(b"  b\n", b"a: |\n")),
    Case("name of an alias", "RC0104", one(b"a", b"- *")),
    Case("name of a tag", "RC0103", one(b"a", b"- !")),
    Case("findings: `- !t a`", "RC0103", one(b"- !t a\n", size=30_000_000)),
    Case("findings: `? a`", "RC0101", one(b"? a\n")),
    Case("syntax: `a::::`", "RC0004", one(b"a::::")),
    Case("syntax: `[a` in lines", "RC0004", one(b"a\n", b"[")),
    Case("syntax: quoted, not closed", "RC0004", one(b"\n", b'["')),
    Case("empty: comments", "RC0002", one(b"# a\n")),
    Case("empty: lines", "RC0002", one(b"\n")),
]

if __name__ == "__main__":
    main()
