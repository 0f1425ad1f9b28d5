"""Apart: what separation of duty forbids of one person in one state, as it is asked on the way."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from reconciler.core.access.holding import Holding
from reconciler.core.access.question import Access
from reconciler.core.listing import listed
from reconciler.core.model import Container, Ref
from reconciler.core.policies.people import is_meant
from reconciler.core.policies.rules import Policies, Rule, Separate, Waiver, What
from reconciler.core.scope import Scope


@dataclass(frozen=True, slots=True)
class Apart:
    """The duties that policies separate; a waiver of today bears what it bears in the end, too."""

    rules: tuple[tuple[Rule, Separate], ...]
    waivers: tuple[Waiver, ...]

    @classmethod
    def of(cls, policies: Policies) -> "Apart":
        """What of the policies separates duties."""
        rules = ((rule, rule.demand) for rule in policies.rules)
        found = ((rule, demand) for rule, demand in rules if isinstance(demand, Separate))
        return cls(tuple(found), policies.waivers)

    def __call__(self, access: Access, user: Ref) -> Collection[str]:
        """What a user holds together and must not, each with the rule that says so."""
        holdings = [*access.holdings.of(user)]
        return [
            f"{_words(together)}, which rule `{rule.name}` separates,"
            for rule, demand in self.rules
            if not self._is_waived(rule, access, user)
            for together in _too_many(rule, demand, access, holdings)
        ]

    def _is_waived(self, rule: Rule, access: Access, user: Ref) -> bool:
        return any(
            waiver.rule.casefold() == rule.name.casefold()
            and access.now.date() <= waiver.until
            and (waiver.users is None or is_meant(user, waiver.users))
            for waiver in self.waivers
        )


def _too_many(
    rule: Rule, demand: Separate, access: Access, holdings: list[Holding]
) -> Iterator[list[What]]:
    """What is held together: anywhere, or at each place where it is too many."""
    held = [
        (of, way.container)
        for of in demand.of
        for way in holdings
        if _gives(of, access, way.container) and _is_within(rule, access, way.container)
    ]
    scopes = {container.scope for _, container in held} | {rule.within.base}
    fitting = sorted(filter(rule.within.covers, scopes))
    places: list[Scope | None] = [None] if demand.anywhere else [*fitting]
    for scope in places:
        here = [
            of
            for of in demand.of
            if any(of == each and _is_at(scope, access, container) for each, container in held)
        ]
        if len(here) > demand.at_most:
            yield here


def _gives(of: What, access: Access, container: Container) -> bool:
    if isinstance(of, str):
        return of in access.carries.of(container.ref)
    return of.means(container.ref)


def _is_within(rule: Rule, access: Access, container: Container) -> bool:
    """Whether something is held at a scope that the rule speaks of."""
    return rule.within.covers(container.scope) or access.holds_at(container, rule.within.base)


def _is_at(scope: Scope | None, access: Access, container: Container) -> bool:
    return scope is None or access.holds_at(container, scope)


def _words(several: Sequence[What]) -> str:
    names = [of if isinstance(of, str) else f"{of.kind} {of.written}" for of in several]
    return listed(names, " and ")
