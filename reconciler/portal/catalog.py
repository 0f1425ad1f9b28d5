"""The permissions of the portal: what can be given, at which level, through what, to reach whom.

The 27 phone system permissions carry the titles of the role-group document, in its order and under
its ten headings; the descriptions are ours. Above them stand the permissions that the portal itself
asks for. Roles and groups are always shown in the order reseller, customer, phone system
(reseller-portal document).
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Literal, TypeAlias

from reconciler.portal.errors.unknown import UnknownPermission

Level: TypeAlias = Literal["reseller", "customer", "phone_system"]
RoleType: TypeAlias = Literal["reseller", "customer", "user"]
Reach: TypeAlias = Literal["users", "groups", "ungrouped", "place"]

LEVELS: tuple[Level, ...] = ("reseller", "customer", "phone_system")
ROLE_LEVELS: dict[str, Level] = {
    "reseller": "reseller",
    "customer": "customer",
    "user": "phone_system",
}
"""Where the users are to whom a role of each type can be given."""

_CARRIED_BY: dict[Level, tuple[RoleType, ...]] = {
    "reseller": ("reseller",),
    "customer": ("reseller", "customer"),
    "phone_system": ("reseller", "customer", "user"),
}
SENSITIVE = frozenset(
    {
        "roles.manage",
        "customers.manage",
        "reseller.assign_roles",
        "reseller.manage_users",
        "reseller.manage_tokens",
        "phone_systems.manage",
        "customer.assign_roles",
        "customer.manage_users",
        "customer.manage_tokens",
        "dashboard.upgrade_system",
        "users.manage_call_recording",
        "users.deactivate",
        "role_permissions.manage",
        "role_membership.manage",
        "billing.access",
    }
)
"""Who holds one of these gives access to others, takes it, spends money or hears calls."""


@dataclass(frozen=True, slots=True)
class Permission:
    """One permission of the catalog; `role_types` are the types of role that may carry it."""

    key: str
    title: str
    description: str
    category: str
    level: Level
    reach: Reach = "place"

    @property
    def role_types(self) -> tuple[RoleType, ...]:
        """Its own level's type, and the types of the levels above."""
        return _CARRIED_BY[self.level]

    @property
    def sensitive(self) -> bool:
        """Whether a reader of a change should look twice."""
        return self.key in SENSITIVE


# key | title | description
_RESELLER = """
roles.manage           | Manage Roles           | Create, edit, rename and delete roles.
customers.manage       | Manage Customers       | Add customers below the reseller.
reseller.assign_roles  | Assign Reseller Roles  | Give roles to users of the reseller; take them.
reseller.manage_users  | Manage Reseller Users  | Add and remove users of the reseller.
reseller.manage_tokens | Manage Reseller Tokens | Issue and revoke tokens of the reseller.
reseller.access_events | Access Reseller Events | Read who changed what at the reseller.
"""
_CUSTOMER = """
phone_systems.manage   | Manage Phone Systems   | Add phone systems below the customer.
customer.assign_roles  | Assign Customer Roles  | Give roles to users of the customer and below.
customer.manage_users  | Manage Customer Users  | Add and remove users of the customer and below.
customer.manage_tokens | Manage Customer Tokens | Issue and revoke tokens of the customer and below.
customer.access_events | Access Customer Events | Read who changed what in the customer and below.
"""
_PHONE_SYSTEM = """
# Dashboard Permissions
dashboard.upgrade_system | Upgrade System | Change what the system costs: add-ons, licences, credit.
dashboard.access | Access Dashboard | See the dashboard without being able to change the bill.
# User Permissions
users.access | Access Users | See the users of the groups below.
users.manage_devices | Manage User Devices | Set up the devices of the users below.
users.manage_follow_me | Manage User Follow Me | Set where calls follow the users below.
users.manage_voicemail | Manage User Voicemail | Set up the mailboxes of the users below.
users.manage_call_recording | Manage User Call Recording | Set up call recording of the users below.
users.access_without_role | Access Users without Role | See the users who are in no group.
users.deactivate | Deactivate Users | Switch the users below off, and on again.
# User Role Permissions
role_permissions.manage | Manage Role Permissions | Create, edit, move and delete the groups below.
role_membership.manage | Manage Role Membership | Put users into the groups below; take them out.
# Call Flow Permissions
call_flow.access | Call Flow | Open the call flow.
# Soft Phone Permissions
soft_phone.access | Access Soft Phone | Register a soft phone and call with it.
# Configuration Permissions
configuration.access | Access Configuration | Configure the applications of the call flow.
configuration.manage_ring_groups | Manage Ring Group Configuration | Configure ring groups.
configuration.manage_voicemail | Manage Voicemail Configuration | Configure shared mailboxes.
configuration.manage_ddi | Manage DDI Configuration | Configure the numbers that outsiders dial.
configuration.manage_time_conditions | Manage Time Conditions Configuration | Set opening hours.
configuration.manage_auto_attendant | Manage Auto Attendant ( IVR ) Configuration | Configure menus.
configuration.manage_announcements | Manage Announcement Configuration | Configure announcements.
configuration.manage_day_night_toggle | Manage Day/Night Toggle Configuration | Set day and night.
# Call History Permissions
call_history.access | Access Call History | Read the history of calls.
call_history.non_user_data | Non User Data | Read calls that belong to no user.
# Reporting Permissions
reporting.access | Access Reporting | Read reports.
reporting.non_user_data | Non User Data | Read report data that belongs to no user.
# Billing Permissions
billing.access | Access Billing | Read the billing details.
# Presence Permissions
presence.access | Access Presence | See who is available, and be told of changes.
"""
_REACH: dict[str, Reach] = {
    "users.access": "users",
    "users.manage_devices": "users",
    "users.manage_follow_me": "users",
    "users.manage_voicemail": "users",
    "users.manage_call_recording": "users",
    "users.access_without_role": "ungrouped",
    "users.deactivate": "users",
    "role_permissions.manage": "groups",
    "role_membership.manage": "groups",
}


def _parse(level: Level, category: str, table: str) -> Iterator[Permission]:
    for line in table.strip().splitlines():
        if line.startswith("#"):
            category = line.removeprefix("# ")
            continue
        key, title, description = (cell.strip() for cell in line.split("|"))
        yield Permission(key, title, description, category, level, _REACH.get(key, "place"))


PERMISSIONS: tuple[Permission, ...] = (
    *_parse("reseller", "Reseller Permissions", _RESELLER),
    *_parse("customer", "Customer Permissions", _CUSTOMER),
    *_parse("phone_system", "", _PHONE_SYSTEM),
)
"""Every permission in the order in which it is shown."""

BY_KEY = {permission.key: permission for permission in PERMISSIONS}
TOP_ROLE = frozenset(one.key for one in PERMISSIONS if one.level == "phone_system")
"""What Top Role holds: every permission of the phone system level."""

_PLACE = {permission.key: place for place, permission in enumerate(PERMISSIONS)}


def find(key: str) -> Permission:
    """The permission of this key, which is compared as it is. Raises `UnknownPermission`."""
    if key not in BY_KEY:
        raise UnknownPermission(permission=key)
    return BY_KEY[key]


def in_order(keys: Iterable[str]) -> list[str]:
    """The keys in the order of the catalog."""
    return sorted(keys, key=_PLACE.__getitem__)
