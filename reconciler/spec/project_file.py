"""The project file, `reconciler.yaml`, key by key."""

from typing import Annotated, Literal

from pydantic import Field

from reconciler.spec.documents import Document, Name, Path, Text
from reconciler.spec.enough import Listed

Count = Annotated[int, Field(ge=0, le=1_000_000_000)]
Percent = Annotated[int, Field(ge=0, le=100)]


class TargetEntry(Document):
    """The live system."""

    provider: Name = Field(description="Which provider speaks to it: `portal`, `memory`, ...")
    url: Text = Field(description="Where it is. Secrets have no place here.")
    account: Name = Field(description="Who must answer there; any other account is refused.")


class SourceEntry(Document):
    """Some role files and what they may speak of."""

    files: Path = Field(
        description="A path or pattern below the project file; `**` stands for any folders."
    )
    within: Path = Field(
        description="The scopes these files may speak of: `/acme`, or `/acme/**` with all below."
    )


class RemovalsEntry(Document):
    """How much one plan may take from one scope."""

    count: Count = Field(20, description="At most so many memberships.")
    percent: Percent = Field(25, description="At most this share, once more than 5 are lost.")


class AdminsEntry(Document):
    """Who must always be left."""

    minimum: Count = Field(description="So many active users at least.")
    permissions: Listed[Name] = Field(
        min_length=1, description="Who holds one of these in a container of the scope counts."
    )


class AllowEntry(Document):
    """A higher removal limit for some scopes and some time."""

    scope: Path = Field(description="A scope, or a pattern such as `/acme/**`.")
    removals: Count = Field(description="The number that replaces the limit there.")
    reason: Text = Field(min_length=1, description="Why, for whoever reviews it.")
    until: Name = Field(description="The last day, in UTC.")


class LimitsEntry(Document):
    """What refuses a plan."""

    removals: RemovalsEntry | None = Field(None, description="Limits on what is taken away.")
    admins: AdminsEntry | None = Field(None, description="Limits on who is left.")
    allow: Listed[AllowEntry] | None = Field(None, description="Exceptions that run out.")


class ProjectFile(Document):
    """Which files make which live system."""

    version: Literal["1"] = Field(description="The version of this file's format: 1.")
    target: TargetEntry = Field(description="The live system.")
    manage: Listed[Path] = Field(
        min_length=1,
        description="The scopes this project answers for; everything else is left alone.",
    )
    sources: Listed[SourceEntry] = Field(min_length=1, description="The role files.")
    catalog: Path = Field(
        "catalog.yaml", description="The pinned catalog, relative to the project file."
    )
    limits: LimitsEntry | None = Field(None, description="What refuses a plan.")
    unknown_users: Literal["error", "skip"] = Field(
        "error",
        description="What a user is that the live system does not know: an error, or left out.",
    )
