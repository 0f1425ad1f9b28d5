"""Files that appear whole or not at all, and never through a link that somebody planted."""

import os
from pathlib import Path

_WRITE = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_CLOEXEC", 0)


def write_whole(path: Path, content: bytes, mode: int) -> None:
    """Write a file in the place of what is there; `mode` is who may read it, less the umask.

    Raises `OSError` where it cannot be written: then nothing is left of it.
    """
    new = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        _write(new, content, mode)
        new.replace(path)
    except OSError:
        new.unlink(missing_ok=True)
        raise


def _write(new: Path, content: bytes, mode: int) -> None:
    new.unlink(missing_ok=True)  # what an interrupted run left, or a link that leads elsewhere
    with os.fdopen(os.open(new, _WRITE, mode), "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
