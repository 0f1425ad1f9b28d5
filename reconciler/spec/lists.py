"""Lists: where a role file names members and permissions, by the steps that lead there."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from reconciler.core.model import Kind
from reconciler.spec.prune import Steps


@dataclass(frozen=True, slots=True)
class MemberList:
    """One list of members as it is read; a plain name in it is one of `kind`."""

    steps: Steps
    kind: Kind
    items: list[Any]


def named(item: Any, kind: Kind) -> tuple[Kind, str]:
    """The kind of a member, and the name as written: of `jack`, or of `{user: jack}`."""
    if isinstance(item, str):
        return kind, item
    kinds: tuple[Kind, ...] = ("user", "group", "role")
    return next((each, item[each]) for each in kinds if each in item)


def member_lists(data: Any) -> Iterator[MemberList]:
    """Every list of members in a role file of the right shape."""
    for steps, group in groups(data):
        if "members" in group:
            yield MemberList((*steps, "members"), "user", group["members"])
    kinds: tuple[tuple[str, Kind], ...] = (
        ("users", "user"),
        ("groups", "group"),
        ("roles", "role"),
    )
    for index, entry in enumerate(data.get("memberships", ())):
        for key, kind in kinds:
            if key in entry:
                yield MemberList(("memberships", index, key), kind, entry[key])


def permission_lists(data: Any) -> Iterator[tuple[Steps, list[str]]]:
    """Every list of permissions in a role file of the right shape, sets included."""
    for name, permissions in data.get("sets", {}).items():
        yield ("sets", name), permissions
    roles = [(("roles", index), role) for index, role in enumerate(data.get("roles", ()))]
    for steps, entry in (*roles, *groups(data)):
        if "permissions" in entry:
            yield (*steps, "permissions"), entry["permissions"]


def groups(data: Any, steps: Steps = ()) -> Iterator[tuple[Steps, dict[str, Any]]]:
    """Every group entry of a file, or below a group entry, from the top."""
    for index, group in enumerate(data.get("groups", ())):
        below = (*steps, "groups", index)
        yield below, group
        yield from groups(group, below)
