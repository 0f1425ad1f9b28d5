"""The shape of the portal: what nobody may do, whoever they are."""

from reconciler.portal.errors.base import PortalError


class Rule(PortalError):
    """The shape of the portal forbids it, whoever asks."""


class NameTaken(Rule):
    """Another one has this name, compared without regard to case."""

    code = "name-taken"
    sentence = "The {kind} {name} exists already in {place}."


class NotACustomer(Rule):
    """Phone systems stand below customers only."""

    code = "not-a-customer"
    sentence = "{scope} is not a customer; phone systems stand below customers."


class NotAPhoneSystem(Rule):
    """Groups exist in phone systems only."""

    code = "not-a-phone-system"
    sentence = "{scope} is not a phone system; only phone systems have groups."


class RoleAtWrongLevel(Rule):
    """A role is given to users of the level that its type names."""

    code = "role-at-wrong-level"
    sentence = "{role} is a role of type {type}: it cannot be given to {user}, who is at {scope}."


class RoleCannotCarry(Rule):
    """The type of the role does not allow this permission."""

    code = "role-cannot-carry"
    sentence = "A role of type {type} cannot carry {permission}."


class TypeCannotCarry(Rule):
    """The new type does not allow a permission that the role has."""

    code = "type-cannot-carry"
    sentence = "{role} cannot become a role of type {type}: it carries {permission}."


class TypeInUse(Rule):
    """The type of a role stays while somebody is assigned to it, ended assignments included."""

    code = "type-in-use"
    sentence = "The type of {role} cannot change while users are assigned to it: {count}."


class RoleInUse(Rule):
    """A role is deleted when nobody is assigned to it."""

    code = "role-in-use"
    sentence = "{role} cannot be deleted while users are assigned to it: {count}."


class GroupCannotCarry(Rule):
    """A group holds permissions of the phone system level only."""

    code = "group-cannot-carry"
    sentence = "A group cannot carry {permission}, which belongs to the level {level}."


class GroupHasMembers(Rule):
    """A group is deleted when it is empty."""

    code = "group-has-members"
    sentence = "{group} cannot be deleted while it has members: {count}."


class GroupHasGroups(Rule):
    """A group is deleted when nothing stands below it."""

    code = "group-has-groups"
    sentence = "{group} cannot be deleted while groups stand below it: {count}."


class GroupInsideItself(Rule):
    """A group cannot stand below itself."""

    code = "group-inside-itself"
    sentence = "{group} cannot be moved below itself."


class OutsideTopRole(Rule):
    """Top Role is the only root of the tree."""

    code = "outside-top-role"
    sentence = "Every group stands below Top Role; {group} would not."


class ForeignUser(Rule):
    """A group holds users of its own phone system only."""

    code = "foreign-user"
    sentence = "{user} belongs to {home} and cannot be in a group of {scope}."


class AlreadyMember(Rule):
    """A lasting membership is there."""

    code = "already-member"
    sentence = "{user} is in {group} already."


class NotMember(Rule):
    """There is no membership to take or to re-date."""

    code = "not-member"
    sentence = "{user} is not in {group}."


class AlreadyAssigned(Rule):
    """A lasting assignment is there."""

    code = "already-assigned"
    sentence = "{user} has the role {role} already."


class NotAssigned(Rule):
    """There is no assignment to take or to re-date."""

    code = "not-assigned"
    sentence = "{user} does not have the role {role}."


class AlreadyActive(Rule):
    """Only a deactivated user is reactivated."""

    code = "already-active"
    sentence = "{user} is active already."


class AlreadyInactive(Rule):
    """Only an active user is deactivated."""

    code = "already-inactive"
    sentence = "{user} is deactivated already."


class TokenOutsideUser(Rule):
    """A token is never wider than where its user is."""

    code = "token-outside-user"
    sentence = "{user} is at {home}: a token of theirs cannot be for {scope}."


class LockLost(Rule):
    """What belongs to a run is written while the run holds the lock."""

    code = "lock-lost"
    sentence = "The lock {lock} is not held any more: nothing is written under it."


class TokenRevokedAlready(Rule):
    """A token is revoked once."""

    code = "token-revoked-already"
    sentence = "The token {id} has been revoked already."
