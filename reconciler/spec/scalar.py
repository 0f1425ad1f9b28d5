"""Scalars: a text as YAML that every reader takes for this very text."""

import json
import re

from reconciler.spec.dates import parse_day

_PLAIN = re.compile(
    r"(?:[^\W\d]|[/\\(])"  # a letter first: digits and signs may begin a number or a date
    r"(?:[\w./()@&+'\\=;*!-]"
    r"|(?<![ ']):(?=[^\s,\[\]{}])"  # a colon before a space makes a key; in brackets behind one too
    r"|[ ](?=[^\s#]))*"  # a # after a space makes a comment
)
_WORDS = frozenset(("null", "true", "false", "yes", "no", "on", "off", "y", "n"))
"""What some reader of YAML takes for something else than text, in any case."""


def value_at(key: str, text: str) -> str:
    """A text at a key: a day needs no quotes where nothing but a day can stand."""
    return text if key == "expires" and parse_day(text) else scalar(text)


def scalar(text: str) -> str:
    """Plain where that is safe in lists, mappings and brackets, else in quotes.

    In single quotes a backslash stands for itself, as it does in plain text.
    """
    if _PLAIN.fullmatch(text) and text.lower() not in _WORDS:
        return text
    if text.isprintable():
        return "'" + text.replace("'", "''") + "'"
    return json.dumps(text, ensure_ascii=False)
