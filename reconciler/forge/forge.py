"""What a forge must be able to do, so that `comment` and `drift` work on it."""

from collections.abc import Callable, Sequence
from typing import Final, Protocol, TypeVar

from reconciler.errors import TargetError
from reconciler.forge.written import Author, Comment, Issue
from reconciler.report.markdown import Limit

_T = TypeVar("_T")

LOOKS: Final = 3
"""How often what is there is read, and made what it should be."""


class Again(Exception):
    """Whether a write was done is not known, or what it was to change is gone: read once more.

    `cause` is the error where that is no help.
    """

    def __init__(self, cause: TargetError) -> None:
        super().__init__()
        self.cause = cause


def settled(make: Callable[[], _T]) -> _T:
    """Read and write until nothing is open; what the last time came to. Raises `TargetError`."""
    for look in range(LOOKS):
        try:
            return make()
        except Again as again:
            if look == LOOKS - 1:
                raise again.cause from None
    raise AssertionError("the last look returns or raises")


class Forge(Protocol):
    """One repository on a forge, reached with one token. Every method raises `TargetError`.

    A write also raises `Again`; it is never sent twice where it may have been done.
    """

    limit: Limit
    """How long a comment or an issue may be."""

    def me(self) -> Author:
        """Whose token it is."""
        ...

    def comments(self, pull: int) -> Sequence[Comment]:
        """All comments of a pull request."""
        ...

    def add_comment(self, pull: int, body: str) -> None:
        """Write a new comment."""
        ...

    def change_comment(self, pull: int, number: int, body: str) -> None:
        """Write a comment anew, in its place."""
        ...

    def remove_comment(self, pull: int, number: int) -> None:
        """Remove a comment."""
        ...

    def open_issues(self) -> Sequence[Issue]:
        """The open issues that we wrote; more may be among them."""
        ...

    def closed_issues(self, label: str) -> Sequence[Issue]:
        """The closed ones with a label."""
        ...

    def add_issue(self, title: str, body: str, label: str) -> None:
        """Open an issue with a label."""
        ...

    def change_issue(self, issue: Issue) -> None:
        """Give the issue of this number this title and body, and open or close it."""
        ...
