"""A reseller of any size, drawn from a seed: the files that declare it and the people in it.

Each phone system has 100 users and ten groups, three deep below Top Role. Everybody is in one
group, every second user is a guest in another one and every second user holds a role: about 200
memberships.
"""

import csv
import random
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

USERS = 100
MEMBERSHIPS = 201
"""Of one phone system: its users, half of them as guests, half with a role, and Top Role's one."""
SYSTEMS_PER_CUSTOMER = 10

PROJECT = """\
version: 1
target: {provider: portal, url: "sqlite:///.reconciler/portal.db", account: bench}
manage: [/**]
sources:
  - {files: reseller.yaml, within: /}
  - {files: customers/**/*.yaml, within: /**}
catalog: catalog.yaml
"""
RESELLER = """\
scope: /
sets:
  everyday: [dashboard.access, soft_phone.access, presence.access]
roles:
  - {name: Receptionist, type: user, permissions: [set:everyday, call_flow.access]}
  - {name: Analyst, type: user, permissions: [call_history.access, reporting.access]}
memberships: []
"""
TREE = {0: 0, 1: 1, 2: 2, 3: 2, 4: 1, 5: 2, 6: 2, 7: 1, 8: 2, 9: 2}
"""The groups in the order of the page, with their depth below the first."""


@dataclass(frozen=True)
class PhoneSystem:
    """One phone system by its number."""

    number: int

    @property
    def customer(self) -> str:
        return f"c{self.number // SYSTEMS_PER_CUSTOMER:05}"

    @property
    def name(self) -> str:
        return f"s{self.number:06}"

    @property
    def users(self) -> list[str]:
        return [f"u{self.number:06}{place:02}" for place in range(USERS)]


def write_world(directory: Path, memberships: int, seed: int) -> int:
    """Write the project with `users.csv` beside it; return how many memberships it declares."""
    systems = [PhoneSystem(number) for number in range(-(-memberships // MEMBERSHIPS))]
    draw = random.Random(seed)
    (directory / "reconciler.yaml").write_text(PROJECT, "utf-8")
    (directory / "reseller.yaml").write_text(RESELLER, "utf-8")
    for system in systems:
        folder = directory / "customers" / system.customer
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "customer.yaml").write_text(f"scope: /{system.customer}\n", "utf-8")
        (folder / f"{system.name}.yaml").write_text("\n".join(document(system, draw)), "utf-8")
    write_users(directory / "users.csv", systems)
    return len(systems) * MEMBERSHIPS


def write_users(path: Path, systems: list[PhoneSystem]) -> None:
    """Write everybody with their scope, as `reconciler portal init` reads them."""
    with path.open("w", newline="", encoding="utf-8") as file:
        table = csv.writer(file, lineterminator="\n")
        table.writerows([("account", "bench"), ("scope", "user")])
        for system in systems:
            scope = f"/{system.customer}/{system.name}"
            table.writerows((scope, user) for user in system.users)


def document(system: PhoneSystem, draw: random.Random) -> Iterator[str]:
    """The lines of one phone system's file."""
    yield f"scope: /{system.customer}/{system.name}"
    yield "groups:"
    yield "  - name: Top Role"
    yield f"    members: [{system.users[0]}]"
    yield "    groups:"
    yield from tree(system.users, draw)
    yield "memberships:"
    holders = sorted(draw.sample(system.users, USERS // 2))
    for role, users in (("Receptionist", holders[::2]), ("Analyst", holders[1::2])):
        yield f"  - {{role: {role}, users: [{', '.join(users)}]}}"
    yield ""


def tree(users: list[str], draw: random.Random) -> Iterator[str]:
    """The lines of the groups: everybody at home in one, the guests in the one after it."""
    guests = set(draw.sample(range(USERS), USERS // 2))
    for place, depth in TREE.items():
        indent = "  " * (3 + 2 * depth)
        members = range(place, USERS, len(TREE))
        visitors = guests.intersection(range((place - 1) % len(TREE), USERS, len(TREE)))
        yield f"{indent}- name: Group {place}"
        yield f"{indent}  permissions: [set:everyday, users.access]"
        yield f"{indent}  members:"
        yield from (f"{indent}    - {users[user]}" for user in [*members, *sorted(visitors)])
        if TREE.get(place + 1, 0) > depth:
            yield f"{indent}  groups:"
