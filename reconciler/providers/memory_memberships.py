"""The rules of the system in memory about memberships."""

from reconciler.core.change import Action, Change
from reconciler.core.model import NOBODY, Container, Fixed, Membership, Ref, Users, user_of
from reconciler.providers import memory_errors as errors
from reconciler.providers.memory_words import Words

_NO_USERS = Users()


class MembershipRules(Words):
    """Whether somebody may come, go, or get another end."""

    __slots__ = ()

    def check(self, change: Change, value: Membership) -> None:
        """Raise what stands against a grant, a revoke or a re-date."""
        container = value.container
        if self.state.thing(container.ref) is None:
            raise errors.UnknownThing(thing=self.name(container.ref))
        self.not_fixed(container.ref, Fixed.MEMBERS)
        if change.action is Action.GRANT:
            self._grant(value)
        if change.after is not None and value.expires and not self.target.expiry:
            raise errors.NoExpiry(thing=self.name(container.ref))
        if container in self.state.kept:
            self._kept(value, change)

    def _grant(self, value: Membership) -> None:
        container, member = value.container, value.member
        self._assignable(container)
        facts = {"member": self.member(value), "thing": self.name(container.ref)}
        kind = "user" if isinstance(member, str) else member.kind
        if (kind, container.ref.kind) not in self.target.arrows:
            raise errors.NoSuchArrow(**facts)
        if isinstance(member, Ref):
            if self.state.thing(member) is None:
                raise errors.UnknownThing(thing=self.name(member))
            if self._reaches(container.ref, member):
                raise errors.Circle(**facts)
            return
        home, name = user_of(member, container.scope)
        users = self.state.users.get(home, _NO_USERS)
        if not self.target.may_hold(container.scope, home):
            raise errors.UserElsewhere(**facts)
        if _bare(member, container) not in users.active | users.inactive:
            raise errors.UnknownUser(user=name, scope=self.scope(home))

    def _assignable(self, container: Container) -> None:
        """Whether a role may be given at this scope."""
        ref, scope = container.ref, container.scope
        if scope not in self.state.scopes:
            raise errors.UnknownScope(scope=self.scope(scope))
        role = self.state.roles.get(ref)
        known = self.target.role_type(role.type) if role else None
        level = self.target.level_of(scope)
        if not ref.scope.holds(scope) or (known and level and known.level != level.name):
            raise errors.WrongLevel(thing=self.name(ref), scope=self.scope(scope))

    def _reaches(self, start: Ref, goal: Ref) -> bool:
        """Whether one thing is the other, or a member of it by whatever way."""
        if start == goal:
            return True
        return any(
            self._reaches(container.ref, goal)
            for container, members in self.state.members.items()
            if start in members.refs
        )

    def _kept(self, value: Membership, change: Change) -> None:
        """A kept container that has somebody to rely on does not lose the last of them."""
        if change.after is not None and value.expires is None:
            return
        container = value.container
        members = self.state.members.get(container, NOBODY)
        steady = self.state.active(members.users - members.until.keys(), container.scope)
        if steady == {value.member}:
            raise errors.LastMember(thing=self.name(container.ref))


def _bare(user: str, container: Container) -> str:
    """A user's key as the users of their own scope are keyed: without that scope."""
    home, _ = user_of(user, container.scope)
    return user if home == container.scope else user.removeprefix(f"{home}:")
