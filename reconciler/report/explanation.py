"""Explanations: what each code means, what is wrong in an example, and what to write instead.

They stand in `explanations/`, one Markdown file for each family: a heading for each code, text, and
examples as blocks of YAML whose first line names the file.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files

from reconciler.core.codes import TITLES

_FAMILY = len("RC01")
_CODE = re.compile(r"^## (RC\d{4}) (.+)\n", re.MULTILINE)
_FILE = re.compile(r"^```yaml\n# (\S+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_INSTEAD = re.compile(r"^Instead:$", re.MULTILINE)

Files = Mapping[str, str]
"""The content of files by their path in a project."""


@dataclass(frozen=True, slots=True)
class Explanation:
    """What there is to say about one code; `text` is all of it, in Markdown."""

    code: str
    title: str
    text: str
    wrong: Files = field(default_factory=dict)
    instead: Files = field(default_factory=dict)


def explanation(code: str) -> Explanation | None:
    """What a code means; None for what is no code."""
    return _family(code[:_FAMILY]).get(code) if code in TITLES else None


def families() -> Iterator[tuple[str, str, list[Explanation]]]:
    """Every family with what it is about, and its codes in order."""
    for name in sorted({code[:_FAMILY] for code in TITLES}):
        about, _ = _split(name)
        yield name, about, list(_family(name).values())


def project() -> str:
    """The project that the examples belong to, in Markdown."""
    return _read("project")


def files_of(markdown: str) -> Files:
    """The files that a piece of Markdown shows."""
    return dict(_FILE.findall(markdown))


@cache
def _family(name: str) -> Mapping[str, Explanation]:
    _, entries = _split(name)
    return {code: _parsed(code, title, text.strip()) for code, title, text in entries}


def _split(name: str) -> tuple[str, Iterator[tuple[str, str, str]]]:
    about, *parts = _CODE.split(_read(name))
    return about.strip(), zip(parts[::3], parts[1::3], parts[2::3], strict=True)


def _parsed(code: str, title: str, text: str) -> Explanation:
    wrong, instead = (*_INSTEAD.split(text, maxsplit=1), "")[:2]
    return Explanation(code, title, text, files_of(wrong), files_of(instead))


def _read(name: str) -> str:
    folder = files("reconciler.report") / "explanations"
    return (folder / f"{name}.md").read_text(encoding="utf-8")
