"""Saving: new files in the place of old ones, all of them or none."""

import os
import stat
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from reconciler.core.finding import Finding, Origin
from reconciler.spec.files import parts_of, read_bytes
from reconciler.spec.problem import Problem


@dataclass(frozen=True, slots=True)
class Edited:
    """A file, by its path from the project, as it was read and as it shall be."""

    path: str
    old: bytes
    new: bytes


def save(root: Path, files: Sequence[Edited]) -> list[Finding]:
    """Write all files, or none and say why not. Modes stay; no link is written through.

    Everything that can fail is tried before the first file changes. Where the system fails after
    that, what has been written is put back.
    """
    refused = [finding for file in files for finding in _refusal(root, file)]
    if refused:
        return refused
    done: list[Edited] = []
    file = files[0] if files else None
    try:
        with ExitStack() as stack:
            ready = [stack.enter_context(_beside(root, file := each, each.new)) for each in files]
            for file, new in zip(files, ready, strict=True):
                new.replace(root / file.path)
                done.append(file)
    except OSError as error:
        for each in done:
            with _beside(root, each, each.old) as old:
                old.replace(root / each.path)
        advice = "nothing was changed; mend what is wrong there, and try again"
        problem = Problem("RC0704", f"the file cannot be written: {error.strerror}", advice)
        return [problem.at(Origin(file.path if file else ""))]
    return []


def _refusal(root: Path, file: Edited) -> Iterator[Finding]:
    place = Origin(file.path)
    home = Path(os.path.realpath(root))
    if Path(os.path.realpath(root / file.path)) != home.joinpath(*parts_of(file.path)):
        advice = "edit the file that it leads to"
        yield Problem("RC0705", "a link is not written through", advice).at(place)
        return
    found, problems = read_bytes(root, file.path)
    yield from problems
    if found is not None and found != file.old:
        message = "the file was changed by somebody else meanwhile"
        yield Problem("RC0703", message, "look at it, and try again").at(place)


@contextmanager
def _beside(root: Path, file: Edited, data: bytes) -> Iterator[Path]:
    """The data in a file beside the one that it shall replace; gone again where it does not."""
    path = root / file.path
    new = path.with_name(f".{path.name}.new")
    new.unlink(missing_ok=True)  # what an interrupted run left, or a link that leads elsewhere
    kept = path.lstat()
    try:
        with new.open("xb") as opened:
            opened.write(data)
            opened.flush()
            os.fsync(opened.fileno())
        with suppress(PermissionError):  # only the owner's superuser may give files away
            os.chown(new, kept.st_uid, kept.st_gid)
        new.chmod(stat.S_IMODE(kept.st_mode))
        yield new
    finally:
        new.unlink(missing_ok=True)
