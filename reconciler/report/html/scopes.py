"""Scopes: numbered in the order of the tenant tree, for the list that narrows the page to one.

All below a scope follow it, so a scope with all below it is a range of numbers.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from reconciler.core.scope import Scope
from reconciler.core.spelling import Spelling
from reconciler.report import wording
from reconciler.report.html.markup import Markup, element, joined


@dataclass(frozen=True, slots=True)
class Scopes:
    """The numbers of scopes."""

    numbers: Mapping[Scope, int]

    @classmethod
    def of(cls, found: Iterable[Scope]) -> "Scopes":
        """These scopes and all above them."""
        everything = {place for scope in set(found) for place in (scope, *scope.above)}
        ordered = sorted(everything, key=lambda scope: scope.names)
        return cls({scope: number for number, scope in enumerate(ordered)})

    def at(self, scopes: Iterable[Scope]) -> str:
        """The numbers of some scopes; one that nobody can choose has none."""
        found = {self.numbers[scope] for scope in scopes if scope in self.numbers}
        return " ".join(map(str, sorted(found)))

    def options(self, spelling: Spelling) -> Markup:
        """The entries of the list."""
        return joined(
            element("option", wording.place(scope, spelling), value=f"{number}-{end}")
            for scope, number, end in self._ranges()
            if scope.names
        )

    def _ranges(self) -> Iterable[tuple[Scope, int, int]]:
        ordered = list(self.numbers)
        for number, scope in enumerate(ordered):
            end = number
            while end + 1 < len(ordered) and scope.holds(ordered[end + 1]):
                end += 1
            yield scope, number, end
