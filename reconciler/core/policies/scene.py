"""The scene: one state as rules look at it, and the passage from one to the next that a plan is."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import cached_property

from reconciler.core.access.holding import Holding
from reconciler.core.access.question import Access, is_computed
from reconciler.core.access.reaching import People, by_home, together
from reconciler.core.change import Change
from reconciler.core.declared import Declared, Notes
from reconciler.core.finding import Origins
from reconciler.core.model import Container, Member, Members, Ref, State, addressed, user_key
from reconciler.core.policies.gaps import Gaps
from reconciler.core.policies.rules import EVERYWHERE, Named, What
from reconciler.core.rename.moves import Moves
from reconciler.core.scope import Pattern, Scope
from reconciler.core.spelling import Spelling
from reconciler.core.target import Target

_Way = tuple[Ref, Holding]
"""A user, and one way in which the user holds something."""


@dataclass(frozen=True)
class Scene:
    """One state, and what is known beside it.

    `known` are the scopes of which everything is known: only there somebody can be missing. `gaps`
    is None for a state without any. `moves` lead from the addresses of this state to final ones.
    """

    state: State
    target: Target
    now: datetime
    spelling: Spelling
    origins: Origins
    notes: Notes = field(default_factory=Notes)
    known: frozenset[Scope] = frozenset()
    gaps: Gaps | None = None
    moves: Moves = field(default_factory=lambda: Moves({}))

    @property
    def is_live(self) -> bool:
        """Whether the live system stands behind it, users included."""
        return self.gaps is None

    @property
    def is_computed(self) -> bool:
        """Whether it is known what people can do."""
        return is_computed(self.target)

    @cached_property
    def access(self) -> Access:
        """Who can do what."""
        return Access(self.state, self.target, self.now)

    def place(self, container: Container) -> Pattern:
        """Where what a container gives is held."""
        return self.access.place(container)

    def ways(
        self, of: What, within: Pattern = EVERYWHERE, among: People | None = None
    ) -> Iterator[_Way]:
        """Everybody who holds something within some scopes, in every way.

        `among` are those whom it is asked of, which is much faster where they are few.
        """
        for container, found in self._leading(of, within):
            if among is not None and not _has_any(self.state.members[container], container, among):
                continue
            for user, until in self.access.holdings.people(container):
                if among is None or _is_among(user, among):
                    for way in found:
                        yield user, way if until >= way.until else replace(way, until=until)

    def holding(self, of: What, within: Pattern) -> People:
        """Who may hold something within some scopes: those whose membership has ended, too."""
        members = self.state.members
        return together(
            by_home(members[container].users, container.scope)
            for container, _ in self._leading(of, within)
        )

    def is_open(self, scope: Scope) -> bool:
        """Whether somebody may hold something there that nobody knows of."""
        return scope not in self.known if self.gaps is None else self.gaps.at(scope)

    def reason(self, container: Container, member: Member) -> str:
        """Why files give a membership; a role that they do not declare may stand elsewhere."""
        return self._reasons.get((*_place_of(container), member), "")

    def passage(self, before: State, moves: Moves, changes: Sequence[Change]) -> "Passage":
        """How a plan leads here from a state at its own addresses."""
        return Passage(replace(self, state=before, moves=moves), self, changes)

    def _leading(self, of: What, within: Pattern) -> Iterator[tuple[Container, list[Holding]]]:
        """The containers that lead to something, each with its ways."""
        gives = self._gives(of)
        for container in self.state.members:
            found = [
                way
                for way in self.access.holdings.beyond(Holding((container,)))
                if gives(way.container) and within.meets(self.place(way.container))
            ]
            if found:
                yield container, found

    def _gives(self, of: What) -> Callable[[Container], bool]:
        if isinstance(of, Named):
            return lambda container: of.means(container.ref)
        carries = self.access.carries
        return lambda container: of in carries.of(container.ref)

    @cached_property
    def _reasons(self) -> Mapping[tuple[str, tuple[str, ...], Scope, Member], str]:
        return {
            (*_place_of(container), member): reason
            for (container, member), reason in self.notes.reasons.items()
        }


def _has_any(members: Members, container: Container, among: People) -> bool:
    """Whether some of these may be members."""
    at_home = among.get(container.scope, frozenset())
    return not at_home.isdisjoint(members.users) or bool(addressed(members.users))


def _is_among(user: Ref, among: People) -> bool:
    return user_key(user.name[0], user.scope, user.scope) in among.get(user.scope, frozenset())


def _place_of(container: Container) -> tuple[str, tuple[str, ...], Scope]:
    return container.ref.kind, container.ref.name, container.scope


@dataclass(frozen=True)
class Passage:
    """What a plan makes of a live state: `before` at its own addresses, the rest at final ones."""

    before: Scene
    after: Scene
    changes: Sequence[Change] = ()


def scene_of_files(declared: Declared, target: Target, now: datetime) -> Scene:
    """What the files say by themselves."""
    return Scene(
        declared.state,
        target,
        now,
        Spelling((declared.state.spelling,)),
        declared.origins,
        declared.notes,
        declared.state.scopes,
        Gaps(declared, target),
    )
