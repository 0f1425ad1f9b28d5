"""Files: reads a file of the project, and nothing else, whatever links and pipes stand there."""

import errno
import os
import stat
from pathlib import Path

from reconciler.core.finding import Finding, Origin
from reconciler.spec.bounds import MAX_BYTES
from reconciler.spec.problem import Problem

_FLAGS = (
    os.O_RDONLY
    | getattr(os, "O_NOFOLLOW", 0)
    | getattr(os, "O_NONBLOCK", 0)  # a pipe that appears at the last moment must not hang us
    | getattr(os, "O_CLOEXEC", 0)
    | getattr(os, "O_BINARY", 0)
)


class Refused(Exception):
    """A file that is not read, and why."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.message)
        self.problem = problem


def path_problem(path: str) -> Problem | None:
    """What is wrong with a path that a project file names: it must stay below that file."""
    if path.startswith(("/", "~")) or "\\" in path or ":" in path.partition("/")[0]:
        return Problem("RC0024", f"`{path}` is no relative path", "write it from the project file")
    if ".." in path.split("/"):
        return Problem("RC0024", f"`{path}` leaves the project", "leave the `..` out")
    if not parts_of(path):
        return Problem("RC0024", f"`{path}` names no file", "write the path of a file")
    return None


def parts_of(path: str) -> list[str]:
    """The parts of a path, without those that mean nothing."""
    return [part for part in path.split("/") if part not in ("", ".")]


def read_bytes(root: Path, name: str, base: str = "") -> tuple[bytes | None, list[Finding]]:
    """The bytes of a file below `root`; None with the reason where it is not read.

    Links are followed as long as they end below `base`, a folder of `root`. Nothing that is
    not a regular file is opened, and nothing outside. A file that changes meanwhile is not read.
    """
    try:
        real = resolve_below(root, name, base)
        data = _read(real)
        _demand_same(real, _real(root / name))
    except Refused as refused:
        return None, [refused.problem.at(Origin(name))]
    except OSError as error:
        return None, [unreadable(error).at(Origin(name))]
    return data, []


def resolve_below(root: Path, name: str, base: str) -> Path:
    """Where a path leads in the end. Raises `Refused` where it ends elsewhere or nowhere."""
    home = _real(root / base)
    if not home.is_relative_to(_real(root)):
        raise Refused(Problem("RC0020", "a link leads out of the project", "move the files here"))
    real = _real(root / name)
    if not real.is_relative_to(home):
        where = f"`{base}`" if base and real.is_relative_to(_real(root)) else "the project"
        raise Refused(Problem("RC0020", f"a link leads out of {where}", "write the file itself"))
    return real


def unreadable(error: OSError | ValueError) -> Problem:
    """Why something cannot be read, as far as the system says."""
    number = error.errno if isinstance(error, OSError) else None
    match number:
        case errno.ELOOP:
            return Problem("RC0021", "the link leads in a circle", "write the file itself")
        case errno.ENOENT | errno.ENOTDIR:
            return Problem("RC0001", "there is no such file", "write it, or mend the path")
        case errno.ENAMETOOLONG:
            return Problem("RC0001", "the path is too long to be read", "use shorter names")
    reason = os.strerror(number).lower() if number else "no usable path"
    return Problem("RC0001", f"it cannot be read: {reason}", "mend its permissions")


def _real(path: Path) -> Path:
    try:
        return Path(os.path.realpath(path, strict=True))
    except (OSError, ValueError) as error:
        raise Refused(unreadable(error)) from None


def _read(real: Path) -> bytes:
    seen = real.lstat()
    _demand_regular(seen)  # opening a device can act by itself, so look first
    handle = _open(real)
    try:
        _demand_same(_identity(seen), _identity(os.fstat(handle)))
        with open(handle, "rb", closefd=False) as file:
            data = file.read(seen.st_size)
        _demand_same(_identity(seen), _identity(os.fstat(handle)))
    finally:
        os.close(handle)
    return data


def _open(real: Path) -> int:
    try:
        return os.open(real, _FLAGS)
    except OSError as error:
        if error.errno == errno.ELOOP:  # it was no link a moment ago
            raise _changed() from None
        raise


def _demand_regular(found: os.stat_result) -> None:
    if stat.S_ISDIR(found.st_mode):
        advice = "rename the folder, or name the files in it"
        raise Refused(Problem("RC0022", "a folder stands where a file belongs", advice))
    if not stat.S_ISREG(found.st_mode):
        raise Refused(Problem("RC0022", "not a regular file", "only plain files are read"))
    if found.st_size > MAX_BYTES:
        raise Refused(_too_large())


def _identity(found: os.stat_result) -> tuple[int, ...]:
    """What stays the same of a file that nobody touches."""
    return found.st_dev, found.st_ino, found.st_mode, found.st_size, found.st_mtime_ns


def _demand_same(before: object, now: object) -> None:
    if before != now:
        raise _changed()


def _changed() -> Refused:
    advice = "run the command again"
    return Refused(Problem("RC0001", "the file changed while it was read", advice))


def _too_large() -> Problem:
    advice = "split it: one scope may stand in many files"
    return Problem("RC0010", f"larger than {MAX_BYTES // 1024 // 1024} MiB", advice)
