"""Patterns of the project file: one that speaks of no scope shows before the day it is needed."""

from collections.abc import Iterator
from dataclasses import replace

from reconciler.core.finding import Finding, Severity
from reconciler.core.intent import Intent
from reconciler.core.model import State
from reconciler.core.nearest import did_you_mean
from reconciler.core.scope import Pattern
from reconciler.core.spelling import Spelling


def pattern_findings(live: State, intent: Intent) -> Iterator[Finding]:
    """Patterns of `manage`, and entries of `allow` that still hold, without a live scope.

    A scope that `manage` names itself is judged like any other that files speak of, and an `allow`
    for what is not managed is found without the live system. A run with `--scope` judges what it
    speaks of.
    """
    selection = intent.selection
    for pattern in selection.patterns:
        known = live.scopes | selection.declared
        if pattern.deep and selection.meets(pattern) and not any(map(pattern.covers, known)):
            message = f"`manage` speaks of {pattern}, which fits no live scope"
            yield _idle(pattern, message, live)
    managed = [scope for scope in live.scopes if selection.manages(scope)]
    for entry in intent.limits.allow:
        holds = intent.now.date() <= entry.until and selection.meets(entry.pattern)
        if holds and not any(map(entry.pattern.covers, managed)):
            message = f"`allow` speaks of {entry.pattern}, which fits no live scope of `manage`"
            yield replace(_idle(entry.pattern, message, live), origin=entry.origin)


def _idle(pattern: Pattern, message: str, live: State) -> Finding:
    """The warning, about the scope where the pattern begins."""
    known = map(Spelling((live.spelling,)).scope, live.scopes)
    advice = did_you_mean(pattern.base.path, known, "mend the scope, or take it out")
    return Finding("RC0331", Severity.WARNING, message, ref=pattern.base, help=advice)
