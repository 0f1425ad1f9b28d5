"""Hidden: what stands in the place of changes that are not shown: how many there are of each."""

from collections import Counter
from collections.abc import Collection, Iterator

from rich.text import Text

from reconciler.core.model import Container
from reconciler.report.blocks import Block, Part
from reconciler.report.folding import Excerpt
from reconciler.report.layout import Item
from reconciler.report.tally import Tally, actions, sensitive, together, words
from reconciler.report.wording import listing, plural


def in_block(block: Block) -> Iterator[Item]:
    """Below its memberships, those that are not shown."""
    if block.hidden:
        yield _counts("      ", block.hidden)


def in_scope(part: Part) -> Iterator[Item]:
    """Below its blocks, the containers that are not shown."""
    if part.hidden:
        yield _counts("  ", together(part.hidden.values()), f" in {_places(part.hidden)}")


def in_plan(excerpt: Excerpt) -> Iterator[Item]:
    """Below all scopes, those that are not shown."""
    if excerpt.hidden:
        scopes = plural(len({container.scope for container in excerpt.hidden}), "scope")
        where = f" in {_places(excerpt.hidden)} of {scopes}"
        yield _counts("", together(excerpt.hidden.values()), where)
        yield Item(Text())


def more_sets(number: int) -> Iterator[Item]:
    """Below the sets that are named, those that are not; what they do stands with each update."""
    if number:
        yield Item(Text(f"... and {plural(number, 'more set')}"))
        yield Item(Text())


def summary(excerpt: Excerpt, *, advise: bool) -> Iterator[Item]:
    """How much is shown of how much, and for people the option that shows the rest."""
    if excerpt.left:
        counts = f"{excerpt.count - excerpt.left:,} of {plural(excerpt.count, 'change')}"
        yield from _summary("Shown", f"{counts}, the riskiest first.", advise=advise)


def left_out_summary(count: int, named: int, *, advise: bool) -> Iterator[Item]:
    """The same of the changes that the run does not make."""
    if named < count:
        counts = f"{named:,} of {plural(count, 'change')}"
        yield from _summary("Left out and named", f"{counts}.", advise=advise)


def _summary(what: str, counts: str, *, advise: bool) -> Iterator[Item]:
    text = Text.assemble((f"{what}: ", "bold"), counts)
    if advise:
        text.append("  --full shows all.", "dim")
    yield Item(text, 2)
    yield Item(Text())


def _counts(indent: str, tally: Tally, where: str = "") -> Item:
    text = Text(f"{indent}... and {words(actions(tally))}{where}")
    if number := sensitive(tally):
        text.append(f" ({number:,} sensitive)", "yellow")
    return Item(text, len(indent) + 4)


def _places(containers: Collection[Container]) -> str:
    kinds = Counter(container.ref.kind for container in containers)
    return listing([plural(kinds[kind], kind) for kind in ("role", "group") if kinds[kind]])
