"""Trees: the files below a folder of a repository at a commit, listed and read as they are."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from reconciler.errors import UsageError
from reconciler.revision.git import Git

_PLAIN, _LINK = ("100644", "100755"), "120000"
_NOWHERE = frozenset({"", ".", ".."})
_CHUNK = 16 * 1024 * 1024
"""About so many bytes are asked for at once."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One file by its path from the folder; a link holds where it leads. Submodules are none."""

    path: str
    name: str
    size: int
    is_link: bool


def entries(git: Git, commit: str, folder: str) -> list[Entry]:
    """Everything below a folder of the repository, which ends in a slash or is empty.

    Raises `UsageError` where git cannot tell, as in a clone that lacks some of it.
    """
    below = ("--", folder) if folder else ()
    told = git.ask("ls-tree", "-r", "-z", "--long", "--full-tree", commit, *below)
    if told is None:
        raise UsageError("git cannot list the files of that revision: some are not in this clone.")
    return [entry for line in told.split(b"\0") if (entry := _entry(line, folder)) is not None]


def _entry(line: bytes, folder: str) -> Entry | None:
    facts, _, raw = line.partition(b"\t")
    mode, _, rest = facts.decode().partition(" ")
    path = raw.decode(errors="surrogateescape")
    if mode not in (*_PLAIN, _LINK) or not path.startswith(folder):
        return None
    below = path[len(folder) :]
    if not _NOWHERE.isdisjoint(below.split("/")):  # only a tree that was forged has such names
        return None
    _, name, size = rest.split()
    return Entry(below, name, int(size), mode == _LINK)


def contents(git: Git, wanted: Sequence[Entry]) -> Iterator[tuple[Entry, bytes]]:
    """What these files hold, as it was committed: no filter and no conversion of line ends."""
    for chunk in _chunks(wanted):
        names = "".join(f"{entry.name}\n" for entry in chunk).encode()
        told = git.ask("cat-file", "--batch", given=names) or b""
        at = 0
        for entry in chunk:
            start = told.find(b"\n", at) + 1
            head = told[at:start].split()
            if head[:2] != [entry.name.encode(), b"blob"] or start + entry.size > len(told):
                raise UsageError(f"git cannot read `{entry.path}` at that revision.")
            yield entry, told[start : start + entry.size]
            at = start + entry.size + 1


def _chunks(wanted: Sequence[Entry]) -> Iterator[list[Entry]]:
    chunk: list[Entry] = []
    size = 0
    for entry in wanted:
        if chunk and size + entry.size > _CHUNK:
            yield chunk
            chunk, size = [], 0
        chunk.append(entry)
        size += entry.size
    if chunk:
        yield chunk
