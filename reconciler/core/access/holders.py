"""Holders: everybody who can do something, each with every path."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime

from reconciler.core.access.question import Access, Path, Question
from reconciler.core.access.steps import end
from reconciler.core.model import Ref
from reconciler.core.scope import Scope


@dataclass(frozen=True, slots=True)
class Holder:
    """One user who holds a permission, with every path in order; never without one."""

    user: Ref
    paths: tuple[Path, ...]

    @property
    def until(self) -> datetime | None:
        """When the last path ends."""
        return end(max(path.holding.until for path in self.paths))


@dataclass(frozen=True, slots=True)
class Holders:
    """Who holds a permission at a scope, anywhere where that is None, and on whom it works."""

    permission: str
    scope: Scope | None
    on: Ref | None
    all: tuple[Holder, ...]

    def question(self, user: Ref, path: Path) -> Question:
        """What a path answers."""
        at = path.holding.container.scope if self.scope is None else self.scope
        return Question(user, self.permission, at, self.on)


def holders(access: Access, permission: str, scope: Scope | None, on: Ref | None) -> Holders:
    """Everybody who holds it, from the root of the tenant tree, by name."""
    found: dict[Ref, list[Path]] = defaultdict(list)
    for user, path in access.holders(permission, scope, on):
        found[user].append(path)
    everybody = sorted(found, key=lambda user: (user.scope.names, user.name))
    return Holders(
        permission,
        scope,
        on,
        tuple(Holder(user, tuple(sorted(found[user], key=path_order))) for user in everybody),
    )


def path_order(path: Path) -> tuple[bool, int, tuple[object, ...]]:
    """Paths without an end first, then the shorter ones."""
    holding = path.holding
    below = () if path.below is None else (path.below,)
    return end(holding.until) is not None, len(holding.way), (*holding.way, *below)
