"""The catalog file, `catalog.yaml`, key by key: the live system as data, pinned."""

from typing import Annotated, Final, Literal

from pydantic import Field

from reconciler.spec.documents import Document, Name, Text
from reconciler.spec.enough import Listed
from reconciler.spec.words import Words

Flag = Literal["true", "false"]
Form = Annotated[
    Literal["", "NFC", "NFD", "NFKC", "NFKD"],
    Words(
        {
            "": "As they are written.",
            "NFC": "Composed.",
            "NFD": "Decomposed.",
            "NFKC": "Composed, with compatible characters as one.",
            "NFKD": "Decomposed, with compatible characters as one.",
        }
    ),
]
REACHES: Final = {
    "users": "Works on users: those below the group, or at the scope of the role and below.",
    "groups": "Works on groups: those below the group, or at the scope of the role and below.",
    "ungrouped": "Works on users who are in no group.",
    "place": "Works on the place as such.",
}
Reach = Annotated[Literal["users", "groups", "ungrouped", "place"], Words(REACHES)]
Tree = Annotated[
    Literal["reach", "inherit", "none", "flat"],
    Words(
        {
            "reach": "A group works on the users and groups below it.",
            "inherit": "Members of a group hold what the groups above it carry.",
            "none": "A group above another gives nothing.",
            "flat": "No group stands above another.",
        }
    ),
]
Assignment = Annotated[
    Literal["here", "below"],
    Words({"here": "At the scope alone.", "below": "At the scope and everywhere below."}),
]
Homes = Annotated[
    Literal["own", "above", "any"],
    Words(
        {
            "own": "Users of the container's own scope.",
            "above": "Users of its own scope and of those above.",
            "any": "Users of every scope.",
        }
    ),
]
Deletion = Annotated[
    Literal["emptied", "along"],
    Words(
        {
            "emptied": "What goes must be empty first.",
            "along": "Members and what is below go along.",
        }
    ),
]
Access = Annotated[
    Literal["exact", "not computed"],
    Words(
        {
            "exact": "What a user can do in effect is computed.",
            "not computed": "It is not known, and never guessed.",
        }
    ),
]


class LevelEntry(Document):
    """One level of the tenant tree."""

    name: Name = Field(description="What permissions and role types call it.")
    title: Text = Field("", description="What people call it.")
    roles: Flag = Field("false", description="Whether roles can be declared there.")
    groups: Flag = Field("false", description="Whether groups can be declared there.")


class RoleTypeEntry(Document):
    """One type of role."""

    name: Name = Field(description="The type, as role files write it.")
    level: Name = Field(description="The level where such a role can be assigned.")


class NamesEntry(Document):
    """How the live system compares names."""

    case: Flag = Field("true", description="Whether case matters.")
    trim: Flag = Field("false", description="Whether spaces at the ends are nothing.")
    form: Form = Field(
        "", description="The Unicode form in which they are compared; empty for none."
    )
    longest: int = Field(255, ge=1, le=1_000_000, description="The most characters of a name.")
    squeeze: Flag = Field("false", description="Whether inner runs of spaces count as one.")


class PermissionEntry(Document):
    """One permission."""

    key: Name = Field(description="The key that role files write.")
    title: Text = Field("", description="What the live system shows.")
    description: Text = Field("", description="What it allows.")
    category: Text = Field("", description="Where the live system lists it.")
    level: Name | None = Field(None, description="The level it belongs to.")
    role_types: Listed[Name] = Field([], description="The role types that may carry it.")
    reach: Reach = Field("place", description="On whom it works.")
    implies: Listed[Name] = Field([], description="The permissions that come with it.")
    sensitive: Flag = Field("false", description="Whether a review should stop at it.")


class CatalogFile(Document):
    """What one live system knows, allows and forbids."""

    version: Literal["1"] = Field(description="The version of this file's format: 1.")
    account: Name = Field(description="The account it was read from.")
    digest: Name = Field(description="The SHA-256 of all that follows; a hand edit breaks it.")
    levels: Listed[LevelEntry] = Field(description="The levels of the tenant tree, from the root.")
    deep: Flag = Field("false", description="Whether the last level repeats to any depth.")
    role_types: Listed[RoleTypeEntry] = Field(
        [], description="The types of role, where it has any."
    )
    arrows: Listed[Listed[Name]] = Field(description="Pairs: who can be a member of what.")
    tree: Tree = Field(
        description="What a group above gives; flat where no group stands above another."
    )
    root: Name | None = Field(None, description="The group that all others of a scope are below.")
    assignment: Assignment = Field(description="Where an assigned role holds.")
    members: Homes = Field(description="Whose users a container may hold.")
    names: NamesEntry = Field(description="How names are compared.")
    user_names: NamesEntry | None = Field(None, description="How those of users are, if not so.")
    renames: Listed[Name] = Field(description="What is renamed and moved in place.")
    immutable: Listed[Name] = Field(description="Attributes that never change.")
    expiry: Flag = Field(description="Whether a membership can have an end.")
    deletion: Deletion = Field(description="What a deletion asks for.")
    access: Access = Field(description="Whether effective access can be computed.")
    open: Flag = Field("false", description="Whether there are permissions that are not listed.")
    negation: Text = Field("", description="How a permission begins that takes away.")
    permissions: Listed[PermissionEntry] = Field(
        description="Every permission, in the vendor's order."
    )
