"""Edits for people: what becomes of files, as a unified diff, and who stays where all the same."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from difflib import unified_diff

from rich.text import Text

from reconciler.core.model import Container
from reconciler.core.spelling import Spelling
from reconciler.report.escape import visible
from reconciler.report.layout import fold
from reconciler.report.report import Report
from reconciler.report.wording import holder, plural

_STYLES = {"+": "green", "-": "red", "@": "cyan"}


def diff_text(path: str, old: bytes, new: bytes) -> Iterator[Text]:
    """One file, as `diff -u` shows it. Lines are never folded."""
    before, after = (data.decode().splitlines() for data in (old, new))
    lines = unified_diff(before, after, f"a/{path}", f"b/{path}", lineterm="")
    for number, line in enumerate(lines):
        yield Text(visible(line), "bold" if number < 2 else _STYLES.get(line[0], ""))


def edits_report(edits: Mapping[str, tuple[bytes, bytes]]) -> Report:
    """Files by their path, each as it was and as it becomes, with a blank line behind."""

    def text(_: int) -> Iterator[Text]:
        for path, (old, new) in edits.items():
            yield from diff_text(path, old, new)
        if edits:
            yield Text()

    def data() -> list[dict[str, str]]:
        return [
            {"path": path, "before": old.decode(), "after": new.decode()}
            for path, (old, new) in edits.items()
        ]

    return Report(f"Edits of {plural(len(edits), 'file')}.", text, "edits", data)


def staying_report(containers: Sequence[Container], spelling: Spelling) -> Report:
    """What a user is still a member of."""
    return Report(
        f"Still a member of {len(containers)}.",
        lambda width: [Text(), *staying_text(containers, spelling, width)],
        "staying",
        lambda: [str(container) for container in containers],
    )


def staying_text(containers: Iterable[Container], spelling: Spelling, width: int) -> list[Text]:
    """What a user is still a member of; nothing where that is nothing."""
    lines = [
        line
        for container in containers
        for line in fold(Text(f"  {holder(container, spelling)}"), width, 4)
    ]
    heading = "Still a member, because no file takes it away:"
    return [*fold(Text(heading, "bold yellow"), width), *lines, Text()] if lines else []
