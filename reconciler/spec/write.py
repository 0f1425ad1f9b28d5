"""Writing: a file of the project, whole or not at all, whatever links stand in its place."""

import os
from collections.abc import Mapping
from pathlib import Path

from reconciler.errors import UsageError
from reconciler.spec.files import Refused, parts_of, resolve_below


def write_text(root: Path, name: str, text: str) -> None:
    """Write a file below `root`, its folders made where there are none.

    A link in its place is replaced, not followed. Raises `UsageError` where it cannot be written,
    or where its folder leads out of `root`.
    """
    *folders, last = parts_of(name)
    try:
        _write(_folder(root, folders) / last, text)
    except (Refused, OSError) as error:
        reason = error.strerror if isinstance(error, OSError) else error
        raise UsageError(f"{name} cannot be written: {reason}.") from error


def write_new(root: Path, texts: Mapping[str, str], *, overwrite: bool) -> list[str]:
    """Write the files that do not say so yet, and name them.

    Raises `UsageError` before the first one is written where another file stands in the place of
    one and nobody said to overwrite it; else as `write_text` does.
    """
    new = [name for name in sorted(texts) if not _says(root / name, texts[name])]
    taken = [name for name in new if os.path.lexists(root / name)]
    if taken and not overwrite:
        there = ", ".join(taken)
        raise UsageError(f"Nothing is written: there is already {there}. --force overwrites.")
    try:
        root.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise UsageError(f"{root} cannot be made: {error.strerror}.") from error
    for name in new:
        write_text(root, name, texts[name])
    return new


def _says(path: Path, text: str) -> bool:
    try:
        return not path.is_symlink() and path.read_bytes() == text.encode()
    except OSError:
        return False


def _folder(root: Path, folders: list[str]) -> Path:
    """The folder to write to; where a link leads out, none is made behind it."""
    below = resolve_below(root, "", "")
    for depth, folder in enumerate(folders, start=1):
        (below / folder).mkdir(exist_ok=True)
        below = resolve_below(root, "/".join(folders[:depth]), "")
    return below


def _write(file: Path, text: str) -> None:
    new = file.with_name(f".{file.name}.new")
    new.unlink(missing_ok=True)  # what an interrupted run left, or a link that leads elsewhere
    with new.open("x", encoding="utf-8") as written:
        written.write(text)
    new.replace(file)
