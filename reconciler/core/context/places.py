"""Places: the scopes that files speak of and the live ones that they should speak of."""

from collections.abc import Iterator

from reconciler.core.declared import Declared
from reconciler.core.finding import Finding, Severity
from reconciler.core.model import State
from reconciler.core.nearest import did_you_mean
from reconciler.core.scope import Scope, Selection
from reconciler.core.spelling import Spelling


def place_findings(declared: Declared, live: State, selection: Selection) -> Iterator[Finding]:
    """Declared scopes that do not exist, and live ones that no file speaks of."""
    spelling = Spelling((declared.state.spelling, live.spelling))
    for scope in sorted(declared.state.scopes - live.scopes):
        if selection.covers(scope):
            known = map(spelling.scope, live.scopes)
            yield Finding(
                "RC0301",
                Severity.ERROR,
                f"scope {spelling.scope(scope)} does not exist in the live system",
                ref=scope,
                origin=declared.origins.of(scope),
                help=did_you_mean(scope.path, known, "scopes are made in the live system"),
            )
    for scope in sorted(live.scopes - declared.state.scopes):
        if selection.covers(scope) and not _is_literal(selection, scope):
            path = spelling.scope(scope)
            yield Finding(
                "RC0302",
                Severity.ERROR,
                f"scope {path} is managed by a pattern, and no file speaks of it",
                ref=scope,
                help=f"write a file that one of `sources` matches, with the line `scope: {path}`: "
                "on its own it changes nothing there; or narrow `manage`",
            )


def _is_literal(selection: Selection, scope: Scope) -> bool:
    """A scope that `manage` names itself is judged by `validate` already."""
    return any(not pattern.deep and pattern.base == scope for pattern in selection.patterns)
