"""Explains one update: which fields of a role or group change, and which permissions."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import TypeAlias

from reconciler.core.change import Action, Change
from reconciler.core.model import Membership, Role, Thing

Fact: TypeAlias = str | frozenset[str] | None
Facts: TypeAlias = tuple[tuple[str, Fact], ...]


@dataclass(frozen=True, slots=True)
class Explanation:
    """What differs: fields with their old and new text (None: nothing there), and permissions."""

    fields: tuple[tuple[str, str | None, str | None], ...] = ()
    added: frozenset[str] = frozenset()
    removed: frozenset[str] = frozenset()


NOTHING = Explanation()


def explain(change: Change) -> Explanation:
    """What an update changes; nothing for any other change. An address is no part of it."""
    before, after = change.before, change.after
    if change.action is not Action.UPDATE or before is None or after is None:
        return NOTHING
    if isinstance(before, Membership) or isinstance(after, Membership):
        return NOTHING
    return _explained(_facts(before), _facts(after))


def _facts(thing: Thing) -> Facts:
    kind = (("type", thing.type),) if isinstance(thing, Role) else ()
    permissions = thing.permissions or frozenset()
    return (*kind, ("description", thing.description), ("permissions", permissions))


@lru_cache(maxsize=2048)
def _explained(before: Facts, after: Facts) -> Explanation:
    """Remembered: one edit of a set is the same update of many groups."""
    from deepdiff import DeepDiff  # noqa: PLC0415 - slow to import, and most runs explain nothing

    found = DeepDiff(_plain(before), _plain(after), view="tree")
    changed = {
        item.path(output_format="list")[0]: (item.t1, item.t2)
        for item in (*found.get("values_changed", ()), *found.get("type_changes", ()))
    }
    return Explanation(
        fields=tuple((name, *changed[name]) for name, _ in before if name in changed),
        added=frozenset(item.t2 for item in found.get("set_item_added", ())),
        removed=frozenset(item.t1 for item in found.get("set_item_removed", ())),
    )


def _plain(facts: Facts) -> Mapping[str, Fact | set[str]]:
    return {name: set(fact) if isinstance(fact, frozenset) else fact for name, fact in facts}
