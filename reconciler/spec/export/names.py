"""Names as files write them, and which names no file can hold."""

import re
from dataclasses import dataclass

from reconciler.core.model import Container, Member, Ref, user_of
from reconciler.core.names import escape, join, split
from reconciler.core.scope import Scope
from reconciler.core.spelling import Spelling
from reconciler.spec.bounds import MAX_NAME, MAX_SCALAR, MAX_TEXT
from reconciler.spec.text import has_hidden, hidden

_BREAK = re.compile(r"[\t\r\n]")


@dataclass(frozen=True, slots=True)
class Names:
    """Writes addresses in the spelling of the live system; None for what cannot be written."""

    spelling: Spelling

    def scope(self, scope: Scope) -> str | None:
        """The path of a scope; a `*` in it would be a pattern."""
        path = self.spelling.scope(scope)
        names = split(path[1:]) if scope.names else ()
        return path if "*" not in path and all(map(is_name, names)) else None

    def path(self, ref: Ref) -> str | None:
        """The whole path of a role or group, from the root of its tree."""
        names = self.spelling.names(ref)
        path = join(names)
        longest = MAX_NAME if ref.kind == "role" else MAX_SCALAR
        return path if len(path) <= longest and all(map(is_name, names)) else None

    def member(self, member: Member, container: Container) -> str | None:
        """A user, group or role as a list of members names it."""
        if isinstance(member, Ref):
            home, path = member.scope, self.path(member)
        else:
            home, name = user_of(member, container.scope)
            written = self.spelling.name(Ref("user", home, (name,)))
            path = escape(written) if is_name(written) else None
        if path is None or home == container.scope:
            return path
        above = self.scope(home)
        return None if above is None else f"{above}:{path}"


def is_name(name: str) -> bool:
    """Whether a file can hold it as a name: not too long, on one line, nothing hidden in it."""
    return len(name) <= MAX_NAME and not has_hidden(name) and not _BREAK.search(name)


def is_text(text: str) -> bool:
    """Whether a file can hold it as free text."""
    return len(text) <= MAX_TEXT and hidden(text, free=True) is None
