"""The portal as a target: its catalog, levels and rules as data of the core."""

from reconciler.core.names import NameRules
from reconciler.core.target import Catalog, Level, Permission, RoleType, Target
from reconciler.portal import catalog
from reconciler.portal.names import LONGEST

TOP_ROLE = "Top Role"
"""The built-in group of each phone system, as the portal writes it."""

_LEVELS = (
    Level("reseller", "Reseller", roles=True),
    Level("customer", "Customer"),
    Level("phone_system", "Phone system", groups=True),
)


def portal_target(account: str) -> Target:
    """What every portal is like, whatever stands in it (both seed documents)."""
    return Target(
        account=account,
        levels=_LEVELS,
        catalog=Catalog(tuple(map(_permission, catalog.PERMISSIONS))),
        role_types=tuple(RoleType(name, level) for name, level in catalog.ROLE_LEVELS.items()),
        arrows=frozenset({("user", "role"), ("user", "group")}),
        tree="reach",
        assignment="below",
        members="own",
        names=NameRules(case=False, trim=True, form="NFC", longest=LONGEST),
        renames=frozenset({"role", "group"}),
        expiry=True,
        deletion="emptied",
        access="exact",
        root=TOP_ROLE,
    )


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
