"""Checks of what is declared against the target: all that can be known without the live system."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from reconciler.core.check_members import check_members
from reconciler.core.declared import Declared
from reconciler.core.finding import Finding, Key, Origin, Severity
from reconciler.core.limits import Limits
from reconciler.core.model import Ref, Role, Thing
from reconciler.core.nearest import did_you_mean
from reconciler.core.scope import Scope
from reconciler.core.spelling import Spelling
from reconciler.core.target import Target


def check(declared: Declared, target: Target) -> list[Finding]:
    """Everything declared that the target does not know, allow or support; all of it at once.

    What only the live system can tell is judged beside it: users and scopes that do not exist,
    roles that no file declares.
    """
    checker = _Checker(declared, target)
    findings = [*checker.scopes(), *checker.sets(), *checker.things(), *checker.moves()]
    findings += check_members(declared, target)
    return sorted(findings, key=lambda finding: finding.order)


def check_limits(limits: Limits, target: Target) -> list[Finding]:
    """Permissions that the limits name and the catalog does not know."""
    admins = limits.admins
    if admins is None:
        return []
    unknown = (key for key in sorted(admins.permissions) if key not in target.catalog)
    return [unknown_permission(key, target, None, admins.origin) for key in unknown]


def unknown_permission(
    key: str, target: Target, ref: Ref | Scope | None, origin: Origin | None
) -> Finding:
    """A permission that the catalog does not have."""
    advice = did_you_mean(key, target.catalog.by_key, "the permissions stand in the catalog file")
    message = f"there is no permission `{key}`"
    return Finding("RC0230", Severity.ERROR, message, ref, origin, (), advice)


@dataclass(slots=True)
class _Checker:
    """One run over everything declared."""

    declared: Declared
    target: Target
    spelling: Spelling = field(init=False)
    _allowed: dict[tuple[str, str | None, str | None], frozenset[str]] = field(default_factory=dict)

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

    def sets(self) -> Iterator[Finding]:
        """Unknown permissions in sets: once for each set, however often it is used."""
        for (name, scope), permissions in self.declared.notes.sets.items():
            for key in permissions:
                if key not in self.target.catalog and not key.startswith("set:"):
                    origin = self.declared.origins.of((scope, f"set:{name}", key))
                    yield unknown_permission(key, self.target, scope, origin)

    def things(self) -> Iterator[Finding]:
        """Roles and groups."""
        for thing in self.declared.state.things:
            if self._is_too_long(thing.ref):
                yield self._too_long(thing.ref)
            yield from self._place(thing)
            if isinstance(thing, Role):
                yield from self._type(thing)
            if thing.permissions:
                yield from self._permissions(thing, thing.permissions)

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

    def _permissions(self, thing: Thing, permissions: frozenset[str]) -> Iterator[Finding]:
        kind = thing.type if isinstance(thing, Role) else None
        if isinstance(thing, Role) and self.target.role_types and not self.target.role_type(kind):
            wrong = permissions - self.target.catalog.by_key.keys()
        else:
            wrong = permissions - self._grantable(thing, kind)
        if not wrong:
            return
        through_sets = self._through_sets(thing.ref)
        for key in self.target.catalog.sorted(frozenset(wrong)):
            if key in self.target.catalog.by_key:
                yield self._not_for(thing, kind, key)
            elif key not in self.target.catalog and key not in through_sets:
                origin = self.declared.origins.of((thing.ref, key))
                yield unknown_permission(key, self.target, thing.ref, origin)

    def _grantable(self, thing: Thing, kind: str | None) -> frozenset[str]:
        level = self.target.level_of(thing.ref.scope)
        known = (thing.ref.kind, kind, level.name if level else None)
        if known not in self._allowed:
            granted = self.target.grantable(thing.ref.kind, kind, thing.ref.scope)
            self._allowed[known] = frozenset(permission.key for permission in granted)
        return self._allowed[known]

    def _through_sets(self, ref: Ref) -> frozenset[str]:
        notes = self.declared.notes
        return frozenset[str]().union(*(notes.sets[used] for used in notes.uses.get(ref, ())))

    def _not_for(self, thing: Thing, kind: str | None, key: str) -> Finding:
        permission = self.target.catalog.by_key[key]
        where = (thing.ref, key)
        if thing.ref.kind == "role" and self.target.role_types:
            message = f"a role of type `{kind}` cannot carry `{key}`"
            types = ", ".join(permission.role_types) or "none"
            advice = f"the types that can carry it: {types}"
            return self._error("RC0233", message, thing.ref, where, advice)
        message = f"`{key}` belongs to the level `{permission.level}`"
        advice = f"remove it: a {thing.ref.kind} here carries permissions of its own level"
        return self._error("RC0234", message, thing.ref, where, advice)

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
