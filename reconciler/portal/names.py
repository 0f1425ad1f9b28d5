"""Names: which ones the portal accepts, how it compares them, and how a path writes them."""

import re
import unicodedata

from reconciler.portal.errors.malformed import (
    BadPath,
    NameCharacters,
    NameEmpty,
    NameTooLong,
    TextCharacters,
)

LONGEST = 255
_REFUSED_CATEGORIES = frozenset({"Cc", "Cs", "Zl", "Zp"})
# Marks that turn the direction of text, and characters of no width: what is read would not be what
# is compared.
_INVISIBLE = re.compile("[\u061c\u200b-\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff]")
# What the databases do not take as text: NUL, and half a surrogate pair.
_NO_TEXT = re.compile("[\0\ud800-\udfff]")
_SPECIAL = re.compile(r"[\\/:]")
_COMPONENT = re.compile(r"((?:[^\\/]|\\.)*)(/|$)", re.DOTALL)
_ESCAPED = re.compile(r"\\([\\/:])")


def fold(name: str) -> str:
    """The spelling that stands for all spellings of a name: trimmed, NFC, without case."""
    name = name.strip()
    if name.isascii():
        return name.lower()
    folded = unicodedata.normalize("NFC", name).casefold()
    return unicodedata.normalize("NFC", folded)


def accept(name: str) -> str:
    """The name as the portal stores and shows it: trimmed, in NFC, else as written.

    Raises `NameEmpty`, `NameTooLong` or `NameCharacters`.
    """
    name = unicodedata.normalize("NFC", name.strip())
    if not name:
        raise NameEmpty
    if len(name) > LONGEST:
        raise NameTooLong(name=name, length=len(name), longest=LONGEST)
    for character in name:
        if _is_refused(character):
            raise NameCharacters(name=name, character=f"U+{ord(character):04X}")
    return name


def accept_text(text: str) -> str:
    """A description as the portal stores it: as written. Raises `TextCharacters`."""
    if found := _NO_TEXT.search(text):
        raise TextCharacters(character=f"U+{ord(found[0]):04X}")
    return text


def is_text(text: str) -> bool:
    """Whether a database can be asked for it; where not, nothing there is called so."""
    return not _NO_TEXT.search(text)


def as_text(text: str) -> str:
    """Somebody's words for the log, with U+FFFD for what cannot stand there."""
    return _NO_TEXT.sub("\ufffd", text)


def _is_refused(character: str) -> bool:
    if unicodedata.category(character) in _REFUSED_CATEGORIES:
        return True
    return _INVISIBLE.match(character) is not None


def join(names: tuple[str, ...]) -> str:
    r"""Names from the root as one path; `/`, `:` and `\` inside a name get a backslash."""
    return "/".join(_SPECIAL.sub(r"\\\g<0>", name) for name in names)


def split(path: str) -> tuple[str, ...]:
    """The names of a written path, from the root."""
    names, start = [], 0
    while match := _COMPONENT.match(path, start):
        names.append(_ESCAPED.sub(r"\1", match[1]))
        if not match[2]:
            return tuple(names)
        start = match.end()
    return (*names, path[start:])  # a lone backslash at the very end


def scope_names(path: str) -> tuple[str, ...]:
    """The names of a scope path: none for `/`, two for `/acme/london`. Raises `BadPath`."""
    if not path.startswith("/"):
        raise BadPath(path=path, help="a scope is written like /acme/london")
    return split(path[1:]) if path != "/" else ()


def scope_path(names: tuple[str, ...]) -> str:
    """The path of a scope from its names."""
    return "/" + join(names)


def scope_key(path: str) -> str:
    """The folded path that stands for all spellings of a scope. Raises `BadPath`."""
    return scope_path(tuple(map(fold, scope_names(path))))


def is_within(key: str, place: str) -> bool:
    """Whether a scope is that place or stands below it, both by their folded paths."""
    return place in ("/", key) or key.startswith(f"{place}/")
