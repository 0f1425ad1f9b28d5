"""The plan for people: what goes, what comes, what changes, and what stands against it."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from rich.text import Text

from reconciler.core.declared import Notes
from reconciler.core.finding import NoOrigins, Origins
from reconciler.core.plan import Plan
from reconciler.core.target import Target
from reconciler.report.body import Body
from reconciler.report.diagnostics import Sources, diagnostics, no_sources
from reconciler.report.layout import Item, Page
from reconciler.report.remarks import left_out, unmanaged_count, unmanaged_list

WIDE = 100
"""From this width on there is room to say where each change was declared."""


@dataclass(frozen=True, slots=True)
class TextOptions:
    """How a plan is written: the page, and what can be looked up beside the plan."""

    width: int = 100
    show_unmanaged: bool = False
    origins: Origins = field(default_factory=NoOrigins)
    sources: Sources = no_sources


def plan_text(plan: Plan, target: Target, notes: Notes, options: TextOptions) -> list[Text]:
    """The whole plan as lines of at most `options.width` cells; the last is the summary line.

    The summary line alone is never folded: scripts read it.
    """
    body = Body(plan, target, notes, options.origins)
    lines = Page(options.width, options.width // 3 if options.width >= WIDE else 0).lay(
        body.items()
    )
    lines += Page(options.width).lay(_remarks(plan, options))
    if plan.findings:
        lines += [*diagnostics(plan.findings, options.sources, options.width), Text()]
    return [*lines, Text(plan.summary, "bold")]


def _remarks(plan: Plan, options: TextOptions) -> Iterator[Item]:
    if not plan.is_empty:
        yield Item(Text("Effect on access: not computed."))
        yield Item(Text())
    yield from left_out(plan.left_out, plan.spelling)
    if options.show_unmanaged:
        yield from unmanaged_list(plan.unmanaged, plan.spelling)
    else:
        yield from unmanaged_count(plan.unmanaged)
