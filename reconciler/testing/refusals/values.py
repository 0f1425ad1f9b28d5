"""Names and permissions that no role or group can have."""

from collections.abc import Iterator
from dataclasses import replace

from reconciler.core.change import Change
from reconciler.core.model import Ref
from reconciler.core.scope import Scope
from reconciler.core.target import RoleType
from reconciler.providers import memory_errors as errors
from reconciler.testing.cases import Case, with_thing
from reconciler.testing.refusals.base import Refusals

_NOWHERE = Scope("/nowhere")


class Names(Refusals):
    """Names that cannot be, and scopes where nothing of the kind stands."""

    def changes(self) -> Iterator[Case]:
        """Bad names, no such scope, a level without the kind."""
        bad = {
            "empty": ("", errors.BadName),
            "too long": ("x" * (self.target.names.longest + 1), errors.BadName),
            "control": ("a\x07b", errors.BadCharacter),
        }
        for what, (name, refusal) in bad.items():
            for ref in self.places(name):
                change = Change(None, self.new(ref))
                yield self.case(f"{ref.kind} with a name that is {what}", change, refusal)
        for ref in self.places("Newcomer"):
            there = replace(ref, scope=_NOWHERE)
            change = Change(None, self.new(there))
            yield self.case(f"{ref.kind} in no scope", change, errors.UnknownScope)
            yield from self._levels(ref)

    def _levels(self, ref: Ref) -> Iterator[Case]:
        fitting = self.world.role_scopes if ref.kind == "role" else self.world.group_scopes
        for scope in self.world.line:
            if scope not in fitting:
                there = replace(ref, scope=scope)
                change = Change(None, self.new(there))
                yield self.case(f"{ref.kind} at {scope}", change, errors.WrongLevel)


class Permissions(Refusals):
    """Permissions that are unknown, or that a role or group cannot carry."""

    def changes(self) -> Iterator[Case]:
        """Unknown permissions and types, and permissions in the wrong place."""
        for ref in self.places("Newcomer"):
            if not self.target.catalog.open:
                change = Change(None, self.new(ref, "no.such_permission"))
                name = f"{ref.kind} with an unknown permission"
                yield self.case(name, change, errors.UnknownPermission)
        for of in self.world.types if self.world.role_scopes else ():
            yield from self._carried(self.world.role("Guest", self.world.role_scopes[0], of), of)
        if self.world.group_scopes:
            yield from self._carried(self.world.support, None)
        if self.target.role_types:
            yield from self._types()

    def _carried(self, ref: Ref, of: RoleType | None) -> Iterator[Case]:
        thing, known = self.state.thing(ref), set(self.world.grantable(ref, of))
        for key in self.target.catalog.by_key:
            if key not in known and thing is not None:
                wrong = replace(thing, permissions=frozenset({key}))
                name = f"{ref.kind} {ref.name[-1]} carrying {key}"
                yield self.case(name, Change(thing, wrong), errors.CannotCarry)
                return

    def left_behind(self) -> Iterator[Case]:
        """A type that cannot carry what the role has."""
        types = self.target.role_types if self.world.role_scopes else ()
        if len(types) < 2 or "role.type" in self.target.immutable:
            return
        guest = self.world.role("Guest", self.world.role_scopes[0], types[0])
        first, last = (self.world.grantable(guest, of) for of in (types[0], types[-1]))
        for key in [key for key in first if key not in last][:1]:
            role = replace(self.state.roles[guest], permissions=frozenset({key}))
            change = Change(role, replace(role, type=types[-1].name))
            case = self.case("type that cannot carry", change, errors.CannotCarry)
            yield replace(case, live=with_thing(self.state, role))

    def _types(self) -> Iterator[Case]:
        scope, of = self.world.role_scopes[0], self.world.types[0]
        guest = self.state.roles[self.world.role("Guest", scope, of)]
        wrong = Change(guest, replace(guest, type="no such type"))
        yield self.case("role of no type", wrong, self._about_types(errors.UnknownRoleType))
        if len(self.world.types) > 1:
            clerk = self.state.roles[self.world.role("Clerk", scope, self.world.types[-1])]
            other = replace(clerk, type=self.world.types[0].name if self.world.types[0] else None)
            refusal = self._about_types(errors.StillAssigned)
            yield self.case("type of a role that is held", Change(clerk, other), refusal)

    def _about_types(self, refusal: type[errors.Refusal]) -> type[errors.Refusal]:
        """Where no type can change, that comes first."""
        return errors.Unchangeable if "role.type" in self.target.immutable else refusal
