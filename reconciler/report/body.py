"""The body of a plan for people: one line for each change, under its container and its scope."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from rich.cells import cell_len
from rich.text import Text

from reconciler.core.change import Action, Change
from reconciler.core.model import Group, Membership, Ref, Role, Thing
from reconciler.core.plan import Plan
from reconciler.report import hidden, wording
from reconciler.report.beside import Beside
from reconciler.report.blocks import Block, Part
from reconciler.report.escape import visible
from reconciler.report.explain import explain
from reconciler.report.folding import Excerpt
from reconciler.report.layout import Item
from reconciler.report.lines import Line, updates
from reconciler.report.look import COLOURS, SYMBOLS, colour
from reconciler.report.review.causes import Causes
from reconciler.report.sets import Edit, by_ref, edits

_HEAD, _DETAIL = "  ", "      "
_FIELD = 13
"""The cells of a field's name, so that values stand below each other."""
_SETS = 20
"""So many sets are named where a plan is folded, those that change most."""


@dataclass(frozen=True, slots=True)
class Body:
    """What the lines of a plan are written from; `excerpt` is what is shown of it."""

    plan: Plan
    excerpt: Excerpt
    beside: Beside
    causes: Causes

    def items(self) -> Iterator[Item]:
        """Sets that explain many updates, then every scope; an empty item stands between them."""
        found = edits(updates(self.plan), self.beside.notes)
        said = found
        if self.excerpt.left:
            said = sorted(found, key=lambda edit: -len(edit.refs))[:_SETS]
        for edit in said:
            yield from self._edit(edit)
        yield from hidden.more_sets(len(found) - len(said))
        explained = by_ref(said)
        for part in self.excerpt.parts:
            yield self._scope(part)
            for block in part.blocks:
                yield from self._block(block, explained)
            yield from hidden.in_scope(part)
            yield Item(Text())
        yield from hidden.in_plan(self.excerpt)

    def _scope(self, part: Part) -> Item:
        level = self.beside.target.level_of(part.scope)
        title = visible(level.title or level.name) if level else "Scope"
        where = wording.place(part.scope, self.plan.spelling)
        count = wording.plural(part.count, "change")
        return Item(Text.assemble((where, "bold"), (f"  {title}, {count}", "dim")))

    def _edit(self, edit: Edit) -> Iterator[Item]:
        name, scope = edit.named
        counts = [
            wording.plural(number, kind)
            for kind in ("role", "group")
            if (number := sum(ref.kind == kind for ref in edit.refs))
        ]
        text = Text.assemble(("~ ", COLOURS["~"]), (f"set {visible(name)}", "bold"))
        text.append(f" changes {wording.listing(counts)}")
        text.append(f"  (of {wording.place(scope, self.plan.spelling)})", "dim")
        yield Item(text, 4)
        yield from self._permissions("-", edit.removed)
        yield from self._permissions("+", edit.added)
        yield Item(Text())

    def _block(self, block: Block, explained: Mapping[Ref, list[Edit]]) -> Iterator[Item]:
        if not block.things:
            yield self._plain_head(block)
        for line in block.things:
            sets = explained.get(line.named.ref, ())
            yield self._head(line, sets)
            yield from self._details(line.change, sets)
        for line, value in block.memberships:
            yield self._membership(line, value)
        yield from hidden.in_block(block)

    def _plain_head(self, block: Block) -> Item:
        ref = block.container.ref
        text = Text.assemble("    ", (wording.thing(ref, self.plan.spelling), "bold"))
        if ref.scope != block.container.scope:
            text.append(f"  of {wording.place(ref.scope, self.plan.spelling)}", "dim")
        return Item(text, 8)

    def _head(self, line: Line, sets: Sequence[Edit]) -> Item:
        change = line.change
        symbol, style = SYMBOLS[change.action], colour(change.action)
        text = Text.assemble(_HEAD, (f"{symbol} ", style))
        if change.action is Action.MOVE:
            text.append(wording.thing(change.old_ref, self.plan.spelling), "bold")
            text.append("  ->  ", style)
            text.append(visible(self.plan.spelling.path(change.ref)), "bold")
        else:
            text.append(wording.thing(change.ref, self.plan.spelling), "bold")
        if sets and change.action is Action.UPDATE:
            names = wording.listing([visible(edit.named[0]) for edit in sets])
            text.append(f"  by set {names}", "dim")
        if line.is_along:
            text.append("  along with what it belongs to", "dim")
        return Item(text, 8, self._note(line))

    def _details(self, change: Change, sets: Sequence[Edit]) -> Iterator[Item]:
        match change.action, change.value:
            case ((Action.CREATE | Action.DELETE), (Role() | Group() as value)):
                yield from self._whole(value)
            case Action.UPDATE, _:
                yield from self._update(change, sets)

    def _whole(self, value: Thing) -> Iterator[Item]:
        """What a thing is made with, or what goes with it: folded lists, nothing that is empty."""
        keys = self.beside.target.catalog.sorted(value.permissions or frozenset())
        facts = {
            "type": value.type if isinstance(value, Role) else None,
            "description": value.description,
            "permissions": ", ".join(keys),
        }
        for name, text in facts.items():
            if text:
                start = Text.assemble(_DETAIL, "  ", (f"{name:{_FIELD}}", "dim"), visible(text))
                yield Item(start, len(_DETAIL) + 2 + _FIELD)

    def _update(self, change: Change, sets: Sequence[Edit]) -> Iterator[Item]:
        found = explain(change)
        said = [(edit.added, edit.removed) for edit in sets]
        yield from self._permissions("-", found.removed.difference(*(lost for _, lost in said)))
        yield from self._permissions("+", found.added.difference(*(won for won, _ in said)))
        for name, before, after in found.fields:
            start = Text.assemble(_DETAIL, ("~ ", COLOURS["~"]), f"{name:{_FIELD}}")
            start.append_text(
                Text.assemble(_quoted(before), (" -> ", COLOURS["~"]), _quoted(after))
            )
            yield Item(start, len(_DETAIL) + 2 + _FIELD)

    def _permissions(self, symbol: str, keys: frozenset[str]) -> Iterator[Item]:
        """One line for each, with its title, in the vendor's order."""
        ordered = self.beside.target.catalog.sorted(keys)
        width = max((cell_len(visible(key)) for key in ordered), default=0)
        for key in ordered:
            text = Text.assemble(_DETAIL, (f"{symbol} ", COLOURS[symbol]), ("permission  ", "dim"))
            text.append(visible(key), COLOURS[symbol])
            permission = self.beside.target.catalog.by_key.get(key)
            if permission and permission.title:
                text.append(" " * (width - cell_len(visible(key)) + 2))
                text.append(visible(permission.title), "dim")
            yield Item(text, len(_DETAIL) + 14)

    def _membership(self, line: Line, value: Membership) -> Item:
        change, style = line.change, colour(line.change.action)
        text = Text.assemble(_DETAIL, (f"{SYMBOLS[change.action]} ", style), ("member  ", "dim"))
        text.append(wording.member(value, self.plan.spelling), style)
        if isinstance(change.before, Membership) and isinstance(change.after, Membership):
            text.append(f"  {wording.redate(change.before, change.after)}")
        elif value.expires:
            text.append(f"  {wording.ending(value.expires)}")
        reason = self.beside.notes.reasons.get((value.container, value.member))
        if reason and change.after:
            text.append(f"  ({visible(reason)})", "dim")
        if line.is_along:
            text.append("  along with it", "dim")
        return Item(text, len(_DETAIL) + 10, self._note(line))

    def _note(self, line: Line) -> str:
        cause = self.causes.of_change(line)
        return "" if cause is None else str(cause)


def _quoted(text: str | None) -> str:
    return "none" if text is None else f'"{visible(text)}"'
