"""Changes by hand, by chance: whatever a portal lets its owner do to what stands in it."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from random import Random

from reconciler.core.model import Ref, State, user_of
from reconciler.core.spelling import Spelling
from reconciler.portal import PortalError, Work
from reconciler.providers.portal.local.provider import PortalProvider

from .build import EVERYTHING, NOW
from .portals import BUT_ROLES, BUT_SCOPES, KEYS, PLAIN, TROUBLE

NAMES = (*TROUBLE, *BUT_SCOPES, *PLAIN)
ENDS = (None, NOW + timedelta(days=1), NOW + timedelta(hours=30))


def drift(provider: PortalProvider, random: Random, count: int) -> None:
    """Make some changes; what the portal refuses is left out."""
    for _ in range(count):
        with provider.portal.transaction() as work:
            hand = _Hand(work, random, provider.observe(EVERYTHING))
            try:
                with work.savepoint():
                    random.choice(hand.deeds)()
            except (PortalError, IndexError):  # refused, or there is nothing of the kind
                continue


@dataclass(frozen=True)
class _Hand:
    """Somebody at the console."""

    work: Work
    random: Random
    state: State

    @property
    def deeds(self) -> list[Callable[[], None]]:
        return [
            *(self.grant, self.revoke, self.redate),
            *(self.add_group, self.edit_group, self.move_group, self.rename_group, self.drop_group),
            *(self.add_role, self.edit_role, self.rename_role, self.drop_role),
        ]

    # Memberships

    def grant(self) -> None:
        container = self._container()
        user = self._name(self._pick(sorted(self.state.users[container.scope].all)), container)
        end = self.random.choice(ENDS)
        if container.ref.kind == "role":
            self.work.assignments.grant(self.written.name(container.ref), user, end)
        else:
            self.work.memberships.grant(*self._group(container.ref), user, end)

    def revoke(self) -> None:
        container, user = self._membership()
        if container.ref.kind == "role":
            self.work.assignments.revoke(self.written.name(container.ref), user)
        else:
            self.work.memberships.revoke(*self._group(container.ref), user)

    def redate(self) -> None:
        container, user = self._membership()
        end = self.random.choice(ENDS)
        if container.ref.kind == "role":
            self.work.assignments.redate(self.written.name(container.ref), user, end)
        else:
            self.work.memberships.redate(*self._group(container.ref), user, end)

    # Groups

    def add_group(self) -> None:
        scope, path = self._group(self._pick(sorted(self.state.groups)))
        name = self._pick((*NAMES, *BUT_ROLES))
        self.work.groups.create(scope, (*path, name), self._keys(), self._pick(("", *TROUBLE)))

    def edit_group(self) -> None:
        scope, path = self._group(self._pick(sorted(self.state.groups)))
        if self.random.random() < 0.5:
            self.work.groups.edit(scope, path, description=self._pick(("", "x", *TROUBLE)))
        else:
            self.work.groups.edit(scope, path, permissions=self._keys())

    def move_group(self) -> None:
        scope, path = self._group(self._pick(sorted(self.state.groups)))
        home, above = self._group(self._pick(sorted(self.state.groups)))
        if scope == home:
            self.work.groups.move(scope, path, (*above, path[-1]))

    def rename_group(self) -> None:
        scope, path = self._group(self._pick(sorted(self.state.groups)))
        self.work.groups.move(scope, path, (*path[:-1], self._pick(NAMES)))

    def drop_group(self) -> None:
        ref = self._pick(sorted(self.state.groups))
        for container, members in self.state.members.items():
            if container.ref == ref:
                for key in members.users:
                    name = self._name(key, container)
                    self.work.memberships.revoke(*self._group(ref), name)
        self.work.groups.delete(*self._group(ref))

    # Roles

    def add_role(self) -> None:
        self.work.roles.create(self._pick(NAMES), "user", self._keys(), "")

    def edit_role(self) -> None:
        name = self.written.name(self._pick(sorted(self.state.roles)))
        match self.random.randrange(3):
            case 0:
                self.work.roles.edit(name, permissions=self._keys())
            case 1:
                self.work.roles.edit(name, description=self._pick(("", *TROUBLE)))
            case _:
                self.work.roles.edit(name, role_type=self._pick(("reseller", "customer", "user")))

    def rename_role(self) -> None:
        name = self.written.name(self._pick(sorted(self.state.roles)))
        self.work.roles.rename(name, self._pick(NAMES))

    def drop_role(self) -> None:
        self.work.roles.delete(self.written.name(self._pick(sorted(self.state.roles))))

    # Choosing

    @property
    def written(self) -> Spelling:
        return Spelling((self.state.spelling,))

    def _pick(self, things):
        return self.random.choice(things)

    def _keys(self) -> list[str]:
        return [key for key in KEYS if self.random.random() < 0.2]

    def _group(self, ref):
        return self.written.scope(ref.scope), self.written.names(ref)

    def _container(self):
        return self._pick(sorted(self.state.members))

    def _membership(self):
        container = self._container()
        return container, self._name(
            self._pick(sorted(self.state.members[container].users)), container
        )

    def _name(self, key, container):
        home, name = user_of(key, container.scope)
        return self.written.name(Ref("user", home, (name,)))
