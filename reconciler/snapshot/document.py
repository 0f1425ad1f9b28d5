"""The document of a snapshot: its shape, name by name, as `schemas/snapshot.schema.json` says it.

Names are folded, as the live system compares them; `spelling` says how they are written.
"""

from typing import Annotated

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, StringConstraints

from reconciler.core.model import Fixed
from reconciler.core.target import Target

Digest = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]
ScopePath = Annotated[str, StringConstraints(pattern=r"^/")]
Address = Annotated[str, StringConstraints(pattern=r"^(role|group|user):/")]


class Part(BaseModel):
    """What all parts share: a name that nobody knows is a flaw."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class UsersPart(Part):
    """The users of one scope."""

    scope: ScopePath = Field(description="The scope they belong to.")
    active: list[str] = Field(description="Those who are active.")
    inactive: list[str] = Field(description="Those who are deactivated.")


class ElsewherePart(Part):
    """Users whom files name and who belong to a scope that the snapshot does not show."""

    scope: ScopePath = Field(description="The scope they belong to.")
    users: list[str] = Field(description="Those whom files name.")


class RolePart(Part):
    """A role."""

    ref: Address = Field(description="Its address.")
    type: str | None = Field(description="Its type; null where roles have none.")
    description: str | None = Field(description="Its description.")
    permissions: list[str] | None = Field(description="What it may do.")


class GroupPart(Part):
    """A group."""

    ref: Address = Field(description="Its address.")
    description: str | None = Field(description="Its description.")
    permissions: list[str] | None = Field(description="What it may do.")


class MembersPart(Part):
    """Who is in one role or group."""

    container: Address = Field(description="The role or group.")
    at: ScopePath = Field(description="The scope where a role is assigned; a group's own scope.")
    users: list[str] = Field(description="Users by name, of other scopes as `/acme:bob`.")
    refs: list[Address] = Field(description="Groups and roles.")
    until: dict[str, AwareDatetime] = Field(description="When those end who do.")


class FixedPart(Part):
    """What nobody can change about one role or group."""

    ref: Address = Field(description="Its address.")
    fixed: list[Fixed] = Field(description="What is fixed.")


class KeptPart(Part):
    """A role or group that must keep an active member."""

    container: Address = Field(description="The role or group.")
    at: ScopePath = Field(description="The scope where a role is assigned; a group's own scope.")


class SpellingPart(Part):
    """How the users of one scope are written, where that differs."""

    scope: ScopePath = Field(description="The scope they belong to.")
    names: dict[str, str] = Field(description="The written name, by the one that is compared.")


class SnapshotDocument(Part):
    """A live system at one moment, as reconciler observed it."""

    format_version: str = Field(
        pattern=r"^1\.0$", description="Every other version is refused: take the snapshot anew."
    )
    tool_version: str = Field(description="The version of reconciler that took it.")
    digest: Digest = Field(
        description="The SHA-256 of all else, as JSON with sorted names, in ASCII, without spaces."
    )
    account: str = Field(description="The account of the live system.")
    created: AwareDatetime = Field(description="When it was taken.")
    covers: list[ScopePath] = Field(description="The patterns of `manage` it was taken for.")
    target: Target = Field(description="What the live system knows and allows.")
    caller: str | None = Field(description="Who looked, as `/acme:bob`; null where nobody says.")
    scopes: list[ScopePath] = Field(description="The scopes that exist.")
    complete: list[ScopePath] = Field(description="Those that were read completely.")
    users: list[UsersPart] = Field(description="The users by scope.")
    elsewhere: list[ElsewherePart] = Field(description="Users of scopes that were not read.")
    roles: list[RolePart] = Field(description="The roles.")
    groups: list[GroupPart] = Field(description="The groups.")
    members: list[MembersPart] = Field(description="The memberships, by role or group.")
    fixed: list[FixedPart] = Field(description="What is built in.")
    kept: list[KeptPart] = Field(description="What must keep an active member.")
    spelling: dict[str, str] = Field(
        description="How the last name of a scope, role or group is written, where that differs."
    )
    written: list[SpellingPart] = Field(description="The same of users, by scope.")
