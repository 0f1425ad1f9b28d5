"""Writes by their names: what one of many in a batch may be, called as the event log calls it."""

from typing import Annotated, TypeAlias

from pydantic import Field

from reconciler.portal.api.writes.groups import CreateGroup, DeleteGroup, EditGroup, MoveGroup
from reconciler.portal.api.writes.members import (
    AssignmentGrant,
    AssignmentRedate,
    AssignmentRevoke,
    MembershipGrant,
    MembershipRedate,
    MembershipRevoke,
)
from reconciler.portal.api.writes.people import (
    ActivateUser,
    CreateScope,
    CreateUser,
    DeactivateUser,
    RemoveUser,
)
from reconciler.portal.api.writes.roles import CreateRole, DeleteRole, EditRole, RenameRole

Write: TypeAlias = Annotated[
    CreateRole
    | EditRole
    | RenameRole
    | DeleteRole
    | CreateGroup
    | EditGroup
    | MoveGroup
    | DeleteGroup
    | MembershipGrant
    | MembershipRedate
    | MembershipRevoke
    | AssignmentGrant
    | AssignmentRedate
    | AssignmentRevoke
    | CreateScope
    | CreateUser
    | DeactivateUser
    | ActivateUser
    | RemoveUser,
    Field(discriminator="do"),
]
"""Any of them; `do` says which."""
