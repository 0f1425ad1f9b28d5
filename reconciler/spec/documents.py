"""Documents: the shape of the files that people write, key by key.

Every field carries the sentence that editors and the documentation show for it. A key that is
missing is None here; null itself never gets this far, the reader refuses it.
"""

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, model_validator
from pydantic_core import PydanticCustomError

from reconciler.spec.bounds import MAX_NAME, MAX_SCALAR, MAX_TEXT
from reconciler.spec.enough import Listed, Mapped, narrowed
from reconciler.spec.words import Words

_ONE_LINE = r"^[^\t\r\n]*$"

Name = Annotated[str, StringConstraints(min_length=1, max_length=MAX_NAME, pattern=_ONE_LINE)]
"""A name: of 255 characters at most, on one line. Whatever it looks like, it is text."""
Path = Annotated[str, StringConstraints(min_length=1, max_length=MAX_SCALAR, pattern=_ONE_LINE)]
"""Names with `/` between them; each is judged by itself when the path is taken apart."""
Text = Annotated[str, StringConstraints(max_length=MAX_TEXT)]
"""Free text for people."""

Permissions = Annotated[
    Listed[Name] | None,
    Field(
        description=(
            "What it may do: keys of the catalog, and named lists as `set:NAME`. Exactly these; "
            "left out, the permissions are not managed."
        )
    ),
]
Mode = Annotated[
    Annotated[
        Literal["additive"],
        Words({"additive": "Make sure that what stands here exists, and remove nothing."}),
    ]
    | None,
    Field(description="Left out, the lists here are complete. Holds for everything below, too."),
]
Description = Annotated[Text | None, Field(description="What it is for, in a sentence.")]


class Document(BaseModel):
    """What all documents share: an unknown key is a mistake."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    @model_validator(mode="before")
    @classmethod
    def _narrow(cls, value: Any) -> Any:
        return narrowed(value, cls.model_fields)


class MemberItem(Document):
    """A member of whom more is said than the name: exactly one of user, group and role."""

    user: Path | None = Field(
        None, description="A user of the same scope, or of another as `/acme:bob`."
    )
    group: Path | None = Field(
        None, description="A group of the same scope by its path, or of another as `/acme:Sales`."
    )
    role: Path | None = Field(None, description="A role, resolved in this scope or above.")
    expires: Name | None = Field(
        None,
        description=(
            "The last day in UTC (`2027-01-31`), or the instant (`2027-01-31T18:00:00Z`) when the "
            "membership ends."
        ),
    )
    reason: Text | None = Field(None, description="Why, for whoever reviews it.")

    @model_validator(mode="after")
    def _one_member(self) -> "MemberItem":
        given = [kind for kind in ("user", "group", "role") if getattr(self, kind) is not None]
        if len(given) != 1:
            raise PydanticCustomError("one_member", "exactly one of user, group and role")
        return self


Members = Listed[Path | MemberItem]
"""Plain names stay plain text: no object is made for them."""


class RoleEntry(Document):
    """A role of the scope."""

    name: Name = Field(description="The role's name. It may not stand for a role of a scope above.")
    type: Name | None = Field(
        None,
        description=(
            "The role type, which says where the role can be assigned. Required once for each "
            "role where the live system has role types."
        ),
    )
    description: Description = None
    permissions: Permissions = None
    previously: Name | None = Field(
        None, description="The old name of a renamed role: its members are kept."
    )
    mode: Mode = None


class GroupEntry(Document):
    """A group, with the tree of groups below it."""

    name: Path = Field(
        description=(
            "The group's name, or its path from here as `Top Role/Managers`. A `/`, `:` or "
            "backslash inside a name is written with a backslash before it."
        )
    )
    description: Description = None
    permissions: Permissions = None
    members: Members | None = Field(
        None,
        description=(
            "Exactly who is in the group: names, or mappings for more than a name. Left out, the "
            "members are not managed."
        ),
    )
    previously: Path | None = Field(
        None, description="The old name of a renamed group, or the old path of a moved one."
    )
    mode: Mode = None
    groups: "Listed[GroupEntry] | None" = Field(
        None, description="Exactly the groups below. Left out, they are not managed."
    )


class MembershipsEntry(Document):
    """Who holds one role at this scope."""

    role: Name = Field(description="A role of this scope, or of the nearest scope above.")
    users: Members = Field(
        description="Exactly the users who hold the role here: names, or mappings."
    )
    groups: Members | None = Field(
        None, description="The groups that hold it, where the live system allows that."
    )
    roles: Members | None = Field(
        None, description="The roles that hold it, where the live system allows that."
    )
    mode: Mode = None


class RolesFile(Document):
    """A file about the roles, groups and memberships of one scope."""

    scope: Path = Field(
        description=(
            "The scope that the file speaks of: `/` for the root, `/acme/london` below it. A file "
            "with this key alone says that the scope is known and not managed further."
        )
    )
    mode: Mode = None
    sets: Mapped[Name, Listed[Name]] | None = Field(
        None,
        description="Named permission lists, for this scope and below, used as `set:NAME`.",
    )
    roles: Listed[RoleEntry] | None = Field(
        None, description="Exactly the roles of the scope. Left out, they are not managed."
    )
    groups: Listed[GroupEntry] | None = Field(
        None, description="Exactly the group trees of the scope. Left out, not managed."
    )
    memberships: Listed[MembershipsEntry] | None = Field(
        None,
        description=(
            "Exactly the role assignments of the scope, role by role. Left out, not managed."
        ),
    )
