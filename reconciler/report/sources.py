"""Sources: the lines that findings point at, as reports ask for them."""

from collections.abc import Callable
from typing import Protocol, TypeAlias


class Source(Protocol):
    """The lines of one file, without their ends."""

    def __len__(self) -> int:
        """How many there are."""
        ...

    def __getitem__(self, index: int, /) -> str:
        """One line; the first is 0."""
        ...

    def start(self, index: int) -> int | None:
        """How many bytes of the file stand before a line; None where nobody knows."""
        ...


Sources: TypeAlias = Callable[[str], Source | None]
"""A file by its path; None for what cannot be shown."""


def no_sources(path: str) -> None:
    """Shows no lines: places only."""
