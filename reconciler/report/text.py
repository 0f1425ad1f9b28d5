"""The plan for people: what goes, what comes, what changes, and what stands against it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from rich.text import Text

from reconciler.core.access.effect import Difference
from reconciler.core.plan import Plan, Since
from reconciler.report.beside import Beside
from reconciler.report.body import Body
from reconciler.report.diagnostics import diagnostics
from reconciler.report.effects import Effects
from reconciler.report.escape import visible
from reconciler.report.folding import ROOM, excerpt
from reconciler.report.hidden import left_out_summary, summary
from reconciler.report.layout import Item, Page
from reconciler.report.remarks import left_out, unmanaged_count, unmanaged_list
from reconciler.report.review.causes import Causes
from reconciler.report.wording import plural

WIDE = 100
"""From this width on there is room to say where each change was declared."""


@dataclass(frozen=True, slots=True)
class TextOptions:
    """How a plan is written.

    `advise` is for people: it says which option shows more. `unmanaged` counts what is left alone,
    by kind, for a plan that does not hold it. `full` shows every change, however many there are.
    `findings` is how many of these have their lines, None for all of them.
    """

    width: int = 100
    full: bool = False
    show_unmanaged: bool = False
    advise: bool = True
    unmanaged: Mapping[str, int] = field(default_factory=dict)
    findings: int | None = None


def plan_text(
    plan: Plan, beside: Beside, options: TextOptions, causes: Causes | None = None
) -> list[Text]:
    """The whole plan as lines of at most `options.width` cells; the last is the summary line.

    The summary line alone is never folded: scripts read it. Where errors leave nothing of a plan
    there is none: `No changes.` would not be true. `causes` are those of the plan, for who has them
    at hand: what was looked up in them once is not looked up again.
    """
    said = excerpt(plan, beside.target.catalog, full=options.full)
    causes = causes or beside.causes(plan)
    noted = Page(options.width, options.width // 3 if options.width >= WIDE else 0)
    lines = noted.lay(Body(plan, said, beside, causes).items())
    lines += Page(options.width).lay(summary(said, advise=options.advise))
    lines += noted.lay(_access(plan, causes, options))
    lines += Page(options.width).lay(_remarks(plan, options))
    if plan.findings:
        lines += diagnostics(plan.findings, beside.sources, options.width, options.findings)
    if plan.is_empty and plan.is_refused:
        return lines
    return [*lines, *([Text()] if plan.findings else []), Text(plan.summary, "bold")]


def _access(plan: Plan, causes: Causes, options: TextOptions) -> Iterator[Item]:
    """What becomes of what people can do; nothing where nothing is done and nothing becomes of it.

    Where it is not known the plan says that.
    """
    if plan.since is not None:
        yield from _since(plan, plan.since, causes, options)
    elif plan.access is not None and (plan.access.effects or not plan.is_empty):
        yield from _effects(plan.access, causes, options)
    elif not plan.is_empty:
        yield Item(Text("Access: not computed."))
        yield Item(Text())


def _since(plan: Plan, since: Since, causes: Causes, options: TextOptions) -> Iterator[Item]:
    """What this change causes, and what was pending before it."""
    revision = visible(since.revision)
    title = f"Access, by what the files change since {revision}"
    yield from _effects(since.caused, causes, options, title)
    if since.changes or since.pending.effects:
        title = f"Access, by what was pending at {revision} already"
        yield from _effects(since.pending, causes, options, title)
        total = plural(sum(1 for _ in plan.changes), "change")
        were = "was" if since.changes == 1 else "were"
        words = f"Of the {total} above {since.changes:,} {were} pending already."
        yield Item(Text(words), 2)
        yield Item(Text())


def _effects(
    difference: Difference, causes: Causes, options: TextOptions, title: str = "Access"
) -> Iterator[Item]:
    effects = Effects(difference, causes.plan.spelling, causes.target.catalog, causes)
    yield from effects.items(full=options.full, advise=options.advise, title=title)


def _remarks(plan: Plan, options: TextOptions) -> Iterator[Item]:
    room = len(plan.left_out) if options.full else ROOM
    yield from left_out(plan.left_out, plan.spelling, room)
    yield from left_out_summary(len(plan.left_out), room, advise=options.advise)
    if options.show_unmanaged:
        yield from unmanaged_list(plan.unmanaged, plan.spelling)
    else:
        counts = options.unmanaged or plan.unmanaged.counts
        yield from unmanaged_count(counts, advise=options.advise)
