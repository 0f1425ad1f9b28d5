"""Completing: what may stand where something is typed; cheap, since a person waits for each key."""

import os
import re
from collections.abc import Callable, Iterable, Iterator
from itertools import islice
from pathlib import Path

import click
from click.shell_completion import CompletionItem

from reconciler.cli.session import Session
from reconciler.core.codes import TITLES
from reconciler.errors import UsageError
from reconciler.report.escape import visible

_KEY = re.compile(r"""\bkey:[ \t]+['"]?([\w.:-]+)""")
_LIST = re.compile(r"\b(?:members|users):[ \t]+\[([^\]]*)")
_NAME = re.compile(r"""(?:^|,)[ \t]*['"]?([^\s,'"{}#:][^,'"{}#:]*?)['"]?[ \t]*(?=,|$)""")
_USER = re.compile(r"""\buser:[ \t]+['"]?([^\s,'"{}#]+)""")
_SCOPE = re.compile(r"""^scope:[ \t]+(['"]?)(/.*?)\1[ \t]*(?:#.*)?$""", re.MULTILINE)
_FILES = 2_000
_BYTES = 65_536


def complete_code(_: click.Context, __: click.Parameter, typed: str) -> list[CompletionItem]:
    """Codes of findings, with their titles."""
    found = {code: title for code, title in TITLES.items() if code.startswith(typed.upper())}
    return [CompletionItem(code, help=title) for code, title in found.items()]


def complete_scope(context: click.Context, _: click.Parameter, typed: str) -> list[CompletionItem]:
    """The scopes that files below the project's folder speak of."""
    return _offered(context, typed, lambda text: (found[2] for found in _SCOPE.finditer(text)))


def complete_user(context: click.Context, _: click.Parameter, typed: str) -> list[CompletionItem]:
    """The users whom these files name as members, as far as one line says it."""
    return _offered(context, typed, _members)


def complete_permission(
    context: click.Context, _: click.Parameter, typed: str
) -> list[CompletionItem]:
    """The keys of the catalog."""
    return _offered(context, typed, lambda text: (found[1] for found in _KEY.finditer(text)))


def _offered(
    context: click.Context, typed: str, names: Callable[[str], Iterable[str]]
) -> list[CompletionItem]:
    """The names that stand in files; what acts on a terminal no shell may show."""
    session = context.find_object(Session)
    try:
        root = session.project.parent if session else None
    except UsageError:
        root = None
    found = sorted({name for text in _texts(root) for name in names(text)}) if root else []
    return [
        CompletionItem(name) for name in found if name.startswith(typed) and visible(name) == name
    ]


def _members(text: str) -> Iterator[str]:
    for line in text.splitlines():
        if found := _LIST.search(line):
            yield from (name[1] for name in _NAME.finditer(found[1]))
        yield from (user[1] for user in _USER.finditer(line))


def _texts(root: Path) -> Iterator[str]:
    """Files as text: a YAML parser would take longer than anybody waits."""
    for path in islice(_yaml_files(root), _FILES):
        with path.open(encoding="utf-8", errors="replace") as file:
            yield file.read(_BYTES)


def _yaml_files(root: Path) -> Iterator[Path]:
    for folder, below, names in os.walk(root):
        below[:] = sorted(name for name in below if not name.startswith("."))
        for name in sorted(names):
            path = Path(folder, name)
            if path.suffix in (".yaml", ".yml") and path.is_file():
                yield path
