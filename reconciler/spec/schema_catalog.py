"""The schema of role files for one live system: editors complete and explain every permission."""

from collections.abc import Iterable, Iterator
from typing import Any, Final, TypeAlias

from reconciler.core.target import Permission, RoleType, Target
from reconciler.spec.catalog_file import REACHES

Schema: TypeAlias = dict[str, Any]

_SET: Final = {
    "type": "string",
    "pattern": "^set:.",
    "description": "The permissions of a set of this scope or of one above.",
    "doNotSuggest": True,  # no keyword of draft 07: editors read it, others pass it over
}


def for_target(roles: Schema, target: Target) -> None:
    """Let the schema of role files offer what this target knows, and nothing else."""
    definitions = roles["definitions"]
    group, role = (definitions[name]["properties"] for name in ("GroupEntry", "RoleEntry"))
    group["permissions"]["items"] = {"anyOf": [*_listed(target, _of_groups(target)), _SET]}
    role["permissions"]["items"] = {"anyOf": [*_listed(target, _of_roles(target)), _SET]}
    for named in roles["properties"]["sets"]["patternProperties"].values():
        named["items"] = {"anyOf": _listed(target, target.catalog.permissions)}
    if target.role_types:
        role["type"] = {**_about(role["type"]), "oneOf": list(_types(target))}


def _about(schema: Schema) -> Schema:
    """What a schema says to people."""
    return {key: schema[key] for key in ("title", "description") if key in schema}


def _of_groups(target: Target) -> Iterator[Permission]:
    """The permissions that some group may carry."""
    levels = {level.name for level in target.levels if level.groups}
    return (each for each in target.catalog.permissions if each.level in {None, *levels})


def _of_roles(target: Target) -> Iterator[Permission]:
    """The permissions that some role may carry."""
    levels = {level.name for level in target.levels if level.roles}
    for each in target.catalog.permissions:
        if each.role_types if target.role_types else each.level in {None, *levels}:
            yield each


def _listed(target: Target, offered: Iterable[Permission]) -> list[Schema]:
    """One of the permissions; an open catalog takes any text."""
    other = [{"type": "string", "pattern": "^(?!set:)."}] if target.catalog.open else []
    return [{"oneOf": [_permission(target, each) for each in offered]}, *other]


def _permission(target: Target, permission: Permission) -> Schema:
    said = [permission.title or permission.key]
    if permission.category:
        said[0] += f" ({permission.category})"
    said.append(permission.description.rstrip("."))
    said.append(REACHES[permission.reach].rstrip("."))
    if target.role_types and permission.role_types:
        said.append(f"Role types: {', '.join(permission.role_types)}")
    if permission.implies:
        said.append(f"Comes with {', '.join(permission.implies)}")
    if permission.sensitive:
        said.append("Sensitive")
    explained = ". ".join(filter(None, said)) + "."
    return {"const": permission.key, "description": explained}


def _types(target: Target) -> Iterator[Schema]:
    titles = {level.name: level.title or level.name for level in target.levels}
    for kind in target.role_types:
        yield {"const": kind.name, "description": _assigned(kind, titles)}


def _assigned(kind: RoleType, titles: dict[str, str]) -> str:
    return f"Given at the level {titles.get(kind.level, kind.level)}."
