"""What stands on a forge, as far as it matters here: comments, issues, and who wrote them."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Author:
    """Somebody on a forge: names can be taken over, numbers cannot."""

    number: int
    name: str


@dataclass(frozen=True, slots=True)
class Comment:
    """A comment; `author` is the number of who wrote it, None where the forge does not know."""

    number: int
    author: int | None
    body: str


@dataclass(frozen=True, slots=True)
class Issue:
    """An issue, with its author as in `Comment`."""

    number: int
    author: int | None
    title: str
    body: str
    is_open: bool
