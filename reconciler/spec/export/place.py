"""Placement: which file of a project a scope belongs in, as the project's sources say."""

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from reconciler.core.finding import Finding, Origin
from reconciler.core.names import NameRules
from reconciler.core.scope import Scope
from reconciler.spec.export.world import World
from reconciler.spec.files import parts_of
from reconciler.spec.problem import Problem
from reconciler.spec.project import Project, Source
from reconciler.spec.text import has_hidden

_GLOB = re.compile(r"[*?\[]")
_ODD = re.compile(r"[?\[]")
_DEEP = "**"
_LONGEST = 60
"""Characters of a name in a path: with four bytes each a file name still fits everywhere."""
_TRIES = 100


@dataclass(slots=True)
class Placing:
    """The paths of scopes, relative to the project, and what has none."""

    paths: dict[Scope, str] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)


def place(world: World, project: Project, there: Mapping[str, Scope]) -> Placing:
    """A path for every scope of an export, those near the root first.

    `there` are the role files that exist, with the scope each speaks of: a scope that stands in
    one of them stays in it.
    """
    placer = _Placer(world, project, set(map(_alike, there)))
    files: dict[Scope, list[str]] = {}
    for path, scope in sorted(there.items()):
        files.setdefault(scope, []).append(path)
    for scope in sorted(world.scopes, key=lambda scope: (scope.depth, scope)):
        placer.place(scope, files.get(scope, []))
    return placer.placing


@dataclass(slots=True)
class _Placer:
    """`taken` are the paths that hold a scope already, as file systems compare them."""

    world: World
    project: Project
    taken: set[str]
    placing: Placing = field(default_factory=Placing)

    def place(self, scope: Scope, files: Sequence[str]) -> None:
        """Find the one file of a scope, or say why there is none."""
        if len(files) > 1:
            self._refuse(_several(scope, files), Origin(files[1]), scope)
            return
        path = files[0] if files else self._new(scope)
        if path is not None:
            self.placing.paths[scope] = path
            self.taken.add(_alike(path))

    def _new(self, scope: Scope) -> str | None:
        if self.world.names.scope(scope) is None:
            self._refuse(_unspeakable(scope), None, scope)
            return None
        sources = _sources(self.project.sources, scope, self.world.target.names)
        for source in sources:
            path = next((path for path in self._paths(source, scope) if self._is_free(path)), None)
            if path is not None:
                return path
        if sources:
            self._refuse(_no_room(scope, sources[0]), sources[0].origin, scope)
        else:
            self._refuse(_uncovered(scope), self._managed(scope), scope)
        return None

    def _paths(self, source: Source, scope: Scope) -> Iterator[str]:
        """The paths that a scope may have, the plainest first."""
        base = source.within.fold(self.world.target.names).base
        names = list(map(_slug, scope.names[base.depth :])) or [self._own_name(scope)]
        flat = "-".join(names)
        yield from _filled(source.files, names)
        yield from _filled(source.files, [flat])
        for number in range(2, _TRIES):
            yield from _filled(source.files, [f"{flat}-{number}"])

    def _own_name(self, scope: Scope) -> str:
        """The last name of a scope; the root is called by its level."""
        return _slug(scope.names[-1] if scope.names else self.world.target.levels[0].name)

    def _is_free(self, path: str) -> bool:
        return _alike(path) not in self.taken

    def _managed(self, scope: Scope) -> Origin:
        """The pattern of `manage` that covers a scope."""
        rules = self.world.target.names
        covering = (one for one in self.project.managed if one.pattern.fold(rules).covers(scope))
        return next(covering).origin

    def _refuse(self, problem: Problem, origin: Origin | None, scope: Scope) -> None:
        self.placing.findings.append(problem.at(origin, ref=scope))


def _sources(sources: Sequence[Source], scope: Scope, rules: NameRules) -> list[Source]:
    """The sources that may speak of a scope, the one that says most about it first."""
    covering = [source for source in sources if source.within.fold(rules).covers(scope)]
    return sorted(covering, key=_generality)


def _generality(source: Source) -> tuple[int, bool, bool]:
    """Less is nearer to one scope and to one file."""
    within = source.within
    return -within.base.depth, within.deep, _GLOB.search(source.files) is not None


def _filled(pattern: str, names: Sequence[str]) -> Iterator[str]:
    """The path that a pattern matches, made of the names of a scope; none for an odd pattern.

    `**` takes the names above the last one, a `*` in a folder one of them, and the `*` of the file
    name what is left.
    """
    *folders, last = _parts(pattern)
    if not all(map(_is_fillable, (*folders, last))):
        return
    *above, own = names
    path: list[str] = []
    for part in folders:
        if part == _DEEP:
            path += above
            above = []
        elif _GLOB.search(part):
            path.append(part.replace("*", above.pop(0) if above else own))
        else:
            path.append(part)
    path.append(last.replace("*", "-".join([*above, own])))
    yield "/".join(path)


def _parts(pattern: str) -> list[str]:
    parts = parts_of(pattern)
    return [*parts, "*.yaml"] if parts[-1] == _DEEP else parts


def _is_fillable(part: str) -> bool:
    return part == _DEEP or (part.count("*") < 2 and not _ODD.search(part))


def _slug(name: str) -> str:
    """A name as part of a path: letters, digits, and dashes for everything else."""
    kept = (char if _is_kept(char) else "-" for char in name)
    return re.sub(r"-+", "-", "".join(kept)).strip("-.")[:_LONGEST] or "scope"


def _is_kept(char: str) -> bool:
    return char in "-_." or (unicodedata.category(char)[0] in "LMN" and not has_hidden(char))


def _alike(path: str) -> str:
    """What stays of a path where case and Unicode form are nothing."""
    return unicodedata.normalize("NFC", unicodedata.normalize("NFC", path).casefold())


def _uncovered(scope: Scope) -> Problem:
    advice = "add one whose `within` covers the scope, or take the scope out of `manage`"
    return Problem("RC0711", f"no source may speak of {scope}", advice)


def _no_room(scope: Scope, source: Source) -> Problem:
    message = f"`{source.files}` has no file for {scope}: a file speaks of one scope"
    return Problem("RC0712", message, "write a pattern with one `*`, such as `roles/**/*.yaml`")


def _several(scope: Scope, files: Sequence[str]) -> Problem:
    message = f"{scope} stands in {len(files)} files, {files[0]} the first of them"
    advice = "export into another folder with --out, or put them together by hand"
    return Problem("RC0713", message, advice)


def _unspeakable(scope: Scope) -> Problem:
    message = f"no file can speak of {scope}: its name cannot stand in one"
    return Problem("RC0712", message, "rename it in the live system, or take it out of `manage`")
