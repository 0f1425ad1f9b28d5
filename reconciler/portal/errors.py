"""Everything the portal refuses, as one tree: each refusal is a class with a stable code.

```
PortalError
|-- StoreError      the database is missing, foreign, newer, busy or broken
|-- BadFile         a file for `init` that cannot be read
|-- Unknown         a scope, user, role, group or permission that does not exist
|-- Malformed       a name, path, type or instant that can never be right
|-- Rule            the shape of the portal forbids it, whoever asks
|   `-- TopRoleRule what is protected about Top Role
`-- Forbidden       this caller may not; names the permission that is missing
```
"""

from typing import ClassVar


class PortalError(Exception):
    """The root; carries the facts of one refusal and writes the sentence when it is asked for."""

    code: ClassVar[str] = "portal"
    sentence: ClassVar[str] = "The portal refused."

    def __init__(self, **facts: object) -> None:
        super().__init__()
        self.facts = facts

    def __str__(self) -> str:
        """One plain sentence."""
        return self.sentence.format(**self.facts)


# --- the database ---------------------------------------------------------------------------------


class StoreError(PortalError):
    """The database is missing, foreign, newer, busy or broken."""


class BadUrl(StoreError):
    """Not an address of a database that the portal can use."""

    code = "bad-url"
    sentence = "{url} is no address of a portal; write sqlite:///path/to/portal.db."


class NoDatabase(StoreError):
    """There is no such database."""

    code = "no-database"
    sentence = "There is no portal at {url}; make one with `reconciler portal init`."


class DatabaseExists(StoreError):
    """A new portal may not be written over something."""

    code = "database-exists"
    sentence = "There is a database at {url} already; a new portal needs an empty place."


class NotAPortal(StoreError):
    """A database, but not one of ours."""

    code = "not-a-portal"
    sentence = "What is at {url} is not the database of a portal."


class NewerSchema(StoreError):
    """Written by a later version of the portal."""

    code = "newer-schema"
    sentence = "The portal at {url} has schema {found}; this version reads up to {known}."


class DatabaseBusy(StoreError):
    """Someone else has been writing for too long."""

    code = "database-busy"
    sentence = "The database at {url} is locked by somebody else; nothing was written."


class DatabaseFailed(StoreError):
    """The database refused for a reason of its own."""

    code = "database-failed"
    sentence = "The database at {url} failed: {problem}."


class BadFile(PortalError):
    """A file for `init` that cannot be read, or that asks for what the rules refuse."""

    code = "bad-file"
    sentence = "{path}:{line}: {problem}"


class UserTwice(BadFile):
    """A file for `init` that names one user twice, in whatever spelling."""

    code = "user-twice"
    sentence = "{name} stands twice in {path} ({where})."


# --- what does not exist --------------------------------------------------------------------------


class Unknown(PortalError):
    """Something named does not exist."""


class UnknownScope(Unknown):
    """No reseller, customer or phone system of this path."""

    code = "unknown-scope"
    sentence = "There is no scope {path}."


class UnknownUser(Unknown):
    """No user of this name in the account."""

    code = "unknown-user"
    sentence = "There is no user {name}."


class UnknownRole(Unknown):
    """No role of this name in the account."""

    code = "unknown-role"
    sentence = "There is no role {name}."


class UnknownGroup(Unknown):
    """No group of this path in the phone system."""

    code = "unknown-group"
    sentence = "There is no group {group} in {scope}."


class UnknownPermission(Unknown):
    """A key that is not in the catalog."""

    code = "unknown-permission"
    sentence = "There is no permission {permission}."


# --- what can never be right ----------------------------------------------------------------------


class Malformed(PortalError):
    """A value that no state of the portal would accept."""


class NameEmpty(Malformed):
    """A name with nothing in it."""

    code = "name-empty"
    sentence = "A name may not be empty."


class NameTooLong(Malformed):
    """More than 255 characters after trimming."""

    code = "name-too-long"
    sentence = "A name may have {longest} characters; {name:.20}... has {length}."


class NameCharacters(Malformed):
    """A control, bidirectional or invisible character inside a name."""

    code = "name-characters"
    sentence = "The name {name!a} has the character {character}, which names may not have."


class BadPath(Malformed):
    """A scope path that is no absolute path, or a group path without names."""

    code = "bad-path"
    sentence = "{path!r} is not a path; {help}."


class UnknownRoleType(Malformed):
    """A role type that is none of the three."""

    code = "unknown-role-type"
    sentence = "There is no role type {type}; there are reseller, customer and user."


class NaiveInstant(Malformed):
    """An end without a time zone says no instant."""

    code = "naive-instant"
    sentence = "The end {expires} needs a time zone."


class NotAskable(Malformed):
    """A question about somebody that the permission does not work on."""

    code = "not-askable"
    sentence = "{permission} works on {reach}, so it cannot be asked about {on}."


# --- the shape of the portal ----------------------------------------------------------------------


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
    sentence = "The type of {role} cannot change while {count} users are assigned to it."


class RoleInUse(Rule):
    """A role is deleted when nobody is assigned to it."""

    code = "role-in-use"
    sentence = "{role} cannot be deleted while {count} users are assigned to it."


class GroupCannotCarry(Rule):
    """A group holds permissions of the phone system level only."""

    code = "group-cannot-carry"
    sentence = "A group cannot carry {permission}, which belongs to the level {level}."


class GroupHasMembers(Rule):
    """A group is deleted when it is empty."""

    code = "group-has-members"
    sentence = "{group} cannot be deleted while it has {count} members."


class GroupHasGroups(Rule):
    """A group is deleted when nothing stands below it."""

    code = "group-has-groups"
    sentence = "{group} cannot be deleted while {count} groups stand below it."


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


# --- delegation -----------------------------------------------------------------------------------


class Forbidden(PortalError):
    """The caller may not; `facts["permission"]` names what is missing."""


class CallerInactive(Forbidden):
    """A deactivated user may write nothing."""

    code = "caller-inactive"
    sentence = "{caller} is deactivated and may do nothing."


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


class MayNotReadEvents(Forbidden):
    """The event log is read by who holds the level's access_events somewhere."""

    code = "may-not-read-events"
    sentence = "{caller} may not read the event log: that needs {permission} at {scope}."
