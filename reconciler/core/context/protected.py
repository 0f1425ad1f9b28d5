"""Protected things: what the live system lets nobody change, said before anything is sent."""

from collections.abc import Iterator
from itertools import chain

from reconciler.core.change import Action, Change
from reconciler.core.complete import declared_members
from reconciler.core.context.draft import Draft
from reconciler.core.context.kept import kept_findings
from reconciler.core.declared import Declared
from reconciler.core.finding import Finding, Severity
from reconciler.core.model import NOBODY, Container, Fixed, State


def protected_findings(draft: Draft) -> Iterator[Finding]:
    """Every attempt to change what is fixed, immutable or kept."""
    yield from _moves(draft)
    yield from _permissions(draft)
    yield from _members(draft)
    yield from _immutable(draft)
    yield from kept_findings(draft.live, draft.desired, draft.spelling, draft.declared.origins)


def _moves(draft: Draft) -> Iterator[Finding]:
    for old, new in sorted(draft.moves.new.items()):
        if not draft.selection.covers(new.scope):
            continue
        origin = draft.declared.origins.of((new, "previously"))
        fixed = draft.live.fixed.get(new, frozenset())
        path = draft.spelling.path(new)
        if old.name[-1] != new.name[-1] and Fixed.NAME in fixed:
            message = f"{new.kind} {path} is built in and cannot be renamed"
            yield Finding("RC0314", Severity.ERROR, message, new, origin, help="keep its name")
        if old.parent != new.parent and Fixed.PLACE in fixed:
            message = f"{new.kind} {path} is built in and cannot be moved"
            yield Finding("RC0314", Severity.ERROR, message, new, origin, help="keep its place")
        if new.kind not in draft.target.renames:
            message = f"this system cannot rename or move a {new.kind}"
            help_ = "declare the new one and apply; then drop the old one and apply again"
            yield Finding("RC0501", Severity.ERROR, message, new, origin, help=help_)


def _permissions(draft: Draft) -> Iterator[Finding]:
    for ref, fixed in sorted(draft.live.fixed.items()):
        live, desired = draft.live.thing(ref), draft.desired.thing(ref)
        if Fixed.PERMISSIONS not in fixed or live is None or desired is None:
            continue
        if live.permissions != desired.permissions:
            yield Finding(
                "RC0320",
                Severity.ERROR,
                f"{ref.kind} {draft.spelling.path(ref)} is built in: its permissions are fixed",
                ref=ref,
                origin=draft.declared.origins.of((ref, "permissions")),
                help="drop its `permissions:`",
            )


def _members(draft: Draft) -> Iterator[Finding]:
    declared = draft.declared
    fixed = {ref for ref, what in draft.live.fixed.items() if Fixed.MEMBERS in what}
    named = chain(declared.state.members, declared.owned.members, declared.ended)
    for container in sorted({container for container in named if container.ref in fixed}):
        if _asks(declared, container, draft.live):
            path = draft.spelling.path(container.ref)
            yield Finding(
                "RC0321",
                Severity.ERROR,
                f"the members of {container.ref.kind} {path} are fixed",
                ref=container.ref,
                origin=declared.origins.of(container),
                help="drop its list of members",
            )


def _asks(declared: Declared, container: Container, live: State) -> bool:
    """Whether files want the members of a container to be others than they are."""
    there = live.members.get(container, NOBODY)
    return declared_members(declared, container, there) != there


def _immutable(draft: Draft) -> Iterator[Finding]:
    for change in draft.changes:
        if change.action is not Action.UPDATE:
            continue
        for field in sorted(_changed_fields(change)):
            if f"{change.ref.kind}.{field}" in draft.target.immutable:
                yield Finding(
                    "RC0502",
                    Severity.ERROR,
                    f"the {field} of {change.ref.kind} {draft.spelling.path(change.ref)} "
                    "cannot change in this system",
                    ref=change.ref,
                    origin=draft.declared.origins.of((change.ref, field)),
                    help="declare a new one under another name and apply; "
                    "then drop the old one and apply again",
                )


def _changed_fields(change: Change) -> Iterator[str]:
    for field in ("type", "description", "permissions"):
        if getattr(change.before, field, None) != getattr(change.after, field, None):
            yield field
