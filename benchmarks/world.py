"""A reseller of any size, drawn from a seed: who is where, in which groups, with which roles.

The same world always has the same bytes. It is written as files by `files.py` and as a live
system by `live.py`.
"""

import random
from collections.abc import Iterator
from dataclasses import dataclass

SEED = 20261122
SYSTEMS_PER_CUSTOMER = 10
GROUP = 100
"""Memberships for each group: so a million of them have ten thousand groups."""
SHAPE = (1, 2, 3, 3, 2, 3, 3, 2, 3, 3)
"""How deep below Top Role the groups of a phone system stand, ten by ten."""
ROLES = tuple(f"Role {number}" for number in range(20))
"""Roles of the reseller; one list in ten names the holders of one."""


@dataclass(frozen=True, slots=True)
class Group:
    """A group by its names below Top Role, with its members."""

    names: tuple[str, ...]
    members: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PhoneSystem:
    """One phone system: everybody in it, its groups from the top down, and the holders of a role.

    The first user is the one in Top Role.
    """

    number: int
    users: tuple[str, ...]
    groups: tuple[Group, ...]
    role: str
    holders: tuple[str, ...]

    @property
    def customer(self) -> str:
        return f"c{self.number // SYSTEMS_PER_CUSTOMER:04}"

    @property
    def name(self) -> str:
        return f"s{self.number:05}"


@dataclass(frozen=True, slots=True)
class World:
    """So many memberships, in so many files of one phone system each, of so many users.

    `group` is how many memberships there are for each group. In a `deep` world every tenth group
    begins a branch, and each of the others stands below the one before it, down to `deep`.
    """

    memberships: int
    files: int
    users: int
    group: int = GROUP
    deep: int = 0

    def systems(self, *, changed: bool = False) -> Iterator[PhoneSystem]:
        """Every phone system; `changed`, one membership in two hundred is somebody else's.

        That makes one grant and one revoke of it, so that one in a hundred is a change.
        """
        for number in range(self.files):
            yield self._system(number, changed=changed)

    def _system(self, number: int, *, changed: bool) -> PhoneSystem:
        draw = random.Random(f"{SEED} {number}")
        here, mine = self.memberships // self.files, self.users // self.files
        users = [f"u{number:05}-{place:06}" for place in range(mine)]
        drawn = draw.sample(users, mine)
        many = max(1, here // self.group)
        holders = here // 10
        sizes = [(here - 1 - holders) // many] * many
        sizes[0] += here - 1 - holders - sum(sizes)
        start, groups = 0, []
        for place, size in enumerate(sizes):
            members = [drawn[(start + at) % mine] for at in range(size)]
            if changed and (number * many + place) % (200 * many // here) == 0:
                members[0] = drawn[(start + size) % mine]
            groups.append(Group(self._names(place), tuple(members)))
            start += size
        holding = tuple(sorted(drawn[at] for at in range(holders)))
        role = ROLES[number % len(ROLES)]
        return PhoneSystem(number, tuple(users), tuple(groups), role, holding)

    def _names(self, place: int) -> tuple[str, ...]:
        if self.deep:
            first = place - place % self.deep
            return tuple(f"Group {each}" for each in range(first, place + 1))
        ten, one = place - place % 10, place % 10
        branch = ten + 1 + (one - 1) // 3 * 3
        above = (ten, branch)[: SHAPE[one] - 1]
        return tuple(f"Group {each}" for each in (*above, place))
