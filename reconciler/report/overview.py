"""The overview: everything wrong with the files, or what sound files declare, in one line."""

from collections.abc import Sequence

from rich.text import Text

from reconciler.core.declared import Declared
from reconciler.core.finding import Finding, has_errors
from reconciler.report.diagnostics import count, diagnostics
from reconciler.report.layout import fold
from reconciler.report.report import Report
from reconciler.report.sources import Sources
from reconciler.report.wording import listing, plural


def overview(
    declared: Declared, findings: Sequence[Finding], sources: Sources, room: int | None = None
) -> Report:
    """The findings, `room` of them with their lines, and what files without errors declare.

    `Valid: 6 scopes with 5 roles, 20 groups and 9 memberships.`
    """
    counts, valid, is_broken = _counts(declared), contents(declared, "Valid"), has_errors(findings)

    def text(width: int) -> list[Text]:
        lines = diagnostics(findings, sources, width, room)
        return lines if is_broken else [*lines, *fold(Text(valid, "bold"), width)]

    message = count(findings) if is_broken else valid
    return Report(message, text, "declared", lambda: None if is_broken else counts, None, findings)


def contents(declared: Declared, what: str) -> str:
    """How much the files declare, in one sentence."""
    scopes, *rest = [plural(number, noun[:-1]) for noun, number in _counts(declared).items()]
    return f"{what}: {scopes} with {listing(rest)}."


def _counts(declared: Declared) -> dict[str, int]:
    state = declared.state
    return {
        "scopes": len(state.scopes),
        "roles": len(state.roles),
        "groups": len(state.groups),
        "memberships": sum(map(len, state.members.values())),
    }
