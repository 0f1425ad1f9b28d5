"""Placement: groups without a place, roles that hide others, types that change under people."""

from collections.abc import Iterator

from reconciler.core.change import Action
from reconciler.core.context.draft import Draft
from reconciler.core.finding import Finding, Severity
from reconciler.core.model import NOBODY, Ref, Role, State


def parent_findings(draft: Draft) -> Iterator[Finding]:
    """Groups whose place does not exist, in the files or live."""
    groups = {*draft.declared.state.groups, *draft.desired.groups}
    for ref in sorted(ref for ref in groups if _has_no_place(ref, draft.desired)):
        if draft.selection.covers(ref.scope):
            yield Finding(
                "RC0307",
                Severity.ERROR,
                f"group {draft.spelling.path(ref)} has no place: "
                f"{draft.spelling.path(next(ref.above))} does not exist",
                ref=ref,
                origin=draft.declared.origins.of(ref),
                help="declare the group above it too",
            )


def _has_no_place(group: Ref, desired: State) -> bool:
    parent = group.parent
    return parent is not None and parent not in desired.groups


def shadow_findings(draft: Draft) -> Iterator[Finding]:
    """Roles that hide one of the same name in a scope above, one of the two being declared.

    Where both are declared the files alone show it.
    """
    declared = draft.declared.state.roles
    for ref in sorted(draft.desired.roles):
        hidden = _hidden(ref, draft.desired)
        if hidden is not None and (ref in declared) != (hidden in declared):
            ours, theirs = (ref, hidden) if ref in declared else (hidden, ref)
            yield Finding(
                "RC0308",
                Severity.ERROR,
                f"role {draft.spelling.name(ours)} {'hides' if ours == ref else 'is hidden by'} "
                f"the live role of that name at {draft.spelling.scope(theirs.scope)}",
                ref=ours,
                origin=draft.declared.origins.of(ours),
                help="give it another name",
            )


def _hidden(ref: Ref, desired: State) -> Ref | None:
    above = (Ref("role", scope, ref.name) for scope in ref.scope.above)
    return next((found for found in above if found in desired.roles), None)


def retype_findings(draft: Draft) -> Iterator[Finding]:
    """Roles whose type changes while somebody stays assigned."""
    for change in draft.changes:
        before, after = change.before, change.after
        if not isinstance(before, Role) or not isinstance(after, Role):
            continue
        if change.action is Action.UPDATE and before.type != after.type:
            staying = _staying(draft, change.ref)
            if staying:
                who = "1 member stays" if staying == 1 else f"{staying} members stay"
                yield Finding(
                    "RC0323",
                    Severity.ERROR,
                    f"role {draft.spelling.name(change.ref)} cannot become type {after.type}: "
                    f"{who} assigned to it",
                    ref=change.ref,
                    origin=draft.declared.origins.of((change.ref, "type")),
                    help="a role is empty while its type changes: end these memberships first, "
                    "apply, then change the type",
                )


def _staying(draft: Draft, role: Ref) -> int:
    return sum(
        sum(member in draft.desired.members.get(container, NOBODY) for member in members)
        for container, members in draft.live.members.items()
        if container.ref == role
    )
