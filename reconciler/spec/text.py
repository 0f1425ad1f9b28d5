"""Text: which bytes and characters a file may hold at all, and which a name may hold."""

import re

_PLAIN = bytes([*b"\t\n\r", *range(0x20, 0x7F)])
_BOM = b"\xef\xbb\xbf"

FORBIDDEN = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff\ufeff\ufffe\uffff]"
)
"""Control characters, and those that break lines for some programs and not for others."""

BIDIRECTIONAL = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")
"""What reorders text for the eye only."""

INVISIBLE = re.compile(
    "[\u00ad\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200d\u2060-\u2065\u206a-\u206f"
    "\u3164\uffa0\ufff9-\ufffb\U000e0000-\U000e0fff]"
)
"""What the eye cannot see: zero-width characters, fillers, tags."""

_HIDDEN = re.compile(f"{FORBIDDEN.pattern}|{BIDIRECTIONAL.pattern}|{INVISIBLE.pattern}")


def without_bom(data: bytes) -> bytes:
    """The bytes less a byte order mark, which UTF-8 may have and does not need."""
    return data.removeprefix(_BOM)


def unusual(data: bytes) -> str:
    """What is not plain ASCII, in order; raises UnicodeDecodeError where it is not UTF-8."""
    if not data.isascii():
        data.decode()  # the whole of it: without its ASCII, broken bytes can fit together
    return data.translate(None, _PLAIN).decode()


def has_hidden(text: str) -> bool:
    """Whether some character is one that names may not hold."""
    return _HIDDEN.search(text) is not None


def hidden(text: str, *, free: bool) -> str | None:
    """The first character that has no place there; `free` text may hold invisible ones.

    Descriptions and reasons are free text: there zero-width joiners belong to emoji and to the
    spelling of several languages.
    """
    found = FORBIDDEN.search(text) or BIDIRECTIONAL.search(text)
    if found is None and not free:
        found = INVISIBLE.search(text)
    return found[0] if found else None
