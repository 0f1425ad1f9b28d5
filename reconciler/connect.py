"""Connecting: from the target of a project to the provider that speaks to it."""

import os
from collections.abc import Mapping, Sequence
from importlib import import_module, metadata
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

from reconciler.core.nearest import did_you_mean
from reconciler.errors import Refused, UsageError
from reconciler.providers.base import Opener, Provider, secrets_of
from reconciler.spec.project import Project

GROUP: Final = "reconciler.providers"
"""The group of entry points under which anyone may register a provider."""

BUILT_IN: Final = {
    "memory": "reconciler.providers.memory",
    "portal": "reconciler.providers.portal",
}
"""Our own, found without reading the metadata of everything that is installed."""

_SQLITE: Final = "sqlite:///"
_POSTGRESQL: Final = "postgresql"

_LIBPQ: Final = ("PGPASSWORD", "PGPASSFILE")
"""The secrets that whatever speaks to PostgreSQL takes, declared or not."""


def connect(project: Project, environment: Mapping[str, str]) -> Provider:
    """Open the live system of a project.

    Raises `UsageError` for a provider that does not exist, `Refused` where a secret could be sent
    to a place that only the files chose, `TargetError` where the system does not answer or is
    another account's.
    """
    opener = _opener(project.provider)
    _guard(_secrets(opener, project.url), project.url, environment)
    return opener(_anchored(project.url, project.root), project.account, environment)


def without_secrets(url: str) -> str:
    """An url as it may be written down: no user, no password, nothing behind the path."""
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}{parts.path}"


def _opener(name: str) -> Opener:
    if name in BUILT_IN:
        opener: Opener = import_module(BUILT_IN[name]).open_provider
        return opener
    found = metadata.entry_points(group=GROUP)
    if name not in found.names:
        known = sorted({*BUILT_IN, *found.names})
        advice = did_you_mean(name, known, f"there are {', '.join(known)}.")
        raise UsageError(f"There is no provider `{name}`: {advice}")
    registered: Opener = found[name].load()
    return registered


def _secrets(opener: Opener, url: str) -> tuple[str, ...]:
    own = secrets_of(opener)
    return (*own, *_LIBPQ) if url.startswith(_POSTGRESQL) else own


def _guard(secrets: Sequence[str], url: str, environment: Mapping[str, str]) -> None:
    """In CI a pull request may change the file: a secret goes only where the pipeline says too."""
    if "CI" not in environment or not any(environment.get(name) for name in secrets):
        return
    allowed = environment.get("RECONCILER_URL")
    if allowed is None:
        raise Refused(
            "A secret is set, and RECONCILER_URL is not: set it in the pipeline to the address "
            "that may receive the secret."
        )
    if allowed != url:
        raise Refused(
            "The project file's `url` is not RECONCILER_URL: the secret is not sent there."
        )


def _anchored(url: str, root: Path) -> str:
    """A relative path of a database starts at the project file, wherever the run starts.

    It may lead out of a folder that is not there yet, as that of a project to be made. Errors show
    the url: below the current folder it stays as short as people write it.
    """
    if not url.startswith(_SQLITE):
        return url
    written = root / url.removeprefix(_SQLITE)
    file = Path(os.path.realpath(written.parent), written.name)
    here = Path.cwd()
    return f"{_SQLITE}{file.relative_to(here) if file.is_relative_to(here) else file}"
