"""The portal of this version as a target: its catalog, levels and rules as data of the core."""

from reconciler.core.target import Permission, RoleType, Target
from reconciler.portal import catalog
from reconciler.portal.names import LONGEST
from reconciler.providers.portal.features import target_with


def portal_target(account: str) -> Target:
    """What every portal of this version is like, whatever stands in it."""
    types = [RoleType(name, level) for name, level in catalog.ROLE_LEVELS.items()]
    return target_with(account, [*map(_permission, catalog.PERMISSIONS)], types, LONGEST)


def _permission(permission: catalog.Permission) -> Permission:
    return Permission(
        key=permission.key,
        title=permission.title,
        description=permission.description,
        category=permission.category,
        level=permission.level,
        role_types=permission.role_types,
        reach=permission.reach,
        sensitive=permission.sensitive,
    )
