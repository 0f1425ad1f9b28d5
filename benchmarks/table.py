"""The results as the tables of README.md, which stand there between two marks."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from cases import Case
from measure import LIMIT
from results import Result, Results

BEGIN, END = "<!-- results -->\n", "<!-- end of results -->\n"
TITLES = {
    "start": "Start",
    "worlds": "Memberships",
    "engine": "What a change does to access, and its order",
    "asked": "Questions about access",
    "observed": "Observing over HTTP",
    "applied": "Applying over HTTP",
    "requests": "Requests of a run",
    "load": "Load on the service",
    "others": "Beside other programs",
}
NOT_MEASURED = "-"


@dataclass(frozen=True, slots=True)
class Budget:
    """What a case may take: seconds in the median, and peak memory in MB.

    The seconds are of the whole process, or those of a part of it that is a figure of each run.
    """

    seconds: float
    memory: int | None = None
    figure: str = ""

    def of(self, result: Result) -> float:
        """The seconds that count."""
        return result.medians[self.figure] if self.figure else result.median


BUDGETS: Mapping[str, Budget] = {
    "help": Budget(0.2),
    "validate-roles": Budget(0.4),
    "plan-100k": Budget(1, 200),
    "plan-1m": Budget(4, 500),
    "plan-1m-users": Budget(4, 500),
    "changed-1m": Budget(6, 600),
    "changed-1m-users": Budget(6, 600),
    "observe-http-100k": Budget(6),
    "access-changed-100k": Budget(3, 500, "seconds"),
    "order-10k": Budget(2, figure="seconds"),
    "answer-questions": Budget(0.5, figure="seconds"),
}


@dataclass(frozen=True, slots=True)
class Ratio:
    """What a figure of one case may be at most, as a multiple of that of another in the same run.

    Without `allowed` it is told and not judged.
    """

    case: str
    other: str
    figure: str
    allowed: float | None = None


RATIOS = (
    Ratio("provider-http-100k", "read-http-100k", "seconds", 1.5),
    Ratio("observe-http-100k", "read-http-100k", "seconds"),
    Ratio("apply-http-10k", "write-http-10k", "each", 0.25),
)


def write_tables(readme: Path, suite: Sequence[Case], results: Results) -> None:
    """Put the tables between the marks of a document."""
    before, rest = readme.read_text("utf-8").split(BEGIN)
    _, after = rest.split(END)
    text = "\n".join(lines(suite, results))
    readme.write_text(f"{before}{BEGIN}\n{text}\n\n{END}{after}", "utf-8")


def lines(suite: Sequence[Case], results: Results) -> Iterator[str]:
    yield circumstances(results)
    yield ""
    yield from budgets(results)
    yield ""
    yield from ratios(results)
    for table, title in TITLES.items():
        yield from ("", f"**{title}**", "")
        yield from grid([case for case in suite if case.subject.table == table], results)
    yield from left_out(results)


def left_out(results: Results) -> Iterator[str]:
    """One line for each reason."""
    reasons = sorted({result.left_out for result in results.cases.values()} - {""})
    for reason in reasons:
        names = [f"`{name}`" for name, each in results.cases.items() if each.left_out == reason]
        yield from ("", f"Left out, because {reason}: {', '.join(names)}.")


def circumstances(results: Results) -> str:
    """One sentence; the libraries, and the commit and date of each, stand in the JSON."""
    if not results.cases:
        return "Nothing has been measured yet."
    given, cases = results.circumstances, results.cases.values()
    machine = given["machine"]
    days = sorted(result.date for result in cases)
    facts = (
        f"{machine['cores']} cores of {machine['processor']} with {machine['memory_gb']} GB",
        machine["system"],
        *sorted({result.program for result in cases} - {""}),
        *(f"{name} {version}" for name, version in given["versions"].items()),
        f"commit {' and '.join(sorted({result.commit for result in cases}))}",
        f"seed {given['seed']}",
        " to ".join(dict.fromkeys((days[0], days[-1]))),
    )
    return f"{', '.join(facts)}."


def budgets(results: Results) -> Iterator[str]:
    yield from row("Budget", "Allowed", "Measured", "Kept")
    yield from row(*["---"] * 4)
    for name, budget in BUDGETS.items():
        memory = f", {budget.memory} MB" if budget.memory else ""
        result = results.cases.get(name)
        allowed = f"{budget.seconds:g} s{memory}"
        yield from row(f"`{name}`", allowed, taken(budget, result), kept(budget, result))


def taken(budget: Budget, result: Result | None) -> str:
    """As in the tables; of a part of the process, its seconds."""
    if result is None or not budget.figure:
        return cell(result)
    return f"{budget.of(result):.2f} s, {result.peak:,} MB"


def kept(budget: Budget, result: Result | None) -> str:
    if result is None or not result.seconds:
        return NOT_MEASURED
    slow = budget.of(result) > budget.seconds
    large = budget.memory is not None and result.peak > budget.memory
    missed = [what for what, is_missed in (("time", slow), ("memory", large)) if is_missed]
    return f"no: {' and '.join(missed)}" if missed else "yes"


def ratios(results: Results) -> Iterator[str]:
    yield from row("Ratio", "Of", "Allowed", "Measured", "Kept")
    yield from row(*["---"] * 5)
    for ratio in RATIOS:
        measured = times(ratio, results)
        allowed = NOT_MEASURED if ratio.allowed is None else f"{ratio.allowed:g} times"
        shown = NOT_MEASURED if measured is None else f"{measured:.2f} times"
        is_kept = NOT_MEASURED
        if measured is not None and ratio.allowed is not None:
            is_kept = "yes" if measured <= ratio.allowed else "no"
        yield from row(f"`{ratio.case}` to `{ratio.other}`", ratio.figure, allowed, shown, is_kept)


def times(ratio: Ratio, results: Results) -> float | None:
    """The ratio of the medians; None where they are not of the same day and commit."""
    one, other = results.cases.get(ratio.case), results.cases.get(ratio.other)
    if one is None or other is None or (one.date, one.commit) != (other.date, other.commit):
        return None
    if ratio.figure not in one.medians or ratio.figure not in other.medians:
        return None
    return one.medians[ratio.figure] / other.medians[ratio.figure]


def grid(cases: Sequence[Case], results: Results) -> Iterator[str]:
    """A row for each subject, a column for each kind of step."""
    columns = list(dict.fromkeys(case.step.column for case in cases))
    yield from row("", *columns)
    yield from row("---", *["---"] * len(columns))
    cells = {
        (case.subject.row, case.step.column): cell(results.cases.get(case.name), case.step.shows)
        for case in cases
    }
    for subject in dict.fromkeys(case.subject.row for case in cases):
        yield from row(subject, *(cells.get((subject, column), NOT_MEASURED) for column in columns))


def row(*cells: str) -> Iterator[str]:
    yield f"| {' | '.join(cells)} |"


def cell(result: Result | None, shows: str = "") -> str:
    """The median and the peak: `0.52 s, 81 MB`; or its figures, where they are to be shown."""
    if result is None:
        return NOT_MEASURED
    if result.left_out:
        return "left out"
    if result.stopped:
        return f"> {LIMIT:.0f} s, {result.peak:,} MB"
    if shows:
        return shows.format(**result.medians)
    return f"{result.median:.2f} s, {result.peak:,} MB"
