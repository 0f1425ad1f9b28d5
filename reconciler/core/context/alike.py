"""Alike: a delete and a create that look like a rename are pointed out."""

from collections.abc import Iterator

from reconciler.core.change import Action
from reconciler.core.context.draft import Draft
from reconciler.core.finding import Finding, Severity
from reconciler.core.model import Ref, State, Thing


def alike_findings(draft: Draft) -> Iterator[Finding]:
    """Each delete that has a create of its kind: same scope, permissions and most people."""
    things = {Action.CREATE: list[Thing](), Action.DELETE: list[Thing]()}
    for change in draft.changes:
        if change.action in things and isinstance(change.value, Thing):
            things[change.action].append(change.value)
    created = sorted(things[Action.CREATE], key=lambda thing: thing.ref)
    for old in things[Action.DELETE]:
        alike = (new for new in created if is_alike(old, new, draft.live, draft.desired))
        twin = next(alike, None)
        if twin is not None:
            yield _alike(draft, old.ref, twin.ref)


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


def is_alike(old: Thing, new: Thing, before: State, after: State) -> bool:
    """Whether what is in one state could be, under another name or elsewhere, in the other.

    It has the same permissions there and most of its people.
    """
    if (old.ref.kind, old.ref.scope) != (new.ref.kind, new.ref.scope):
        return False
    is_moved = old.ref.parent != new.ref.parent
    if is_moved and old.ref.name[-1] != new.ref.name[-1]:
        return False
    were, are = _people(before, old.ref), _people(after, new.ref)
    return old.permissions == new.permissions and 2 * len(were & are) > len(were)


def _people(state: State, ref: Ref) -> set[tuple[object, object]]:
    return {
        (container.scope, member)
        for container, members in state.members.items()
        if container.ref == ref
        for member in members
    }
