"""Requests a second of the service: a question and a page, asked by wrk over several connections.

wrk speaks to a real service on this machine alone, and ends by itself. The portal stands in
SQLite, or in a PostgreSQL that is started for it.
"""

import re
import shutil
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from pathlib import Path

from cases import Missing, Step, Subject
from live import OPERATOR, fill_served
from measure import Failed
from ours import DATABASE, program
from portal_server import ADDRESS, TOKEN, serving, write_token
from world import World

sys.path.append(str(Path(__file__).parents[1]))
from tests import postgresql

WORLD = World(10_010, 10, 10_000)
CONNECTIONS = (1, 16, 64)
WARM_UP, SECONDS = 1, 5
SCRIPT = Path("ask.lua")
QUESTION = f'{{"user": "{OPERATOR}", "permission": "users.access", "scope": "/c0000/s00000"}}'
HEAD = f"""\
local file = io.open("{TOKEN}")
wrk.headers["Authorization"] = "Bearer " .. file:read("*a")
file:close()
"""
ASK = f"""\
wrk -t1 -c$0 -d{WARM_UP}s -s {SCRIPT} "$(cat {ADDRESS})$1" >/dev/null &&
exec wrk -t1 -c$0 -d{SECONDS}s --timeout {SECONDS}s --latency -s {SCRIPT} "$(cat {ADDRESS})$1"
"""
RATE = re.compile(r"^Requests/sec:\s+([\d.]+)$", re.MULTILINE)
MEDIAN = re.compile(r"^\s+50%\s+([\d.]+)(us|ms|s) *$", re.MULTILINE)
REFUSED = re.compile(r"^\s+Non-2xx or 3xx responses: (\d+)$", re.MULTILINE)
BROKEN = re.compile(r"^\s+Socket errors: (.+)$", re.MULTILINE)
MILLISECONDS = {"us": 0.001, "ms": 1.0, "s": 1000.0}


@dataclass(frozen=True, slots=True)
class Asked:
    """A request that is made again and again; `lua` makes it of wrk's own."""

    name: str
    row: str
    path: str
    lua: str = ""


CHECK = Asked(
    "check",
    "`POST /v1/check`",
    "/v1/check",
    f"wrk.method = 'POST'\nwrk.body = '{QUESTION}'\n"
    "wrk.headers['Content-Type'] = 'application/json'\n",
)
USERS = Asked("users", "`GET /v1/users?limit=100`", "/v1/users?limit=100")


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of database: whether it is here, and how a portal in it is served."""

    name: str
    row: str
    is_here: Callable[[], object]
    served: Callable[[Path], AbstractContextManager[None]]


def subjects() -> tuple[Subject, ...]:
    return tuple(loaded(asked, kind) for asked in (CHECK, USERS) for kind in KINDS)


def loaded(asked: Asked, kind: Kind) -> Subject:
    def build(directory: Path) -> None:
        (directory / SCRIPT).write_text(HEAD + asked.lua, "utf-8")

    def here() -> str:
        if not shutil.which("wrk"):
            raise Missing("wrk is not found")
        if not kind.is_here():
            raise Missing(f"{kind.row} is not found")
        return program()

    steps = tuple(step(asked, kind, connections) for connections in CONNECTIONS)
    name, row = f"{asked.name}-{kind.name}", f"{asked.row}, {kind.row}"
    return Subject(name, "load", row, here, build, steps)


def step(asked: Asked, kind: Kind, connections: int) -> Step:
    return Step(
        f"load-{connections}",
        f"{connections} connection{'s' if connections > 1 else ''}",
        ("sh", "-c", ASK, str(connections), asked.path),
        says="Requests/sec:",
        runs=1,
        beside=kind.served,
        figures=lambda _, run: figures(run.said),
        shows="{rate:,.0f}/s, median {median:.1f} ms, {errors:.0f} errors",
    )


def figures(said: str) -> Mapping[str, float]:
    """What wrk says: requests a second, median latency in ms, errors of any kind."""
    rate, median = RATE.search(said), MEDIAN.search(said)
    if rate is None or median is None:
        raise Failed(f"wrk says neither how many nor how fast: {said}")
    refused, broken = REFUSED.search(said), BROKEN.search(said)
    errors = int(refused[1]) if refused else 0
    errors += sum(map(int, re.findall(r"\d+", broken[1]))) if broken else 0
    latency = float(median[1]) * MILLISECONDS[median[2]]
    return {"rate": float(rate[1]), "median": latency, "errors": errors}


@contextmanager
def on_sqlite(directory: Path) -> Iterator[None]:
    (directory / DATABASE.parent).mkdir(exist_ok=True)
    (directory / DATABASE).unlink(missing_ok=True)
    with filled(directory, f"sqlite:///{directory / DATABASE}"):
        yield


@contextmanager
def on_postgresql(directory: Path) -> Iterator[None]:
    with postgresql.running() as cluster, cluster.database() as url, filled(directory, url):
        yield


@contextmanager
def filled(directory: Path, url: str) -> Iterator[None]:
    fill_served(WORLD, url)
    write_token(directory, url)
    with serving(directory, url):
        yield


KINDS = (
    Kind("sqlite", "SQLite", lambda: True, on_sqlite),
    Kind("postgresql", "PostgreSQL", postgresql.programs, on_postgresql),
)
