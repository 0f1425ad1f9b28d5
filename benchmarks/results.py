"""Results as they are kept: `results.json`, with the circumstances under which they came."""

import json
import statistics
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any


@dataclass(frozen=True, slots=True)
class Result:
    """What one case took: each run in seconds and MB, and when, on which commit, of which program.

    `took` is the whole case in seconds, preparation included. `stopped` says that its only run was
    ended at the limit; `left_out` why there is none. `figures` are what else is known of each run.
    """

    date: str
    commit: str
    program: str = ""
    seconds: tuple[float, ...] = ()
    processor: tuple[float, ...] = ()
    memory: tuple[int, ...] = ()
    took: float = 0.0
    stopped: bool = False
    left_out: str = ""
    figures: Mapping[str, Sequence[float]] = field(default_factory=dict)

    @property
    def median(self) -> float:
        return statistics.median(self.seconds)

    @property
    def peak(self) -> int:
        return max(self.memory)

    @property
    def medians(self) -> Mapping[str, float]:
        """Each figure in the median."""
        return {name: statistics.median(runs) for name, runs in self.figures.items()}


@dataclass(frozen=True, slots=True)
class Results:
    """Results by name of their case, all of the same circumstances."""

    circumstances: Mapping[str, Any]
    cases: Mapping[str, Result]

    def put(self, name: str, result: Result | None) -> "Results":
        """With another result of a case; None for one that failed, which then has none."""
        others = {each: old for each, old in self.cases.items() if each != name}
        return Results(self.circumstances, others | ({name: result} if result else {}))


def read(path: Path) -> Results:
    """The results of a file; none when there is no file."""
    if not path.exists():
        return Results({}, {})
    document = json.loads(path.read_text("utf-8"))
    cases = {name: Result(**each) for name, each in document["cases"].items()}
    return Results(document["circumstances"], cases)


def write(path: Path, results: Results) -> None:
    """One line for each case, so that a difference reads well."""
    lines = [
        f"    {json.dumps(name)}: {json.dumps(asdict(result))}"
        for name, result in sorted(results.cases.items())
    ]
    head = json.dumps({"circumstances": results.circumstances}, indent=2).removesuffix("\n}")
    body = ",\n".join(lines)
    path.write_text(f'{head},\n  "cases": {{\n{body}\n  }}\n}}\n', "utf-8")
