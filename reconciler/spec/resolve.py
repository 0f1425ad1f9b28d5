"""Resolution: from documents to what they declare, with everything that contradicts itself.

```
documents -> parts (scopes) -> sets, mentions -> merged roles and groups, moves, members -> Declared
```
"""

from collections.abc import Iterable
from datetime import datetime

from reconciler.core.declared import Declared, Notes, Owned
from reconciler.core.finding import Finding
from reconciler.core.model import State
from reconciler.core.target import Target
from reconciler.spec.context import Context
from reconciler.spec.load import Document
from reconciler.spec.members import Membership, members_of
from reconciler.spec.mentions import Mentions, mentions_of
from reconciler.spec.merge import Merged, merge
from reconciler.spec.moves import moves_of
from reconciler.spec.origins import DeclaredOrigins
from reconciler.spec.parts import parts_of, report_missing
from reconciler.spec.project import Project
from reconciler.spec.rosters import rosters_of
from reconciler.spec.sets import Sets, sets_of
from reconciler.spec.spelling import spell


def resolve(
    documents: Iterable[Document], project: Project, target: Target, now: datetime
) -> tuple[Declared, list[Finding]]:
    """Everything the files declare, and every way in which they contradict themselves.

    Pure. `now` (aware, UTC) decides which memberships have ended. What has an error is left out
    as far as it must be, so that the rest can still be judged.

    A parent that a path names and no file declares is taken to live already: the ref of the group
    below it says so, and whether it does is judged beside the live state.
    """
    context = Context(target, now)
    parts = parts_of(documents, project, context)
    report_missing(parts, project, context)
    sets = sets_of(parts, context)
    mentions = mentions_of(parts, context)
    merged = merge(mentions.things, sets, context)
    moves = moves_of(mentions.things, context)
    rosters = rosters_of(mentions, context)
    membership = members_of(rosters, context)
    state = State(
        roles=merged.roles,
        groups=merged.groups,
        members=membership.members,
        scopes=frozenset(part.scope for part in parts),
        spelling=spell(rosters, context),
    )
    declared = Declared(
        state=state,
        owned=_owned(mentions, merged, membership),
        moves=moves,
        ended=membership.ended,
        origins=DeclaredOrigins(parts, mentions, rosters, sets),
        notes=_notes(sets, merged, membership),
    )
    return declared, sorted(context.findings, key=lambda finding: finding.order)


def _owned(mentions: Mentions, merged: Merged, membership: Membership) -> Owned:
    return Owned(
        roles=frozenset(mentions.owners("roles")),
        groups=frozenset(owner for owner, key in mentions.lists if key == "groups"),
        members=frozenset(membership.authoritative),
        assignments=frozenset(mentions.owners("memberships")),
        permissions=frozenset(merged.permissions),
    )


def _notes(sets: Sets, merged: Merged, membership: Membership) -> Notes:
    return Notes(
        reasons=membership.reasons,
        sets={(named.name, named.scope): frozenset(named.permissions) for named in sets},
        uses=merged.uses,
        listed=merged.listed,
    )
