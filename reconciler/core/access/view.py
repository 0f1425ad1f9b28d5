"""A view: one state that questions are asked about, and how answers speak of what is in it."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from reconciler.core.access.question import Access
from reconciler.core.access.whynot import Gone
from reconciler.core.finding import NoOrigins, Origins
from reconciler.core.model import Ref, State, addressed, user_of
from reconciler.core.names import escape
from reconciler.core.scope import Scope
from reconciler.core.spelling import Spelling


@dataclass(frozen=True, slots=True)
class View:
    """What is live, or what will be once the plan is made.

    Of what is live `origins` know nothing: files say what shall be. `gone` are memberships that
    these declare with an end that has passed.
    """

    access: Access
    spelling: Spelling = field(default_factory=Spelling)
    origins: Origins = field(default_factory=NoOrigins)
    is_live: bool = False
    gone: Gone = field(default_factory=dict)

    @property
    def state(self) -> State:
        """Everything there is."""
        return self.access.state

    def knows(self, scope: Scope) -> bool:
        """Whether what people hold at a scope was read: of those above only the roles are."""
        return any(scope.holds(complete) for complete in self.state.complete)

    def users_called(self, name: str) -> list[Ref]:
        """Every user of a folded name: of a list of users, or a member of something."""
        key = escape(name)
        homes = {home for home, users in self.state.users.items() if key in users}
        for container, members in self.state.members.items():
            if key in members.users:
                homes.add(container.scope)
            if self.access.target.members != "own":
                pairs = (user_of(one, container.scope) for one in addressed(members.users))
                homes.update(home for home, called in pairs if called == name)
        return [Ref("user", home, (name,)) for home in sorted(homes)]

    def user_names(self) -> Iterator[str]:
        """How every user is written."""
        for home, users in self.state.users.items():
            yield from (self.spelling.user(key, home) for key in users.all)

    def groups_called(self, names: tuple[str, ...]) -> list[Ref]:
        """Every group of a folded path."""
        return sorted(ref for ref in self.state.groups if ref.name == names)

    def address(self, ref: Ref) -> str:
        """A user or group as people name it from anywhere: `/acme/london:noah`."""
        return f"{self.spelling.scope(ref.scope)}:{self.spelling.path(ref)}"
