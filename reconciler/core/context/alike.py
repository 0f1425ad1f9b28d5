"""Alike: a delete and a create that look like a rename are pointed out."""

from collections.abc import Iterator

from reconciler.core.change import Action
from reconciler.core.context.draft import Draft
from reconciler.core.finding import Finding, Severity
from reconciler.core.model import Group, Ref, State


def alike_findings(draft: Draft) -> Iterator[Finding]:
    """Each delete that has a create of its kind: same scope, permissions and most people."""
    created = sorted(change.ref for change in draft.changes if change.action is Action.CREATE)
    for change in draft.changes:
        if change.action is Action.DELETE:
            twin = next((new for new in created if _is_alike(draft, change.ref, new)), None)
            if twin is not None:
                yield _alike(draft, change.ref, twin)


def _alike(draft: Draft, old: Ref, new: Ref) -> Finding:
    path = draft.spelling.path(old)
    return Finding(
        "RC0315",
        Severity.HINT,
        f"{old.kind} {path} is deleted and {draft.spelling.path(new)} is created with the same "
        "permissions and people",
        ref=new,
        origin=draft.declared.origins.of(new),
        help=f"if that is a rename, add `previously: {path}`",
    )


def _is_alike(draft: Draft, old: Ref, new: Ref) -> bool:
    before, after = draft.live.thing(old), draft.desired.thing(new)
    if before is None or after is None or (old.kind, old.scope) != (new.kind, new.scope):
        return False
    if isinstance(before, Group) and old.parent != new.parent and old.name[-1] != new.name[-1]:
        return False
    were, are = _people(draft.live, old), _people(draft.desired, new)
    return before.permissions == after.permissions and 2 * len(were & are) > len(were)


def _people(state: State, ref: Ref) -> set[tuple[object, object]]:
    return {
        (container.scope, member)
        for container, members in state.members.items()
        if container.ref == ref
        for member in members
    }
