"""Changes: all of them, or the riskiest and counts of the rest, or counts by scope."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property, partial

from reconciler.core.model import Container
from reconciler.core.risk import Risks
from reconciler.core.scope import Scope
from reconciler.report.folding import ROOM, excerpt, riskiest
from reconciler.report.markdown.diff import diff
from reconciler.report.markdown.fitting import Form, Part, Weight
from reconciler.report.markdown.inert import LONGEST, code, fence
from reconciler.report.markdown.limit import Limit
from reconciler.report.markdown.pieces import folded, heading, items, shown_of
from reconciler.report.review.review import Review
from reconciler.report.tally import Tally, actions, riskiest_first, sensitive, tallies, together
from reconciler.report.wording import listing, plural

_LEAST = 12
"""No change takes fewer characters."""
_ROOMS = (ROOM, 60, 20)
_NAMED = 30
"""So many scopes, roles and groups are named where there are only counts."""
_OPEN = 16
"""A diff of more lines is folded away."""
_SHORT = 60


@dataclass(frozen=True)
class Changes:
    """The changes of a plan in one part, those that give what is sensitive in another."""

    review: Review
    limit: Limit

    def all(self) -> Iterator[Part]:
        """All changes, or as many as there is room for."""
        if self.count:
            yield Part(Weight.CHANGE, list(self._forms()))

    def privileged(self, title: str) -> Iterator[Part]:
        """What gives something sensitive, where nobody knows what becomes of access."""
        found = {one: sensitive(tally) for one, tally in self._tallies.items() if sensitive(tally)}
        if found:
            rooms = (ROOM, _NAMED, 10)
            forms = [partial(self._privileged, title, found, room) for room in rooms]
            yield Part(Weight.PRIVILEGE, forms)

    @cached_property
    def count(self) -> int:
        """How many there are."""
        return sum(1 + len(step.along) for step in self.review.saved.plan.steps)

    @cached_property
    def _tallies(self) -> Mapping[Container, Tally]:
        plan = self.review.saved.plan
        return tallies(plan, Risks(self.review.beside.target.catalog, plan.privileged))

    def _forms(self) -> Iterator[Form]:
        if self.count * _LEAST <= self.limit.room:
            yield partial(self._diff, self.count, self.limit.room)
        yield from (partial(self._diff, room, LONGEST) for room in _ROOMS)
        yield self._by_scope
        yield self._counted

    def _diff(self, room: int, longest: int) -> str | None:
        plan, catalog = self.review.saved.plan, self.review.beside.target.catalog
        fits = self.count <= room
        said = excerpt(plan, catalog, full=True) if fits else riskiest(plan, catalog, room)
        lines = diff(self.review, said, longest, self.limit.room)
        if lines is None:
            return None
        title = plural(self.count, "change")
        if said.left:
            shown = shown_of(self.count - said.left, self.count, "change")
            title = f"{shown}, the riskiest first"
        if len(lines) <= _OPEN:
            return f"{heading(title)}\n\n{fence(lines, 'diff')}"
        return f"{heading('Changes')}\n\n{folded(title, fence(lines, 'diff'), self.limit)}"

    def _by_scope(self) -> str:
        scopes: defaultdict[Scope, list[Tally]] = defaultdict(list)
        for container, tally in self._tallies.items():
            scopes[container.scope].append(tally)
        totals = {scope: together(found) for scope, found in scopes.items()}
        ordered = sorted(totals, key=lambda one: (riskiest_first(totals[one]), one.names))
        spelling = self.review.saved.plan.spelling
        lines = [
            f"{code(spelling.scope(scope), _SHORT)}: {_words(totals[scope])}"
            for scope in ordered[:_NAMED]
        ]
        if rest := ordered[_NAMED:]:
            total = _words(together(totals[scope] for scope in rest))
            lines.append(f"{plural(len(rest), 'more scope')}: {total}")
        return f"{self._counted()} By scope, the riskiest first:\n\n{items(lines)}"

    def _counted(self) -> str:
        return f"{heading('Changes')}\n\n{shown_of(0, self.count, 'change')}."

    def _privileged(self, title: str, found: Mapping[Container, int], room: int) -> str:
        named = sorted(found, key=lambda one: (-found[one], one))[:room]
        lines = [f"{self._holder(one)}: {plural(found[one], 'change')}" for one in named]
        if rest := found.keys() - named:
            more = plural(sum(found[one] for one in rest), "change")
            lines.append(f"{len(rest):,} more roles and groups: {more}")
        words = "These changes give sensitive permissions:"
        return f"{heading(title)}\n\n{words}\n\n{items(lines)}"

    def _holder(self, one: Container) -> str:
        spelling = self.review.saved.plan.spelling
        joint = "at" if one.ref.kind == "role" else "of"
        path, where = spelling.path(one.ref), spelling.scope(one.scope)
        return f"{one.ref.kind} {code(path, _SHORT)} {joint} {code(where, _SHORT)}"


def _words(tally: Tally) -> str:
    """`3 to create, 1,200 to grant (12 sensitive)`."""
    counts = listing([f"{number:,} to {action}" for action, number in _ordered(tally)])
    risky = sensitive(tally)
    return f"{counts} ({risky:,} sensitive)" if risky else counts


def _ordered(tally: Tally) -> list[tuple[str, int]]:
    return sorted((action.value, number) for action, number in actions(tally).items())
