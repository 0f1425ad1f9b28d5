"""Kinds of files that we write and read again: for their owner alone, whole, within bounds."""

import os
import re
import stat
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from reconciler.document.whole import write_whole
from reconciler.errors import ReconcilerError, UsageError

_READ = (
    os.O_RDONLY
    | getattr(os, "O_NONBLOCK", 0)  # a pipe that nobody writes to must not hang us
    | getattr(os, "O_CLOEXEC", 0)
    | getattr(os, "O_BINARY", 0)
)
_START: Final = 512


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind: what is in such a file, and what the file is called, in words.

    `start` is how each begins, and nothing else that we write; `wrong` is raised where one cannot
    be read.
    """

    content: str
    name: str
    start: re.Pattern[bytes]
    wrong: type[ReconcilerError]

    def demand_place(self, path: Path) -> None:
        """Raises `UsageError` where such a file cannot take the place of what stands there.

        Only an older one can, or a file with nothing in it. A link would be replaced, a device
        too: neither is what somebody meant.
        """
        try:
            found = path.lstat()
            if not stat.S_ISREG(found.st_mode):
                raise UsageError(f"{path} is not written: something else than a file stands there.")
            with path.open("rb") as file:
                start = file.read(_START)
        except FileNotFoundError:
            return
        except (OSError, ValueError) as error:
            raise UsageError(f"{path} cannot be written: {reason(error)}.") from error
        if start and not self.start.match(start):
            raise UsageError(
                f"{path} is no {self.name}, so it is not replaced. "
                "Move it away, or name another file."
            )

    def save(self, path: Path, content: bytes, most: int) -> None:
        """Write a file of at most so many bytes; only its owner may read it.

        It appears whole or not at all. Raises `UsageError` where it cannot be written, where it
        would be larger, and as `demand_place` does.
        """
        self.demand_place(path)
        if len(content) > most:
            raise UsageError(f"{path} is not written: the {self.content} is {_larger(most)}.")
        try:
            write_whole(path, content, 0o600)
        except OSError as error:
            raise UsageError(f"{path} cannot be written: {error.strerror}.") from error

    def read(self, path: Path, most: int) -> bytes:
        """What is in a file of at most so many bytes. Raises `wrong` where it cannot be read."""
        try:
            with os.fdopen(os.open(path, _READ), "rb") as file:
                found = os.fstat(file.fileno())
                if not stat.S_ISREG(found.st_mode):
                    raise self.wrong(f"{path} is no file.")
                content = file.read(most + 1) if found.st_size <= most else b""
        except (OSError, ValueError) as error:
            raise self.wrong(f"{path} cannot be read: {reason(error)}.") from error
        if found.st_size > most or len(content) > most:
            raise self.wrong(f"{path} is {_larger(most)}.")
        return content


def reason(error: OSError | ValueError) -> str:
    """Why a file cannot be used, as the system says it."""
    return getattr(error, "strerror", None) or "its name cannot be used"


def _larger(most: int) -> str:
    return f"larger than {most // 1024 // 1024} MiB"
