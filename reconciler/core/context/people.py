"""People: every declared user must exist, where the membership says they belong."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import chain
from shlex import quote

from reconciler.core.change import Change
from reconciler.core.declared import Declared
from reconciler.core.finding import Finding, Severity
from reconciler.core.model import Container, Members, State, Users, addressed, user_of
from reconciler.core.names import escape
from reconciler.core.nearest import did_you_mean
from reconciler.core.plan import LeftOut
from reconciler.core.scope import ROOT, Scope, Selection
from reconciler.core.spelling import Spelling

FEW, PERCENT = 5, 2
"""More unknown users than both mean that rather the live list of users is short."""


@dataclass(frozen=True, slots=True)
class Settled:
    """The declared state without unknown users, and the memberships left out with `skip`."""

    declared: Declared
    findings: tuple[Finding, ...]
    left_out: tuple[LeftOut, ...] = ()


def named_users(declared: State, selection: Selection) -> frozenset[str]:
    """The users that files name in the scopes of a run, as `State.users` writes them."""
    lists = (who.users for at, who in declared.members.items() if selection.covers(at.scope))
    keys = frozenset[str]().union(*lists)
    elsewhere = addressed(keys)
    return keys.difference(elsewhere).union(escape(user_of(key, ROOT)[1]) for key in elsewhere)


def settle_people(
    declared: Declared, live: State, selection: Selection, unknown_users: str
) -> Settled:
    """Judge every declared user; `unknown_users` is `error` or `skip`."""
    people = _People(live, Spelling((declared.state.spelling, live.spelling)), selection)
    unknown = {
        container: strangers
        for container, members in declared.state.members.items()
        if selection.covers(container.scope)
        and container.scope in live.scopes  # else that is the mistake, not the people
        and (strangers := frozenset(people.strangers(container, members)))
    }
    skip = unknown_users == "skip"
    findings = [*_judge(declared, people, unknown, skip=skip)]
    if short := [*_short_list(declared, people, unknown)]:  # then it is not the names' fault
        quiet = (replace(one, severity=Severity.WARNING, help=None) for one in findings)
        findings = [*short, *quiet]
    left = _left_out(declared.state, people, unknown) if skip else ()
    known = _without(declared, unknown) if unknown else declared
    return Settled(known, tuple(findings), tuple(left))


@dataclass(frozen=True)
class _People:
    live: State
    spelling: Spelling
    selection: Selection

    def strangers(self, container: Container, members: Members) -> Iterator[str]:
        """The users of a container that its scope does not know.

        One who is only seen in a membership there is known, unless another scope has them.
        """
        own = self.live.users.get(container.scope, Users())
        for key in members.users.difference(own.active, own.inactive):
            home, name = user_of(key, container.scope)
            if self._is_known(home, escape(name)) or self._is_unread(home, escape(name)):
                continue
            if key not in self._seen.get(container.scope, ()) or self.homes(key, container.scope):
                yield key

    def _is_known(self, home: Scope, name: str) -> bool:
        return name in self.live.users.get(home, ()) or name in self.live.elsewhere.get(home, ())

    def _is_unread(self, home: Scope, name: str) -> bool:
        """Whether this run does not read the users of a scope, and so cannot judge the name.

        Where the name was found in some scope that is not read, it was looked for in all of them.
        """
        is_there = home in self.live.scopes and not self.selection.covers(home)
        is_found = any(name in names for names in self.live.elsewhere.values())
        return is_there and home not in self.live.users and not is_found

    def homes(self, key: str, at: Scope) -> list[Scope]:
        """The other scopes where a user of this name is known."""
        _, name = user_of(key, at)
        return sorted(self._homes.get(escape(name), ()))

    @cached_property
    def _seen(self) -> Mapping[Scope, set[str]]:
        seen: dict[Scope, set[str]] = {}
        for container, members in self.live.members.items():
            seen.setdefault(container.scope, set()).update(members.users)
        return seen

    @cached_property
    def _homes(self) -> Mapping[str, list[Scope]]:
        homes: dict[str, list[Scope]] = {}
        read = ((scope, users.all) for scope, users in self.live.users.items())
        for scope, names in chain(read, self.live.elsewhere.items()):
            for name in names:
                homes.setdefault(name, []).append(scope)
        return homes


def _judge(
    declared: Declared,
    people: _People,
    unknown: Mapping[Container, frozenset[str]],
    *,
    skip: bool,
) -> Iterator[Finding]:
    for container in sorted(unknown):
        for key in sorted(unknown[container]):
            finding = _finding(people, container, key, skip=skip)
            yield replace(finding, origin=declared.origins.of_member(container, key))


def _finding(people: _People, container: Container, key: str, *, skip: bool) -> Finding:
    claimed, name = user_of(key, container.scope)
    user = people.spelling.user(escape(name), claimed)
    at = people.spelling.scope(claimed)
    if homes := people.homes(key, container.scope):
        home = people.spelling.scope(homes[0])
        message = f"user {user} belongs to {home}, not to {at}"
        advice = (
            f"put the membership into a file about {home}; "
            f"where the live system allows it here, write {home}:{user}"
        )
        return Finding("RC0304", Severity.ERROR, message, container.ref, help=advice)
    if skip:
        message = f"user {user} is unknown at {at}: the membership is left out"
        return Finding("RC0303", Severity.WARNING, message, container.ref)
    there = people.live.users.get(claimed, Users()).all
    known = (people.spelling.user(key, claimed) for key in there)
    message = f"user {user} is unknown at {at}"
    otherwise = "make the user in the live system; `unknown_users: skip` leaves such names out;"
    leaver = f"`reconciler remove-user {quote(user)}` takes out who has left"
    advice = f"{did_you_mean(escape(name), known, otherwise)} {leaver}"
    return Finding("RC0303", Severity.ERROR, message, container.ref, help=advice)


def _short_list(
    declared: Declared, people: _People, unknown: Mapping[Container, frozenset[str]]
) -> Iterator[Finding]:
    """So many users that no scope knows that rather the list of users is short."""
    strangers = {
        user_of(key, at.scope)
        for at, keys in unknown.items()
        for key in keys
        if not people.homes(key, at.scope)
    }
    if len(strangers) <= FEW:
        return
    everyone = {
        user_of(key, at.scope)
        for at, members in declared.state.members.items()
        if people.selection.covers(at.scope)
        for key in members.users
    }
    if len(strangers) * 100 > PERCENT * len(everyone):
        message = (
            f"{len(strangers)} of {len(everyone)} declared users are unknown: "
            "the live system's list of users seems to be short"
        )
        help_ = "look at the live system first; nothing is planned from a short list"
        yield Finding("RC0401", Severity.ERROR, message, help=help_)


def _left_out(
    state: State, people: _People, unknown: Mapping[Container, frozenset[str]]
) -> Iterator[LeftOut]:
    """The memberships of users whom no scope knows, in order."""
    for container in sorted(unknown):
        for key in sorted(unknown[container]):
            wanted = state.membership(key, container)
            if not people.homes(key, container.scope):
                yield LeftOut(Change(None, wanted), "the live system does not know the user")


def _without(declared: Declared, unknown: Mapping[Container, frozenset[str]]) -> Declared:
    members = {
        container: there.without(set(unknown.get(container, ()))) if container in unknown else there
        for container, there in declared.state.members.items()
    }
    return replace(declared, state=replace(declared.state, members=members))
