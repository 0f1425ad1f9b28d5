"""Who may import whom. `docs/ARCHITECTURE.md` draws the same picture for people."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]

MAY_IMPORT = {
    "core": {"core"},
    "errors": {"core"},
    "spec": {"core", "errors"},
    "providers": {"core", "errors"},
    "document": {"errors"},
    "report": {"core", "errors", "document"},
    "forge": {"core", "errors", "report", "providers"},
    "portal": set(),
    "connect": {"core", "errors", "spec", "providers"},
    "apply": {"core", "errors", "providers"},
    "keeping": {"core", "errors", "providers"},
    "lock": {"core", "errors", "spec", "providers", "keeping"},
    "receipt": {"core", "errors", "providers", "apply", "keeping"},
    "journal": {"core", "errors", "providers", "apply", "keeping", "report"},
    "validate": {"core", "errors", "spec"},
    "pipeline": {"core", "errors", "spec", "providers", "apply", "validate"},
    "afresh": {"core", "errors", "spec", "providers"},
    "rehearse": {"core", "errors", "spec", "providers", "pipeline"},
    "since": {"core", "errors", "spec", "providers", "pipeline", "validate"},
    "questions": {"core", "errors", "spec", "providers", "pipeline", "validate"},
    "revision": {"core", "errors", "spec"},
    "snapshot": {"core", "errors", "document"},
    "offline": {"core", "errors", "spec", "providers", "pipeline", "since", "validate"}
    | {"revision", "snapshot"},
    "codeowners": {"core", "errors", "spec"},
    "export": {"core", "errors", "spec", "providers", "pipeline", "rehearse"},
    "adopt": {"core", "errors", "spec", "providers", "pipeline", "rehearse"},
    "init": {"core", "errors", "spec", "providers", "pipeline", "export"},
    "testing": {"core", "errors", "providers", "apply", "pipeline"},
    "cli": {"core", "errors", "spec", "providers", "report", "forge", "testing"}
    | {
        "connect",
        "apply",
        "receipt",
        "journal",
        "lock",
        "validate",
        "pipeline",
        "rehearse",
        "since",
        "questions",
        "revision",
        "snapshot",
        "offline",
        "codeowners",
        "export",
        "init",
        "adopt",
        "afresh",
    },
    "__main__": {"cli"},
    "__init__": set(),
}
"""Every room of the house, and the rooms it may look into; its own is always open."""

KNOWS_THE_PORTAL = (
    "reconciler.providers.portal.local",
    "reconciler.providers.portal.target",
    "reconciler.cli.portal",
)
"""Only these modules, and what their names begin, may import `reconciler.portal`."""

PURE = {
    "__future__",
    "abc",
    "bisect",
    "collections",
    "contextlib",
    "copy",
    "dataclasses",
    "datetime",
    "difflib",
    "enum",
    "functools",
    "hashlib",
    "heapq",
    "itertools",
    "json",
    "math",
    "operator",
    "re",
    "shlex",
    "textwrap",
    "types",
    "typing",
    "unicodedata",
}
"""What `core` may import of the standard library: nothing that reads, writes, waits or asks."""

IMPURE_CALLS = {"open", "input", "datetime.now", "datetime.utcnow", "datetime.today", "date.today"}
SPEAKING_CALLS = {"print", "sys.exit", "exit", "quit", "os._exit", "SystemExit"}


def test_the_package_keeps_to_the_picture():
    found = [
        violation
        for path in sorted((ROOT / "reconciler").rglob("*.py"))
        for violation in violations(module_name(path.relative_to(ROOT)), path.read_text("utf-8"))
    ]
    assert found == []


@pytest.mark.parametrize(
    ("module", "source", "expected"),
    [
        ("core.diff", "import rich", "1: core imports nothing but itself and PURE, not rich"),
        ("core.diff", "import os.path", "1: core imports nothing but itself and PURE, not os.path"),
        (
            "core.diff",
            "from time import time",
            "core imports nothing but itself and PURE, not time",
        ),
        ("core.diff", "from reconciler.errors import Exit", "core may not import errors"),
        ("core.diff", "now = datetime.now(UTC)", "core is pure and may not call datetime.now"),
        ("core.diff", "day = datetime.date.today()", "core is pure and may not call date.today"),
        ("core.diff", "text = open(path).read()", "core is pure and may not call open"),
        ("errors", "from reconciler.spec import load", "errors may not import spec"),
        ("spec.load", "import reconciler.providers.base", "spec may not import providers"),
        ("spec.load", "from ..providers import base", "spec may not import providers"),
        ("spec.load", "from .. import report", "spec may not import report"),
        ("spec.load", "import_module('reconciler.portal')", "spec may not import portal"),
        (
            "spec.load",
            "def f():\n    from reconciler import portal",
            "2: spec may not import portal",
        ),
        ("providers.http", "from reconciler.spec import load", "providers may not import spec"),
        ("providers.http", "import reconciler.portal", "providers may not import portal"),
        ("providers.portal.remote", "import reconciler.portal", "providers may not import portal"),
        ("portal.store", "from reconciler.core import model", "portal may not import core"),
        ("portal.store", "from reconciler import __version__", "portal may not import __init__"),
        ("report.text", "from reconciler.cli import main", "report may not import cli"),
        ("cli.plan", "from reconciler.portal import rules", "cli may not import portal"),
        ("report.text", "print('x')", "only cli may call print"),
        ("pipeline", "import sys\nsys.exit(1)", "2: only cli may call sys.exit"),
        ("apply", "raise SystemExit(1)", "only cli may call SystemExit"),
        ("attic.box", "import re", "attic is a new room: give it a line in MAY_IMPORT"),
    ],
)
def test_a_violation_is_found_and_named(module, source, expected):
    (found,) = violations(f"reconciler.{module}", source)
    assert expected in found
    assert f"reconciler/{module.replace('.', '/')}.py:" in found


@pytest.mark.parametrize(
    ("module", "source"),
    [
        ("core.diff", "import re\nfrom reconciler.core.model import Ref\nfrom .model import State"),
        ("core.diff", "from datetime import datetime\nend = datetime.fromisoformat(text)"),
        (
            "spec.load",
            "import ruamel.yaml\nfrom pathlib import Path\nfrom reconciler.core import model",
        ),
        ("spec.load", "from reconciler import __version__"),
        ("spec.load", "PROJECT = 'reconciler.yaml'"),
        ("providers.portal.local.x", "from reconciler.portal.store import Store"),
        (
            "portal.store",
            "from reconciler.portal import rules\nfrom . import rules\nimport sqlalchemy",
        ),
        ("cli.portal_check", "import reconciler.portal.rules\nprint('yes')"),
        ("cli.main", "import sys\nsys.exit(main())"),
        ("report.text", "console.print('x')"),
    ],
)
def test_what_is_allowed_is_not_complained_about(module, source):
    assert violations(f"reconciler.{module}", source) == []


def violations(module: str, source: str) -> list[str]:
    """What one module does that its room may not do, each as `path:line: sentence`."""
    tree = ast.parse(source)
    room = module.split(".")[1]
    said = [
        *((line, _wrong_import(module, room, name)) for line, name in imports(module, tree)),
        *((line, _wrong_call(room, name)) for line, name in calls(tree)),
    ]
    path = module.replace(".", "/") + ".py"
    return [f"{path}:{line}: {sentence}" for line, sentence in sorted(said) if sentence]


def _wrong_import(module: str, room: str, name: str) -> str:
    if room not in MAY_IMPORT:
        return f"{room} is a new room: give it a line in MAY_IMPORT"
    top, _, rest = name.partition(".")
    if top != "reconciler":
        foreign = room == "core" and top not in PURE
        return f"core imports nothing but itself and PURE, not {name}" if foreign else ""
    other = rest.split(".")[0]
    if other == room or other in MAY_IMPORT[room]:
        return ""
    if other == "portal" and module.startswith(KNOWS_THE_PORTAL):
        return ""
    if other == "__init__" and room not in {"core", "portal"}:
        return ""
    return f"{room} may not import {other}"


def _wrong_call(room: str, name: str) -> str:
    if room == "core" and any(name == call or name.endswith(f".{call}") for call in IMPURE_CALLS):
        return f"core is pure and may not call {'.'.join(name.split('.')[-2:])}"
    return f"only cli may call {name}" if room != "cli" and name in SPEAKING_CALLS else ""


def imports(module: str, tree: ast.AST) -> Iterator[tuple[int, str]]:
    """Every module that is imported, anywhere in the file, by its full name."""
    for node in ast.walk(tree):
        match node:
            case ast.Import(names=names):
                yield from ((node.lineno, alias.name) for alias in names)
            case ast.ImportFrom(module=source, names=names, level=level):
                base = ".".join(
                    [*(module.split(".")[:-level] if level else []), *filter(None, [source])]
                )
                yield from ((node.lineno, name) for name in _imported_from(base, names))
            case ast.Call(func=called, args=[ast.Constant(value=str(text))]):
                if ast.unparse(called).endswith(("import_module", "__import__")):
                    yield node.lineno, text


def _imported_from(base: str, names: list[ast.alias]) -> list[str]:
    """`from reconciler import spec` imports a room, or a name of the package itself."""
    if base != "reconciler":
        return [base]
    rooms = [alias.name if alias.name in MAY_IMPORT else "__init__" for alias in names]
    return [f"{base}.{room}" for room in rooms]


def calls(tree: ast.AST) -> Iterator[tuple[int, str]]:
    """Every call by a name or a dotted name."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name | ast.Attribute):
            yield node.lineno, ast.unparse(node.func)


def module_name(path: Path) -> str:
    """The dotted name; a package's own file ends in `__init__`."""
    return ".".join(path.with_suffix("").parts)
