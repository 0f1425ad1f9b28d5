"""The desk: the role files of a project, open for edits, and where in them everything stands."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from reconciler.core.finding import Finding
from reconciler.spec.documents import RolesFile
from reconciler.spec.edit.carry import Stuck, carried
from reconciler.spec.edit.draft import Draft, Rank
from reconciler.spec.edit.saving import Edited
from reconciler.spec.edit.sound import Sound
from reconciler.spec.edit.written import Carried
from reconciler.spec.files import read_bytes
from reconciler.spec.mentions import Spot
from reconciler.spec.places import Places, Step, Tree
from reconciler.spec.project import Project
from reconciler.spec.prune import Steps


class Unclear(Exception):
    """Something has no place that can be edited; why, as the end of a sentence."""


@dataclass(frozen=True, slots=True)
class Handle:
    """A list or mapping of a file, open for edits; `below` are more steps from there."""

    sound: Sound
    draft: Draft
    steps: Steps

    @property
    def data(self) -> Any:
        """What stands there, as it was read."""
        data = self.sound.tree.data
        for step in self.steps:
            data = data[step]
        return data

    @property
    def place(self) -> tuple[str, Steps]:
        """The file, and the steps in it: no other handle has the same."""
        return self.sound.tree.path, self.steps

    @property
    def parent(self) -> "Handle":
        """The list or mapping that it stands in."""
        return Handle(self.sound, self.draft, self.steps[:-1])

    @property
    def top(self) -> "Handle":
        """The whole file."""
        return Handle(self.sound, self.draft, ())

    def carry(self, new: Mapping[str, str | None]) -> Carried:
        """A mapping of a list with its lines, for another list: with other texts, or without keys.

        Raises `Unclear`.
        """
        try:
            return carried(self.sound.tree, self.sound.raw, self.steps, new)
        except Stuck as stuck:
            message = f"it has moved, and {stuck}"
            raise Unclear(message) from stuck

    def below(self, step: Step) -> "Handle":
        """What stands at a key or index."""
        return Handle(self.sound, self.draft, (*self.steps, step))

    def remove(self, *below: Step) -> None:
        """Take out an item, a key, or with no step this itself."""
        self.draft.remove((*self.steps, *below))

    def set(self, value: Any, *below: Step) -> None:
        """Put another value there."""
        self.draft.set((*self.steps, *below), value)

    def put(self, key: str, value: Any) -> None:
        """Give the mapping a key that it does not have."""
        self.draft.put(self.steps, key, value)

    def add(self, key: str, value: Any, rank: Rank | None = None) -> None:
        """Give the list at a key of the mapping a new item."""
        self.draft.add(self.steps, key, value, rank)


@dataclass(slots=True)
class Desk:
    """Opens files as they are asked for: `project.edited` count as what stands on the disk.

    `locked` are the files that cannot be edited as they should be.
    """

    project: Project
    locked: frozenset[str] = frozenset()
    _open: dict[str, tuple[Sound, Draft]] = field(default_factory=dict)
    _steps: dict[str, dict[int, Steps | None]] = field(default_factory=dict)

    def at(self, spot: Spot) -> Handle:
        """The place of an entry or a list. Raises `Unclear` where aliases bring it twice."""
        return self.inside(spot.tree, spot.places)

    def inside(self, tree: Tree, places: Places) -> Handle:
        """The same, for places of a file. Raises `Unclear` where the file is locked."""
        if tree.path in self.locked:
            message = f"{tree.path} cannot be edited as it should be"
            raise Unclear(message)
        sound, draft = self._file(tree)
        if tree.path not in self._steps:
            self._steps[tree.path] = _by_places(tree)
        steps = self._steps[tree.path].get(id(places))
        if steps is None:
            message = f"an anchor in {tree.path} brings it to more than one place"
            raise Unclear(message)
        return Handle(sound, draft, steps)

    def finish(self) -> tuple[list[Edited], list[Finding]]:
        """Every file that changes, and why others cannot be edited as they should be."""
        edits: list[Edited] = []
        findings: list[Finding] = []
        for sound, draft in self._open.values():
            changed, wrong = sound.edited(draft)
            edits += changed
            findings += wrong
        return edits, findings

    def _file(self, tree: Tree) -> tuple[Sound, Draft]:
        if tree.path not in self._open:
            raw = self.project.edited.get(tree.path)
            if raw is None:
                raw, _ = read_bytes(self.project.root, tree.path)
            sound = Sound(tree, raw or b"", RolesFile)
            self._open[tree.path] = (sound, sound.draft())
        return self._open[tree.path]


def _by_places(tree: Tree) -> dict[int, Steps | None]:
    """The steps to every list and mapping; None where several lead to the same one."""
    found: dict[int, Steps | None] = {}
    for places, steps in _walk(tree.places, ()):
        found[id(places)] = None if id(places) in found else steps
    return found


def _walk(places: Places, steps: Steps) -> Iterator[tuple[Places, Steps]]:
    yield places, steps
    keys = list(places.data)
    for index, inside in places.children.items():
        step = keys[index] if isinstance(places.data, dict) else index
        yield from _walk(inside, (*steps, step))
