"""The pinned catalog: a target as a YAML file, written and read back without loss."""

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from reconciler.core.canonical import digest
from reconciler.core.finding import Finding, has_errors
from reconciler.core.names import NameRules
from reconciler.core.target import Catalog, Level, Permission, RoleType, Target
from reconciler.errors import UsageError
from reconciler.spec.catalog_file import CatalogFile, NamesEntry, PermissionEntry
from reconciler.spec.files import read_bytes
from reconciler.spec.places import Tree
from reconciler.spec.problem import Problem
from reconciler.spec.project import Project
from reconciler.spec.reader import read_yaml
from reconciler.spec.shape import shaped
from reconciler.spec.write import write_text

_PLAIN = re.compile(r"[A-Za-z0-9]([\w ./()-]*[\w./()-])?", re.ASCII)
_PULL = "run `reconciler catalog pull`"
_HEAD = (
    "# The live system as data, written by `reconciler catalog pull`.\n"
    "# A change by hand breaks the digest.\n"
)


def read_catalog(path: Path, root: Path | None = None) -> tuple[Target | None, list[Finding]]:
    """The target that a catalog file pins, and everything that is wrong with the file.

    With a `root` nothing outside of that folder is opened, whatever links stand on the way.
    """
    root = root or path.parent
    raw, problems = read_bytes(root, path.relative_to(root).as_posix())
    if raw is None:
        return None, [replace(problem, help=_PULL) for problem in problems]
    tree, problems = read_yaml(path.relative_to(root).as_posix(), raw)
    if tree is None:
        return None, problems
    document, wrong = shaped(CatalogFile, tree)
    if document is None or has_errors(problems):
        return None, [*problems, *wrong]
    target = _target(document)
    wrong = list(_problems(document, target, tree))
    return (None if wrong else target), wrong


def catalog_text(target: Target) -> str:
    """The catalog file of a target, permissions in the vendor's order."""
    return _HEAD + "".join(f"{line}\n" for line in _lines(target))


def write_catalog(project: Project, target: Target) -> None:
    """Pin a target in the project's catalog file.

    Raises as `write_text` does, and `UsageError` where something else stands there: files from
    outside may say where the catalog is, but not what is lost.
    """
    there, _ = read_bytes(project.root, project.catalog)
    if there and not _is_catalog(there):
        raise UsageError(
            f"{project.catalog} is no catalog, so it is not replaced. Move it away, or mend "
            f"`catalog:` in {project.file}."
        )
    write_text(project.root, project.catalog, catalog_text(target))


def _is_catalog(there: bytes) -> bool:
    """By its first line, or by its keys; what was edited by hand or merged badly is one still."""
    if there.startswith(_HEAD.encode()):
        return True
    tree, _ = read_yaml("", there)
    keys = tree.data.keys() if tree is not None and isinstance(tree.data, dict) else set()
    return {"digest", "permissions"} <= keys


def _lines(target: Target) -> Iterator[str]:
    yield from _pairs(("version", "1"), ("account", target.account), ("digest", digest(target)))
    yield from _items("levels", [_flow(_fields(level)) for level in target.levels])
    yield from _pairs(("deep", target.deep))
    yield from _items("role_types", [_flow(_fields(kind)) for kind in target.role_types])
    yield from _items("arrows", [_list(arrow) for arrow in sorted(target.arrows)])
    for key in ("tree", "assignment", "members"):
        yield from _pairs((key, getattr(target, key)))
    if target.root is not None:
        yield from _pairs(("root", target.root))
    yield f"names: {_flow(_fields(target.names))}"
    if target.user_names is not None:
        yield f"user_names: {_flow(_fields(target.user_names))}"
    yield f"renames: {_list(sorted(target.renames))}"
    yield f"immutable: {_list(sorted(target.immutable))}"
    for key in ("expiry", "deletion", "access"):
        yield from _pairs((key, getattr(target, key)))
    yield from _pairs(("open", target.catalog.open))
    if target.catalog.negation:
        yield from _pairs(("negation", target.catalog.negation))
    yield from _items("permissions", [_permission(each) for each in target.catalog.permissions])


def _pairs(*pairs: tuple[str, Any]) -> Iterator[str]:
    for key, value in pairs:
        yield f"{key}: {_scalar(value)}"


def _items(key: str, items: Sequence[str]) -> Iterator[str]:
    yield f"{key}:" if items else f"{key}: []"
    for item in items:
        yield f"  - {item}"


def _permission(permission: Permission) -> str:
    """One permission, a key a line; what says nothing is left out."""
    lines = [f"key: {_scalar(permission.key)}"]
    for key, value in _fields(permission).items():
        if key == "key" or not value:
            continue
        lines.append(f"{key}: {_list(value) if isinstance(value, tuple) else _scalar(value)}")
    return "\n    ".join(lines)


def _fields(value: Any) -> dict[str, Any]:
    return {name: getattr(value, name) for name in value.__dataclass_fields__}


def _flow(fields: dict[str, Any]) -> str:
    return "{" + ", ".join(f"{key}: {_scalar(value)}" for key, value in fields.items()) + "}"


def _list(values: Sequence[str]) -> str:
    return "[" + ", ".join(map(_scalar, values)) + "]"


def _scalar(value: str | int) -> str:
    """A value as YAML that reads back as the same text; a quoted JSON text is YAML, too."""
    text = str(value).lower() if isinstance(value, bool) else str(value)
    if _PLAIN.fullmatch(text) and text.lower() != "null":
        return text
    return json.dumps(text, ensure_ascii=False)


def _target(document: CatalogFile) -> Target:
    listed = tuple(map(_read_permission, document.permissions))
    return Target(
        account=document.account,
        levels=tuple(
            Level(each.name, each.title, _flag(each.roles), _flag(each.groups))
            for each in document.levels
        ),
        catalog=Catalog(listed, _flag(document.open), document.negation),
        role_types=tuple(RoleType(each.name, each.level) for each in document.role_types),
        arrows=frozenset((arrow[0], arrow[-1]) for arrow in document.arrows if arrow),
        tree=document.tree,
        assignment=document.assignment,
        members=document.members,
        root=document.root,
        names=_rules(document.names),
        user_names=_rules(document.user_names) if document.user_names else None,
        renames=frozenset(document.renames),
        immutable=frozenset(document.immutable),
        expiry=_flag(document.expiry),
        deletion=document.deletion,
        access=document.access,
        deep=_flag(document.deep),
    )


def _rules(names: NamesEntry) -> NameRules:
    return NameRules(
        case=_flag(names.case),
        trim=_flag(names.trim),
        form=names.form,
        longest=names.longest,
        squeeze=_flag(names.squeeze),
    )


def _read_permission(entry: PermissionEntry) -> Permission:
    return Permission(
        key=entry.key,
        title=entry.title,
        description=entry.description,
        category=entry.category,
        level=entry.level,
        role_types=tuple(entry.role_types),
        reach=entry.reach,
        implies=tuple(entry.implies),
        sensitive=_flag(entry.sensitive),
    )


def _flag(text: str) -> bool:
    return text == "true"


def _problems(document: CatalogFile, target: Target, tree: Tree) -> Iterator[Finding]:
    origin = tree.origin(tree.places.of("digest"))
    if not target.levels:
        problem = Problem("RC0113", "a catalog needs one level at least", _PULL)
        yield problem.at(tree.origin(tree.places.of("levels")))
    elif digest(target) != document.digest:
        yield Problem("RC0122", "the catalog does not match its digest", _PULL).at(origin)
