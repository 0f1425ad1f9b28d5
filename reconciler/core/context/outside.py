"""Outside: what a plan would do to people that this repository does not answer for."""

from collections.abc import Iterator

from reconciler.core.change import Action, Change
from reconciler.core.context.draft import Draft
from reconciler.core.declared import list_of
from reconciler.core.finding import Finding, Origin, Severity
from reconciler.core.model import Container, Membership, Ref
from reconciler.core.polarity import added, removed


def outside_findings(draft: Draft) -> Iterator[Finding]:
    """What deletions, renames and narrowings take away outside, what widenings reach there."""
    holders = _holders(draft)
    for change in draft.changes:
        if not isinstance(change.value, Membership):
            for container in holders.get(change.ref, ()):
                finding = _finding(draft, change, container)
                if finding is not None:
                    yield finding


def _holders(draft: Draft) -> dict[Ref, list[Container]]:
    """The live containers with members, by role or group."""
    holders: dict[Ref, list[Container]] = {}
    for container in sorted(draft.live.members):
        holders.setdefault(container.ref, []).append(container)
    return holders


def _finding(draft: Draft, change: Change, container: Container) -> Finding | None:
    is_outside = not draft.selection.manages(container.scope)
    if change.action is not Action.DELETE and not draft.live.members[container].lasting(draft.now):
        return None  # who has ended holds nothing; a deletion is refused for them all the same
    match change.action:
        case Action.DELETE if is_outside or not _is_answered(draft, container):
            return _taken(draft, change, container, "RC0324")
        case Action.MOVE if is_outside:
            return _taken(draft, change, container, "RC0326")
        case Action.UPDATE if is_outside and removed(change, draft.target.catalog.negation):
            return _taken(draft, change, container, "RC0325")
        case Action.UPDATE if is_outside and added(change, draft.target.catalog.negation):
            return _reached(draft, change, container)
        case _:
            return None


def _is_answered(draft: Draft, container: Container) -> bool:
    """Whether files say who the members are; of what is deleted as a whole, its place decides."""
    owned = draft.declared.owned
    if container.ref.kind == "group":
        return True
    return container in owned.members or container.scope in owned.assignments


_WORDS = {
    "RC0324": ("deleting", "takes it from"),
    "RC0325": ("narrowing", "takes permissions from"),
    "RC0326": ("renaming", "changes it for"),
}


def _taken(draft: Draft, change: Change, container: Container, code: str) -> Finding:
    path, at = draft.spelling.path(change.old_ref), draft.spelling.scope(container.scope)
    doing, does = _WORDS[code]
    if draft.selection.manages(container.scope):
        why, advice = "whose `memberships:` no file lists", f"list the `memberships:` of {at}"
    else:
        why = "which is not managed here"
        advice = f"end these memberships where {at} is managed, or manage its `memberships:` here"
    return Finding(
        code,
        Severity.ERROR,
        f"{doing} {change.ref.kind} {path} {does} {_number(draft, container)} at {at}, {why}",
        ref=change.ref,
        origin=_origin(draft, change, code),
        help=advice,
    )


def _origin(draft: Draft, change: Change, code: str) -> Origin | None:
    """The line that narrows or renames; of a deletion the list that leaves the thing out."""
    origins = draft.declared.origins
    if code == "RC0324":
        return list_of(change.ref, origins)
    return origins.of((change.ref, "permissions") if code == "RC0325" else change.ref)


def _reached(draft: Draft, change: Change, container: Container) -> Finding:
    path, at = draft.spelling.path(change.ref), draft.spelling.scope(container.scope)
    return Finding(
        "RC0327",
        Severity.WARNING,
        f"widening {change.ref.kind} {path} reaches {_number(draft, container)} at {at}, "
        "which is not managed here",
        ref=change.ref,
        origin=draft.declared.origins.of((change.ref, "permissions")),
    )


def _number(draft: Draft, container: Container) -> str:
    members = draft.live.members[container]
    number = len(members.lasting(draft.now) or members)
    return "1 member" if number == 1 else f"{number} members"
