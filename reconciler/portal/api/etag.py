"""Entity tags: which version of a thing is meant.

A tag is the digest of how the thing looks, so it needs no column, survives a restart and differs
exactly when something that is shown does.
"""

import hashlib
import json
import re
from collections.abc import Mapping
from typing import Any

from reconciler.portal.api.problems import precondition_failed, precondition_required

_AS_TEXT = json.JSONEncoder(sort_keys=True, separators=(",", ":")).encode
_TAG = re.compile(r'(W/)?"[\x21\x23-\x7e\x80-\xff]*"')


def etag(shown: Mapping[str, Any]) -> str:
    """The tag of a thing as it is shown."""
    return f'"{hashlib.sha256(_AS_TEXT(shown).encode()).hexdigest()[:32]}"'


def require_match(if_match: str | None, current: Mapping[str, Any]) -> None:
    """Make sure that the caller writes the version that they have read.

    Nothing may be written over unread: a caller who did not say what was read may not write. Raises
    `Problem`: 428 without a tag, 412 with another one.
    """
    tag = etag(current)
    if if_match is None:
        raise precondition_required(tag)
    if not _names(if_match, tag):
        raise precondition_failed(current, tag)


def _names(if_match: str, tag: str) -> bool:
    """Whether the header names this tag, compared strongly (RFC 9110, 13.1.1)."""
    if if_match.strip() == "*":
        return True
    return any(found[0] == tag for found in _TAG.finditer(if_match))
