"""Discovery: which project file a run is about."""

from pathlib import Path

from reconciler.errors import UsageError

PROJECT = "reconciler.yaml"


def find_project(start: Path, named: Path | None = None) -> Path:
    """The named project file, else the nearest one from `start` up to the repository's root.

    Outside a repository only `start` itself is looked at: a file further up may be anybody's.
    Raises `UsageError` where there is none, or where nobody may look.
    """
    try:
        return _nearest(start) if named is None else _named(start / named)
    except OSError as error:
        raise UsageError(f"{error.filename} cannot be read: {error.strerror}.") from error


def _nearest(start: Path) -> Path:
    places = _places(start.resolve())
    for place in places:
        if (found := place / PROJECT).is_file():
            return found
    where = f"in {places[0]}"
    if len(places) > 1:
        where += f" or above it up to {places[-1]}"
    raise UsageError(f"There is no {PROJECT} {where}. Name one with --project FILE.")


def _named(path: Path) -> Path:
    if path.is_dir():
        raise UsageError(
            f"{path} is a directory; --project names a file, such as {path / PROJECT}."
        )
    if not path.is_file():
        raise UsageError(f"The project file {path} does not exist.")
    return path


def _places(start: Path) -> list[Path]:
    """The directories to look in, nearest first. `.git` is a file in a linked work tree."""
    places = [start, *start.parents]
    for number, place in enumerate(places, 1):
        if (place / ".git").exists():
            return places[:number]
    return [start]
