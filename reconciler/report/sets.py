"""Sets: finds the permission set whose edit explains many updates, so that it is said once."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import TypeAlias

from reconciler.core.change import Action, Change
from reconciler.core.declared import Notes
from reconciler.core.model import Ref
from reconciler.core.polarity import added, removed
from reconciler.core.scope import Scope
from reconciler.report.explain import Explanation

Named: TypeAlias = tuple[str, Scope]
"""A set by its name and the scope it is declared in."""


@dataclass(frozen=True, slots=True, order=True)
class Edit:
    """What an edit of one set does to everything in `refs`: exactly this for each of them."""

    named: Named
    added: frozenset[str] = field(compare=False)
    removed: frozenset[str] = field(compare=False)
    refs: tuple[Ref, ...] = field(compare=False)


def edits(changes: Iterable[Change], notes: Notes) -> list[Edit]:
    """The sets that explain at least two updates alike.

    What a set was before is not known, so its edit is read from what its users share: what they
    gain of the set, and what all of them lose that is not in it.
    """
    shares: defaultdict[Named, dict[Ref, Explanation]] = defaultdict(dict)
    for change in changes:
        for named, share in _shares(change, notes):
            shares[named][change.ref] = share
    found = [_edit(named, users) for named, users in shares.items()]
    return sorted(edit for edit in found if edit is not None)


def by_ref(found: Iterable[Edit]) -> Mapping[Ref, list[Edit]]:
    """The edits that explain something of each role or group."""
    mapped: defaultdict[Ref, list[Edit]] = defaultdict(list)
    for edit in found:
        for ref in edit.refs:
            mapped[ref].append(edit)
    return mapped


def _shares(change: Change, notes: Notes) -> Iterable[tuple[Named, Explanation]]:
    """What each set that it uses may explain of one update. Losses only where there is one set."""
    uses = notes.uses.get(change.ref, frozenset()) if change.action is Action.UPDATE else ()
    for named in uses:
        now = notes.sets.get(named, frozenset())
        lost = removed(change) - now if len(uses) == 1 else frozenset()
        share = Explanation(added=added(change) & now, removed=lost)
        if share.added or share.removed:
            yield named, share


def _edit(named: Named, users: Mapping[Ref, Explanation]) -> Edit | None:
    """The share that most users have; a loss alone must be everybody's to be the set's."""
    share, times = Counter(users.values()).most_common(1)[0]
    if times < 2 or (not share.added and times < len(users)):
        return None
    refs = tuple(sorted(ref for ref, found in users.items() if found == share))
    return Edit(named, share.added, share.removed, refs)
