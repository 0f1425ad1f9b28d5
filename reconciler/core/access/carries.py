"""What a role or group carries: its permissions, and those that come with them."""

from dataclasses import dataclass
from functools import cached_property

from reconciler.core.model import Ref, State, Thing
from reconciler.core.target import Permission, Target


@dataclass(frozen=True)
class Carries:
    """The permissions of everything in one state, as one live system understands them.

    Where the catalog is closed and empty, a role is itself the permission (Keycloak): its key is
    its address, `role:/acme:employee`.
    """

    state: State
    target: Target

    def of(self, ref: Ref) -> frozenset[str]:
        """Everything that a role or group gives to whoever holds it; nothing where it is not."""
        thing = self.state.thing(ref)
        if thing is None:
            return frozenset()
        if self.roles_are_permissions:
            return frozenset({str(ref)} if ref.kind == "role" else ())
        return self._closed(thing)

    def by(self, ref: Ref, permission: str) -> str:
        """The permission by which a role or group gives another: itself, or one that implies it."""
        thing = self.state.thing(ref)
        own = (thing.permissions if thing else None) or frozenset()
        if permission in own or self.roles_are_permissions:
            return permission
        return min(key for key in own if permission in self.implied(key))

    def permission(self, key: str) -> Permission:
        """What is known of a permission; one that the catalog does not list works on its place."""
        return self.target.catalog.by_key.get(key) or Permission(key)

    def implied(self, key: str) -> frozenset[str]:
        """A permission and all that come with it, through any number of others."""
        if key not in self._implied:
            found, todo = {key}, [key]
            for each in todo:
                more = [one for one in self.permission(each).implies if one not in found]
                found.update(more)
                todo += more
            self._implied[key] = frozenset(found)
        return self._implied[key]

    @cached_property
    def roles_are_permissions(self) -> bool:
        """Whether the system knows no permission beside its roles."""
        return not self.target.catalog.permissions and not self.target.catalog.open

    def _closed(self, thing: Thing) -> frozenset[str]:
        own = thing.permissions or frozenset()
        if own not in self._sets:
            self._sets[own] = own.union(*map(self.implied, own)) if self._are_implied else own
        return self._sets[own]

    @cached_property
    def _are_implied(self) -> bool:
        return any(one.implies for one in self.target.catalog.permissions)

    @cached_property
    def _implied(self) -> dict[str, frozenset[str]]:
        return {}

    @cached_property
    def _sets(self) -> dict[frozenset[str], frozenset[str]]:
        """Few sets of permissions stand in many groups."""
        return {}
