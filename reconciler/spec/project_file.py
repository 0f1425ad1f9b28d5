"""The project file, `reconciler.yaml`, key by key."""

from typing import Annotated, Literal

from pydantic import BeforeValidator, Field
from pydantic_core import PydanticCustomError

from reconciler.spec.documents import Document, Name, Path, Text
from reconciler.spec.enough import Listed
from reconciler.spec.words import Words


def _in_digits(value: object) -> object:
    """Python would read `1_0` and ` 7 ` as numbers, too."""
    if isinstance(value, str) and not (value.isascii() and value.isdecimal()):
        raise PydanticCustomError("no_number", "digits alone")
    return value


def _some_reason(value: object) -> object:
    if isinstance(value, str) and not value.strip():
        raise PydanticCustomError("no_reason", "a reason")
    return value


Count = Annotated[int, Field(ge=0, le=1_000_000_000), BeforeValidator(_in_digits)]
Percent = Annotated[int, Field(ge=0, le=100), BeforeValidator(_in_digits)]
Days = Annotated[int, Field(ge=0, le=36_500), BeforeValidator(_in_digits)]
Reason = Annotated[Text, Field(min_length=1), BeforeValidator(_some_reason)]


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
    owners: Listed[Name] = Field(
        [],
        description="Who reviews these files, for `reconciler codeowners`; else the project's own.",
    )


class RemovalsEntry(Document):
    """How much one plan may take from one scope: deletions count, renames never."""

    count: Count = Field(20, description="At most so many memberships.")
    percent: Percent = Field(
        25, description="At most this share of them, once the scope loses more than 5."
    )


class AdminsEntry(Document):
    """Who must always be left: no plan leaves fewer than the minimum, and fewer than there are."""

    minimum: Count = Field(description="So many active users of each scope, at least.")
    permissions: Listed[Name] = Field(
        min_length=1,
        description=(
            "Who holds one of these through a group of the scope, or a role given at the scope, "
            "counts."
        ),
    )


class AllowEntry(Document):
    """A higher removal limit for some scopes and some time."""

    scope: Path = Field(description="A scope, or a pattern such as `/acme/**`.")
    removals: Count = Field(description="So many memberships may go there, whatever their share.")
    reason: Reason = Field(description="Why, for whoever reviews it.")
    until: Name = Field(description="The last day it holds, in UTC.")


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
    policies: Listed[Path] = Field(
        [], description="The policy files: paths or patterns, as of `sources`."
    )
    limits: LimitsEntry | None = Field(None, description="What refuses a plan.")
    owners: Listed[Name] = Field(
        [],
        description=(
            "Who reviews this file, the catalog, the policies and all sources without owners, for "
            "`reconciler codeowners`: `@user`, `@org/team` or an e-mail address."
        ),
    )
    unknown_users: Annotated[
        Literal["error", "skip"],
        Words(
            {
                "error": "An unknown user is an error.",
                "skip": "The membership is left out, counted and shown.",
            }
        ),
    ] = Field(
        "error",
        description="What a user is that the live system does not know: an error, or left out.",
    )
