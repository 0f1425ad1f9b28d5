"""Places: the lines behind something, with links to them where the address is known."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import quote

from reconciler.report.markdown.inert import code
from reconciler.report.review.causes import Cause, Lines
from reconciler.report.review.review import Around
from reconciler.report.wording import listing, plural

_NAMED = 2
"""So many lines are named behind one sentence, more are counted."""
_ADDRESS = re.compile(r"https?://[A-Za-z0-9.:\[\]_-]+/[A-Za-z0-9._~%/-]*/")
"""An address that is made of nothing that Markdown or HTML knows."""
_COMMIT = re.compile(r"[0-9a-f]{7,64}")


@dataclass(frozen=True, slots=True)
class Places:
    """How the lines of the files are written."""

    around: Around

    def behind(self, told: Sequence[Lines], untold: int) -> str:
        """The lines behind a sentence, in brackets after a space; nothing where none is known.

        `untold` is of how many more effects it tells, whose lines nobody has looked up.
        """
        causes = sorted({cause for each in told for cause in each.some})
        lines = list({str(cause): cause for cause in causes}.values())
        if not lines:
            return ""
        named = lines if len(lines) <= _NAMED + 1 else lines[:_NAMED]
        words = [self._link(cause) for cause in named]
        if untold or any(len(each.some) < each.count for each in told):
            words.append("others")
        elif rest := len(lines) - len(named):
            words.append(plural(rest, "more line"))
        return f" ({listing(words)})"

    def _link(self, cause: Cause) -> str:
        label, address = code(str(cause)), self._address(cause)
        return f"[{label}]({address})" if address else label

    def _address(self, cause: Cause) -> str:
        """The line on the web; nothing where it is not known."""
        files, path = self.around.files, self.around.path(cause.origin)
        if not _ADDRESS.fullmatch(files) or path.startswith(("/", "../")):
            return ""
        if cause.commit:
            if not _COMMIT.fullmatch(cause.commit):
                return ""
            files = f"{files.rstrip('/').rpartition('/')[0]}/{cause.commit}/"
        return f"{files}{quote(path)}#L{cause.origin.line}"
