"""Checks of what is declared against the target: all that can be known without the live system."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from reconciler.core.check_members import check_members
from reconciler.core.check_permissions import check_permissions, unknown_permission
from reconciler.core.circles import circle_findings
from reconciler.core.declared import Declared
from reconciler.core.finding import Finding, Key, Severity
from reconciler.core.limits import Limits
from reconciler.core.model import Ref, Role, Thing
from reconciler.core.nearest import did_you_mean
from reconciler.core.scope import Pattern, Scope
from reconciler.core.spelling import Spelling
from reconciler.core.target import Target


def check(declared: Declared, target: Target) -> list[Finding]:
    """Everything declared that the target does not know, allow or support; all of it at once.

    What only the live system can tell is judged beside it: users and scopes that do not exist,
    roles that no file declares.
    """
    checker = _Checker(declared, target)
    findings = [*checker.scopes(), *checker.things(), *checker.moves()]
    findings += check_permissions(declared, target)
    findings += check_members(declared, target)
    findings += circle_findings(declared.state, checker.spelling, declared.origins)
    return sorted(findings, key=lambda finding: finding.order)


def check_limits(limits: Limits, manage: Sequence[Pattern], target: Target) -> list[Finding]:
    """Permissions that the catalog does not know, exceptions for what `manage` does not cover."""
    return [*_unknown_admins(limits, target), *_allowed_in_vain(limits, manage, target)]


def _unknown_admins(limits: Limits, target: Target) -> Iterator[Finding]:
    if (admins := limits.admins) is not None:
        for key in sorted(admins.permissions):
            if key not in target.catalog:
                yield unknown_permission(key, target, None, admins.origin)


def _allowed_in_vain(
    limits: Limits, manage: Sequence[Pattern], target: Target
) -> Iterator[Finding]:
    managed = [pattern.fold(target.names) for pattern in manage]
    for entry in limits.allow:
        if not any(map(entry.pattern.fold(target.names).meets, managed)):
            written = str(entry.pattern)
            advice = did_you_mean(written, map(str, manage), "mend the scope, or drop the entry")
            message = f"`allow` speaks of {written}, which is not managed here"
            yield Finding("RC0217", Severity.WARNING, message, None, entry.origin, (), advice)


@dataclass(slots=True)
class _Checker:
    """One run over everything declared."""

    declared: Declared
    target: Target
    spelling: Spelling = field(init=False)

    def __post_init__(self) -> None:
        self.spelling = Spelling((self.declared.state.spelling,))

    def scopes(self) -> Iterator[Finding]:
        """Scopes deeper than the tree, and names too long for the target."""
        for scope in self.declared.state.scopes:
            if self.target.level_of(scope) is None:
                levels = ", ".join(level.title or level.name for level in self.target.levels)
                message = f"{self.spelling.scope(scope)} is deeper than the tree has levels"
                yield self._error("RC0236", message, scope, scope, f"the levels are {levels}")
            elif scope.names and self._is_too_long(scope):
                yield self._too_long(scope)

    def things(self) -> Iterator[Finding]:
        """Roles and groups."""
        for thing in self.declared.state.things:
            if self._is_too_long(thing.ref):
                yield self._too_long(thing.ref)
            yield from self._place(thing)
            if isinstance(thing, Role):
                yield from self._type(thing)

    def moves(self) -> Iterator[Finding]:
        """Renames of what the target cannot rename."""
        for ref in self.declared.moves:
            if ref.kind not in self.target.renames:
                message = f"the live system cannot rename or move a {ref.kind}"
                advice = "declare the new one, and remove the old one in a later run"
                yield self._error("RC0243", message, ref, (ref, "previously"), advice)

    def _place(self, thing: Thing) -> Iterator[Finding]:
        level = self.target.level_of(thing.ref.scope)
        if level is None:
            return
        kind = thing.ref.kind
        if not (level.roles if kind == "role" else level.groups):
            code = "RC0237" if kind == "role" else "RC0238"
            message = f"no {kind}s are declared at the level {level.title or level.name}"
            fitting = [each for each in self.target.levels if getattr(each, f"{kind}s")]
            names = ", ".join(each.title or each.name for each in fitting) or "no level"
            yield self._error(code, message, thing.ref, thing.ref, f"{kind}s stand at: {names}")
        elif kind == "group":
            yield from self._tree(thing.ref)

    def _tree(self, ref: Ref) -> Iterator[Finding]:
        """A group where the target has no trees, or outside of the built-in one."""
        root = self.target.root
        if self.target.tree == "flat" and ref.parent:
            message = "the live system has no groups below groups"
            yield self._error("RC0244", message, ref, ref, "declare it beside the others")
        if root is not None and ref.name[0] != self.target.names.fold(root):
            message = f"every group stands below `{root}`"
            advice = f"write it as `{root}/{self.spelling.path(ref)}`, or put it below `{root}`"
            yield self._error("RC0245", message, ref, ref, advice)

    def _type(self, role: Role) -> Iterator[Finding]:
        if role.type is None or self.target.role_type(role.type):
            return
        known = [each.name for each in self.target.role_types]
        otherwise = f"the types are {', '.join(known)}" if known else "leave `type` out"
        message = f"there is no role type `{role.type}`"
        advice = did_you_mean(role.type, known, otherwise)
        yield self._error("RC0231", message, role.ref, (role.ref, "type"), advice)

    def _is_too_long(self, thing: Ref | Scope) -> bool:
        return len(self.spelling.name(thing)) > self.target.names.longest

    def _too_long(self, thing: Ref | Scope) -> Finding:
        message = (
            f"a name longer than the {self.target.names.longest} characters of the live system"
        )
        return self._error("RC0242", message, thing, thing, "shorten it")

    def _error(self, code: str, message: str, thing: Ref | Scope, key: Key, advice: str) -> Finding:
        origin = self.declared.origins.of(key)
        return Finding(code, Severity.ERROR, message, thing, origin, (), advice)
