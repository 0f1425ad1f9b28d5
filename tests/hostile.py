"""A pull request from somebody who means harm, and a run of the command that is watched.

The run is a process of its own. A hook of the interpreter notes every file that it opens or writes,
every process that it starts and every socket that it touches; the kernel counts its memory. Where a
network namespace can be made, the run has no network either.
"""

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from functools import cache
from pathlib import Path

PROGRAM = Path(sys.executable).with_name("reconciler")
WATCH = """
import atexit, os, sys
status = os.open("/proc/self/status", os.O_RDONLY)
def peak():
    lines = os.pread(status, 8192, 0).decode().splitlines()
    size = next(line.split()[1] for line in lines if line.startswith("VmHWM:"))
    os.write(log, f"peak {size}\\n".encode())
atexit.register(peak)
log = os.open(os.environ["WATCH_LOG"], os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
WRITES = os.O_WRONLY | os.O_RDWR | os.O_CREAT
CHANGES = ("os.rename", "os.remove", "os.mkdir", "os.rmdir", "os.symlink", "os.link", "os.chmod")
STARTS = ("subprocess.Popen", "os.exec", "os.posix_spawn", "os.system")  # large files fork readers
def watch(event, args):
    if args and isinstance(args[0], int):
        return  # what is open already
    if event == "open":
        kind = "write" if isinstance(args[2], int) and args[2] & WRITES else "read"
    elif event in CHANGES:
        kind = "write"
    elif event in STARTS:
        kind = "start"
    elif event.startswith("socket.") and event not in ("socket.__new__", "socket.gethostname"):
        kind = "socket"
    else:
        return
    path = args[0] if args else event
    if kind == "write" and event in ("os.remove", "os.rmdir") and args[1] != -1:
        path = os.path.join(os.readlink(f"/proc/self/fd/{args[1]}"), path)
    os.write(log, f"{kind} {os.fspath(path) if isinstance(path, os.PathLike) else path!s}\\n"
        .encode("utf-8", "replace"))
sys.addaudithook(watch)
"""


@dataclass(frozen=True)
class Watched:
    """What a run said and did; `peak` is its largest memory in MiB, `cpu` its seconds.

    The process says its peak itself: what the kernel tells its parent begins with the parent's own.
    """

    code: int
    out: str
    err: str
    did: tuple[tuple[str, str], ...]
    peak: float
    cpu: float

    def paths(self, kind: str) -> set[str]:
        return {path for what, path in self.did if what == kind}

    @property
    def codes(self) -> list[str]:
        """The codes of its findings, of a run with `--format json`."""
        return sorted({one["code"] for one in json.loads(self.out)["findings"]})


@cache
def without_network() -> tuple[str, ...]:
    """What stands before a command so that the kernel gives it no network; nothing where it can't.

    On a plain CI machine users may not make namespaces: the notes of the hook hold there too.
    """
    for words in (("unshare", "--net"), ("unshare", "--map-root-user", "--net")):
        try:
            if subprocess.run([*words, "true"], capture_output=True, check=False).returncode == 0:
                return words
        except FileNotFoundError:
            break
    return ()


def watched(folder: Path, *words: str, network: bool = False, **variables: str) -> Watched:
    """Run the command in a folder, with a secret in its environment that nothing may show."""
    beside = folder.parent / "watch"
    beside.mkdir(exist_ok=True)
    (beside / "sitecustomize.py").write_text(WATCH)
    log = beside / "log"
    log.unlink(missing_ok=True)
    environment = {
        "PATH": os.environ["PATH"],
        "HOME": str(beside),
        "TMPDIR": str(beside),
        "PYTHONPATH": str(beside),
        "PYTHONDONTWRITEBYTECODE": "1",
        "WATCH_LOG": str(log),
        "RECONCILER_TOKEN": SECRET,
        "CI": "true",
        **variables,
    }
    before = () if network else without_network()
    out, err = beside / "out", beside / "err"
    with out.open("wb") as said, err.open("wb") as logged:
        process = subprocess.Popen(
            [*before, str(PROGRAM), *words], cwd=folder, env=environment, stdout=said, stderr=logged
        )
        _, status, used = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    noted = [line.partition(" ")[::2] for line in log.read_text("utf-8", "replace").splitlines()]
    peaks = [int(size) / 1024 for kind, size in noted if kind == "peak"]
    return Watched(
        process.returncode,
        out.read_text("utf-8", "surrogateescape"),
        err.read_text("utf-8", "surrogateescape"),
        tuple((kind, path) for kind, path in noted if kind != "peak"),
        max(peaks),
        used.ru_utime + used.ru_stime,
    )


SECRET = "rcp_canary-4f1d9b"  # noqa: S105 - a canary, which opens nothing

PROJECT = """
version: 1
target: {provider: portal, url: "https://portal.northwind.example", account: northwind}
manage: [/acme/**]
sources:
  - {files: acme.yaml, within: /acme}
  - {files: "roles/*.yaml", within: /acme/**}
policies: [policies.yaml]
limits:
  removals: {count: 1, percent: 10}
"""
POLICIES = """
version: 1
rules:
  - {name: nobody deactivates, forbid: {permissions: [users.deactivate]}}
"""
LONDON = """
scope: /acme/london
groups:
  - name: Top Role
    members: [amelia]
    groups:
      - {name: Sales, permissions: [soft_phone.access], members: [noah, isla, jack]}
"""


class PullRequest:
    """A repository whose `main` is sound; what is written after is the pull request's."""

    def __init__(self, folder: Path, catalog: bytes) -> None:
        self.folder = folder
        folder.mkdir()
        self.git("init", "--quiet", "--initial-branch", "main")
        self.write("reconciler.yaml", PROJECT)
        self.write("policies.yaml", POLICIES)
        self.write("acme.yaml", "scope: /acme\n")
        self.write("roles/london.yaml", LONDON)
        (folder / "catalog.yaml").write_bytes(catalog)
        self.commit("base")
        self.git("checkout", "--quiet", "-b", "harm")

    def write(self, path: str, text: str) -> Path:
        file = self.folder / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, "utf-8")
        return file

    def change(self, path: str, old: str, new: str) -> None:
        text = (self.folder / path).read_text("utf-8")
        assert old in text
        self.write(path, text.replace(old, new))

    def link(self, path: str, leads: str) -> None:
        (self.folder / path).unlink(missing_ok=True)
        (self.folder / path).symlink_to(leads)

    def git(self, *words: str) -> None:
        named = [
            "-c",
            "user.name=a",
            "-c",
            "user.email=a@example.net",
            "-c",
            "commit.gpgsign=false",
        ]
        subprocess.run(["git", *named, *words], cwd=self.folder, check=True, capture_output=True)

    def commit(self, message: str = "harm") -> None:
        self.git("add", "--all")
        self.git("commit", "--quiet", "--allow-empty", "--message", message)

    def plan(self, *more: str, **given: object) -> Watched:
        """Commit, and plan without credentials as a pipeline does for a fork."""
        self.commit()
        words = ("plan", "--offline", "--base", "main", "--format", "json", *more)
        return watched(self.folder, *words, **given)
