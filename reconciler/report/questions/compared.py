"""What is compared, and what differs as data and as a table."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from reconciler.core.access.comparison import Comparison
from reconciler.core.access.effect import Effect
from reconciler.core.access.view import View
from reconciler.core.change import Action
from reconciler.core.declared import Notes
from reconciler.core.model import Membership
from reconciler.core.plan import Plan
from reconciler.core.spelling import Spelling
from reconciler.report.access_data import difference_data
from reconciler.report.effect_words import Words
from reconciler.report.lines import Line, lines
from reconciler.report.place import declared_at
from reconciler.report.plan_data import value_data
from reconciler.report.questions.facts import end_data, place_data
from reconciler.report.questions.words import held
from reconciler.report.table import Cell, Rows

_COLUMNS = (
    *("kind", "action", "scope", "ref", "user", "permission", "sentence"),
    *("start", "until", "file", "line"),
)


@dataclass(frozen=True, slots=True)
class Compared:
    """A comparison, and how to speak of it; `notes` are those of the second side's files."""

    found: Comparison
    names: tuple[str, str]
    before: View
    after: View
    notes: Notes = field(default_factory=Notes)

    @property
    def plan(self) -> Plan:
        """The differences as the plan that would make the second state of the first."""
        spelling = Spelling((*self.after.spelling.written, *self.before.spelling.written))
        account = self.after.access.target.account
        return Plan(account, "", self.found.steps, spelling=spelling)


def compared_data(compared: Compared) -> dict[str, Any]:
    """All that differs."""
    first, second = compared.names
    catalog, plan = compared.after.access.target.catalog, compared.plan
    return {
        "from": first,
        "to": second,
        "counts": {action.value: plan.counts[action] for action in Action},
        "changes": [_change(line, compared) for line in lines(plan)],
        "access": difference_data(compared.found.access, catalog.sensitive),
        "left": [*map(str, compared.found.left)],
    }


def _change(line: Line, compared: Compared) -> dict[str, Any]:
    change = line.change
    return {
        "action": change.action.value,
        "ref": str(change.ref),
        "scope": str(change.scope),
        "sentence": compared.plan.spelling.sentence(change),
        "before": value_data(change.before),
        "after": value_data(change.after),
        "place": place_data(declared_at(line.named, compared.after.origins)),
    }


def compared_rows(compared: Compared) -> Rows:
    """One row for each difference, then one for each person and permission of each effect."""
    yield _COLUMNS
    for line in lines(compared.plan):
        yield _changed(line, compared)
    for effect in compared.found.access.effects:
        yield from _affected(effect, compared)


def _changed(line: Line, compared: Compared) -> tuple[Cell, ...]:
    change, value = line.change, line.change.value
    data, user, spelling = _change(line, compared), None, compared.plan.spelling
    if isinstance(value, Membership):
        user = spelling.member(value.member, value.container)
    kind = "thing" if user is None else "membership"
    where = data["place"] or {}
    return (
        *(kind, change.action.value, spelling.scope(change.scope)),
        *(f"{change.ref.kind} {spelling.path(change.ref)}", user, None, data["sentence"]),
        *(None, end_data(getattr(value, "expires", None)), where.get("file"), where.get("line")),
    )


def _affected(effect: Effect, compared: Compared) -> Iterator[tuple[Cell, ...]]:
    """One row for each person and permission of an effect."""
    after, spelling = compared.after, compared.plan.spelling
    sentence = Words(spelling, after.access.target.catalog).one(effect).plain
    through = ", ".join(held(each, after) for each in effect.through)
    where = ", ".join(map(str, effect.places))
    for person in effect.people:
        address = f"{spelling.scope(person.scope)}:{spelling.path(person)}"
        for key in effect.permissions:
            yield (
                *("access", effect.kind.value, where, through, address, key, sentence),
                *(end_data(effect.start), end_data(effect.end), None, None),
            )
