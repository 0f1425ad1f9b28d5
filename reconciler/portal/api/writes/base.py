"""What all writes by names have in common: what they expect is held against what is there."""

from abc import ABC, abstractmethod
from collections.abc import Callable

from pydantic import Field

from reconciler.portal.api.asked import Asked, Expected
from reconciler.portal.api.etag import etag, require_match
from reconciler.portal.api.problems import precondition_failed
from reconciler.portal.api.shown import Shown
from reconciler.portal.api.visit import Writing
from reconciler.portal.errors.unknown import Unknown
from reconciler.portal.numbered import Things


class NamedWrite(Asked, ABC):
    """One write; `expected` null says that the thing must not be there.

    Of a move or a rename it says, too, that nothing stands where the thing shall go.
    """

    if_match: str | None = Field(None, max_length=1000, description="As the header If-Match.")
    expected: Expected | None = Field(
        None, description="What it must be like before; null: it must not be there."
    )

    @abstractmethod
    def find(self, things: Things) -> Shown | None:
        """The thing as it is; None where there is none, or `Unknown` is raised."""

    @abstractmethod
    def act(self, writing: Writing) -> None:
        """Make the write. Raises `PortalError`."""

    def find_there(self, things: Things) -> Shown | None:  # noqa: ARG002 - most do not go anywhere
        """What stands in the way where the thing shall go; None, or `Unknown` is raised."""
        return None

    def require(self, writing: Writing) -> None:
        """Make sure that the thing is as expected. Raises `Problem` and `PortalError`."""
        if not self.model_fields_set & {"if_match", "expected"}:
            return
        current = _found(self.find, writing.things)
        if self.if_match is not None:
            if current is None:
                raise precondition_failed(None, None)
            require_match(self.if_match, current)
        if "expected" in self.model_fields_set:
            there = _found(self.find_there, writing.things)
            if there is not None or not self._is_expected(current):
                raise precondition_failed(current, etag(current) if current else None, there)

    def _is_expected(self, current: Shown | None) -> bool:
        if self.expected is None or current is None:
            return self.expected is None and current is None
        return self.expected.says_of(current)


def _found(find: Callable[[Things], Shown | None], things: Things) -> Shown | None:
    try:
        return find(things)
    except Unknown:
        return None
