"""Parts: every file with the scope it speaks of, held against `within` and `manage`."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from reconciler.core.finding import Origin
from reconciler.core.scope import Scope
from reconciler.spec.context import Context
from reconciler.spec.load import Document
from reconciler.spec.paths import fold_scope, read_scope
from reconciler.spec.problem import Problem
from reconciler.spec.project import Project


@dataclass(frozen=True, slots=True)
class Part:
    """What one file says about its scope."""

    document: Document
    scope: Scope

    @property
    def is_additive(self) -> bool:
        """Whether the whole file only adds."""
        return self.document.file.mode is not None

    @property
    def origin(self) -> Origin:
        """Where the scope is named."""
        tree = self.document.tree
        return tree.origin(tree.places.of("scope"))


def parts_of(documents: Iterable[Document], project: Project, context: Context) -> list[Part]:
    """The parts of all files; a file whose scope cannot be read has none."""
    patterns = [pattern.fold(context.rules) for pattern in project.manage]
    parts = [part for document in documents for part in _part(document, context)]
    for part in parts:
        if not any(pattern.covers(part.scope) for pattern in patterns):
            context.say(_unmanaged(part), part.origin, *_where_managed(project), ref=part.scope)
    return parts


def report_missing(parts: Sequence[Part], project: Project, context: Context) -> None:
    """Say which scopes `manage` names one by one while no file speaks of them."""
    declared = {part.scope for part in parts}
    for managed in project.managed:
        scope = managed.pattern.base.fold(context.rules)
        if not managed.pattern.deep and scope not in declared:
            message = f"no file speaks of the managed scope {managed.pattern}"
            advice = f"write a file with `scope: {managed.pattern}`, or leave it out of `manage`"
            context.say(Problem("RC0203", message, advice), managed.origin, ref=scope)


def _part(document: Document, context: Context) -> Iterator[Part]:
    tree = document.tree
    origin = tree.origin(tree.places.of("scope"))
    names = read_scope(document.file.scope, context.rules)
    if isinstance(names, Problem):
        context.say(names, origin)
        names = read_scope(f"/{document.file.scope}", context.rules)  # a slash forgotten: go on
    if isinstance(names, Problem):
        return
    for depth, name in enumerate(names, start=1):
        context.spell(fold_scope(names[:depth], context.rules), name, origin)
    part = Part(document, fold_scope(names, context.rules))
    within = document.source.within
    if not within.fold(context.rules).covers(part.scope):
        message = f"this file may not speak of {document.file.scope}, only of {within}"
        related = ("its source says so", document.source.origin)
        context.say(Problem("RC0201", message, _MOVE_IT), origin, related, ref=part.scope)
    yield part


_MOVE_IT = "move it to a file whose source allows the scope, or mend `within`"


def _unmanaged(part: Part) -> Problem:
    message = f"{part.document.file.scope} is outside of what this project manages"
    return Problem("RC0202", message, "add the scope to `manage`, or remove the file")


def _where_managed(project: Project) -> list[tuple[str, Origin]]:
    return [("`manage` stands here", managed.origin) for managed in project.managed[:1]]
