"""Merging: the mentions of one role or group become one value.

| | given once | given twice |
|---|---|---|
| `type`, `description`, `previously` | taken | an error, unless one only adds and agrees |
| `permissions` | taken | the union of all lists; one permission twice: an error |
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from reconciler.core.model import Group, Ref, Role
from reconciler.core.nearest import did_you_mean
from reconciler.core.scope import Scope
from reconciler.spec.context import Context, two_spellings
from reconciler.spec.documents import RoleEntry
from reconciler.spec.mentions import Mention
from reconciler.spec.problem import Problem
from reconciler.spec.sets import PREFIX, Sets, listed_twice


@dataclass(slots=True)
class Merged:
    """All roles and groups; whose `permissions` are authoritative, and which sets they use."""

    roles: dict[Ref, Role] = field(default_factory=dict)
    groups: dict[Ref, Group] = field(default_factory=dict)
    permissions: set[Ref] = field(default_factory=set)
    uses: dict[Ref, frozenset[tuple[str, Scope]]] = field(default_factory=dict)
    listed: dict[Ref, frozenset[str]] = field(default_factory=dict)


def merge(things: dict[Ref, list[Mention]], sets: Sets, context: Context) -> Merged:
    """One value for each ref."""
    merged = Merged()
    for ref, mentions in things.items():
        permissions = _permissions(merged, mentions, sets, context)
        description = scalar("description", mentions, context)
        if ref.kind == "role":
            _check_role(ref, mentions, things, context)
            kind = scalar("type", mentions, context)
            merged.roles[ref] = Role(ref, kind, description, permissions)
        else:
            merged.groups[ref] = Group(ref, description, permissions)
    return merged


def scalar(name: str, mentions: Sequence[Mention], context: Context) -> str | None:
    """The one value of a key that may be given once; reports a second place."""
    given = [mention for mention in mentions if getattr(mention.entry, name) is not None]
    given.sort(key=lambda mention: mention.spot.is_additive)
    for mention in given[1:]:
        if _agree(name, given[0], mention):
            continue
        problem = Problem("RC0204", f"`{name}` is given twice", "keep it in one place")
        related = ("it is given here first", given[0].spot.origin(name))
        context.say(problem, mention.spot.origin(name), related, ref=mention.ref)
    value: str | None = getattr(given[0].entry, name) if given else None
    return value


def _agree(name: str, first: Mention, other: Mention) -> bool:
    return other.spot.is_additive and getattr(first.entry, name) == getattr(other.entry, name)


def _check_role(
    ref: Ref, mentions: list[Mention], things: dict[Ref, list[Mention]], context: Context
) -> None:
    written = mentions[0].entry.name
    for above in ref.scope.above:
        shadowed = things.get(Ref("role", above, ref.name))
        if shadowed:
            problem = Problem("RC0212", f"the role `{written}` hides the one of {above}", _RENAME)
            related = ("the other one", shadowed[0].origin)
            context.say(problem, mentions[0].origin, related, ref=ref)
    demanding = [mention for mention in mentions if not mention.spot.is_additive]
    if context.target.role_types and demanding and not any(map(_has_type, mentions)):
        types = ", ".join(f"`{known.name}`" for known in context.target.role_types)
        advice = f"write `type:`, one of {types}"
        problem = Problem("RC0111", f"the role `{written}` has no type", advice)
        context.say(problem, demanding[0].origin, ref=ref)


_RENAME = "give it another name: a role of a scope is known in every scope below"


def _has_type(mention: Mention) -> bool:
    return isinstance(mention.entry, RoleEntry) and mention.entry.type is not None


def _permissions(
    merged: Merged, mentions: Sequence[Mention], sets: Sets, context: Context
) -> frozenset[str] | None:
    listing = [mention for mention in mentions if mention.entry.permissions is not None]
    if not listing:
        return None
    ref = mentions[0].ref
    if any(not mention.spot.is_additive for mention in listing):
        merged.permissions.add(ref)
    seen: dict[str, tuple[Mention, int]] = {}
    listed: set[str] = set()
    brought: set[str] = set()
    used: set[tuple[str, Scope]] = set()
    for mention, index, item in _items(listing):
        if item in seen:
            _report_twice(item, seen[item], (mention, index), context)
            continue
        seen[item] = (mention, index)
        if item.startswith(PREFIX):
            _use(mention, index, sets, (brought, used), context)
        else:
            listed.add(item)
    if used:
        merged.uses[ref], merged.listed[ref] = frozenset(used), frozenset(listed)
    return frozenset(listed | brought)


def _items(listing: Sequence[Mention]) -> Iterator[tuple[Mention, int, str]]:
    for mention in listing:
        for index, item in enumerate(mention.entry.permissions or ()):
            yield mention, index, item


def _report_twice(
    item: str, first: tuple[Mention, int], second: tuple[Mention, int], context: Context
) -> None:
    places = [mention.spot.below("permissions").origin(index) for mention, index in (first, second)]
    context.say(
        listed_twice(item), places[1], ("it stands here first", places[0]), ref=first[0].ref
    )


def _use(
    mention: Mention,
    index: int,
    sets: Sets,
    into: tuple[set[str], set[tuple[str, Scope]]],
    context: Context,
) -> None:
    """Put the permissions of a set where they are used."""
    name = (mention.entry.permissions or ())[index].removeprefix(PREFIX)
    origin = mention.spot.below("permissions").origin(index)
    known = sets.visible(mention.ref.scope)
    named = known.get(context.rules.fold(name))
    if named is None:
        written = [f"{PREFIX}{each.name}" for each in known.values()]
        otherwise = "declare it under `sets:` here or in a scope above"
        advice = did_you_mean(f"{PREFIX}{name}", written, otherwise)
        problem = Problem("RC0209", f"there is no set `{name}` here", advice)
        context.say(problem, origin, ref=mention.ref)
        return
    if name != named.name:
        related = ("spelt so here", named.origin)
        context.say(two_spellings(name, named.name), origin, related, ref=mention.ref)
    into[0].update(item for item in named.permissions if not item.startswith(PREFIX))
    into[1].add((named.name, named.scope))
