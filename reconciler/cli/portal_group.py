"""`reconciler portal group`: the groups below Top Role of each phone system."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import click

from reconciler.cli.portal_role import DESCRIPTION
from reconciler.cli.portal_shared import (
    as_user,
    database,
    help_text,
    opened,
    path_of,
    say,
    translated,
    until,
    writing,
)

if TYPE_CHECKING:
    from reconciler.portal import Snapshot
    from reconciler.portal.rows import Group, Membership

SQUARE, CIRCLE, HOLLOW = "■", "●", "○"  # groups, users, deactivated users


@click.group(
    help=help_text(
        "Groups: a tree below Top Role in each phone system.",
        (
            'reconciler portal group add /acme/london "Top Role/Sales" -p soft_phone.access',
            'reconciler portal group edit /acme/london "Top Role/Sales" --add presence.access',
            'reconciler portal group move /acme/london "Top Role/Sales" "Top Role/Managers/Sales"',
            "reconciler portal group list /acme/london",
        ),
    )
)
def group() -> None:
    """Group the commands about groups."""


@group.command()
@click.argument("scope")
@click.argument("path")
@click.option("-p", "--permission", "keys", multiple=True, metavar="KEY", help="May be repeated.")
@DESCRIPTION
@database
@as_user
def add(
    *,
    scope: str,
    path: str,
    keys: tuple[str, ...],
    description: str | None,
    db: str | None,
    caller: str | None,
) -> None:
    """Add a group under the groups that PATH names before it."""
    with writing(db, caller) as work:
        work.groups.create(scope, path_of(path), keys, description or "")
    say(f"Added group {path} to {scope}.")


@group.command()
@click.argument("scope")
@click.argument("path")
@click.option("--add", "added", multiple=True, metavar="KEY", help="A permission to add.")
@click.option("--remove", "removed", multiple=True, metavar="KEY", help="One to take out.")
@DESCRIPTION
@database
@as_user
def edit(
    *,
    scope: str,
    path: str,
    added: tuple[str, ...],
    removed: tuple[str, ...],
    description: str | None,
    db: str | None,
    caller: str | None,
) -> None:
    """Change a group's permissions or description."""
    with writing(db, caller) as work:
        where = path_of(path)
        keys = (work.groups.find(scope, where).permissions | set(added)) - set(removed)
        wanted = keys if added or removed else None
        work.groups.edit(scope, where, permissions=wanted, description=description)
    say(f"Edited group {path} of {scope}.")


@group.command()
@click.argument("scope")
@click.argument("path")
@click.argument("to")
@database
@as_user
def move(scope: str, path: str, to: str, db: str | None, caller: str | None) -> None:
    """Move or rename a group, with all below it: TO is its whole new path."""
    with writing(db, caller) as work:
        work.groups.move(scope, path_of(path), path_of(to))
    say(f"Moved group {path} of {scope} to {to}.")


@group.command()
@click.argument("scope")
@click.argument("path")
@database
@as_user
def delete(scope: str, path: str, db: str | None, caller: str | None) -> None:
    """Delete a group that has neither members nor groups below it."""
    with writing(db, caller) as work:
        work.groups.delete(scope, path_of(path))
    say(f"Deleted group {path} of {scope}.")


@group.command("list")
@click.argument("scope", required=False)
@database
def list_groups(scope: str | None, db: str | None) -> None:
    """Draw the tree of a phone system, or of all: squares are groups, circles are users."""
    with opened(db) as portal:
        snapshot = portal.read()
    drawing = _Drawing.of(snapshot, datetime.now(UTC))
    for place in _places(snapshot, scope):
        say(snapshot.scopes[place].path)
        for line in drawing.below(place, None, "  "):
            say(line)


def _places(snapshot: "Snapshot", scope: str | None) -> list[int]:
    """The phone systems to draw, by path."""
    from reconciler.portal.errors import NotAPhoneSystem, UnknownScope
    from reconciler.portal.names import scope_key

    if scope is None:
        found = [one for one in snapshot.scopes.values() if one.level == "phone_system"]
        return [one.id for one in sorted(found, key=lambda one: one.key)]
    with translated():
        place = snapshot.scope_ids.get(scope_key(scope))
        if place is None:
            raise UnknownScope(path=scope)
        if snapshot.scopes[place].level != "phone_system":
            raise NotAPhoneSystem(scope=scope)
    return [place]


@dataclass(frozen=True, slots=True)
class _Drawing:
    """Draws trees of groups, with who is in them."""

    snapshot: "Snapshot"
    children: "Mapping[tuple[int, int | None], Sequence[Group]]"
    members: "Mapping[int, Sequence[Membership]]"
    now: datetime

    @classmethod
    def of(cls, snapshot: "Snapshot", now: datetime) -> "_Drawing":
        """Sort the groups by their parents and the memberships by their groups."""
        children: dict[tuple[int, int | None], list[Group]] = defaultdict(list)
        for one in sorted(snapshot.groups.values(), key=lambda one: one.folded):
            children[one.scope, one.parent].append(one)
        members: dict[int, list[Membership]] = defaultdict(list)
        for member in snapshot.members:
            members[member.group].append(member)
        return cls(snapshot, children, members, now)

    def below(self, place: int, parent: int | None, indent: str) -> Iterator[str]:
        """The lines of the groups right below a parent, with all below them."""
        for one in self.children.get((place, parent), ()):
            words = "" if one.is_top else f"  {_permissions(one)}"
            yield f"{indent}{SQUARE} {one.name}{words}"
            yield from self._people(one.id, f"{indent}  ")
            yield from self.below(place, one.id, f"{indent}  ")

    def _people(self, group: int, indent: str) -> Iterator[str]:
        rows = [(self.snapshot.users[one.user], one) for one in self.members.get(group, ())]
        for who, member in sorted(rows, key=lambda row: row[0].folded):
            sign = CIRCLE if who.active else HOLLOW
            yield f"{indent}{sign} {who.name}{until(member.expires, self.now)}"


def _permissions(group: "Group") -> str:
    from reconciler.portal.catalog import in_order

    return f"[{', '.join(in_order(group.permissions))}]"
