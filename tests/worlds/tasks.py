"""Tasks for faulted applies: pairs of states that need five writes or more, and their calls."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from functools import cache
from random import Random

from reconciler.testing.faulted import Faults, Task, Trial
from reconciler.testing.faults import Fault

from .build import NOW, TARGET, Case, Content, build
from .run import INTENT, plan
from .small import GROUP_PERMISSION, ROLE_PERMISSIONS, USERS, cases_a, cases_b, world_a, world_b

TASKS = 240
WRITES = 5


@dataclass(frozen=True)
class Tried:
    """One trial by its number: which task, and what goes wrong in which run."""

    number: int
    name: str
    cell: tuple[str, str]
    """The kind of a call that goes wrong, and how."""
    task: Task
    runs: Sequence[Faults]


@cache
def tasks() -> Sequence[tuple[str, Task, Sequence[str]]]:
    """Each with its name and the kinds of the calls that it takes, in their order."""
    cases = _cases(Random("tasks"))
    found: dict[str, Case] = {}
    while len(found) < TASKS:
        case = next(cases)
        if len(plan(case).steps) >= WRITES:
            found[case.name] = case
    return [(name, *_undisturbed(case)) for name, case in found.items()]


def _undisturbed(case: Case) -> tuple[Task, Sequence[str]]:
    task = Task(case.declared, case.before, case.after, TARGET, INTENT)
    return task, Trial(task).run({}).calls


@cache
def places() -> Mapping[str, Sequence[tuple[int, int]]]:
    """For each kind of call, where there is one: the number of the task, and of the call."""
    found: dict[str, list[tuple[int, int]]] = defaultdict(list)
    for number, (_, _, calls) in enumerate(tasks()):
        for call, kind in enumerate(calls):
            found[kind].append((number, call))
    return found


def cells() -> Sequence[tuple[str, Fault]]:
    """Every kind of call, gone wrong in every way."""
    return [(kind, fault) for kind in sorted(places()) for fault in Fault]


def tried(number: int) -> Tried:
    """The trial of a number: cell after cell; two of three have a second fault."""
    random = Random(f"trial {number}")
    kind, fault = cells()[number % len(cells())]
    chosen, call = random.choice(places()[kind])
    name, task, calls = tasks()[chosen]
    second = {random.randrange(2 * len(calls)): random.choice([*Fault])}
    one, both = {call: fault}, {**second, call: fault}
    runs: list[list[Faults]] = [[one], [both], [one, second]]
    return Tried(number, name, (kind, fault.value), task, random.choice(runs))


def _cases(random: Random) -> Iterator[Case]:
    while True:
        yield random.choice(cases_a(*random.choices(range(len(world_a())), k=2)))
        yield random.choice(cases_b(*random.choices(range(len(world_b())), k=2)))
        yield Case(f"T {random.random()}", _timed(random), _timed(random))


def _timed(random: Random):
    """A group and two roles whose members may have an end that has not passed."""
    ends = [None, NOW + timedelta(days=1), NOW + timedelta(days=30)]

    def content(permissions: Sequence[str]) -> Content:
        chosen = random.sample(permissions, random.randint(0, len(permissions)))
        members = random.sample(USERS, random.randint(1, len(USERS)))
        return Content(frozenset(chosen), {user: random.choice(ends) for user in members})

    roles = {name: content(ROLE_PERMISSIONS) for name in "rs"}
    return build({("a",): content([GROUP_PERMISSION])}, roles, users=USERS)
