"""Demands: what a rule of a policy file asks for, from the entry to what the core judges."""

from typing import cast

from reconciler.core.model import Kind
from reconciler.core.policies.rules import (
    Demand,
    Expires,
    Forbid,
    Holders,
    Justify,
    Naming,
    Protect,
    Separate,
    What,
)
from reconciler.spec.places import Places
from reconciler.spec.policies_file import (
    RULES,
    ExpiresEntry,
    ForbidEntry,
    HoldersEntry,
    JustifyEntry,
    NamingEntry,
    ProtectEntry,
    RuleEntry,
    SeparateEntry,
    given,
)
from reconciler.spec.policy_names import PolicyNames
from reconciler.spec.problem import Problem


def demand_of(entry: RuleEntry, places: Places, names: PolicyNames) -> Demand | None:
    """What a rule demands; None where something in it cannot be read, which is reported."""
    (key,) = given(entry, *RULES)
    inside = places.below(key)
    match getattr(entry, key):
        case SeparateEntry() as asked:
            return _separate(asked, inside, names)
        case ProtectEntry() as asked:
            return _protect(asked, places, names)
        case ForbidEntry() as asked:
            return _forbid(asked, inside, names)
        case NamingEntry() as asked:
            return Naming(asked.kind, asked.pattern)
    return _held(getattr(entry, key), inside, names)


def _held(
    asked: HoldersEntry | ExpiresEntry | JustifyEntry, inside: Places, names: PolicyNames
) -> Demand | None:
    """A demand about whoever holds one thing."""
    what = _what(asked, inside, names)
    if what is None:
        return None
    match asked:
        case HoldersEntry():
            return _holders(asked, what, inside, names)
        case ExpiresEntry():
            return Expires(what, asked.within_days)
    return Justify(what)


def _what(
    asked: HoldersEntry | ExpiresEntry | JustifyEntry, inside: Places, names: PolicyNames
) -> What | None:
    """The permission, role or group that can be held."""
    (key,) = given(asked, "permission", "role", "group")
    text = str(getattr(asked, key))
    if key == "permission":
        return names.permission(text, inside, key)
    return names.one(cast("Kind", key), text, inside, key)


def _separate(asked: SeparateEntry, inside: Places, names: PolicyNames) -> Separate | None:
    (key,) = given(asked, "permissions", "roles", "groups")
    texts: list[str] = getattr(asked, key)
    of: tuple[What, ...]
    if key == "permissions":
        of = names.permissions(texts, inside.below(key))
    else:
        of = names.all(cast("Kind", key.removesuffix("s")), texts, inside.below(key))
    if len(of) < len(texts):
        return None
    anywhere = key == "groups" if asked.across is None else asked.across == "anywhere"
    return Separate(of, asked.at_most, anywhere)


def _holders(asked: HoldersEntry, what: What, inside: Places, names: PolicyNames) -> Holders | None:
    if asked.maximum is None and not asked.minimum:
        problem = Problem("RC0113", "no number is too few or too many", "write a `minimum:`")
        names.say(problem, inside, next(iter(inside.data)))
        return None
    if asked.maximum is not None and asked.maximum < asked.minimum:
        problem = Problem("RC0113", "the maximum is less than the minimum", "mend one of them")
        names.say(problem, inside, "maximum")
        return None
    return Holders(what, asked.minimum, asked.maximum)


def _protect(asked: ProtectEntry, places: Places, names: PolicyNames) -> Protect:
    """What is protected; that nothing is nobody can have meant."""
    inside = places.below("protect")
    if not (asked.roles or asked.groups or asked.users):
        problem = Problem("RC0113", "this protects nothing", "name roles, groups or users")
        names.say(problem, places, "protect")
    return Protect(
        (
            *names.all("role", asked.roles, inside.below("roles")),
            *names.all("group", asked.groups, inside.below("groups")),
        ),
        names.all("user", asked.users, inside.below("users")),
        asked.members == "true",
    )


def _forbid(asked: ForbidEntry, inside: Places, names: PolicyNames) -> Forbid:
    return Forbid(
        names.permissions(asked.permissions, inside.below("permissions")),
        names.role_types(asked.role_types, inside.below("role_types")),
    )
