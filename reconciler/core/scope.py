"""Scopes: places in the tenant tree, and the patterns that speak of them."""

from collections.abc import Iterator
from dataclasses import dataclass

from reconciler.core.names import NameRules, join, split


@dataclass(frozen=True, slots=True, order=True)
class Scope:
    """A place in the tenant tree: `/`, `/acme`, `/acme/london`; names folded by the target."""

    path: str

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

    def fold(self, rules: NameRules) -> "Pattern":
        """The pattern with every name folded."""
        return Pattern(self.base.fold(rules), self.deep)

    def __str__(self) -> str:
        """The pattern as it is written."""
        return f"{self.base.path.rstrip('/')}/**" if self.deep else self.base.path


@dataclass(frozen=True, slots=True)
class Selection:
    """The scopes one run speaks of: the patterns of `manage`, narrowed by `--scope`.

    `declared` are the scopes that files speak of, so that a provider asks for them by name.
    """

    patterns: tuple[Pattern, ...]
    within: Scope | None = None
    declared: frozenset[Scope] = frozenset()

    def manages(self, scope: Scope) -> bool:
        """Whether this repository answers for the scope, in this run or in another."""
        return any(pattern.covers(scope) for pattern in self.patterns)

    def covers(self, scope: Scope) -> bool:
        """Whether this run plans the scope."""
        return (self.within is None or self.within.holds(scope)) and self.manages(scope)
