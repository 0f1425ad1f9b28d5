"""Names in policies: of roles, groups, users, scopes and permissions, as the target reads them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from reconciler.core.check_permissions import unknown_permission
from reconciler.core.finding import Finding, Origin
from reconciler.core.model import Kind
from reconciler.core.nearest import did_you_mean
from reconciler.core.policies.rules import EVERYWHERE, Named
from reconciler.core.scope import Pattern, Scope
from reconciler.core.target import Target
from reconciler.spec.paths import fold_scope, pattern_problem, read_address, read_scope
from reconciler.spec.places import Places, Step, Tree
from reconciler.spec.problem import Problem


@dataclass(frozen=True, slots=True)
class PolicyNames:
    """Reads the names of one file; reports those that cannot be read, and leaves them out."""

    target: Target
    tree: Tree
    findings: list[Finding]

    def origin(self, places: Places, step: Step) -> Origin:
        """The place of a value."""
        return self.tree.origin(places.of(step))

    def say(self, problem: Problem, places: Places, step: Step) -> None:
        """Report what is wrong with a value."""
        self.findings.append(problem.at(self.origin(places, step)))

    def one(self, kind: Kind, text: str, places: Places, step: Step) -> Named | None:
        """A role, group or user by name or path, with its scope or without."""
        rules = self.target.rules(kind)
        address = read_address(text, rules)
        if not isinstance(address, Problem) and kind != "group" and len(address[1]) > 1:
            advice = r"write a `/` in a name as `\/`"
            address = Problem("RC0116", f"`{text}` is a path, not a {kind}", advice)
        if isinstance(address, Problem):
            self.say(address, places, step)
            return None
        scope, names = address
        home = None if scope is None else fold_scope(scope, self.target.names)
        folded = tuple(map(rules.fold, names))
        return Named(kind, folded, home, text, self.origin(places, step))

    def all(self, kind: Kind, texts: Iterable[str] | None, places: Places) -> tuple[Named, ...]:
        """Those of a list that can be read."""
        read = (self.one(kind, text, places, at) for at, text in enumerate(texts or ()))
        return tuple(named for named in read if named is not None)

    def pattern(self, text: str | None, places: Places, step: Step) -> Pattern | None:
        """A pattern of scopes; left out, all of them."""
        if text is None:
            return EVERYWHERE
        if problem := pattern_problem(text):
            self.say(problem, places, step)
            return None
        return Pattern.parse(text).fold(self.target.names)

    def scope(self, text: str, places: Places, step: Step) -> Scope | None:
        """One scope."""
        names = read_scope(text, self.target.names)
        if isinstance(names, Problem):
            self.say(names, places, step)
            return None
        return fold_scope(names, self.target.names)

    def permission(self, key: str, places: Places, step: Step) -> str | None:
        """A permission that the catalog has; a system whose roles are permissions has no other."""
        catalog = self.target.catalog
        if key in catalog or not catalog.permissions:
            return key
        self.findings.append(unknown_permission(key, self.target, None, self.origin(places, step)))
        return None

    def permissions(self, keys: Sequence[str], places: Places) -> tuple[str, ...]:
        """Those of a list that the catalog has."""
        read = (self.permission(key, places, at) for at, key in enumerate(keys))
        return tuple(key for key in read if key is not None)

    def role_types(self, names: Sequence[str], places: Places) -> tuple[str, ...]:
        """Those of a list that the target has."""
        known = [each.name for each in self.target.role_types]
        for at, name in enumerate(names):
            if name not in known:
                advice = did_you_mean(name, known, f"the types are {', '.join(known)}")
                self.say(Problem("RC0231", f"there is no role type `{name}`", advice), places, at)
        return tuple(name for name in names if name in known)
