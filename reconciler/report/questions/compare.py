"""The answer of `compare`: what differs, as a plan shows it, and what that does to access."""

from collections.abc import Iterator

from rich.text import Text

from reconciler.core.access.verdict import verdict as access_verdict
from reconciler.core.change import Action
from reconciler.report.beside import Beside
from reconciler.report.body import Body
from reconciler.report.effects import Effects
from reconciler.report.escape import visible
from reconciler.report.folding import excerpt
from reconciler.report.hidden import summary
from reconciler.report.layout import Item
from reconciler.report.questions.compared import Compared, compared_data, compared_rows
from reconciler.report.questions.placed import lay
from reconciler.report.report import Report
from reconciler.report.wording import listing, place


def compare_report(compared: Compared, *, full: bool, advise: bool) -> Report:
    """What differs. The data is made at once: the files of a commit are there for a while only."""
    data, rows = compared_data(compared), list(compared_rows(compared))
    return Report(
        verdict(compared),
        lambda width: lay(_items(compared, full=full, advise=advise), width),
        "compare",
        lambda: data,
        table=lambda: rows,
    )


def verdict(compared: Compared) -> str:
    """How much differs, and who gains and loses access by it."""
    sensitive = compared.after.access.target.catalog.sensitive
    effect = access_verdict(compared.found.access, sensitive) if compared.found.steps else ""
    return f"{_count_of(compared)} {effect}".rstrip()


def _count_of(compared: Compared) -> str:
    """`From A to B, 2 roles and groups and 1 membership differ.`."""
    sides = "From {} to {}".format(*map(visible, compared.names))
    if not compared.found.steps:
        return f"{sides}, nothing differs."
    counts = compared.plan.counts
    things = sum(counts[action] for action in _THINGS)
    memberships = counts.total() - things
    said = [_count(things, "role or group", "roles and groups")] if things else []
    said += [_count(memberships, "membership", "memberships")] if memberships else []
    differ = "differs" if counts.total() == 1 else "differ"
    return f"{sides}, {listing(said)} {differ}."


def _count(number: int, one: str, many: str) -> str:
    return f"{number:,} {one if number == 1 else many}"


_THINGS = (Action.CREATE, Action.UPDATE, Action.DELETE, Action.MOVE)


def _items(compared: Compared, *, full: bool, advise: bool) -> Iterator[Item]:
    first, second = map(visible, compared.names)
    plan, after = compared.plan, compared.after
    if compared.found.steps:
        legend = f"- is only in {first}, + only in {second}, ~ in both and different"
        legend += ", > in both under another name" if plan.counts[Action.MOVE] else ""
        yield Item(Text(legend, "dim"), 2)
        yield Item(Text())
        target = after.access.target
        said = excerpt(plan, target.catalog, full=full)
        beside = Beside(target, compared.notes, after.origins)
        yield from Body(plan, said, beside, beside.causes(plan)).items()
        yield from summary(said, advise=advise)
        effects = Effects(compared.found.access, plan.spelling, target.catalog)
        yield from effects.items(full=full, advise=advise)
    if compared.found.left:
        where = ", ".join(place(scope, plan.spelling) for scope in compared.found.left)
        yield Item(Text(f"Not compared, because it was read on one side only: {where}"), 2)
        yield Item(Text())
    yield Item(Text(_count_of(compared), "bold"))
