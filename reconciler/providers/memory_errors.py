"""Why the system in memory refuses a change: one class a rule, one sentence each.

```
Refusal
|-- UnknownScope, UnknownThing, UnknownUser, UnknownPermission, UnknownRoleType
|-- NameTaken, BadName, BadCharacter, ParentMissing, OutsideRoot, NoSubgroups, IntoItself
|-- WrongLevel, CannotCarry, UserElsewhere, NoSuchArrow, Circle, NoExpiry
|-- HasMembers, HasSubgroups, IsMember, StillAssigned, Unchangeable
|-- FixedExistence, FixedName, FixedPlace, FixedPermissions, FixedMembers
`-- LastMember
```
"""

from typing import ClassVar

from reconciler.core.model import Fixed


class Refusal(Exception):
    """The root of all refusals; the facts of its sentence are filled in when it is read."""

    sentence: ClassVar[str] = ""

    def __init__(self, **facts: object) -> None:
        super().__init__(facts)
        self.facts = facts

    def __str__(self) -> str:
        """The sentence for people."""
        return self.sentence.format(**self.facts)


class UnknownScope(Refusal):
    """A place that does not exist."""

    sentence = "there is no scope {scope}"


class UnknownThing(Refusal):
    """A role or group that does not exist."""

    sentence = "there is no {thing}"


class UnknownUser(Refusal):
    """A user who does not exist."""

    sentence = "there is no user {user} in {scope}"


class UnknownPermission(Refusal):
    """A permission that the catalog does not have."""

    sentence = "there is no permission {permission}"


class UnknownRoleType(Refusal):
    """A role of a type that does not exist, or without one where there must be one."""

    sentence = "there is no role type {type}"


class NameTaken(Refusal):
    """Something of this name is there already."""

    sentence = "there is already a {thing}"


class BadName(Refusal):
    """A name that is empty or too long."""

    sentence = "a name has 1 to {longest} characters"


class BadCharacter(Refusal):
    """A name with a character that cannot be seen, or that turns the direction of text."""

    sentence = "a name cannot have the character {character}"


class ParentMissing(Refusal):
    """A group below one that does not exist."""

    sentence = "there is no group {parent} to stand below"


class OutsideRoot(Refusal):
    """A group beside the built-in one."""

    sentence = "{thing} must stand below {root}"


class NoSubgroups(Refusal):
    """A group below another where groups are flat."""

    sentence = "{thing} cannot stand below another group"


class IntoItself(Refusal):
    """A group moved into its own subtree."""

    sentence = "{thing} cannot move into itself"


class WrongLevel(Refusal):
    """Something declared or assigned at a level where it cannot be."""

    sentence = "{thing} cannot be at {scope}"


class CannotCarry(Refusal):
    """A permission that this role or group cannot hold."""

    sentence = "{thing} cannot carry {permission}"


class UserElsewhere(Refusal):
    """A user of a scope that the container does not take members from."""

    sentence = "{member} belongs to another scope than {thing}"


class NoSuchArrow(Refusal):
    """A kind of member that this kind of container does not take."""

    sentence = "{member} cannot be a member of {thing}"


class Circle(Refusal):
    """A membership that closes a circle."""

    sentence = "{member} in {thing} would close a circle"


class NoExpiry(Refusal):
    """A membership with an end, where there are none."""

    sentence = "a membership of {thing} cannot have an end"


class HasMembers(Refusal):
    """A container that is deleted while it has members."""

    sentence = "{thing} still has members"


class HasSubgroups(Refusal):
    """A group that is deleted while there are groups below it."""

    sentence = "{thing} still has sub-groups"


class IsMember(Refusal):
    """A container that is deleted while it is a member of another."""

    sentence = "{thing} still has memberships of its own"


class StillAssigned(Refusal):
    """A role whose type changes while somebody holds it."""

    sentence = "the type of {thing} cannot change while it is assigned"


class Unchangeable(Refusal):
    """An attribute or a kind of change that the system never takes."""

    sentence = "{what} of {thing} cannot change"


class FixedExistence(Refusal):
    """Something built in is deleted."""

    sentence = "{thing} is built in and cannot be deleted"


class FixedName(Refusal):
    """Something built in is renamed."""

    sentence = "{thing} is built in and cannot be renamed"


class FixedPlace(Refusal):
    """Something built in is moved."""

    sentence = "{thing} is built in and cannot be moved"


class FixedPermissions(Refusal):
    """The permissions of something built in are edited."""

    sentence = "the permissions of {thing} are built in"


class FixedMembers(Refusal):
    """The members of something built in are edited."""

    sentence = "the members of {thing} are built in"


class LastMember(Refusal):
    """A container that must keep an active member without an end loses the last one."""

    sentence = "{thing} must keep an active member whose membership does not end"


FIXED: dict[Fixed, type[Refusal]] = {
    Fixed.EXISTENCE: FixedExistence,
    Fixed.NAME: FixedName,
    Fixed.PLACE: FixedPlace,
    Fixed.PERMISSIONS: FixedPermissions,
    Fixed.MEMBERS: FixedMembers,
}
