"""A world as the files of a project."""

from collections.abc import Iterator
from pathlib import Path

from world import ROLES, Group, PhoneSystem, World

URL = "sqlite:///.reconciler/portal.db"
PROJECT = f"""\
version: 1
target: {{provider: portal, url: "{URL}", account: bench}}
manage: [/**]
sources:
  - {{files: reseller.yaml, within: /}}
  - {{files: customers/**/*.yaml, within: /**}}
catalog: catalog.yaml
limits:
  removals: {{count: 1000000, percent: 100}}
"""
EVERYDAY = ("dashboard.access", "soft_phone.access", "presence.access")
"""The permissions that every group has through one set."""


def write_files(world: World, directory: Path, *, changed: bool = False) -> None:
    """Write the project; `changed`, with one membership in a hundred to grant or to revoke."""
    write_reseller(directory, EVERYDAY)
    (directory / "reconciler.yaml").write_text(PROJECT, "utf-8")
    for system in world.systems(changed=changed):
        folder = directory / "customers" / system.customer
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "customer.yaml").write_text(f"scope: /{system.customer}\n", "utf-8")
        lines = document(system, nested=not world.deep)
        (folder / f"{system.name}.yaml").write_text("".join(lines), "utf-8")


def write_reseller(directory: Path, everyday: tuple[str, ...]) -> None:
    """Write the reseller's own file, with these permissions in the set of all groups."""
    roles = [f"  - {{name: {role}, type: user, permissions: [call_flow.access]}}" for role in ROLES]
    text = f"scope: /\nsets:\n  everyday: [{', '.join(everyday)}]\nroles:\n" + "\n".join(roles)
    (directory / "reseller.yaml").write_text(f"{text}\nmemberships: []\n", "utf-8")


def document(system: PhoneSystem, *, nested: bool) -> Iterator[str]:
    """The lines of one phone system's file: its groups as a tree, or each by its path."""
    yield f"scope: /{system.customer}/{system.name}\n"
    yield "groups:\n"
    yield f"  - name: Top Role\n    members: [{system.users[0]}]\n"
    if nested:
        yield from tree(system.groups)
    else:
        yield from (line for group in system.groups for line in by_path(group))
    yield f"memberships:\n  - role: {system.role}\n    users:\n"
    yield from (f"      - {user}\n" for user in system.holders)


def tree(groups: tuple[Group, ...]) -> Iterator[str]:
    depth = 0
    for group in groups:
        if len(group.names) > depth:
            yield f"{'    ' * len(group.names)}groups:\n"
        depth = len(group.names)
        yield from entry(f"{'    ' * depth}  ", group.names[-1], group.members)


def by_path(group: Group) -> Iterator[str]:
    return entry("  ", "/".join(("Top Role", *group.names)), group.members)


def entry(indent: str, name: str, members: tuple[str, ...]) -> Iterator[str]:
    yield f"{indent}- name: {name}\n"
    yield f"{indent}  permissions: [set:everyday, users.access]\n"
    yield f"{indent}  members:\n"
    yield from (f"{indent}    - {user}\n" for user in members)
