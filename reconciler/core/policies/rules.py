"""Policies as data: rules, access tests and waivers; their names are folded by the target."""

from dataclasses import dataclass
from datetime import date
from typing import Literal, TypeAlias

from reconciler.core.finding import Origin
from reconciler.core.model import Kind, Ref
from reconciler.core.scope import ROOT, Pattern, Scope

EVERYWHERE = Pattern(ROOT, deep=True)


@dataclass(frozen=True, slots=True)
class Named:
    """A role, group or user as a policy names it; without a scope all of this name are meant."""

    kind: Kind
    name: tuple[str, ...]
    scope: Scope | None
    written: str
    origin: Origin

    def means(self, ref: Ref) -> bool:
        """Whether it is about this one."""
        return ref.kind == self.kind and ref.name == self.name and self.scope in (None, ref.scope)


What: TypeAlias = str | Named
"""What somebody can hold: a permission by its key, a role or a group."""


@dataclass(frozen=True, slots=True)
class Separate:
    """Nobody holds more than `at_most` of these; at one same scope, or `anywhere` together."""

    of: tuple[What, ...]
    at_most: int = 1
    anywhere: bool = False


@dataclass(frozen=True, slots=True)
class Holders:
    """How many may and must hold something: at each scope, or in each group that is meant."""

    of: What
    minimum: int = 0
    maximum: int | None = None


@dataclass(frozen=True, slots=True)
class Expires:
    """Whoever holds it holds it for so many more days at most."""

    of: What
    days: int


@dataclass(frozen=True, slots=True)
class Justify:
    """Whoever is given it is given it for a reason that is written down."""

    of: What


@dataclass(frozen=True, slots=True)
class Protect:
    """Roles and groups that no plan takes from or renames, users whom no plan touches.

    With `members` nobody is taken out of these roles and groups either.
    """

    things: tuple[Named, ...] = ()
    users: tuple[Named, ...] = ()
    members: bool = False


@dataclass(frozen=True, slots=True)
class Forbid:
    """Permissions that no role or group carries; with role types only no role of these."""

    permissions: tuple[str, ...]
    role_types: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Naming:
    """How roles or groups are called: a pattern with `*`, `?` and `[...]`."""

    kind: Literal["role", "group"]
    pattern: str


Demand: TypeAlias = Separate | Holders | Expires | Justify | Protect | Forbid | Naming


@dataclass(frozen=True, slots=True)
class Rule:
    """What is demanded, where, and under which name it is spoken of."""

    name: str
    demand: Demand
    within: Pattern
    origin: Origin


@dataclass(frozen=True, slots=True)
class Must:
    """A user can do something, or with `negated` cannot; without `at` anywhere."""

    user: Named
    permission: str
    at: Scope | None = None
    on: Named | None = None
    negated: bool = False


@dataclass(frozen=True, slots=True)
class Only:
    """Nobody but these users holds a permission; without `at` anywhere."""

    permission: str
    users: tuple[Named, ...]
    at: Scope | None = None


@dataclass(frozen=True, slots=True)
class Assertion:
    """A claim about access; its name is the claim in words, as it was written."""

    name: str
    claim: Must | Only
    origin: Origin


@dataclass(frozen=True, slots=True)
class Waiver:
    """Violations of a rule that are known and borne through the UTC day `until`.

    Without `users` those of everybody.
    """

    rule: str
    reason: str
    owner: str
    until: date
    origin: Origin
    users: tuple[Named, ...] | None = None


@dataclass(frozen=True, slots=True)
class Policies:
    """Everything that the policy files of a project say."""

    rules: tuple[Rule, ...] = ()
    tests: tuple[Assertion, ...] = ()
    waivers: tuple[Waiver, ...] = ()

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to judge."""
        return not (self.rules or self.tests or self.waivers)


NO_POLICIES = Policies()
