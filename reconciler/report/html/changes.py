"""Changes: every change of a plan on a line of its own, by scope, removals first."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from reconciler.core.change import Action
from reconciler.core.model import Membership, Ref
from reconciler.core.outcome import Outcome
from reconciler.core.risk import Risk, Risks
from reconciler.report import wording
from reconciler.report.blocks import Block, Part
from reconciler.report.folding import Excerpt
from reconciler.report.html.details import Details
from reconciler.report.html.filters import filters
from reconciler.report.html.links import Links
from reconciler.report.html.look import ACTIONS, ADDED, ALTERED, MOVED, REMOVED, mark
from reconciler.report.html.markup import NOTHING, Markup, element, joined
from reconciler.report.html.rich_text import SENSITIVE
from reconciler.report.html.scopes import Scopes
from reconciler.report.lines import Line
from reconciler.report.review.review import Review
from reconciler.report.sets import Edit
from reconciler.report.tally import Tally, actions, sensitive, together, words

_OPEN = 400
"""Scopes are open as long as no more changes than these stand above them."""
_RISKY = (Risk.SENSITIVE, Risk.PRIVILEGE)


@dataclass(frozen=True)
class Changes:
    """What the rows of changes are written from."""

    review: Review
    excerpt: Excerpt
    risks: Risks
    links: Links
    scopes: Scopes
    details: Details
    explained: Mapping[Ref, Sequence[Edit]]
    outcomes: Mapping[object, Outcome]

    def section(self, sets: Markup) -> Markup:
        """All scopes."""
        said = [
            element("h2", "Changes ", element("span", f"{self.excerpt.count:,}", class_="count")),
            element("p", self.review.saved.plan.summary, class_="lead"),
            self._shown(),
            self._filters(),
            sets,
            *self._parts(),
            self._rest(),
        ]
        return element("section", *said, id="changes", class_="part holder", data_part="changes")

    def _shown(self) -> Markup:
        if not self.excerpt.left:
            return NOTHING
        shown = self.excerpt.count - self.excerpt.left
        counts = f"{shown:,} of {wording.plural(self.excerpt.count, 'change')}"
        return element("p", f"{counts} shown, the riskiest first. All are counted.", class_="rest")

    def _filters(self) -> Markup:
        counts = self.review.saved.plan.counts
        found: Counter[object] = Counter()
        for action, number in counts.items():
            found[ACTIONS[action]] += number
        titles = {REMOVED: "Removed", ADDED: "Added", ALTERED: "Changed", MOVED: "Moved"}
        entries = [(look, title, found[look]) for look, title in titles.items()]
        return filters("Kind of change", entries)

    def _parts(self) -> Iterator[Markup]:
        written = 0
        for part in self.excerpt.parts:
            written += sum(len(block.things) + len(block.memberships) for block in part.blocks)
            yield self._part(part, is_open=written <= _OPEN or part is self.excerpt.parts[0])

    def _part(self, part: Part, *, is_open: bool) -> Markup:
        level = self.review.beside.target.level_of(part.scope)
        title = level.title or level.name if level else "Scope"
        head = element(
            "summary",
            element("h3", wording.place(part.scope, self.review.saved.plan.spelling)),
            element("span", f"{title}, {wording.plural(part.count, 'change')}", class_="note"),
        )
        blocks = [self._block(block) for block in part.blocks]
        tally = together(part.hidden.values())
        rest = _more(tally, f" in {wording.plural(len(part.hidden), 'role or group')}")
        return element("details", head, *blocks, rest, class_="scope card holder", open=is_open)

    def _rest(self) -> Markup:
        hidden = self.excerpt.hidden
        scopes = wording.plural(len({container.scope for container in hidden}), "scope")
        return _more(together(hidden.values()), f" in {scopes} that are not shown")

    # Rows

    def _block(self, block: Block) -> Markup:
        head = NOTHING if block.things else self._head(block)
        rows = [self._thing(line) for line in block.things]
        rows += [self._membership(line, value) for line, value in block.memberships]
        inside = [head, element("ul", *rows, class_="rows"), _more(block.hidden)]
        return element("div", *inside, class_="block holder")

    def _head(self, block: Block) -> Markup:
        container, spelling = block.container, self.review.saved.plan.spelling
        elsewhere = container.ref.scope != container.scope
        of = f" of {wording.place(container.ref.scope, spelling)}" if elsewhere else ""
        name = element("b", wording.thing(container.ref, spelling))
        return element("h4", name, element("span", of, class_="note"))

    def _thing(self, line: Line) -> Markup:
        change, spelling = line.change, self.review.saved.plan.spelling
        name = element("b", wording.thing(change.old_ref, spelling))
        if change.action is Action.MOVE:
            name = joined([name, " → ", element("b", spelling.path(change.ref))])
        sets = self.explained.get(line.named.ref, ())
        return self._row(line, [name, self.details.beside(line, sets)], "thing", sets)

    def _membership(self, line: Line, value: Membership) -> Markup:
        change, plan = line.change, self.review.saved.plan
        said: list[str] = [element("b", wording.member(value, plan.spelling))]
        if isinstance(change.before, Membership) and isinstance(change.after, Membership):
            said.append(f" {wording.redate(change.before, change.after).replace('->', '→')}")
        elif value.expires:
            said.append(f" {wording.ending(value.expires)}")
        if line.is_along:
            said.append(element("span", " along with it", class_="note"))
        reason = self.review.beside.notes.reasons.get((value.container, value.member))
        if reason and change.after:
            said += [" ", element("q", reason)]
        return self._row(line, said, "member")

    def _row(self, line: Line, said: Sequence[str], kind: str, sets: Sequence[Edit] = ()) -> Markup:
        look = ACTIONS[line.change.action]
        is_risky = self.risks.of(line.change, line.container.ref) in _RISKY
        said = [*said, *([" ", SENSITIVE] if is_risky else ()), *self._outcome(line)]
        inside = [
            mark(look),
            element("span", *said) if said[1:] else said[0],
            self.links.cause(self.review.causes.of_change(line)),
            self.details.below(line.change, sets),
        ]
        return element(
            "li",
            *inside,
            class_=f"row line {kind} {look.name}",
            tabindex=-1,
            data_row=look.name,
            data_sensitive=is_risky,
            data_at=self.scopes.at([line.container.scope]),
        )

    def _outcome(self, line: Line) -> Iterator[str]:
        outcome = self.outcomes.get(line.change)
        if outcome is not None:
            kind = "done" if outcome.is_done else "undone"
            yield from (" ", element("span", str(outcome.status), class_=f"status {kind}"))


def _more(tally: Tally, where: str = "") -> Markup:
    """What stands in the place of changes that are not shown."""
    if not tally:
        return NOTHING
    risky = f", {number:,} of them sensitive" if (number := sensitive(tally)) else ""
    return element("p", f"... and {words(actions(tally))}{where}{risky}", class_="rest")
