"""Which forge a run is about, and which pull request of it, as its environment says.

Nothing of it comes from files of the repository: a pull request cannot choose where a token goes.
"""

import json
import re
import stat
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Final

from reconciler.errors import UsageError
from reconciler.forge.forge import Forge
from reconciler.forge.github import GitHub
from reconciler.forge.gitlab import GitLab

FORGES: Final[Mapping[str, Callable[[Mapping[str, str]], Forge]]] = {
    "github": GitHub,
    "gitlab": GitLab,
}
_SIGNS: Final = {"GITHUB_ACTIONS": "github", "GITLAB_CI": "gitlab"}
_MERGE = re.compile(r"refs/pull/([1-9][0-9]{0,18})/(?:merge|head)")
_NUMBER = re.compile(r"[1-9][0-9]{0,18}")
_LARGEST: Final = 32 * 1024 * 1024


def find_forge(environment: Mapping[str, str], named: str | None) -> Forge:
    """The forge of this run. Raises `UsageError` where it cannot be told, or has no token."""
    name = named or next((_SIGNS[sign] for sign in _SIGNS if environment.get(sign)), None)
    if name is None:
        known = " or ".join(f"--forge {each}" for each in FORGES)
        raise UsageError(f"No pipeline of a forge runs here: say {known}.")
    return FORGES[name](environment)


def find_pull(environment: Mapping[str, str]) -> int:
    """The pull request of this run. Raises `UsageError` where there is none."""
    if found := _MERGE.fullmatch(environment.get("GITHUB_REF", "")):
        return int(found[1])
    if found := _NUMBER.fullmatch(environment.get("CI_MERGE_REQUEST_IID", "")):
        return int(found[0])
    number = _of_event(environment.get("GITHUB_EVENT_PATH", ""))
    if number is None:
        raise UsageError("This run is about no pull request: --number says which is meant.")
    return number


def _of_event(path: str) -> int | None:
    """The pull request of the event that started a workflow, as its file says."""
    event = _event(path) if path else None
    pull = event.get("pull_request") if isinstance(event, dict) else None
    number = pull.get("number") if isinstance(pull, dict) else None
    if not isinstance(number, int) or isinstance(number, bool):
        return None
    return number if 0 < number < 10**19 else None


def _event(path: str) -> object:
    """What the file holds, within bounds; nothing where it cannot be read."""
    try:
        found = Path(path).stat()
        if not stat.S_ISREG(found.st_mode) or found.st_size > _LARGEST:
            return None
        return json.loads(Path(path).read_bytes())
    except (OSError, ValueError, RecursionError):
        return None
