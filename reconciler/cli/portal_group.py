"""`reconciler portal group`: the groups below Top Role of each phone system."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import click

from reconciler.cli.portal_rows import Row
from reconciler.cli.portal_shared import (
    edited,
    help_text,
    path_of,
    reading,
    until,
    with_description,
    with_edits,
    with_permissions,
    writing,
)

if TYPE_CHECKING:
    from reconciler.portal import Portal, Snapshot, Work
    from reconciler.portal.rows import Group, Membership, User

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
@with_permissions
@with_description
@writing
def add(work: "Work", scope: str, path: str, keys: tuple[str, ...], description: str | None) -> str:
    """Add a group under the groups that PATH names before it."""
    work.groups.create(scope, path_of(path), keys, description or "")
    return f"Added group {path} to {scope}."


@group.command()
@click.argument("scope")
@click.argument("path")
@with_edits
@writing
def edit(
    work: "Work",
    *,
    scope: str,
    path: str,
    added: tuple[str, ...],
    removed: tuple[str, ...],
    description: str | None,
) -> str:
    """Change a group's permissions or description."""
    where = path_of(path)
    keys = edited(work.groups.find(scope, where).permissions, added, removed)
    work.groups.edit(scope, where, permissions=keys, description=description)
    return f"Edited group {path} of {scope}."


@group.command()
@click.argument("scope")
@click.argument("path")
@click.argument("to")
@writing
def move(work: "Work", scope: str, path: str, to: str) -> str:
    """Move or rename a group, with all below it: TO is its whole new path."""
    work.groups.move(scope, path_of(path), path_of(to))
    return f"Moved group {path} of {scope} to {to}."


@group.command()
@click.argument("scope")
@click.argument("path")
@writing
def delete(work: "Work", scope: str, path: str) -> str:
    """Delete a group that has neither members nor groups below it."""
    work.groups.delete(scope, path_of(path))
    return f"Deleted group {path} of {scope}."


@group.command("list")
@click.argument("scope", required=False)
@reading
def list_groups(portal: "Portal", scope: str | None) -> Iterator[str | Row]:
    """Draw the tree of a phone system, or of all: squares are groups, circles are users."""
    snapshot = portal.read() if scope is None else portal.read({scope})
    drawing = _Drawing.of(snapshot, datetime.now(UTC))
    for place in _places(snapshot, scope):
        yield snapshot.scopes[place].path
        yield from drawing.below(place, None, ())


def _places(snapshot: "Snapshot", scope: str | None) -> list[int]:
    """The phone systems to draw, by path."""
    from reconciler.portal.errors.rule import NotAPhoneSystem
    from reconciler.portal.errors.unknown import UnknownScope
    from reconciler.portal.names import scope_key

    if scope is None:
        found = [one for one in snapshot.scopes.values() if one.level == "phone_system"]
        return [one.id for one in sorted(found, key=lambda one: one.key)]
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

    def below(self, place: int, parent: int | None, above: tuple[str, ...]) -> Iterator[str | Row]:
        """The lines of the groups right below a parent, with all below them."""
        for one in self.children.get((place, parent), ()):
            path = (*above, one.name)
            yield self._group(one, path)
            yield from self._people(one.id, "  " * (len(path) + 1))
            yield from self.below(place, one.id, path)

    def _group(self, one: "Group", path: tuple[str, ...]) -> Row:
        from reconciler.portal.catalog import in_order
        from reconciler.portal.names import join

        keys = in_order(one.permissions)
        words = "" if one.is_top else f"  [{', '.join(keys)}]"
        data = {
            "scope": self.snapshot.scopes[one.scope].path,
            "group": join(path),
            "permissions": keys,
            "members": [
                {"user": who.name, "active": who.active, "expires": member.expires}
                for who, member in self._members(one.id)
            ],
        }
        return Row(f"{'  ' * len(path)}{SQUARE} {one.name}{words}", data)

    def _people(self, group: int, indent: str) -> Iterator[str]:
        for who, member in self._members(group):
            sign = CIRCLE if who.active else HOLLOW
            yield f"{indent}{sign} {who.name}{until(member.expires, self.now)}"

    def _members(self, group: int) -> "list[tuple[User, Membership]]":
        rows = [(self.snapshot.users[one.user], one) for one in self.members.get(group, ())]
        return sorted(rows, key=lambda row: row[0].folded)
