"""Reading: every file as a tree, shared out among the processors where there is much to read."""

import os
import signal
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, TypeAlias

from reconciler.core.finding import Finding
from reconciler.spec.discover import SourceFile
from reconciler.spec.files import read_bytes
from reconciler.spec.places import Tree
from reconciler.spec.project import Project
from reconciler.spec.reader import read_yaml

if TYPE_CHECKING:
    from concurrent.futures import Executor

Read: TypeAlias = tuple[Tree | None, list[Finding]]

SHARE = 2_000_000
"""Bytes that are worth another process: to start it takes as long as to read so many."""


def read_all(project: Project, files: Sequence[SourceFile]) -> Iterator[Read]:
    """What stands in each file and what is wrong with it, in their order.

    A process of its own reads each share but the first. The answer is the same without them, and
    where one dies its share is read here.
    """
    own, *others = shares(files, processors())
    if not others:
        yield from _read_share(project, own)
        return
    with _helpers(len(others)) as helpers:
        theirs = [helpers.submit(_read_whole, project, share) for share in others]
        yield from _read_share(project, own)
        for share, reading in zip(others, theirs, strict=True):
            failed = reading.exception()
            yield from _read_share(project, share) if failed else reading.result()


def shares(files: Sequence[SourceFile], most: int) -> list[list[SourceFile]]:
    """The files in order, in at most so many shares of about as many bytes; at least one."""
    total = sum(file.size for file in files)
    count = max(1, min(most, total // SHARE))
    found: list[list[SourceFile]] = [[] for _ in range(count)]
    before = 0
    for file in files:
        found[min(before * count // max(total, 1), count - 1)].append(file)
        before += file.size
    return found


def processors() -> int:
    """How many this process may use; one where processes do not start as copies of it."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else 1


def _read_share(project: Project, files: Iterable[SourceFile]) -> Iterator[Read]:
    return (_read(project, file) for file in files)


def _read_whole(project: Project, files: Iterable[SourceFile]) -> list[Read]:
    return list(_read_share(project, files))


def _read(project: Project, file: SourceFile) -> Read:
    if file.path in project.edited:
        return read_yaml(file.path, project.edited[file.path])
    raw, findings = read_bytes(project.root, file.path, file.base)
    return (None, findings) if raw is None else read_yaml(file.path, raw)


def _helpers(count: int) -> "Executor":
    from concurrent.futures import ProcessPoolExecutor
    from multiprocessing import get_context

    return ProcessPoolExecutor(count, get_context("fork"), _ignore_signals)


def _ignore_signals() -> None:
    """Who ends a run ends its first process, and that one the others."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    signal.signal(signal.SIGHUP, signal.SIG_DFL)
