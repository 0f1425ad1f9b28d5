"""Fingerprints: what a notice is known by in the next run, wherever its lines stand by then."""

import hashlib
from collections import Counter
from collections.abc import Iterable, Iterator

from reconciler.report.notice import Notice


def fingerprints(notices: Iterable[Notice]) -> Iterator[str]:
    """One for each, no two alike: those that say the same are numbered."""
    seen = Counter[str]()
    for notice in notices:
        about = f"{notice.code}\n{notice.subject}"
        digest = hashlib.sha256(about.encode("utf-8", "surrogatepass")).hexdigest()[:32]
        seen[digest] += 1
        yield f"{digest}:{seen[digest]}"
