"""Access in words: `sales > top, as billing, over top/sales/desk, until 2026-08-01`.

The containers from one's own to the one that gives it; the permission, where another one implies
what is asked; the group that holds, or is, what is reached; the end.
"""

from dataclasses import replace

from reconciler.core.access.holding import NEVER, Holdings
from reconciler.core.access.question import Access, Question
from reconciler.core.model import Members, Ref
from reconciler.core.target import Catalog, Permission

from .build import ENDS, LONDON, NOW, TARGET, Piece, short

REACHING = replace(
    TARGET,
    assignment="below",
    catalog=Catalog(
        (
            Permission("see", reach="users"),
            Permission("shape", reach="groups"),
            Permission("find", reach="ungrouped"),
            Permission("call"),
        )
    ),
)
"""Like the portal, with one permission of each reach."""
KEYCLOAK = replace(TARGET, tree="inherit", members="any", root=None, catalog=Catalog())
"""A role is the permission; groups inherit from those above, and are in roles as roles are."""


def who(name, at=LONDON):
    return Ref("user", at, (name,))


def puts(container, *members):
    """Groups, roles and users by name as members; as `(member, "soon")` until an end."""
    pairs = [each if isinstance(each, tuple) else (each, None) for each in members]
    inside = [member for member, _ in pairs]
    found = Members(
        frozenset(one for one in inside if isinstance(one, str)),
        frozenset(one for one in inside if isinstance(one, Ref)),
        {member: ENDS[end] for member, end in pairs if end},
    )
    return Piece(members={container: found})


def holdings(there, target=REACHING):
    return Holdings(there, target, NOW)


def access(there, target=REACHING):
    return Access(there, target, NOW)


def asked(user, permission, at=LONDON, on=None):
    """A question; the user by a name of London, or by the address."""
    return Question(who(user) if isinstance(user, str) else user, permission, at, on)


def ways(there, question, target=REACHING):
    """Every path of a yes, in words."""
    return sorted(said(path, question) for path in access(there, target).paths(question))


def said(path, question):
    """A path in words."""
    parts = [
        way(path.holding),
        "" if path.carried == question.permission else f"as {path.carried}",
        f"over {short(path.below)}" if path.below else "",
        ending(path.holding.until),
    ]
    return ", ".join(filter(None, parts))


def held(found):
    """Holdings in words."""
    return sorted(", ".join(filter(None, (way(one), ending(one.until)))) for one in found)


def way(holding):
    return " > ".join(map(short, holding.way))


def ending(until):
    return "" if until == NEVER else f"until {until:%Y-%m-%d}"
