"""The portal's service beside what is measured: a real process, reached on this machine alone."""

import json
import subprocess
import urllib.request
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from files import PROJECT, URL
from live import OPERATOR, OPERATORS
from measure import ENVIRONMENT, Failed, Measured
from ours import PROGRAM

from reconciler.portal import Portal, catalog

ADDRESS, TOKEN, LOG = Path("address"), Path("token"), Path("requests.log")
AS_OPERATOR = ("env", f"RECONCILER_TOKEN_FILE={TOKEN}")
"""What stands before a command that speaks to the service."""
PATIENCE = 60.0
"""Seconds for the service to answer, and to end."""


@contextmanager
def serving(directory: Path, database: str) -> Iterator[None]:
    """Serve a database until the block ends; the project in the folder speaks to it."""
    command = (PROGRAM, "portal", "serve", database, "--port", "0", "--rate", "0")
    with (
        (directory / LOG).open("wb") as log,
        subprocess.Popen(
            command,
            cwd=directory,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=log,
            env=ENVIRONMENT,
        ) as server,
    ):
        try:
            address = reached(server.stdout.readline().decode().rpartition(" ")[2].strip())
            (directory / ADDRESS).write_text(address, "ascii")
            (directory / "reconciler.yaml").write_text(PROJECT.replace(URL, address), "utf-8")
            yield
        finally:
            end(server)


def reached(address: str) -> str:
    """The address, once it answers. Raises `Failed`."""
    try:
        with urllib.request.urlopen(f"{address}/healthz", timeout=PATIENCE) as answer:  # noqa: S310 - on loopback
            answer.read()
    except (OSError, ValueError) as error:
        raise Failed(f"the service at {address!r} does not answer: {error}") from error
    return address


def end(server: subprocess.Popen[bytes]) -> None:
    server.terminate()
    try:
        server.wait(PATIENCE)
    except subprocess.TimeoutExpired:
        server.kill()


def write_operator(directory: Path) -> None:
    """Declare the operator, who is nowhere but in worlds that are served."""
    role = f"{{name: {OPERATORS}, type: reseller, permissions: [{', '.join(catalog.BY_KEY)}]}}"
    held = f"{{role: {OPERATORS}, users: [{OPERATOR}]}}"
    text = f"scope: /\nroles:\n  - {role}\nmemberships:\n  - {held}\n"
    (directory / "customers/operator.yaml").write_text(text, "utf-8")


def write_token(directory: Path, database: str) -> None:
    """A token of the operator in a file that nobody else can read."""
    with Portal.open(database) as portal, portal.transaction() as work:
        _, secret = work.tokens.create(OPERATOR, "write")
    path = directory / TOKEN
    path.unlink(missing_ok=True)
    path.touch(0o600)
    path.write_text(secret, "ascii")


def requests_made(directory: Path, _: Measured) -> Mapping[str, float]:
    """Requests that the service has answered so far, by kind, as its log has them."""
    lines = (directory / LOG).read_text("utf-8").splitlines()
    kinds = Counter(kind(json.loads(line)) for line in lines)
    return {each: kinds[each] for each in ("reads", "writes", "lock")}


def kind(line: Mapping[str, str]) -> str:
    """What a line of the log is about; empty for what no client of the API has asked."""
    if not line["route"].startswith("/v1/"):
        return ""
    if line["route"].startswith("/v1/lock"):
        return "lock"
    return "reads" if line["method"] == "GET" else "writes"
