"""Links: places in the files, which lead to the repository where its address is known."""

import re
from dataclasses import dataclass
from urllib.parse import quote

from reconciler.core.finding import Origin
from reconciler.report.html.markup import Markup, element
from reconciler.report.review.causes import Cause
from reconciler.report.review.review import Around

_ADDRESS = re.compile(r"https://[^\s/?#@\\]+/[^\s?#\\]*/")
_COMMIT = re.compile(r"[0-9a-f]{7,64}")
_SHORT = 10
"""So much of a commit tells it from all others."""


@dataclass(frozen=True, slots=True)
class Links:
    """How places are written."""

    around: Around

    def origin(self, origin: Origin) -> Markup:
        """A place: `customers/acme/london.yaml:14`."""
        return self._place(origin, self.around.files)

    def cause(self, cause: Cause | None) -> Markup:
        """The line that causes something; of a line that is gone, with the commit that has it."""
        if cause is None:
            return Markup()
        if not _COMMIT.fullmatch(cause.commit):
            return self.origin(cause.origin)
        place = self._place(cause.origin, _at(self.around.files, cause.commit))
        return element("span", place, f" at {cause.commit[:_SHORT]}", class_="gone")

    def _place(self, origin: Origin, files: str) -> Markup:
        words = f"{origin.path}:{origin.line}"
        if not _ADDRESS.fullmatch(files):
            return element("span", words, class_="place")
        address = f"{files}{quote(self.around.path(origin))}#L{origin.line}"
        return element("a", words, class_="place", href=address)


def _at(files: str, commit: str) -> str:
    """The address of the files at another commit: it is the last part of the address."""
    folder, slash, _ = files.removesuffix("/").rpartition("/")
    return f"{folder}{slash}{commit}/"
