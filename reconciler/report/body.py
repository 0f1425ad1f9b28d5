"""The body of a plan for people: one line for each change, under its container and its scope."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from rich.cells import cell_len
from rich.text import Text

from reconciler.core.change import Action, Change
from reconciler.core.declared import Notes
from reconciler.core.finding import Origin, Origins
from reconciler.core.model import Group, Membership, Ref, Role, Thing
from reconciler.core.plan import Plan
from reconciler.core.scope import Scope
from reconciler.core.target import Target
from reconciler.report import wording
from reconciler.report.blocks import Block, by_scope
from reconciler.report.escape import visible
from reconciler.report.explain import explain
from reconciler.report.layout import Item
from reconciler.report.look import COLOURS, SYMBOLS, colour
from reconciler.report.sets import Edit, by_ref, edits

_HEAD, _DETAIL = "  ", "      "
_FIELD = 13
"""The cells of a field's name, so that values stand below each other."""


@dataclass(frozen=True, slots=True)
class Body:
    """What the lines of a plan are written from."""

    plan: Plan
    target: Target
    notes: Notes
    origins: Origins

    def items(self) -> Iterator[Item]:
        """Sets that explain many updates, then every scope; an empty item stands between them."""
        found = edits(self.plan.changes, self.notes)
        for edit in found:
            yield from self._edit(edit)
        explained = by_ref(found)
        for scope, blocks in by_scope(self.plan):
            yield self._scope(scope, blocks)
            for block in blocks:
                yield from self._block(block, explained)
            yield Item(Text())

    def _scope(self, scope: Scope, blocks: Sequence[Block]) -> Item:
        level = self.target.level_of(scope)
        title = visible(level.title or level.name) if level else "Scope"
        count = sum(len(block.things) + len(block.memberships) for block in blocks)
        where = wording.place(scope, self.plan.spelling)
        return Item(
            Text.assemble((where, "bold"), (f"  {title}, {wording.plural(count, 'change')}", "dim"))
        )

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
        for change in block.things:
            yield self._head(change, block, explained.get(change.ref, ()))
            yield from self._details(change, explained.get(change.ref, ()))
        for change, value in block.memberships:
            item = self._membership(change, value)
            if block.along and change in block.along:
                item.text.append("  along with it", "dim")
            yield item

    def _plain_head(self, block: Block) -> Item:
        ref = block.container.ref
        text = Text.assemble("    ", (wording.thing(ref, self.plan.spelling), "bold"))
        if ref.scope != block.container.scope:
            text.append(f"  of {wording.place(ref.scope, self.plan.spelling)}", "dim")
        return Item(text, 8)

    def _head(self, change: Change, block: Block, sets: Sequence[Edit]) -> Item:
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
        if block.along and change in block.along:
            text.append("  along with what it belongs to", "dim")
        return Item(text, 8, _note(self._declared(change)))

    def _details(self, change: Change, sets: Sequence[Edit]) -> Iterator[Item]:
        match change.action, change.value:
            case ((Action.CREATE | Action.DELETE), (Role() | Group() as value)):
                yield from self._whole(value)
            case Action.UPDATE, _:
                yield from self._update(change, sets)

    def _whole(self, value: Thing) -> Iterator[Item]:
        """What a thing is made with, or what goes with it: folded lists, nothing that is empty."""
        keys = self.target.catalog.sorted(value.permissions or frozenset())
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
        ordered = self.target.catalog.sorted(keys)
        width = max((cell_len(visible(key)) for key in ordered), default=0)
        for key in ordered:
            text = Text.assemble(_DETAIL, (f"{symbol} ", COLOURS[symbol]), ("permission  ", "dim"))
            text.append(visible(key), COLOURS[symbol])
            permission = self.target.catalog.by_key.get(key)
            if permission and permission.title:
                text.append(" " * (width - cell_len(visible(key)) + 2))
                text.append(visible(permission.title), "dim")
            yield Item(text, len(_DETAIL) + 14)

    def _membership(self, change: Change, value: Membership) -> Item:
        style = colour(change.action)
        text = Text.assemble(_DETAIL, (f"{SYMBOLS[change.action]} ", style), ("member  ", "dim"))
        text.append(wording.member(value, self.plan.spelling), style)
        if isinstance(change.before, Membership) and isinstance(change.after, Membership):
            text.append(f"  {wording.redate(change.before, change.after)}")
        elif value.expires:
            text.append(f"  {wording.ending(value.expires)}")
        reason = self.notes.reasons.get((value.container, value.member))
        if reason and change.after:
            text.append(f"  ({visible(reason)})", "dim")
        return Item(text, len(_DETAIL) + 10, _note(self._declared(change)))

    def _declared(self, change: Change) -> Origin | None:
        """Where the change was written.

        Of a revoke that is the line that has ended, else the list that does not name the member.
        """
        value = change.value
        if not isinstance(value, Membership):
            return self.origins.of(change.ref) if change.after else None
        written = self.origins.of_member(value.container, value.member)
        if change.after is None and written is None:
            return self.origins.of(value.container)
        return written


def _quoted(text: str | None) -> str:
    return "none" if text is None else f'"{visible(text)}"'


def _note(origin: Origin | None) -> str:
    return f"{origin.path}:{origin.line}" if origin else ""
