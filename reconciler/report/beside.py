"""Beside: what reports look up beside a plan, whether it was just made or read from a file."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace

from reconciler.core.access.effect import Effect
from reconciler.core.declared import Notes
from reconciler.core.finding import NoOrigins, Origins
from reconciler.core.plan import Plan
from reconciler.core.target import Target
from reconciler.report.review.causes import Causes, Lines
from reconciler.report.review.gone import Gone, nothing_gone
from reconciler.report.sources import Sources, no_sources


@dataclass(frozen=True, slots=True)
class Beside:
    """What reports look up beside a plan.

    `gone` knows the lines of what is removed. Where nobody does and `seek` is not None it finds
    them, for whoever wants to wait. `catalog` is the file of the pinned catalog. `said` is what a
    plan that was read says of its effects; one of an older format says nothing.
    """

    target: Target
    notes: Notes = field(default_factory=Notes)
    origins: Origins = field(default_factory=NoOrigins)
    sources: Sources = no_sources
    gone: Gone = nothing_gone
    seek: Callable[[], Gone] | None = None
    catalog: str = ""
    said: Mapping[Effect, Lines] | None = None

    def sought(self) -> "Beside":
        """The same, with what can be found of what is gone."""
        return self if self.seek is None else replace(self, gone=self.seek(), seek=None)

    def causes(self, plan: Plan) -> Causes:
        """The lines of the files behind the changes and effects of the plan."""
        looked_up = self.origins, self.target, self.notes, self.gone, self.catalog, self.said
        return Causes(plan, *looked_up)
