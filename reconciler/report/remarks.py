"""Remarks: what a plan does not do: changes left out, and what no file answers for."""

from collections import defaultdict
from collections.abc import Iterator, Sequence

from rich.text import Text

from reconciler.core.model import Container, Members, Ref
from reconciler.core.plan import LeftOut, Unmanaged
from reconciler.core.scope import Scope
from reconciler.core.spelling import Spelling
from reconciler.report import wording
from reconciler.report.escape import visible
from reconciler.report.layout import Item


def left_out(changes: Sequence[LeftOut], spelling: Spelling) -> Iterator[Item]:
    """Every change that this run does not make, by reason. Nothing where nothing is left out."""
    reasons: defaultdict[str, list[LeftOut]] = defaultdict(list)
    for change in changes:
        reasons[change.reason].append(change)
    for reason, group in sorted(reasons.items()):
        count = wording.plural(len(group), "change")
        because = ", each because " if len(group) > 1 else ", because "
        yield Item(Text.assemble((f"Left out, {count}", "bold"), because, visible(reason)), 2)
        for item in group:
            yield Item(Text("  ").append_text(wording.sentence(item.change, spelling)), 6)
        yield Item(Text())


def unmanaged_count(unmanaged: Unmanaged) -> Iterator[Item]:
    """How much is left alone, with the option that lists it. Nothing where nothing is."""
    if counted := _counts(unmanaged):
        text = Text.assemble(("Not managed and left alone: ", "bold"), f"{counted}.")
        yield Item(text.append("  --show-unmanaged lists them.", "dim"), 2)
        yield Item(Text())


def unmanaged_list(unmanaged: Unmanaged, spelling: Spelling) -> Iterator[Item]:
    """All that is left alone, by scope."""
    if not (counted := _counts(unmanaged)):
        return
    yield Item(Text.assemble(("Not managed and left alone: ", "bold"), f"{counted}."), 2)
    scopes = defaultdict[Scope, list[Item]](list)
    for container, members in _containers(unmanaged):
        scopes[container.scope].append(_unmanaged(container, members, spelling))
    for scope, items in sorted(scopes.items(), key=lambda entry: entry[0].names):
        yield Item(Text(f"  {wording.place(scope, spelling)}"), 4)
        yield from items
    yield Item(Text())


def _counts(unmanaged: Unmanaged) -> str:
    kinds = {kind: sum(ref.kind == kind for ref in unmanaged.things) for kind in ("role", "group")}
    kinds["membership"] = unmanaged.memberships
    return wording.listing(
        [wording.plural(number, kind) for kind, number in kinds.items() if number]
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
