"""What a role of a type, and a group, may carry."""

from collections.abc import Iterable

from reconciler.portal import catalog
from reconciler.portal.errors.malformed import UnknownRoleType
from reconciler.portal.errors.rule import GroupCannotCarry, RoleCannotCarry, TypeCannotCarry
from reconciler.portal.rows import Role


def known_type(role_type: str) -> str:
    """The role type itself. Raises `UnknownRoleType`."""
    if role_type not in catalog.ROLE_LEVELS:
        raise UnknownRoleType(type=role_type)
    return role_type


def by_role(role_type: str, permissions: Iterable[str]) -> frozenset[str]:
    """The permissions that a role of this type may have (reseller-portal document)."""
    known = known_keys(permissions)
    for key in catalog.in_order(known):
        if role_type not in catalog.find(key).role_types:
            raise RoleCannotCarry(type=role_type, permission=key)
    return known


def after_change_of_type(role: Role, role_type: str) -> None:
    """Make sure that the role may keep its permissions. Raises `TypeCannotCarry`."""
    for key in catalog.in_order(role.permissions):
        if role_type not in catalog.find(key).role_types:
            raise TypeCannotCarry(role=role.name, type=role_type, permission=key)


def by_group(permissions: Iterable[str]) -> frozenset[str]:
    """The permissions that a group may have: those of its own level."""
    known = known_keys(permissions)
    for key in catalog.in_order(known):
        if (level := catalog.find(key).level) != "phone_system":
            raise GroupCannotCarry(permission=key, level=level)
    return known


def known_keys(permissions: Iterable[str]) -> frozenset[str]:
    """The keys, each once. Raises `UnknownPermission`."""
    return frozenset(catalog.find(key).key for key in permissions)
