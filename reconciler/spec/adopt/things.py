"""Roles and groups, adopted: an entry more, an entry less, another type or description."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Any

from reconciler.core.model import Container, Ref, Role, Thing
from reconciler.core.names import join
from reconciler.core.scope import Scope
from reconciler.spec.adopt.case import Case
from reconciler.spec.adopt.desk import Handle, Unclear
from reconciler.spec.export.documents import Page
from reconciler.spec.export.lost import Lost
from reconciler.spec.export.names import is_text
from reconciler.spec.export.sets import PermissionSet, PermissionSets


@dataclass(frozen=True, slots=True)
class Things:
    """Adopts roles and groups that are there, are gone, or are not as the files say.

    `changed` are the sets that are not any more what the files say: new entries do without them.
    """

    case: Case
    changed: Collection[tuple[str, Scope]] = ()

    def appear(self, ref: Ref) -> None:
        """Write an entry for what lives and no file names, with all that is in it and below."""
        self._appear(ref, {})

    def appear_alone(self, group: Ref) -> None:
        """Write an entry for a group that lives, and in it none for those that stand below."""
        self._appear(group, {"groups": []})

    def _appear(self, ref: Ref, instead: dict[str, Any]) -> None:
        try:
            key = "roles" if ref.kind == "role" else "groups"
            owner, file = self._list(ref, key)
            names = self.case.names.spelling.names(ref)
            name = join(names[len(owner.name) if isinstance(owner, Ref) else 0 :])
            file.add(key, {**self._entry(ref), "name": name, **instead})
        except Unclear as unclear:
            self._refuse(ref, unclear)

    def vanish(self, refs: Iterable[Ref]) -> None:
        """Take out every entry of what does not live, with all that stands inside.

        From below, so that what is refused keeps what it stands in.
        """
        for ref in sorted(refs, reverse=True):
            try:
                entries = self._entries(ref)
            except Unclear as unclear:
                self._refuse(ref, unclear)
            else:
                _remove(entries)

    def unassign(self, containers: Iterable[Container]) -> None:
        """Take out who holds a role where it cannot be assigned."""
        for container in sorted(containers):
            try:
                _remove(self.case.holding(container))
            except Unclear as unclear:
                self._refuse(container.ref, unclear)

    def change(self, live: Thing) -> None:
        """Write another type or description where the files have one."""
        if self.case.refused.has(live.ref):
            return  # as it cannot leave where its type cannot be assigned
        try:
            mentions = self.case.origins.mentions.things[live.ref]
            for entry in [self.case.desk.at(mention.spot) for mention in mentions]:
                if isinstance(live, Role) and live.type and "type" in entry.data:
                    _set(entry, "type", live.type)
                if "description" in entry.data:
                    _set(entry, "description", live.description or "")
        except Unclear as unclear:
            self._refuse(live.ref, unclear)

    def _list(self, ref: Ref, key: str) -> tuple[Scope | Ref, Handle]:
        """The nearest list that should name a thing, and what it is the list of."""
        owners: tuple[Scope | Ref, ...] = (*ref.above, ref.scope)
        for owner in owners:
            entry = self.case.complete(owner, key)
            if entry is not None:
                return owner, entry
        raise Unclear(_NO_LIST)

    def _entry(self, ref: Ref) -> dict[str, Any]:
        """The entry that an export would write, with the sets that the files have.

        All its lists are complete: what is made in it by hand later on, shows in the next plan.
        """
        if self.case.names.path(ref) is None:
            raise Unclear(_NO_NAME)
        lost = Lost(self.case.names.spelling)
        page = Page(ref.scope, self.case.world, self._sets(ref.scope), lost)
        made = page.roles([ref]) if ref.kind == "role" else page.groups([ref], 1)
        entries = [each.model_dump(exclude_none=True) for each in made]
        if lost.findings:
            raise Unclear(lost.findings[0].message)
        if page.further:
            raise Unclear(_TOO_DEEP)
        return entries[0]

    def _sets(self, scope: Scope) -> PermissionSets:
        known = [
            PermissionSet(named.name, named.scope, frozenset(named.permissions))
            for named in self.case.origins.sets.visible(scope).values()
            if named.permissions and (named.name, named.scope) not in self.changed
        ]
        return PermissionSets(sorted(known, key=lambda each: (-len(each.permissions), each.name)))

    def _entries(self, ref: Ref) -> list[Handle]:
        """Every entry that names a thing, and of a role those that say who holds it.

        Raises `Unclear`, also where something below it was refused.
        """
        if self.case.refused.is_in(ref):
            raise Unclear(_NOT_ALL)
        mentions = self.case.origins.mentions.things[ref]
        named = [self.case.desk.at(mention.spot) for mention in mentions]
        return named + self.case.holders(ref) if ref.kind == "role" else named

    def _refuse(self, ref: Ref, why: Unclear) -> None:
        self.case.refused.thing(ref, self.case.said, str(why))


_NO_NAME = "no file can hold its name"
_NO_LIST = "no file has a list for it"
_NOT_ALL = "something in it is not adopted"
_TOO_DEEP = "it stands too deep"


def _remove(entries: Iterable[Handle]) -> None:
    for entry in entries:
        entry.remove()


def _set(entry: Handle, key: str, value: str) -> None:
    """Another text at a key that is there; an empty one stays, for no key would leave it open."""
    if not is_text(value):
        message = f"no file can hold its {key}"
        raise Unclear(message)
    if entry.data[key] != value:
        entry.set(value, key)
