"""Documents of a live state: one for each scope, that declares everything that stands there.

What no file can hold is left out and said. The document only adds then: else the plan would take
away what it cannot name.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from reconciler.core.finding import Finding
from reconciler.core.model import Container, Fixed, Ref, Thing
from reconciler.core.names import join, split
from reconciler.core.scope import Scope
from reconciler.spec.documents import GroupEntry, MembershipsEntry, RoleEntry, RolesFile
from reconciler.spec.export.lost import Lost
from reconciler.spec.export.members import Items, members
from reconciler.spec.export.names import is_text
from reconciler.spec.export.sets import PermissionSets
from reconciler.spec.export.world import World
from reconciler.spec.sets import PREFIX

NESTED = 12
"""So many groups stand inside each other on the page; those further down are named by path."""


def document(
    scope: Scope, written: str, world: World, sets: PermissionSets
) -> tuple[RolesFile, list[Finding]]:
    """The document of a scope, which is `written` so, and what it cannot hold."""
    page = Page(scope, world, sets, Lost(world.names.spelling))
    file = page.file(written)
    return file, page.lost.findings


@dataclass(slots=True)
class Page:
    """One scope on its way to a document; `further` are the groups that stand too deep to nest."""

    scope: Scope
    world: World
    sets: PermissionSets
    lost: Lost
    further: list[Ref] = field(default_factory=list)

    def file(self, written: str) -> RolesFile:
        """Everything that stands in the scope, each list complete."""
        target = self.world.target
        level = target.level_of(self.scope)
        roles, trees = self.world.roles.get(self.scope), self.world.below.get(self.scope)
        has_roles = any(each.roles for each in target.levels)
        file = RolesFile(
            scope=written,
            sets=self._sets() or None,
            roles=[*self.roles(roles or ())] if roles or (level and level.roles) else None,
            groups=self._trees(trees or ()) if trees or (level and level.groups) else None,
            memberships=[*self._memberships()] if has_roles else None,
        )
        return file.model_copy(update={"mode": "additive"}) if self.lost.adds else file

    def _sets(self) -> dict[str, list[str]]:
        return {
            each.name: self.world.target.catalog.sorted(each.permissions)
            for each in sorted(self.sets.sets, key=lambda each: each.name)
            if each.scope == self.scope
        }

    def roles(self, refs: Iterable[Ref]) -> Iterator[RoleEntry]:
        """The entries of roles; none for one whose name cannot be written."""
        for ref in refs:
            role, name = self.world.live.roles[ref], self.world.names.path(ref)
            if name is None:
                self.lost.thing(ref)
                continue
            yield RoleEntry(
                name=name,
                type=role.type,
                description=self._description(role),
                permissions=self._permissions(role),
            )

    def _trees(self, refs: Iterable[Ref]) -> list[GroupEntry]:
        """The trees of the scope, and behind them what stands too deep in one of them."""
        entries = [*self.groups(refs, 1)]
        while self.further:
            deep, self.further = self.further, []
            entries += self.groups(deep, 1)
        return entries

    def groups(self, refs: Iterable[Ref], depth: int) -> Iterator[GroupEntry]:
        """The entries of groups with all below them; at the first depth they are named by path."""
        for ref in refs:
            group, path = self.world.live.groups[ref], self.world.names.path(ref)
            if path is None:
                self.lost.thing(ref)
                continue
            yield GroupEntry(
                name=path if depth == 1 else join(split(path)[-1:]),
                description=self._description(group),
                permissions=self._permissions(group),
                members=self._members(Container.of(ref)),
                groups=self._below(ref, depth),
            )

    def _below(self, ref: Ref, depth: int) -> list[GroupEntry] | None:
        """The groups below one; an empty list says that nothing may stand there but what is named.

        Groups that stand too deep are named at the end of the document.
        """
        if self.world.target.tree == "flat":
            return None
        below = self.world.below.get(ref, ())
        if depth < NESTED:
            return [*self.groups(below, depth + 1)]
        self.further += below
        return []

    def _members(self, group: Container) -> Items | None:
        if self.world.is_fixed(group.ref, Fixed.MEMBERS):
            return None
        return members(group, "user", self.world, self.lost)

    def _memberships(self) -> Iterator[MembershipsEntry]:
        for container in self.world.assigned.get(self.scope, ()):
            name = self.world.names.path(container.ref)
            if name is None:
                self.lost.holders(container)
                continue
            yield MembershipsEntry(
                role=name,
                users=members(container, "user", self.world, self.lost),
                groups=members(container, "group", self.world, self.lost) or None,
                roles=members(container, "role", self.world, self.lost) or None,
            )

    def _description(self, thing: Thing) -> str | None:
        """An empty one is not worth a line."""
        text = thing.description or ""
        if not is_text(text):
            self.lost.description(thing.ref)
            return None
        return text or None

    def _permissions(self, thing: Thing) -> list[str] | None:
        """The sets that bring them, then the others in the vendor's order."""
        if self.world.is_fixed(thing.ref, Fixed.PERMISSIONS):
            return None
        listed = self.world.listed(thing)
        for key in sorted((thing.permissions or frozenset()) - listed):
            self.lost.permission(key, thing.ref)
        used, rest = self.sets.split(listed, thing.ref.scope)
        names = (f"{PREFIX}{each.name}" for each in used)
        return [*names, *self.world.target.catalog.sorted(rest)]
