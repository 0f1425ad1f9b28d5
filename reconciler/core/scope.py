"""Scopes: places in the tenant tree, and the patterns that speak of them."""

from collections.abc import Iterator
from dataclasses import dataclass

from reconciler.core.names import NameRules, join, split


@dataclass(frozen=True, slots=True, order=True)
class Scope:
    """A place in the tenant tree: `/`, `/acme`, `/acme/london`; names folded by the target."""

    path: str

    def __hash__(self) -> int:
        """Of the path itself: a plan of many people looks millions of these up."""
        return hash(self.path)

    @classmethod
    def of(cls, *names: str) -> "Scope":
        """The scope of these names, from the root."""
        return cls("/" + join(names))

    @property
    def names(self) -> tuple[str, ...]:
        """The names from below the root; empty for the root itself."""
        return () if self.path == "/" else split(self.path[1:])

    @property
    def depth(self) -> int:
        """0 for the root, one more for each level below it."""
        return len(self.names)

    @property
    def parent(self) -> "Scope | None":
        """The scope above; None for the root."""
        return Scope.of(*self.names[:-1]) if self.path != "/" else None

    @property
    def above(self) -> Iterator["Scope"]:
        """The scopes strictly above, nearest first."""
        above = self.parent
        while above is not None:
            yield above
            above = above.parent

    def holds(self, other: "Scope") -> bool:
        """Whether the other scope is this one or stands below it."""
        if self.path in ("/", other.path):
            return True
        return other.path.startswith(f"{self.path}/")

    def fold(self, rules: NameRules) -> "Scope":
        """The scope with every name folded."""
        return Scope.of(*map(rules.fold, self.names))

    def __str__(self) -> str:
        """The path."""
        return self.path


ROOT = Scope("/")


@dataclass(frozen=True, slots=True, order=True)
class Pattern:
    """`/acme` means that scope alone, `/acme/**` it and everything below."""

    base: Scope
    deep: bool = False

    @classmethod
    def parse(cls, text: str) -> "Pattern":
        """Read a pattern; the names are taken as written, fold them afterwards."""
        base = text.removesuffix("/**")
        return cls(Scope(base or "/"), deep=base != text)

    def covers(self, scope: Scope) -> bool:
        """Whether the pattern speaks of this scope."""
        return self.base.holds(scope) if self.deep else scope == self.base

    def meets(self, other: "Pattern") -> bool:
        """Whether some scope may be covered by both."""
        return self.covers(other.base) or other.covers(self.base)

    def fold(self, rules: NameRules) -> "Pattern":
        """The pattern with every name folded."""
        return Pattern(self.base.fold(rules), self.deep)

    def __str__(self) -> str:
        """The pattern as it is written."""
        return f"{self.base.path.rstrip('/')}/**" if self.deep else self.base.path


@dataclass(frozen=True, slots=True)
class Selection:
    """The scopes one run speaks of: the patterns of `manage`, narrowed by `--scope`.

    `declared` are the scopes that files speak of, so that a provider asks for them by name. `named`
    are the users that files name in the selected scopes, as `State.users` writes them; nobody has
    to be looked for elsewhere where `is_everything`.
    """

    patterns: tuple[Pattern, ...]
    within: Scope | None = None
    declared: frozenset[Scope] = frozenset()
    named: frozenset[str] = frozenset()

    @property
    def is_everything(self) -> bool:
        """Whether there is no scope that this run does not plan."""
        return self.within in (None, ROOT) and Pattern(ROOT, deep=True) in self.patterns

    @property
    def roots(self) -> frozenset[Scope]:
        """Where the selected scopes begin: each of them is one of these or stands below one."""
        if self.within is None:
            return frozenset(pattern.base for pattern in self.patterns)
        inside = {one.base for one in self.patterns if self.within.holds(one.base)}
        return frozenset(inside | {self.within} if self.manages(self.within) else inside)

    def manages(self, scope: Scope) -> bool:
        """Whether this repository answers for the scope, in this run or in another."""
        return any(pattern.covers(scope) for pattern in self.patterns)

    def covers(self, scope: Scope) -> bool:
        """Whether this run plans the scope."""
        return (self.within is None or self.within.holds(scope)) and self.manages(scope)

    def meets(self, pattern: Pattern) -> bool:
        """Whether this run may plan a scope that the pattern speaks of."""
        within = self.within is None or Pattern(self.within, deep=True).meets(pattern)
        return within and any(pattern.meets(managed) for managed in self.patterns)
