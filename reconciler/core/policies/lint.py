"""Lint: roles and groups that give nothing, mean nobody, or say what others say already.

Only what files declare is looked at, and only where they declare it whole: hints, never refusals.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from reconciler.core.declared import Declared
from reconciler.core.finding import Finding, Severity
from reconciler.core.model import Ref, Role, Thing
from reconciler.core.policies.lint_members import given_already
from reconciler.core.policies.path import thing
from reconciler.core.policies.scene import Scene, scene_of_files
from reconciler.core.scope import Scope
from reconciler.core.target import Target

_MOST = 2_000
"""So many different roles are held against each other; more hints than these nobody reads."""

_Gift = tuple[Scope, str | None, frozenset[str]]
"""Scope, type and permissions of a role."""


def lint(declared: Declared, target: Target, now: datetime) -> list[Finding]:
    """Every hint about sound files, in the order of the files."""
    scene = scene_of_files(declared, target, now)
    linting = _Linting(declared, scene)
    found = [*linting.empty(), *linting.unused(), *linting.alike(), *linting.subsets()]
    return sorted([*found, *given_already(scene)], key=lambda finding: finding.order)


@dataclass(frozen=True)
class _Linting:
    declared: Declared
    scene: Scene

    def empty(self) -> Iterator[Finding]:
        """What has members and gives them nothing."""
        for each in self.declared.state.things:
            is_empty = not each.permissions and each.ref in self.declared.owned.permissions
            if is_empty and each.ref in self._held:
                message = f"{self._name(each)} has members and no permissions"
                yield self._hint("RC0221", message, each, "give it some, or drop it")

    def unused(self) -> Iterator[Finding]:
        """A role that nobody has, where the files say of every scope who has what."""
        if self.declared.state.scopes <= self.declared.owned.assignments:
            for role in self.declared.state.roles.values():
                if role.ref not in self._held:
                    message = f"nobody has {self._name(role)}"
                    yield self._hint("RC0222", message, role, "assign it, or drop it")

    def alike(self) -> Iterator[Finding]:
        """Roles of one scope and type that give the same."""
        for first, *others in self._gifts.values():
            for role in others:
                message = f"{self._name(role)} gives just what {self._name(first)} gives"
                yield self._hint("RC0223", message, role, "use one of them", first)

    def subsets(self) -> Iterator[Finding]:
        """Roles of which another of the same scope and type gives all, and more."""
        if len(self._gifts) > _MOST:
            return
        for less, (role, *_) in self._gifts.items():
            larger = [each[0] for gift, each in self._gifts.items() if _is_more(gift, less)]
            if larger:
                other = min(larger, key=lambda each: (len(each.permissions or ()), each.ref))
                message = f"all that {self._name(role)} gives, {self._name(other)} gives too"
                advice = "fine where it is meant to give less; else use one of them"
                yield self._hint("RC0224", message, role, advice, other)

    @cached_property
    def _held(self) -> frozenset[Ref]:
        """What has a member."""
        return frozenset(at.ref for at, there in self.declared.state.members.items() if there)

    @cached_property
    def _gifts(self) -> Mapping[_Gift, Sequence[Role]]:
        """Roles by what they give; those that are not managed or empty give nothing to compare."""
        found: dict[_Gift, list[Role]] = defaultdict(list)
        for ref, role in sorted(self.declared.state.roles.items()):
            if role.permissions:
                found[ref.scope, role.type, role.permissions].append(role)
        return found

    def _name(self, each: Thing) -> str:
        return thing(each.ref, self.scene)

    def _hint(
        self, code: str, message: str, each: Thing, advice: str, other: Thing | None = None
    ) -> Finding:
        origins = self.declared.origins
        there = origins.of(other.ref) if other else None
        related = (("the other one", there),) if there else ()
        origin = origins.of(each.ref)
        return Finding(code, Severity.HINT, message, each.ref, origin, related, advice)


def _is_more(gift: _Gift, less: _Gift) -> bool:
    return gift[:2] == less[:2] and less[2] < gift[2]
