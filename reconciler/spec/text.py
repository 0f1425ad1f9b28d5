"""Text: which bytes and characters a file may hold at all, and which a name may hold."""

import re
from codecs import getincrementaldecoder

_PIECE = 1024 * 1024
_PLAIN = bytes([*b"\t\n\r", *range(0x20, 0x7F)])
_BOM = b"\xef\xbb\xbf"
_PLANE_ENDS = "".join(chr(plane << 16 | 0xFFFE) + chr(plane << 16 | 0xFFFF) for plane in range(15))

FORBIDDEN = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff\ufeff\ufffe\uffff]"
)
"""Control characters, and those that break lines for some programs and not for others."""

BIDIRECTIONAL = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")
"""What reorders text for the eye only: Unicode's property Bidi_Control."""

INVISIBLE = re.compile(
    "[\u00ad\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200d\u2060-\u2065\u206a-\u206f"
    "\u2800\u3164\ufe00-\ufe0f\uffa0\ufff0-\ufffb\U00013430-\U0001343f\U0001bca0-\U0001bca3"
    "\U0001d159\U0001d173-\U0001d17a\U000e0000-\U000e0fff]"
)
"""What the eye cannot see: zero-width characters, fillers, variation selectors, tags, blanks.

Unicode's property Default_Ignorable_Code_Point, and what else draws nothing (U+2800, U+1D159, the
controls of annotations and of hieroglyphs).
"""

_SHAPELESS = re.compile(f"[\ue000-\uf8ff\ufdd0-\ufdef{_PLANE_ENDS}\U000f0000-\U0010ffff]")
"""What has no look of its own: private use, noncharacters.

Characters that Unicode has not assigned yet are let through: the next version of Python may know
them, and one file should not be right here and wrong there.
"""

_HIDDEN = re.compile(
    "|".join(each.pattern for each in (FORBIDDEN, BIDIRECTIONAL, INVISIBLE, _SHAPELESS))
)


def without_bom(data: bytes) -> bytes:
    """The bytes less a byte order mark, which UTF-8 may have and does not need."""
    return data.removeprefix(_BOM)


def unusual(data: bytes) -> str:
    """What is not plain ASCII, each character once; raises UnicodeDecodeError where no UTF-8."""
    if not data.isascii():
        _demand_utf8(data)  # the whole of it: without its ASCII, broken bytes can fit together
    return "".join(set(data.translate(None, _PLAIN).decode()))


def _demand_utf8(data: bytes) -> None:
    """Piece by piece: one emoji makes four bytes of every character beside it."""
    decode = getincrementaldecoder("utf-8")().decode
    for start in range(0, len(data), _PIECE):
        decode(data[start : start + _PIECE])
    decode(b"", final=True)


def has_hidden(text: str) -> bool:
    """Whether some character is one that names may not hold."""
    return _HIDDEN.search(text) is not None


def without_hidden(text: str) -> str:
    """The text less all that names may not hold."""
    return _HIDDEN.sub("", text)


def hidden(text: str, *, free: bool) -> str | None:
    """The first character that has no place there; `free` text may hold invisible ones.

    Descriptions and reasons are free text: there zero-width joiners belong to emoji and to the
    spelling of several languages.
    """
    found = FORBIDDEN.search(text) or BIDIRECTIONAL.search(text) if free else _HIDDEN.search(text)
    return found[0] if found else None
