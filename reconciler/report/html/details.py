"""Details: what a role or group is made with, and what exactly an update changes."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from reconciler.core.change import Action, Change
from reconciler.core.model import Group, Role, Thing
from reconciler.core.spelling import Spelling
from reconciler.report import wording
from reconciler.report.explain import explain
from reconciler.report.html.look import ADDED, ALTERED, REMOVED, Look, mark
from reconciler.report.html.markup import NOTHING, Markup, element, joined
from reconciler.report.html.rich_text import Sentences
from reconciler.report.html.room import Room
from reconciler.report.lines import Line
from reconciler.report.sets import Edit


@dataclass(frozen=True)
class Details:
    """What details are written from."""

    sentences: Sentences
    spelling: Spelling
    room: Room

    def beside(self, line: Line, sets: Sequence[Edit]) -> Markup:
        """What stands beside the name of a role or group that changes."""
        words = ""
        if sets and line.change.action is Action.UPDATE:
            words = f" by set {wording.listing([edit.named[0] for edit in sets])}"
        if line.is_along:
            words += " along with what it belongs to"
        return element("span", words, class_="note") if words else NOTHING

    def below(self, change: Change, sets: Sequence[Edit]) -> Markup:
        """What stands below it; nothing for a membership."""
        match change.action, change.value:
            case ((Action.CREATE | Action.DELETE), (Role() | Group() as value)):
                items = [*self._whole(value)]
            case Action.UPDATE, _:
                items = [*self._update(change, sets)]
            case _:
                return NOTHING
        return element("ul", *items, class_="details") if items else NOTHING

    def sets(self, edits: Sequence[Edit], left: int) -> Markup:
        """The sets that explain many updates, each said once; `left` are not named."""
        items = [self._set(edit) for edit in edits]
        if left:
            items.append(element("li", f"... and {wording.plural(left, 'more set')}"))
        return element("ul", *items, class_="sets card") if items else NOTHING

    def _set(self, edit: Edit) -> Markup:
        name, scope = edit.named
        kinds = [(kind, sum(ref.kind == kind for ref in edit.refs)) for kind in ("role", "group")]
        counts = wording.listing([wording.plural(number, kind) for kind, number in kinds if number])
        title = element("b", f"set {name}")
        of = element("span", f" of {wording.place(scope, self.spelling)}", class_="note")
        changed = [*self._permissions(REMOVED, edit.removed), *self._permissions(ADDED, edit.added)]
        said = [mark(ALTERED), element("span", title, of, f" changes {counts}", class_="said")]
        return element("li", *said, element("ul", *changed, class_="details"))

    def _whole(self, value: Thing) -> Iterator[Markup]:
        """What it is made with, or what goes with it; nothing that is empty."""
        if isinstance(value, Role) and value.type:
            yield element("li", f"type {value.type}")
        if value.description:
            yield element("li", f"“{value.description}”")
        keys = self.sentences.catalog.sorted(value.permissions or frozenset())
        if keys:
            named = [self.sentences.title(key) for key in keys[: self.room.named]]
            rest = len(keys) - len(named)
            yield element("li", joined(named, ", "), f" and {rest:,} more" if rest else "")

    def _update(self, change: Change, sets: Sequence[Edit]) -> Iterator[Markup]:
        found = explain(change)
        yield from self._permissions(REMOVED, found.removed.difference(*(e.removed for e in sets)))
        yield from self._permissions(ADDED, found.added.difference(*(e.added for e in sets)))
        for name, before, after in found.fields:
            words = f"{name} {_quoted(before)} → {_quoted(after)}"
            yield element("li", mark(ALTERED), words)

    def _permissions(self, look: Look, keys: Collection[str]) -> Iterator[Markup]:
        ordered = self.sentences.catalog.sorted(frozenset(keys))
        for key in ordered[: self.room.named]:
            yield element("li", mark(look), self.sentences.permission(key))
        if rest := ordered[self.room.named :]:
            yield element("li", mark(look), f"{wording.plural(len(rest), 'more permission')}")


def _quoted(text: str | None) -> str:
    return "none" if text is None else f"“{text}”"
