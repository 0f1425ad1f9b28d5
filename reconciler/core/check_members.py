"""Checks of memberships against the target: who may be in what, where, and until when."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from reconciler.core.declared import Declared
from reconciler.core.finding import Finding, Severity
from reconciler.core.model import Container, Member, Members, Ref, addressed, user_of
from reconciler.core.scope import Scope
from reconciler.core.spelling import Spelling
from reconciler.core.target import Target


def check_members(declared: Declared, target: Target) -> Iterator[Finding]:
    """Every membership that the target does not allow or support."""
    checker = _Checker(declared, target)
    for container, members in declared.state.members.items():
        yield from checker.container(container)
        yield from checker.members(container, members)


@dataclass(slots=True)
class _Checker:
    declared: Declared
    target: Target
    spelling: Spelling = field(init=False)

    def __post_init__(self) -> None:
        self.spelling = Spelling((self.declared.state.spelling,))

    def container(self, container: Container) -> Iterator[Finding]:
        """A role that its type does not let be assigned at this level."""
        role = self.declared.state.roles.get(container.ref)
        kind = self.target.role_type(role.type) if role else None
        level = self.target.level_of(container.scope)
        if kind is None or level is None or kind.level == level.name:
            return
        name = self.spelling.name(container.ref)
        message = f"the role `{name}` of type `{kind.name}` cannot be assigned at this level"
        advice = f"assign it at the level `{kind.level}`, or declare a role of another type"
        yield self._error("RC0235", message, container, None, advice)

    def members(self, container: Container, members: Members) -> Iterator[Finding]:
        """Arrows, homes of users, lengths of names, and ends."""
        kind = container.ref.kind
        if members.users and ("user", kind) not in self.target.arrows:
            member = min(members.users)
            yield self._error("RC0240", f"users are no members of a {kind} here", container, member)
        for ref in sorted(members.refs):
            if (ref.kind, kind) not in self.target.arrows:
                message = f"a {ref.kind} is no member of a {kind} here"
                yield self._error("RC0240", message, container, ref)
        yield from self._homes(container, members)
        yield from self._lengths(container, members)
        yield from self._ends(container, members)

    def _homes(self, container: Container, members: Members) -> Iterator[Finding]:
        for user in sorted(addressed(members.users)):
            home, _ = user_of(user, container.scope)
            if not self.target.may_hold(container.scope, home):
                written = self.spelling.user(user, container.scope)
                message = f"{written} belongs to another scope"
                yield self._error("RC0239", message, container, user, self._homes_allowed())

    def _homes_allowed(self) -> str:
        above = " or a scope above" if self.target.members == "above" else ""
        return f"only users of the scope itself{above} can be members"

    def _lengths(self, container: Container, members: Members) -> Iterator[Finding]:
        longest = self.target.rules("user").longest
        if max(map(len, members.users), default=0) <= longest:
            return
        for user in sorted(members.users):
            if len(self._name(user, container.scope)) > longest:
                message = f"a name longer than the {longest} characters of the live system"
                yield self._error("RC0242", message, container, user, "no such user can exist")

    def _name(self, user: str, at: Scope) -> str:
        home, name = user_of(user, at)
        return self.spelling.name(Ref("user", home, (name,)))

    def _ends(self, container: Container, members: Members) -> Iterator[Finding]:
        if self.target.expiry:
            return
        ended = self.declared.ended.get(container, frozenset())
        for member in sorted({*members.until, *ended}, key=str):
            message = "the live system knows no memberships that end"
            yield self._error("RC0241", message, container, member, "leave `expires` out")

    def _error(
        self,
        code: str,
        message: str,
        container: Container,
        member: Member | None,
        advice: str | None = None,
    ) -> Finding:
        origins = self.declared.origins
        origin = origins.of_member(container, member) if member else origins.of(container)
        return Finding(code, Severity.ERROR, message, container.ref, origin, (), advice)
