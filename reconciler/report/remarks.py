"""Remarks: what a plan does not do: changes left out, and what no file answers for."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence

from rich.text import Text

from reconciler.core.change import Change
from reconciler.core.model import Container, Members, Ref
from reconciler.core.plan import LeftOut, Unmanaged
from reconciler.core.scope import Scope
from reconciler.core.spelling import Spelling
from reconciler.report import wording
from reconciler.report.escape import visible
from reconciler.report.folding import shares
from reconciler.report.layout import Item
from reconciler.report.tally import words


def left_out(changes: Sequence[LeftOut], spelling: Spelling, room: int) -> Iterator[Item]:
    """What this run does not make, by reason: in room for so many, and counts of the rest.

    Nothing where nothing is left out.
    """
    reasons: defaultdict[str, list[Change]] = defaultdict(list)
    for left in changes:
        reasons[left.reason].append(left.change)
    named = sorted(reasons)[:room]
    given = shares([len(reasons[reason]) for reason in named], room)
    for reason, here in zip(named, given, strict=True):
        yield from _left_out(reason, reasons[reason], here, spelling)
    if rest := [change for reason in reasons.keys() - named for change in reasons[reason]]:
        yield Item(Text.assemble(("Left out: ", "bold"), f"... and {_counts(rest)}"), 2)
        yield Item(Text())


def _left_out(
    reason: str, changes: Sequence[Change], here: int, spelling: Spelling
) -> Iterator[Item]:
    count = wording.plural(len(changes), "change")
    because = ", each because " if len(changes) > 1 else ", because "
    yield Item(Text.assemble((f"Left out, {count}", "bold"), because, visible(reason)), 2)
    for change in changes[:here]:
        yield Item(Text("  ").append_text(wording.sentence(change, spelling)), 6)
    if rest := changes[here:]:
        yield Item(Text(f"  ... and {_counts(rest)}"), 6)
    yield Item(Text())


def _counts(changes: Sequence[Change]) -> str:
    return words(Counter(change.action for change in changes))


def unmanaged_count(counts: Mapping[str, int], *, advise: bool) -> Iterator[Item]:
    """How much is left alone, and for people the option that lists it. Nothing where nothing is."""
    if counted := _counted(counts):
        text = Text.assemble(("Not managed and left alone: ", "bold"), f"{counted}.")
        if advise:
            text.append("  --show-unmanaged lists them.", "dim")
        yield Item(text, 2)
        yield Item(Text())


def unmanaged_list(unmanaged: Unmanaged, spelling: Spelling) -> Iterator[Item]:
    """All that is left alone, by scope."""
    if not (counted := _counted(unmanaged.counts)):
        return
    yield Item(Text.assemble(("Not managed and left alone: ", "bold"), f"{counted}."), 2)
    scopes = defaultdict[Scope, list[Item]](list)
    for container, members in _containers(unmanaged):
        scopes[container.scope].append(_unmanaged(container, members, spelling))
    for scope, items in sorted(scopes.items(), key=lambda entry: entry[0].names):
        yield Item(Text(f"  {wording.place(scope, spelling)}"), 4)
        yield from items
    yield Item(Text())


def _counted(counts: Mapping[str, int]) -> str:
    return wording.listing(
        [wording.plural(number, kind) for kind, number in counts.items() if number]
    )


def _containers(unmanaged: Unmanaged) -> Iterator[tuple[Container, Members]]:
    """Roles first, then groups, by name; those without members too where they are not managed."""
    bare = {Container(ref, ref.scope): Members() for ref in unmanaged.things}
    everything = {**bare, **unmanaged.members}
    yield from sorted(everything.items(), key=lambda item: _place(item[0].ref))


def _place(ref: Ref) -> tuple[bool, tuple[str, ...]]:
    return ref.kind != "role", ref.name


def _unmanaged(container: Container, members: Members, spelling: Spelling) -> Item:
    """One container; its members are named where they are left alone."""
    text = Text.assemble("    ", wording.thing(container.ref, spelling))
    names = sorted(visible(spelling.member(member, container)) for member in members)
    if names:
        text.append(f":  {', '.join(names)}")
    return Item(text, 8)
