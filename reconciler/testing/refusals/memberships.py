"""Members that no container can have."""

from collections.abc import Iterator
from dataclasses import replace

from reconciler.core.change import Change
from reconciler.core.model import Container, Membership, user_key
from reconciler.providers import memory_errors as errors
from reconciler.testing.cases import Case
from reconciler.testing.refusals.base import Refusals
from reconciler.testing.world import FUTURE


class Memberships(Refusals):
    """Members that no container can have."""

    def changes(self) -> Iterator[Case]:
        """Nobody, no container, another scope, a kind that does not fit, an end."""
        for container in self._containers():
            what = f"{container.ref.kind} {container.ref.name[-1]}"
            stranger = user_key("nobody", container.scope, container.scope)
            nobody = Change(None, Membership(stranger, container))
            yield self.case(f"nobody in {what}", nobody, errors.UnknownUser)
            cyn = self.world.key("cyn", container.scope)
            missing = replace(container.ref, name=(*container.ref.name[:-1], "missing"))
            nowhere = Change(None, Membership(cyn, replace(container, ref=missing)))
            yield self.case(f"member of no {what}", nowhere, errors.UnknownThing)
            yield from self._homes(container, what)
            yield from self._arrows(container, what)
            if not self.target.expiry:
                ends = Change(None, Membership(cyn, container, FUTURE))
                yield self.case(f"end in {what}", ends, errors.NoExpiry)

    def _containers(self) -> Iterator[Container]:
        if ("user", "role") in self.target.arrows:
            for scope in self.world.role_scopes[:1]:
                for of in self.world.types:
                    yield self.world.place_of(self.world.role("Clerk", scope, of), of)
        if ("user", "group") in self.target.arrows and self.world.group_scopes:
            yield Container.of(self.world.managers)

    def _homes(self, container: Container, what: str) -> Iterator[Case]:
        for scope in self.world.scopes:
            name = self.world.user("cyn", scope).name[0]
            foreign = Change(None, Membership(user_key(name, scope, container.scope), container))
            if not self.target.may_hold(container.scope, scope):
                yield self.case(f"user of {scope} in {what}", foreign, errors.UserElsewhere)
            of = self.state.roles.get(container.ref)
            known = self.target.role_type(of.type) if of else None
            level = self.target.level_of(scope)
            if known and level and known.level != level.name:
                place = Membership(self.world.key("cyn", scope), replace(container, scope=scope))
                change = Change(None, place)
                yield self.case(f"{what} given at {scope}", change, errors.WrongLevel)

    def _arrows(self, container: Container, what: str) -> Iterator[Case]:
        others = [ref for ref in (*self.state.roles, *self.state.groups) if ref != container.ref]
        for kind in ("role", "group"):
            for ref in [other for other in others if other.kind == kind][:1]:
                if (kind, container.ref.kind) not in self.target.arrows:
                    change = Change(None, Membership(ref, container))
                    yield self.case(f"{kind} in {what}", change, errors.NoSuchArrow)
