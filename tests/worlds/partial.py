"""Files as people have them, by chance: not everything listed, in several files, with comments."""

from collections.abc import Iterator
from pathlib import Path
from random import Random

from reconciler.core.names import join, split
from reconciler.spec.documents import GroupEntry, RolesFile
from reconciler.spec.export.text import text_of
from reconciler.spec.load import load
from reconciler.spec.project import Project


def made_partial(project: Project, random: Random) -> None:
    """Leave out lists and entries, put some groups into a file beside, and write comments."""
    for document in load(project)[0]:
        path = project.root / document.tree.path
        beside: list[GroupEntry] = []
        file = document.file
        groups = [_partial(group, (), random, beside) for group in file.groups or ()]
        memberships = file.memberships if random.random() < 0.7 else None
        file = file.model_copy(
            update={
                "groups": None if file.groups is None else groups,
                "memberships": memberships or None,
                "roles": file.roles if random.random() < 0.8 else None,
            }
        )
        more = RolesFile(scope=file.scope, groups=beside) if beside else None
        _write(path, file, random)
        if more is not None:
            _write(path.with_name(f"{path.stem}.more.yaml"), more, random)


def _partial(
    group: GroupEntry, above: tuple[str, ...], random: Random, beside: list[GroupEntry]
) -> GroupEntry:
    path = (*above, *split(group.name))
    below = [_partial(each, path, random, beside) for each in group.groups or ()]
    for each in list(below):
        if random.random() < 0.2:
            below.remove(each)
            name = join((*path, *split(each.name)))
            beside.append(each.model_copy(update={"name": name}))
    left: dict[str, object] = {"groups": below}
    for key in ("groups", "members", "permissions"):
        if random.random() < 0.2:
            left[key] = None
    return group.model_copy(update=left)


def _write(path: Path, file: RolesFile, random: Random) -> None:
    path.write_text("\n".join(_commented(text_of(file), random)) + "\n", "utf-8")


def _commented(text: str, random: Random) -> Iterator[str]:
    for number, line in enumerate(text.split("\n")[:-1]):
        indent = len(line) - len(line.lstrip())
        if line.lstrip().startswith("- ") and random.random() < 0.2:
            yield f"{'':{indent}}# above {number}"
        is_noted = line and random.random() < 0.2
        yield f"{line}   # behind {number}" if is_noted else line
