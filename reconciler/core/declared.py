"""What the files say, all together: the desired state with its gaps, and what fills them."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from reconciler.core.finding import NoOrigins, Origin, Origins
from reconciler.core.model import Container, Member, Ref, State
from reconciler.core.scope import Scope


@dataclass(frozen=True, slots=True)
class Owned:
    """The lists that are authoritative: nothing may exist there that they do not name.

    | field | the list is |
    |---|---|
    | roles | `roles:` of a scope |
    | groups | `groups:` of a scope (its trees) or of a group (what is below it) |
    | members | `members:` of a group, `users:` of a role at a scope |
    | assignments | `memberships:` of a scope, for all its role assignments |
    | permissions | `permissions:` of a role or group |
    """

    roles: frozenset[Scope] = frozenset()
    groups: frozenset[Scope | Ref] = frozenset()
    members: frozenset[Container] = frozenset()
    assignments: frozenset[Scope] = frozenset()
    permissions: frozenset[Ref] = frozenset()


def list_of(ref: Ref, origins: Origins) -> Origin | None:
    """The authoritative list that answers for a role or group without naming it; the nearest."""
    owners: tuple[Scope | Ref, ...] = (*ref.above, ref.scope)
    found = (origins.of((owner, f"{ref.kind}s")) for owner in owners)
    return next((origin for origin in found if origin is not None), None)


@dataclass(frozen=True, slots=True)
class Notes:
    """What readers want to know and the diff does not.

    `reasons` of memberships; `sets` of permissions by name and the scope they are declared in,
    `uses` of them by role or group, and what those that use one have `listed` beside it.
    """

    reasons: Mapping[tuple[Container, Member], str] = field(default_factory=dict)
    sets: Mapping[tuple[str, Scope], frozenset[str]] = field(default_factory=dict)
    uses: Mapping[Ref, frozenset[tuple[str, Scope]]] = field(default_factory=dict)
    listed: Mapping[Ref, frozenset[str]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Declared:
    """Everything the files say.

    In `state`, None stands for what is not managed, a list that is not in `owned` adds only, and
    `scopes` are those that files speak of. `moves` maps the new ref to the old name as declared by
    `previously`: one name, or the names of a whole path. `ended` are the memberships that the
    files declare with an end that has passed: declared absences, also where a list adds only.
    """

    state: State = field(default_factory=State)
    owned: Owned = field(default_factory=Owned)
    moves: Mapping[Ref, tuple[str, ...]] = field(default_factory=dict)
    ended: Mapping[Container, frozenset[Member]] = field(default_factory=dict)
    origins: Origins = field(default_factory=NoOrigins)
    notes: Notes = field(default_factory=Notes)

    def answers_for(self, ref: Ref) -> bool:
        """Whether a list that does not name a role or group says that it is not there."""
        if ref.kind == "role":
            return ref.scope in self.owned.roles
        for above in ref.above:
            if above in self.owned.groups:
                return True
            if above in self.state.groups:
                return False
        return ref.scope in self.owned.groups
