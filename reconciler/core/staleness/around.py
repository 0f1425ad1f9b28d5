"""What stands around a change that is still to do: what it needs, and what it would take along."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from reconciler.core.change import Action, Change
from reconciler.core.finding import Finding
from reconciler.core.model import Container, Member, Membership, Ref, State, Users, user_of
from reconciler.core.names import escape
from reconciler.core.staleness.words import Words


@dataclass(frozen=True)
class Around:
    """All changes of a plan and the live state, both at final addresses."""

    changes: Sequence[Change]
    live: State
    words: Words

    def findings(self, change: Change) -> Iterator[Finding]:
        """What is no longer there that a change to do needs, or newly there and in its way."""
        match change.action, change.after:
            case Action.GRANT, Membership() as wanted:
                yield from self._grant(wanted)
            case ((Action.CREATE | Action.MOVE), _):
                yield from self._needed(change.ref.parent)
            case Action.DELETE, _:
                yield from self._children(change.ref)
                yield from self._members(change.ref)
                yield from self._memberships(change.ref)
            case Action.UPDATE, _ if _is_retyped(change):
                yield from self._members(change.ref)

    def _needed(self, ref: Ref | None) -> Iterator[Finding]:
        if ref is not None and self.live.thing(ref) is None and ref not in self._created:
            yield self.words.gone(ref)

    def _grant(self, wanted: Membership) -> Iterator[Finding]:
        yield from self._needed(wanted.container.ref)
        if isinstance(wanted.member, Ref):
            yield from self._needed(wanted.member)
            return
        home, name = user_of(wanted.member, wanted.container.scope)
        known = self.live.users.get(home, Users()).all
        if home in self.live.complete and escape(name) not in known:
            yield self.words.gone(Ref("user", home, (name,)))

    # What must be empty

    def _children(self, ref: Ref) -> Iterator[Finding]:
        live = self._below.get(ref, [])
        if any(child not in self._deleted for child in live):
            planned = [child for child in self._deleted if child.parent == ref]
            names = self.words.spelling.name
            yield self.words.several(ref, "groups", map(names, planned), map(names, live))

    def _members(self, ref: Ref) -> Iterator[Finding]:
        """A role or group that goes, or changes its type, must be empty by then."""
        for container in self._containers.get(ref, ()):
            live, planned = self.live.members[container], self._revoked.get(container, set())
            if any(member not in planned for member in live):
                then, now = (
                    [self.words.member(member, container) for member in members]
                    for members in (planned, live)
                )
                yield self.words.several(ref, "members", then, now)

    def _memberships(self, ref: Ref) -> Iterator[Finding]:
        for container in self._holding.get(ref, ()):
            if ref not in self._revoked.get(container, ()):
                yield self.words.new(Membership(ref, container))

    # Looked up often

    @cached_property
    def _created(self) -> frozenset[Ref]:
        return frozenset(one.ref for one in self.changes if one.action is Action.CREATE)

    @cached_property
    def _deleted(self) -> frozenset[Ref]:
        return frozenset(one.ref for one in self.changes if one.action is Action.DELETE)

    @cached_property
    def _revoked(self) -> Mapping[Container, set[Member]]:
        """Who the plan found in each container and takes out."""
        taken: dict[Container, set[Member]] = {}
        for change in self.changes:
            if change.after is None and isinstance(change.before, Membership):
                taken.setdefault(change.before.container, set()).add(change.before.member)
        return taken

    @cached_property
    def _below(self) -> Mapping[Ref, list[Ref]]:
        below: dict[Ref, list[Ref]] = {}
        for ref in self.live.groups:
            if ref.parent is not None:
                below.setdefault(ref.parent, []).append(ref)
        return below

    @cached_property
    def _containers(self) -> Mapping[Ref, list[Container]]:
        """The containers with members, by role or group."""
        return _by((container.ref, container) for container in self.live.members)

    @cached_property
    def _holding(self) -> Mapping[Ref, list[Container]]:
        """The containers that a role or group is a member of."""
        members = self.live.members.items()
        return _by((ref, container) for container, there in members for ref in there.refs)


def _by(pairs: Iterator[tuple[Ref, Container]]) -> Mapping[Ref, list[Container]]:
    found: dict[Ref, list[Container]] = {}
    for ref, container in pairs:
        found.setdefault(ref, []).append(container)
    return found


def _is_retyped(change: Change) -> bool:
    return getattr(change.before, "type", None) != getattr(change.after, "type", None)
