"""A throwaway PostgreSQL: one server for each process of tests, one database for each test.

It keeps nothing safe and lets everybody in, on the loopback alone. It is found on PATH or where
Debian puts it. Its collation sorts as people do, not by code points, so that a comparison which
leaves the order of text to the database is seen.
"""

import os
import pwd
import shutil
import socket
import subprocess
import tempfile
import time
from contextlib import closing, contextmanager, suppress
from itertools import count
from pathlib import Path

import psycopg

_OWNER = "portal"
_UNSAFE = ("fsync=off", "full_page_writes=off", "synchronous_commit=off", "autovacuum=off")
_LITTLE = ("wal_level=minimal", "max_wal_senders=0")
_PATIENCE = 60.0


def programs():
    """The folder of the newest server there is; None where there is none."""
    debian = Path("/usr/lib/postgresql").glob("*/bin")
    newest_first = sorted(debian, key=lambda path: float(path.parent.name), reverse=True)
    for folder in newest_first:
        if (folder / "initdb").exists() and (folder / "postgres").exists():
            return folder
    found = shutil.which("initdb"), shutil.which("postgres")
    return Path(found[0]).resolve().parent if all(found) else None


class Cluster:
    """A running server; hands out the addresses of new databases."""

    def __init__(self, port):
        self.port = port
        self._names = (f"portal_number_{number:03}" for number in count(1))
        self._admin = self.connect("postgres")

    @contextmanager
    def database(self, like="template1"):
        """The address of a new database, empty or as another one; it is gone afterwards."""
        name = next(self._names)
        self._admin.execute(f"create database {name} template {like}")
        try:
            yield f"postgresql://{_OWNER}@127.0.0.1:{self.port}/{name}"
        finally:
            self._admin.execute(f"drop database {name} with (force)")

    def connect(self, name):
        """Another way into a database than the portal's."""
        return psycopg.connect(
            host="127.0.0.1", port=self.port, user=_OWNER, dbname=name, autocommit=True
        )

    @property
    def variables(self):
        """What libpq must know when an address names the database alone."""
        return {"PGHOST": "127.0.0.1", "PGPORT": str(self.port), "PGUSER": _OWNER}

    def close(self):
        self._admin.close()


@contextmanager
def running():
    """A new server, which has ended afterwards and left nothing behind."""
    folder = Path(tempfile.mkdtemp(prefix="portal-postgresql-"))
    try:
        person = _person()
        if person:
            shutil.chown(folder, person["user"], person["group"])
        _initialize(folder / "data", person)
        with _started(folder, person) as cluster, closing(cluster):
            yield cluster
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _person():
    """As whom the server runs: it refuses to run as root."""
    if os.geteuid() != 0:
        return {}
    for name in ("postgres", "nobody"):
        with suppress(KeyError):
            found = pwd.getpwnam(name)
            return {"user": found.pw_uid, "group": found.pw_gid, "extra_groups": []}
    message = "PostgreSQL does not run as root, and there is no user postgres or nobody"
    raise RuntimeError(message)


def _initialize(data, person):
    options = ["--no-sync", "--encoding=UTF8", "--auth=trust", f"--username={_OWNER}"]
    options += ["--locale=C", "--locale-provider=icu", "--icu-locale=en"]
    command = [programs() / "initdb", *options, data]
    subprocess.run(command, check=True, capture_output=True, cwd=data.parent, **person)


@contextmanager
def _started(folder, person):
    port = _free_port()
    settings = [
        f"port={port}",
        "listen_addresses=127.0.0.1",
        "unix_socket_directories=",
        *_UNSAFE,
        *_LITTLE,
    ]
    options = [part for setting in settings for part in ("-c", setting)]
    command = [programs() / "postgres", "-D", folder / "data", *options]
    with (
        (folder / "log").open("wb") as log,
        subprocess.Popen(command, stdout=log, stderr=log, cwd=folder, **person) as server,
    ):
        try:
            yield _reached(port, server, folder / "log")
        finally:
            server.send_signal(2)  # the fast way down: whoever is connected is cut off
            server.wait(_PATIENCE)


def _free_port():
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return one.getsockname()[1]


def _reached(port, server, log):
    end = time.monotonic() + _PATIENCE
    while server.poll() is None and time.monotonic() < end:
        with suppress(psycopg.OperationalError):
            return Cluster(port)
        time.sleep(0.02)
    message = f"PostgreSQL did not start: {log.read_text()}"
    raise RuntimeError(message)
