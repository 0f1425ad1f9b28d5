"""Running the real program and killing it: a project, its portal, and a provider that kills itself.

The portal is a file that the program opens, or stands behind its service, in another process.
`python -m tests.survival.killed FOLDER SEED [served]` replays a case of `test_kills.py` in a new
folder.
"""

import contextlib
import io
import os
import random
import signal
import sqlite3
import subprocess
import sys
import time
from collections import Counter
from contextlib import contextmanager, nullcontext, redirect_stderr, redirect_stdout
from dataclasses import dataclass
from pathlib import Path

import pytest

from reconciler.cli.main import main as run
from reconciler.portal import Portal
from reconciler.portal.catalog import PERMISSIONS
from tests.providers.served import served

MOMENTS = {
    False: ("before the slice", "within the slice", "after the slice", "after an outcome"),
    True: ("before the call", "within the call", "after the call", "after an outcome"),
}
"""By whether the portal is served: a call of it is one request."""

WORLDS = 4
"""So many pairs of states; each seed dies in one of them."""

LAST = {"slice": 4, "call": 26, "outcome": 180}
"""How many of each an apply has, about; who dies at a later one lives."""

PROJECT = """
version: 1
target: {{provider: portal, url: "sqlite:///portal.db", account: northwind}}
manage: [/acme/london]
sources: [{{files: {file}, within: /acme/london}}]
limits: {{removals: {{count: 10000, percent: 100}}}}
"""

DYING = Path(__file__).with_name("dying.py")


@dataclass(frozen=True)
class Case:
    """How a process dies: at the Nth of a moment, or after some seconds; all from one seed."""

    seed: int
    moment: str
    at: int
    seconds: float | None

    @classmethod
    def of(cls, seed, *, served=False):
        chance = random.Random(seed)
        if seed % 5 == 4:
            return cls(seed, "", 0, chance.uniform(0.5, 2.5))
        moment = MOMENTS[served][seed % 5]
        return cls(seed, moment, chance.randint(1, LAST[moment.rpartition(" ")[2]]), None)


def files(folder, seed):
    """Two states of one phone system, some 200 changes apart, in slices and waves."""
    chance = random.Random(seed)
    users = [f"user{number}" for number in range(60)]
    names = [f"Team {number}" for number in range(12)]
    for file, shown in (("before.yaml", names[:6]), ("after.yaml", names[3:])):
        lines = ["scope: /acme/london", "groups:", "  - name: Top Role", "    groups:"]
        for name in shown:
            members = ", ".join(sorted(chance.sample(users, 18)))
            lines.append(f"      - {{name: {name}, permissions: [soft_phone.access],")
            lines.append(f"         members: [{members}]}}")
        (folder / file).write_text("\n".join([*lines, ""]))
    people = f"users: [boss, {', '.join(users)}]"
    (folder / "people.yaml").write_text(
        "account: northwind\n"
        f"customers: [{{name: acme, phone_systems: [{{name: london, {people}}}]}}]\n"
    )
    for name in ("before", "after"):
        (folder / f"{name}-project.yaml").write_text(PROJECT.format(file=f"{name}.yaml"))


def prepare(folder, seed):
    """A portal in the first state, with the project of the second as the one that is used."""
    files(folder, seed)
    say(folder, "portal", "init", "portal.db", "--from", "people.yaml")
    say(folder, "--project", "before-project.yaml", "catalog", "pull")
    say(folder, "--project", "before-project.yaml", "apply", "--auto-approve")
    for journal in (folder / ".reconciler/journal").iterdir():
        journal.unlink()
    (folder / "reconciler.yaml").write_text((folder / "after-project.yaml").read_text())


def admit(folder):
    """A token of somebody at the reseller who may do everything; nothing of it is in the plan."""
    with Portal.open(f"sqlite:///{folder}/portal.db") as portal, portal.transaction() as work:
        work.users.create("/", "deploy")
        may = [one.key for one in PERMISSIONS if "reseller" in one.role_types]
        work.roles.create("Deployment", "reseller", may)
        work.assignments.grant("Deployment", "deploy")
        return work.tokens.create("deploy", "write")[1]


@contextmanager
def behind_its_service(folder, token):
    """The project, with its portal behind the service and the token in the environment."""
    project = folder / "reconciler.yaml"
    with (
        served(f"sqlite:///{folder}/portal.db", owner=False) as url,
        pytest.MonkeyPatch.context() as own,
    ):
        project.write_text(project.read_text().replace("sqlite:///portal.db", url))
        own.setenv("RECONCILER_TOKEN", token)
        yield url


def say(folder, *words, code=0):
    """What the program prints; in this process, which is not to be killed."""
    printed = io.StringIO()
    with contextlib.chdir(folder), redirect_stdout(printed), redirect_stderr(printed):
        ended = run(words)
    assert ended == code, (words, ended, printed.getvalue())
    return printed.getvalue()


def die(folder, case):
    """Apply, in a process that is killed as the case says; its exit code."""
    process = subprocess.Popen(
        [sys.executable, DYING, "apply", "--auto-approve"],
        cwd=folder,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        env={**os.environ, "MOMENT": case.moment, "AT": str(case.at)},
    )
    if case.seconds is not None:
        time.sleep(case.seconds)
        process.kill()
    return process.wait(timeout=120)


def state(folder):
    """Everything in the database that a plan could change, read by hand; nothing may be twice."""
    connection = sqlite3.connect(folder / "portal.db")
    try:
        assert connection.execute("pragma integrity_check").fetchall() == [("ok",)]
        groups = connection.execute("select folded from groups").fetchall()
        members = connection.execute(
            "select groups.folded, users.folded from members"
            ' join groups on groups.id = members."group" join users on users.id = members.user'
        ).fetchall()
    finally:
        connection.close()
    found = [*(name for (name,) in groups), *members]
    assert [each for each, times in Counter(found).items() if times > 1] == []
    return set(found)


def written(folder):
    """How many writes the portal's own log knows."""
    connection = sqlite3.connect(folder / "portal.db")
    try:
        return connection.execute("select count(*) from events").fetchone()[0]
    finally:
        connection.close()


def main():
    folder, seed, is_served = Path(sys.argv[1]), int(sys.argv[2]), sys.argv[3:] == ["served"]
    folder.mkdir(parents=True)
    case = Case.of(seed, served=is_served)
    prepare(folder, seed % WORLDS)
    with behind_its_service(folder, admit(folder)) if is_served else nullcontext():
        code = die(folder, case)
        sys.stdout.write(
            f"{case}: ended with {code} ({signal.Signals(-code).name if code < 0 else ''})\n"
        )
        sys.stdout.write(say(folder, "status"))


if __name__ == "__main__":
    main()
