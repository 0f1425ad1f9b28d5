"""What stands beside the changes of a saved plan, for reports: origins, sets, titles, lines."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from reconciler.core.declared import Notes
from reconciler.core.finding import Key, Origin
from reconciler.core.model import Container, Member, Membership, Ref, Thing
from reconciler.core.plan import Plan
from reconciler.core.scope import Scope
from reconciler.core.target import Catalog, Level, Permission, Target
from reconciler.report.access_data import read_cause, read_said
from reconciler.report.access_document import AccessPart
from reconciler.report.beside import Beside
from reconciler.report.lines import lines
from reconciler.report.plan_document import (
    ChangePart,
    FindingPart,
    PlanDocument,
    RelatedPart,
    SetPart,
)
from reconciler.report.plan_read import read_place
from reconciler.report.review.gone import Cause, key_of
from reconciler.report.sources import Source

_Said: TypeAlias = tuple[ChangePart, Thing | Membership]
"""A change of the document, and its later side at the addresses of the files."""


def beside_plan(document: PlanDocument, plan: Plan) -> Beside:
    """All that the document of this plan says beside it. Raises ValueError as `saved_plan` does."""
    changes = list(_changes(document, plan))
    reasons = {
        (value.container, value.member): part.reason
        for part, value in changes
        if part.reason is not None and isinstance(value, Membership)
    }
    return Beside(
        _target(document),
        Notes(reasons, *_sets(document.sets)),
        _origins(changes),
        SavedLines.of(document),
        _gone(changes),
        said=read_said(_accesses(document)),
    )


def _accesses(document: PlanDocument) -> Iterator[AccessPart]:
    """All that the document says of what people can do."""
    if document.access is not None:
        yield document.access
    if document.since is not None:
        yield from (document.since.caused, document.since.pending)


def _changes(document: PlanDocument, plan: Plan) -> Iterator[_Said]:
    """Every change with its later side, at the addresses of the files."""
    coming = lines(plan)
    for step in document.changes:
        for part in (step, *step.along):
            yield part, next(coming).named.value
    for part, left in zip(document.left_out, plan.left_out, strict=True):
        yield part, left.change.value


def _target(document: PlanDocument) -> Target:
    """As much of the live system as words are needed for."""
    legend = document.legend
    known = tuple(
        Permission(each.key, each.title, sensitive=each.sensitive, reach=each.reach or "place")
        for each in legend.permissions
    )
    levels = tuple(Level(title, title) for title in legend.levels)
    return Target(
        document.account, levels, Catalog(known, negation=legend.negation), deep=legend.deep
    )


def _sets(
    parts: Sequence[SetPart],
) -> tuple[Mapping[tuple[str, Scope], frozenset[str]], Mapping[Ref, frozenset[tuple[str, Scope]]]]:
    """The permissions of each set, and the sets that each role or group uses."""
    named = [((part.name, Scope(part.scope)), part) for part in parts]
    uses: dict[Ref, frozenset[tuple[str, Scope]]] = {}
    for name, part in named:
        for ref in map(Ref.parse, part.used_by):
            uses[ref] = uses.get(ref, frozenset()) | {name}
    return {name: frozenset(part.permissions) for name, part in named}, uses


# Where things were declared


@dataclass(frozen=True, slots=True)
class _SavedOrigins:
    things: Mapping[Key, Origin]
    members: Mapping[tuple[Container, Member], Origin]

    def of(self, key: Key) -> Origin | None:
        return self.things.get(key)

    def of_member(self, container: Container, member: Member) -> Origin | None:
        return self.members.get((container, member))


def _origins(changes: Sequence[_Said]) -> _SavedOrigins:
    things: dict[Key, Origin] = {}
    members: dict[tuple[Container, Member], Origin] = {}
    for part, value in changes:
        if part.origin is None:
            continue
        origin = read_place(part.origin)
        if isinstance(value, Membership):
            members[value.container, value.member] = origin
        else:
            things[value.ref] = origin
    return _SavedOrigins(things, members)


@dataclass(frozen=True, slots=True)
class _SavedGone:
    known: Mapping[Key, Cause]

    def __call__(self, key: Key, former: Key) -> Cause | None:  # noqa: ARG002 - the protocol's signature
        return self.known.get(key)


def _gone(changes: Sequence[_Said]) -> _SavedGone:
    """The lines that were there when the plan was made, and are of what it removes."""
    known: dict[Key, Cause] = {}
    for part, value in changes:
        if part.gone is not None:
            known[key_of(value)] = read_cause(part.gone)
    return _SavedGone(known)


# The lines that findings point at


@dataclass(frozen=True, slots=True)
class _Lines:
    """The known lines of a file, by their index; the others are empty."""

    known: Mapping[int, str]

    def __len__(self) -> int:
        return max(self.known) + 1

    def __getitem__(self, index: int) -> str:
        return self.known.get(index, "")

    def start(self, _: int) -> None:
        """Nobody knows what stood before."""


@dataclass(frozen=True, slots=True)
class SavedLines:
    """The lines that the findings of a saved plan point at, as they stood when it was made."""

    files: Mapping[str, Source]

    @classmethod
    def of(cls, document: PlanDocument) -> "SavedLines":
        """The lines that stand in a document."""
        known: dict[str, dict[int, str]] = {}
        for finding in document.findings:
            parts: list[FindingPart | RelatedPart] = [finding, *finding.related]
            for part in parts:
                if part.range is not None and part.source is not None:
                    known.setdefault(part.range.file, {})[part.range.start.line - 1] = part.source
        return cls({path: _Lines(lines) for path, lines in known.items()})

    def __call__(self, path: str) -> Source | None:
        """The lines of one file."""
        return self.files.get(path)
