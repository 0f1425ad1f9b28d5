"""Escaping: what comes from outside is shown, and can do nothing to the terminal it is shown on."""

import re

COMMAND_SIGN = r"#(?=#\w*\[)"
"""The start of a build server's command, as `##[error]`: it is obeyed wherever it stands."""

_HIDDEN = re.compile(
    "["
    "\x00-\x1f\x7f-\x9f"  # C0 and C1: line ends, tabs, the start of every terminal sequence
    "\xad\u034f\u0600-\u0605\u061c\u06dd\u070f\u0890\u0891\u08e2"  # soft hyphen, joiners, signs
    "\u115f\u1160\u17b4\u17b5\u180b-\u180f\u3164\uffa0"  # fillers: letters that draw nothing
    "\u200b-\u200f\u2028-\u202e\u2060-\u206f"  # zero width, line ends, directions, isolates
    "\ud800-\udfff"  # half characters, which no encoding can write
    "\ufe00-\ufe0f\ufeff\ufff0-\ufffb\ufffe\uffff"  # variations, byte order mark
    "\U000110bd\U000110cd\U00013430-\U0001343f\U0001bca0-\U0001bca3\U0001d173-\U0001d17a"
    "\U000e0000-\U000e0fff"  # tags: a whole alphabet that nobody sees
    "]"
    rf"|{COMMAND_SIGN}"
)
_COMMAND = re.compile(r"^([^!-~\w]*(?:[\u0640\u07fa][^!-~\w]*)*):(?=:)")
"""GitHub's runner trims a line, and then compares by culture (`TryParseV2` in ActionCommand.cs of
actions/runner): space before the sign and marks that no culture sorts by do not hide it."""


def visible(text: str) -> str:
    """The text with every character that is unseen or acts on a terminal written as `<U+001B>`.

    Covers control characters, directions, zero-width characters and lone surrogates. Line ends
    and tabs too: a value never makes a line of its own.
    """
    return _HIDDEN.sub(_written, text)


def command_start(line: str) -> int | None:
    """Where a line starts with `::`, which a build server would obey; None for a harmless line."""
    found = "::" in line and _COMMAND.match(line)
    return found.end(1) if found else None


def _written(match: re.Match[str]) -> str:
    return f"<U+{ord(match[0]):04X}>"
