"""What every portal can do, whatever stands in its catalog (both seed documents)."""

from collections.abc import Sequence
from typing import Final

from reconciler.core.model import Fixed
from reconciler.core.names import NameRules
from reconciler.core.target import Catalog, Level, Permission, RoleType, Target

TOP_ROLE: Final = "Top Role"
"""The built-in group of each phone system, as the portal writes it."""

BUILT_IN: Final = frozenset({Fixed.EXISTENCE, Fixed.NAME, Fixed.PLACE, Fixed.PERMISSIONS})
"""What is fixed about Top Role (role-group document, introduction)."""

LEVELS: Final = (
    Level("reseller", "Reseller", roles=True),
    Level("customer", "Customer"),
    Level("phone_system", "Phone system", groups=True),
)


def target_with(
    account: str,
    permissions: Sequence[Permission],
    role_types: Sequence[RoleType],
    longest_name: int,
) -> Target:
    """The target of an account with this catalog."""
    return Target(
        account=account,
        levels=LEVELS,
        catalog=Catalog(tuple(permissions)),
        role_types=tuple(role_types),
        arrows=frozenset({("user", "role"), ("user", "group")}),
        tree="reach",
        assignment="below",
        members="own",
        names=NameRules(case=False, trim=True, form="NFC", longest=longest_name),
        renames=frozenset({"role", "group"}),
        expiry=True,
        deletion="emptied",
        access="exact",
        root=TOP_ROLE,
    )
