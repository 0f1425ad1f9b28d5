"""One case of adoption: what the files declare, what is live, and the desk between them."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property

from reconciler.core.change import Change
from reconciler.core.declared import Declared
from reconciler.core.model import Container, Membership, Ref, State, user_of
from reconciler.core.scope import Scope
from reconciler.core.spelling import Spelling
from reconciler.core.target import Target
from reconciler.spec.adopt.desk import Desk, Handle, Unclear
from reconciler.spec.adopt.refused import Refused, Said
from reconciler.spec.documents import Document
from reconciler.spec.export.names import Names, is_name
from reconciler.spec.export.world import World
from reconciler.spec.format import Manner
from reconciler.spec.mentions import Mention, Spot
from reconciler.spec.origins import DeclaredOrigins
from reconciler.spec.project import Project
from reconciler.spec.rosters import Roster


@dataclass(frozen=True)
class Case:
    """Changes of a plan that are made in the files instead of the live system.

    `live` is the state that they start from, `now` is aware and in UTC. `unmanaged` are the roles
    and groups that live where no file answers for them; `locked` the files that stay as they are.
    """

    project: Project
    declared: Declared
    live: State
    target: Target
    now: datetime
    changes: Sequence[Change]
    refused: Refused = field(default_factory=Refused)
    unmanaged: frozenset[Ref] = frozenset()
    locked: frozenset[str] = frozenset()

    @cached_property
    def desk(self) -> Desk:
        """The files, open for edits."""
        return Desk(self.project, self.locked)

    @cached_property
    def manner(self) -> Manner:
        """The order of lists."""
        return Manner(self.target)

    @cached_property
    def origins(self) -> DeclaredOrigins:
        """Where everything stands. Raises `TypeError` for a state that no files declare."""
        if not isinstance(self.declared.origins, DeclaredOrigins):
            message = "only what files declare can be adopted"
            raise TypeError(message)
        return self.declared.origins

    @cached_property
    def names(self) -> Names:
        """Names in the author's spelling where files have them, else in the live one."""
        declared = filter(self._is_declared, self._named())
        folded: dict[Ref | Scope, str] = {ref: ref.name[-1] for ref in declared}
        return Names(Spelling((self.declared.state.spelling, folded, self.live.spelling)))

    @cached_property
    def world(self) -> World:
        """The live state, as an export of everything would see it."""
        return World(self.live, self.target, self.live.scopes, self.now, self.names)

    @property
    def said(self) -> Said:
        """How findings speak of it."""
        return Said(self.names.spelling, self.origins)

    def lists(self, container: Container) -> list[Roster]:
        """The lists of members of a container, wherever its role is taken to stand."""
        found = self.origins.rosters.lists
        if container in found or container.ref.kind == "group":
            return found.get(container, [])
        alike = (one for one in found if (one.scope, one.ref.name) == _key(container))
        return next((found[one] for one in alike if one.ref.kind == "role"), [])

    def complete(self, owner: Scope | Ref, key: str) -> Handle | None:
        """The first entry or file with a list under this key that answers for the owner.

        Raises `Unclear`.
        """
        mentions = self.origins.mentions.things.get(owner, ()) if isinstance(owner, Ref) else ()
        found: list[tuple[Document, Spot]] = [(one.entry, one.spot) for one in mentions]
        for part in self.origins.parts:
            if part.scope == owner:
                tree = part.document.tree
                found.append((part.document.file, Spot(tree, tree.places, part.is_additive)))
        for entry, spot in found:
            if getattr(entry, key, None) is not None and not spot.is_additive:
                return self.desk.at(spot)
        return None

    def entries(self, ref: Ref) -> list[tuple[Mention, Handle]]:
        """Every entry of a thing and of all below it, from the top. Raises `Unclear`."""
        return [
            (mention, self.desk.at(mention.spot))
            for other in sorted(self.origins.mentions.things)
            if ref.holds(other)
            for mention in self.origins.mentions.things[other]
        ]

    def live_name(self, ref: Ref) -> str:
        """How a role or group is called in the live system. Raises `Unclear`."""
        name = Spelling((self.live.spelling,)).name(ref)
        if not is_name(name):
            raise Unclear(_NO_NAME)
        return name

    def holders(self, role: Ref) -> list[Handle]:
        """Every entry that says who holds a role. Raises `Unclear`."""
        containers = sorted(one for one in self.origins.rosters.lists if one.ref == role)
        return [entry for container in containers for entry in self.holding(container)]

    def holding(self, container: Container) -> list[Handle]:
        """Every entry that says who holds a role at one scope. Raises `Unclear`."""
        lists = [self.desk.at(roster.spot) for roster in self.lists(container)]
        entries = {each.parent.place: each.parent for each in lists}
        return list(entries.values())

    def _named(self) -> Iterator[Ref]:
        """Everything that the changes speak of."""
        for change in self.changes:
            yield change.ref
            value = change.value
            if isinstance(value, Membership):
                if isinstance(value.member, Ref):
                    yield value.member
                else:
                    home, name = user_of(value.member, value.container.scope)
                    yield Ref("user", home, (name,))

    def _is_declared(self, ref: Ref) -> bool:
        if ref.kind != "user":
            return ref in self.origins.mentions.things
        book = self.origins.rosters.books.get(ref.scope)
        return book is not None and book.find_plain(ref.name[0]) is not None


_NO_NAME = "no file can hold its name"


def _key(container: Container) -> tuple[Scope, tuple[str, ...]]:
    return container.scope, container.ref.name
