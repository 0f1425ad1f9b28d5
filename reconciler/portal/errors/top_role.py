"""What is protected about Top Role."""

from reconciler.portal.errors.rule import Rule


class TopRoleRule(Rule):
    """What is protected about Top Role."""


class TopRoleDeleted(TopRoleRule):
    """Top Role stays."""

    code = "top-role-deleted"
    sentence = "Top Role of {scope} is built in and cannot be deleted."


class TopRoleRenamed(TopRoleRule):
    """Top Role keeps its name."""

    code = "top-role-renamed"
    sentence = "Top Role of {scope} is built in and cannot be renamed."


class TopRoleMoved(TopRoleRule):
    """Top Role stays at the top."""

    code = "top-role-moved"
    sentence = "Top Role of {scope} is built in and cannot be moved."


class TopRolePermissions(TopRoleRule):
    """Top Role holds every permission of the phone system."""

    code = "top-role-permissions"
    sentence = "Top Role of {scope} holds every permission; they cannot be edited."


class LastInTopRoleRemoved(TopRoleRule):
    """Top Role keeps an active member without an end: not taken out."""

    code = "last-in-top-role-removed"
    sentence = "{user} is the last active member of Top Role of {scope} and cannot be removed."


class LastInTopRoleEnded(TopRoleRule):
    """Top Role keeps an active member without an end: not given one."""

    code = "last-in-top-role-ended"
    sentence = "{user} is the last active member of Top Role of {scope} and cannot get an end."


class LastInTopRoleDeactivated(TopRoleRule):
    """Top Role keeps an active member without an end: not deactivated."""

    code = "last-in-top-role-deactivated"
    sentence = "{user} is the last active member of Top Role of {scope}: not to be deactivated."
