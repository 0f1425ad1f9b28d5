"""What this caller may not do."""

from reconciler.portal.errors.base import PortalError


class Forbidden(PortalError):
    """The caller may not; `facts["permission"]` names what is missing, where that would help."""


class CallerInactive(Forbidden):
    """A deactivated user may neither write nor read."""

    code = "caller-inactive"
    sentence = "{caller} is deactivated and may do nothing."


class OutOfSight(Forbidden):
    """A caller sees their own scope and below; no permission that they could hold shows more."""

    code = "out-of-sight"
    sentence = "{caller} sees no {kind} {name}: only what is at {home} and below it."


class MayNotManageRoles(Forbidden):
    """Roles are made, edited, renamed and deleted by who holds roles.manage at the reseller."""

    code = "may-not-manage-roles"
    sentence = "{caller} may not manage roles: that needs {permission} at {scope}."


class MayNotAssignRoles(Forbidden):
    """Roles are given and taken by who holds the level's assign_roles where the user is."""

    code = "may-not-assign-roles"
    sentence = (
        "{caller} may not give {user} roles or take them: that needs {permission} at {scope}."
    )


class MayNotManageGroup(Forbidden):
    """A group is edited, moved and deleted by whose role_permissions.manage reaches it."""

    code = "may-not-manage-group"
    sentence = (
        "{caller} may not manage the group {group}: "
        "that needs {permission} at {scope}, reaching the group."
    )


class MayNotPlaceGroup(Forbidden):
    """A group is put below one that role_permissions.manage reaches or comes from."""

    code = "may-not-place-group"
    sentence = (
        "{caller} may not put a group below {group}: "
        "that needs {permission} at {scope}, reaching there."
    )


class MayNotManageMembers(Forbidden):
    """Members come and go through whose role_membership.manage reaches the group."""

    code = "may-not-manage-members"
    sentence = (
        "{caller} may not manage the members of {group}: "
        "that needs {permission} at {scope}, reaching the group."
    )


class MayNotGive(Forbidden):
    """Nobody gives what they do not hold there."""

    code = "may-not-give"
    sentence = "{caller} may not give what {caller} does not hold at {scope}: {permission}."


class MayNotDeactivate(Forbidden):
    """Users are deactivated and reactivated by whose users.deactivate reaches them."""

    code = "may-not-deactivate"
    sentence = (
        "{caller} may not deactivate or reactivate {user}: "
        "that needs {permission} at {scope}, reaching the user."
    )


class MayNotManageUsers(Forbidden):
    """Users are made and removed by who holds the level's manage_users."""

    code = "may-not-manage-users"
    sentence = "{caller} may not manage users: that needs {permission} at {scope}."


class MayNotManageCustomers(Forbidden):
    """Customers are made by who holds customers.manage."""

    code = "may-not-manage-customers"
    sentence = "{caller} may not manage customers: that needs {permission} at {scope}."


class MayNotManagePhoneSystems(Forbidden):
    """Phone systems are made by who holds phone_systems.manage at the customer."""

    code = "may-not-manage-phone-systems"
    sentence = "{caller} may not manage phone systems: that needs {permission} at {scope}."


class MayNotManageTokens(Forbidden):
    """Tokens are issued, listed and revoked by who holds the level's manage_tokens."""

    code = "may-not-manage-tokens"
    sentence = "{caller} may not manage tokens: that needs {permission} at {scope}."


class TokenReadsOnly(Forbidden):
    """A token to read with writes nothing, whatever its user may."""

    code = "token-reads-only"
    sentence = "The token {token} of {caller} is for reading: {permission} needs one for writing."


class MayNotReadEvents(Forbidden):
    """The event log is read by who holds the level's access_events somewhere."""

    code = "may-not-read-events"
    sentence = "{caller} may not read the event log: that needs {permission} at {scope}."
