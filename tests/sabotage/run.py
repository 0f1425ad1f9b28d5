"""Sabotage: breaks the code one line at a time, in a copy, and demands that a test goes red.

A test that cannot fail says nothing. Each `*.toml` here is a table of ways to break one part of
the product; an entry is a line, what it becomes, what goes wrong then, and the tests that must
notice. `run.py order` runs one table, `run.py "removal limit"` the entries that say so.

```toml
[[patch]]
breaks = "a group is deleted before it is empty"
file = "reconciler/core/order/structure.py"
line = "        yield step, around"
becomes = "        return"
tests = ["tests/core/test_order_structure.py"]
```
"""

import os
import re
import shutil
import subprocess
import sys
import tempfile
import tomllib
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from queue import SimpleQueue

ROOT = Path(__file__).parents[2]
TABLES = Path(__file__).parent
AT_ONCE = 2
COPIED = ("reconciler", "tests", "examples", "schemas", "pyproject.toml")
PYTEST = ("-m", "pytest", "-x", "-q", "--tb=no", "-rf", "-p", "no:cacheprovider", "-p", "no:xdist")
FAILED = re.compile(r"^FAILED \S+?::(?P<test>.+?)(?: - (?P<error>\w+).*)?$", re.MULTILINE)
NO_VERDICT = {"ImportError", "ModuleNotFoundError", "NameError", "SyntaxError", "UnboundLocalError"}
"""Errors of a sabotage that only breaks the program: no test has judged anything."""


@dataclass(frozen=True)
class Patch:
    """One way to break the product: a whole line of a file, and what it becomes."""

    breaks: str
    file: str
    line: str
    becomes: str
    tests: Sequence[str]
    table: str


@dataclass(frozen=True)
class Verdict:
    """Whether a test has noticed: its name, or why there is none."""

    patch: Patch
    noticed: bool
    by: str


class Workshop:
    """A copy of the tree, where one line may be broken at a time."""

    def __init__(self, source: Path, folder: Path) -> None:
        self.folder = folder
        for name in COPIED:
            if (source / name).is_dir():
                ignored = shutil.ignore_patterns("__pycache__", ".reconciler", "sabotage")
                shutil.copytree(source / name, folder / name, ignore=ignored)
            elif (source / name).exists():
                shutil.copy(source / name, folder / name)

    def test(self, tests: Sequence[str]) -> tuple[int, str]:
        """Run tests on this copy, and on nothing that is installed."""
        done = subprocess.run(
            [sys.executable, "-B", *PYTEST, *tests],
            cwd=self.folder,
            env={**os.environ, "PYTHONPATH": str(self.folder), "COLUMNS": "300"},
            capture_output=True,
            text=True,
            check=False,
        )
        return done.returncode, done.stdout + done.stderr

    def judge(self, patch: Patch) -> Verdict:
        """Break the line, run the tests that must notice, and mend it again."""
        path = self.folder / patch.file
        sound = path.read_text("utf-8") if path.exists() else ""
        if sound.splitlines().count(patch.line) != 1:
            return Verdict(patch, noticed=False, by="the line is not there exactly once")
        path.write_text(sound.replace(f"{patch.line}\n", f"{patch.becomes}\n"), "utf-8")
        try:
            compile(path.read_text("utf-8"), patch.file, "exec")
            return _verdict(patch, *self.test(patch.tests))
        except SyntaxError as error:
            return Verdict(patch, noticed=False, by=f"this is no Python: {error.msg}")
        finally:
            path.write_text(sound, "utf-8")


def _verdict(patch: Patch, code: int, output: str) -> Verdict:
    """A failed assertion counts, a test that could not run does not."""
    if code == 0:
        return Verdict(patch, noticed=False, by="SURVIVED: no test went red")
    found = FAILED.search(output)
    if code != 1 or found is None or found["error"] in NO_VERDICT:
        last = (output.strip().splitlines() or ["pytest said nothing"])[-1]
        return Verdict(patch, noticed=False, by=f"no test failed, but: {last}")
    return Verdict(patch, noticed=True, by=found["test"])


def patches(wanted: str = "") -> list[Patch]:
    """Every entry of every table, or those of one table or with these words."""
    return [
        Patch(**entry, table=table.stem)
        for table in sorted(TABLES.glob("*.toml"))
        for entry in tomllib.loads(table.read_text("utf-8"))["patch"]
        if wanted in (table.stem, "") or wanted in entry["breaks"]
    ]


def verdicts(wanted: Sequence[Patch], folder: Path) -> Iterator[Verdict]:
    """One verdict for each patch, in their order; a few at once, each in a copy of its own."""
    free: SimpleQueue[Workshop] = SimpleQueue()
    for number in range(AT_ONCE):
        free.put(Workshop(folder / "sound", folder / str(number)))

    def judged(patch: Patch) -> Verdict:
        workshop = free.get()
        try:
            return workshop.judge(patch)
        finally:
            free.put(workshop)

    with ThreadPoolExecutor(AT_ONCE) as pool:
        yield from pool.map(judged, wanted)


def demand_sound(wanted: Sequence[Patch], folder: Path) -> None:
    """Without a patch all the tests pass: else a red one would prove nothing."""
    tests = sorted({test for patch in wanted for test in patch.tests})
    code, output = Workshop(ROOT, folder / "sound").test(tests)
    if code:
        raise SystemExit(f"{output}\nThe tests fail without any sabotage: mend that first.")


def main(arguments: Sequence[str]) -> int:
    """Print a line for each patch, what is wrong below it, and how many were noticed."""
    wanted = patches(" ".join(arguments))
    if not wanted:
        raise SystemExit("No patch is called that.")
    failed = 0
    with tempfile.TemporaryDirectory(prefix="sabotage-") as name:
        demand_sound(wanted, Path(name))
        for verdict in verdicts(wanted, Path(name)):
            failed += not verdict.noticed
            _say(_told(verdict))
    _say(f"{len(wanted) - failed} passed, {failed} failed")
    return 1 if failed else 0


def _told(verdict: Verdict) -> str:
    """`ok    order    a group is deleted before it is empty` and who noticed."""
    patch = verdict.patch
    word = "ok  " if verdict.noticed else "FAIL"
    place = "" if verdict.noticed else f"\n      {patch.file}: {patch.line.strip()}"
    return f"{word}  {patch.table:9} {patch.breaks}{place}\n      {verdict.by}"


def _say(text: str) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
