"""The catalog against both documents: titles, order and headings are facts."""

from collections import Counter

import pytest

from reconciler.portal import catalog
from reconciler.portal.errors.unknown import UnknownPermission

# Role-group document, the list of permissions: heading, then titles in order.
DOCUMENT = {
    "Dashboard Permissions": ["Upgrade System", "Access Dashboard"],
    "User Permissions": [
        "Access Users",
        "Manage User Devices",
        "Manage User Follow Me",
        "Manage User Voicemail",
        "Manage User Call Recording",
        "Access Users without Role",
        "Deactivate Users",
    ],
    "User Role Permissions": ["Manage Role Permissions", "Manage Role Membership"],
    "Call Flow Permissions": ["Call Flow"],
    "Soft Phone Permissions": ["Access Soft Phone"],
    "Configuration Permissions": [
        "Access Configuration",
        "Manage Ring Group Configuration",
        "Manage Voicemail Configuration",
        "Manage DDI Configuration",
        "Manage Time Conditions Configuration",
        "Manage Auto Attendant ( IVR ) Configuration",
        "Manage Announcement Configuration",
        "Manage Day/Night Toggle Configuration",
    ],
    "Call History Permissions": ["Access Call History", "Non User Data"],
    "Reporting Permissions": ["Access Reporting", "Non User Data"],
    "Billing Permissions": ["Access Billing"],
    "Presence Permissions": ["Access Presence"],
}


def of_level(level):
    return [one for one in catalog.PERMISSIONS if one.level == level]


def test_the_phone_system_permissions_are_the_documents_27_in_its_order_and_headings():
    """Role-group document, the list of permissions."""
    expected = [(heading, title) for heading, titles in DOCUMENT.items() for title in titles]
    assert expected == [(one.category, one.title) for one in of_level("phone_system")]
    assert len(expected) == 27


def test_options_are_ordered_reseller_then_customer_then_phone_system():
    """Reseller-portal document, the order of the role options."""
    levels = [one.level for one in catalog.PERMISSIONS]
    assert levels == sorted(levels, key=catalog.LEVELS.index)
    assert catalog.LEVELS == ("reseller", "customer", "phone_system")


def test_phone_system_permissions_may_be_given_to_every_role_type():
    """Reseller-portal document: phone system features go to different role types."""
    types = {one.role_types for one in of_level("phone_system")}
    assert types == {("reseller", "customer", "user")}


def test_permissions_of_a_level_are_never_carried_by_roles_of_a_level_below():
    assert {one.role_types for one in of_level("reseller")} == {("reseller",)}
    assert {one.role_types for one in of_level("customer")} == {("reseller", "customer")}


def test_keys_are_unique_and_every_permission_has_a_description_of_its_own():
    assert set(Counter(one.key for one in catalog.PERMISSIONS).values()) == {1}
    assert all(one.description.endswith(".") for one in catalog.PERMISSIONS)


def test_top_role_holds_every_phone_system_permission():
    """Role-group document, introduction."""
    assert {one.key for one in of_level("phone_system")} == catalog.TOP_ROLE


@pytest.mark.parametrize(
    ("reach", "expected"),
    [
        (
            "users",
            [
                "users.access",
                "users.manage_devices",
                "users.manage_follow_me",
                "users.manage_voicemail",
                "users.manage_call_recording",
                "users.deactivate",
            ],
        ),
        ("groups", ["role_permissions.manage", "role_membership.manage"]),
        ("ungrouped", ["users.access_without_role"]),
    ],
)
def test_reach_says_on_whom_a_permission_works(reach, expected):
    """Role-group document, User and User Role Permissions."""
    assert expected == [one.key for one in catalog.PERMISSIONS if one.reach == reach]


def test_what_gives_access_to_others_or_spends_money_is_sensitive():
    by_key = catalog.BY_KEY
    assert by_key["role_permissions.manage"].sensitive
    assert by_key["dashboard.upgrade_system"].sensitive
    assert not by_key["presence.access"].sensitive
    assert set(by_key) >= catalog.SENSITIVE


def test_keys_are_put_into_the_order_of_the_catalog():
    assert catalog.in_order({"presence.access", "roles.manage", "dashboard.access"}) == [
        "roles.manage",
        "dashboard.access",
        "presence.access",
    ]


def test_a_key_is_found_only_as_it_is_written():
    with pytest.raises(UnknownPermission, match=r"no permission Presence\.Access"):
        catalog.find("Presence.Access")
