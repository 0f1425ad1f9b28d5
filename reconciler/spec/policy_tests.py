"""Access tests: what an entry of `tests` claims, and how the claim is called."""

from collections.abc import Iterator

from reconciler.core.policies.rules import Assertion, Must, Named, Only
from reconciler.core.scope import Scope
from reconciler.spec.places import Places
from reconciler.spec.policies_file import ASSERTIONS, AssertionEntry, MustEntry, OnlyEntry, given
from reconciler.spec.policy_names import PolicyNames
from reconciler.spec.problem import Problem


def claim_of(entry: AssertionEntry, places: Places, names: PolicyNames) -> Iterator[Assertion]:
    """The test; nothing where something in it cannot be read, which is reported."""
    (key,) = given(entry, *ASSERTIONS)
    inside = places.below(key)
    asked: MustEntry | OnlyEntry = getattr(entry, key)
    permission = asked.permission if isinstance(asked, OnlyEntry) else asked.can
    step = "permission" if isinstance(asked, OnlyEntry) else "can"
    known = names.permission(permission, inside, step)
    at = None if asked.at is None else names.scope(asked.at, inside, "at")
    if isinstance(asked, OnlyEntry):
        claim: Must | Only | None = _only(asked, permission, at, (inside, names))
    else:
        claim = _must(asked, at, key == "must_not", (inside, names))
    if claim is not None and known is not None and (at is None) == (asked.at is None):
        yield Assertion(f"{key}: {_words(asked)}", claim, names.origin(inside, step))


_Here = tuple[Places, PolicyNames]


def _only(asked: OnlyEntry, permission: str, at: Scope | None, here: _Here) -> Only | None:
    inside, names = here
    users = names.all("user", asked.users, inside.below("users"))
    return Only(permission, users, at) if len(users) == len(asked.users) else None


def _must(asked: MustEntry, at: Scope | None, negated: object, here: _Here) -> Must | None:
    inside, names = here
    user = names.one("user", asked.user, inside, "user")
    on = _on(asked, inside, names)
    is_read = (on is None) == (asked.on is None and asked.on_group is None)
    if user is None or not is_read:
        return None
    return Must(user, asked.can, at, on, bool(negated))


def _on(asked: MustEntry, inside: Places, names: PolicyNames) -> Named | None:
    if asked.on is not None and asked.on_group is not None:
        problem = Problem("RC0113", "`on` and `on_group` stand side by side", "write two tests")
        names.say(problem, inside, "on_group")
        return None
    if asked.on is not None:
        return names.one("user", asked.on, inside, "on")
    if asked.on_group is not None:
        return names.one("group", asked.on_group, inside, "on_group")
    return None


def _words(asked: MustEntry | OnlyEntry) -> str:
    where = f" at {asked.at}" if asked.at else ""
    if isinstance(asked, OnlyEntry):
        return f"{', '.join(asked.users) or 'nobody'} can {asked.permission}{where}"
    whom = asked.on or (f"group {asked.on_group}" if asked.on_group else "")
    return f"{asked.user} can {asked.can}{where}{f' on {whom}' if whom else ''}"
