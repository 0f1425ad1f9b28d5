"""Shape: what a declared state asks for that a target can never do, all of it at once."""

from collections.abc import Iterator

from reconciler.core.finding import Finding, Severity
from reconciler.core.model import Container, Members, Ref, State, addressed, user_of
from reconciler.core.scope import Scope
from reconciler.core.spelling import Spelling
from reconciler.core.target import Target


def unsupported(target: Target, desired: State) -> list[Finding]:
    """Every finding about the shape of a state, in order of code and address.

    Permissions are the catalog's business and are not looked at.
    """
    shape = _Shape(target, Spelling((desired.spelling,)))
    findings = [
        *(found for thing in desired.things for found in shape.thing(thing.ref)),
        *(found for item in desired.members.items() for found in shape.members(*item)),
    ]
    return sorted(findings, key=lambda found: (found.code, str(found.ref), found.message))


class _Shape:
    """Judges one thing or one list of members at a time."""

    def __init__(self, target: Target, spelling: Spelling) -> None:
        self.target = target
        self.spelling = spelling
        self.root = None if target.root is None else target.names.fold(target.root)

    def thing(self, ref: Ref) -> Iterator[Finding]:
        """What is wrong with the place of a role or group."""
        level = self.target.level_of(ref.scope)
        if level is None:
            yield _error("RC0511", f"no scope of {self.target.account} is that deep", ref)
        elif not (level.roles if ref.kind == "role" else level.groups):
            yield _error(
                "RC0512",
                f"{self._name(ref)} cannot be declared at {self.spelling.scope(ref.scope)}: "
                f"{level.title} has no {ref.kind}s",
                ref,
                self._levels_of(ref.kind),
            )
        if ref.kind == "group":
            yield from self._tree(ref)

    def _tree(self, ref: Ref) -> Iterator[Finding]:
        if self.target.tree == "flat" and ref.parent:
            yield _error("RC0513", f"{self._name(ref)} stands below another group", ref, _FLAT)
        if self.root is not None and ref.name[0] != self.root:
            above = self.target.root
            yield _error(
                "RC0514",
                f"{self._name(ref)} does not stand below {above}",
                ref,
                f"put it in the groups of {above}, or write its name as a path: "
                f"{above}/{self.spelling.path(ref)}",
            )

    def members(self, container: Container, members: Members) -> Iterator[Finding]:
        """What is wrong with the members of a role or group, whoever they are."""
        users = {"user"} if members.users else set()
        for kind in sorted(users.union(ref.kind for ref in members.refs)):
            if (kind, container.ref.kind) not in self.target.arrows:
                yield _error(
                    "RC0515",
                    f"a {kind} cannot be a member of {self._name(container.ref)}",
                    container.ref,
                )
        for user in sorted(addressed(members.users)):  # the others are at home here
            yield from self._home(container, user)
        if members.until and not self.target.expiry:
            who = ", ".join(
                sorted(self.spelling.member(member, container) for member in members.until)
            )
            yield _error(
                "RC0517",
                f"a membership of {self._name(container.ref)} cannot have an end: {who}",
                container.ref,
                "leave `expires` out; this system keeps a membership until it is revoked",
            )

    def _home(self, container: Container, user: str) -> Iterator[Finding]:
        home, _ = user_of(user, container.scope)
        if not self.target.may_hold(container.scope, home):
            yield _error(
                "RC0516",
                f"{self.spelling.user(user, container.scope)} cannot be a member of "
                f"{self._name(container.ref)} at {self.spelling.scope(container.scope)}: "
                "the user belongs to another scope",
                container.ref,
            )

    def _name(self, ref: Ref) -> str:
        return f"{ref.kind} {self.spelling.path(ref)}"

    def _levels_of(self, kind: str) -> str | None:
        titles = [
            level.title
            for level in self.target.levels
            if (level.roles if kind == "role" else level.groups)
        ]
        return f"{kind}s belong to the level {' or '.join(titles)}" if titles else None


_FLAT = "groups of this system have no sub-groups"


def _error(code: str, message: str, ref: Ref | Scope, hint: str | None = None) -> Finding:
    return Finding(code, Severity.ERROR, message, ref, help=hint)
