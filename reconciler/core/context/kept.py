"""Kept containers: the last active member who stays can be neither removed nor given an end."""

from collections.abc import Iterator

from reconciler.core.finding import Finding, Origins, Severity
from reconciler.core.model import NOBODY, Container, State
from reconciler.core.spelling import Spelling


def kept_findings(
    live: State, desired: State, spelling: Spelling, origins: Origins
) -> Iterator[Finding]:
    """Every container that must keep a member and would lose the last; all at final addresses."""
    for container in sorted(live.kept):
        if _lasting(live, container) and not _lasting(desired, container):
            path, scope = spelling.path(container.ref), spelling.scope(container.scope)
            yield Finding(
                "RC0322",
                Severity.ERROR,
                f"{container.ref.kind} {path} of {scope} must keep an active member without an end",
                ref=container.ref,
                origin=origins.of(container),
                help="name somebody active who stays",
            )


def _lasting(state: State, container: Container) -> frozenset[str]:
    """The active users whose membership has no end."""
    members = state.members.get(container, NOBODY)
    staying = frozenset(user for user in members.users if user not in members.until)
    return state.active(staying, container.scope)
