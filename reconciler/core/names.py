"""Names: how a target compares them, and how they are written inside an address."""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

_SPACES = re.compile(r" {2,}")
_SPECIAL = re.compile(r"[\\/:]")
_ESCAPED = re.compile(r"\\(.)", re.DOTALL)
_SEPARATOR = re.compile(r"((?:[^\\/]|\\.)*)(?:/|$)", re.DOTALL)


@dataclass(frozen=True, slots=True)
class NameRules:
    """What a target holds to be the same name.

    `form` is a Unicode normalization form or "" for raw code points; `squeeze` takes a run of
    inner spaces for one; `longest` counts code points after trimming.
    """

    case: bool = True
    trim: bool = False
    form: str = ""
    longest: int = 255
    squeeze: bool = False

    def fold(self, name: str) -> str:
        """The one spelling that stands for all spellings of a name."""
        if name.isascii():
            name = name if self.case else name.lower()
        else:
            name = self._normal(name)
            name = name if self.case else self._normal(name.casefold())
        if self.squeeze:
            name = _SPACES.sub(" ", name)
        return name.strip() if self.trim else name  # last: some forms bring spaces in

    def fold_all(self, names: Sequence[str]) -> list[str]:
        """Every name folded: all in one pass where they are plain ASCII words, as nearly always.

        A name that is folded already comes back as the same object.
        """
        text = "".join(names)
        if not text.isascii() or not text.isprintable() or " " in text:
            return [self.fold(name) for name in names]
        is_folded = self.case or text == text.lower()
        return [*names] if is_folded else "\n".join(names).lower().split("\n")

    def _normal(self, name: str) -> str:
        match self.form:
            case "NFC" | "NFD" | "NFKC" | "NFKD":
                return unicodedata.normalize(self.form, name)
            case _:
                return name


def escape(name: str) -> str:
    r"""A name as one component of an address: `/`, `:` and `\` get a backslash."""
    return _SPECIAL.sub(r"\\\g<0>", name) if _SPECIAL.search(name) else name


def unescape(component: str) -> str:
    """The name that `escape` wrote; a backslash that escapes nothing stands for itself."""
    return _ESCAPED.sub(_plain, component) if "\\" in component else component


def _plain(match: re.Match[str]) -> str:
    return match[1] if match[1] in "\\/:" else match[0]


def join(names: tuple[str, ...]) -> str:
    """Names from the root, written as one path."""
    return "/".join(map(escape, names))


def split(path: str) -> tuple[str, ...]:
    """The names of a written path, from the root; empty ones are kept for the caller to judge."""
    if "\\" not in path:
        return tuple(path.split("/"))
    parts, start = [], 0
    while True:
        match = _SEPARATOR.match(path, start)
        if match is None:  # a lone backslash at the very end
            parts.append(path[start:])
            break
        parts.append(unescape(match[1]))
        if match.end() == match.end(1):
            break
        start = match.end()
    return tuple(parts)
