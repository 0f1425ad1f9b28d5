"""The part of a saved plan that says what becomes of what people can do."""

from typing import Literal

from pydantic import AwareDatetime, Field

from reconciler.report.plan_names import (
    Address,
    Commit,
    Number,
    Part,
    PatternPath,
    PlacePart,
    ScopePath,
    UserAddress,
)


class ReachedPart(Part):
    """On whom a permission works."""

    kind: Literal["users", "groups", "ungrouped"] = Field(
        description="Users, groups, or users who are in no group."
    )
    count: Number = Field(description="How many, of those that were read.")
    some: list[UserAddress | Address] = Field(description="Who, where they are few.")
    within: list[Address | PatternPath] = Field(
        description="Groups, each with all below it, or places, that hold them all."
    )


class HolderPart(Part):
    """Something that one is a member of."""

    container: Address = Field(description="The role or group.")
    at: ScopePath = Field(description="The scope where a role is assigned; a group's own scope.")


class CausePart(PlacePart):
    """A line of the files that causes something, or did."""

    commit: Commit | None = Field(
        description="The commit that has the line, where the files have it no more; else null."
    )


class CausesPart(Part):
    """The lines behind an effect."""

    count: Number = Field(description="How many there are.")
    lines: list[CausePart] = Field(description="The first of them, in the order of the files.")


class EffectPart(Part):
    """The same effect on some people."""

    kind: Literal["gain", "loss", "kept"] = Field(
        description="Kept is what loses one path and is held by another all the same."
    )
    people: list[UserAddress] = Field(description="The users.")
    permissions: list[str] = Field(description="The permissions, in the vendor's order.")
    places: list[PatternPath] = Field(
        description="Where they are held that they were not, or no more."
    )
    reached: ReachedPart | None = Field(description="On whom they work now, or no more.")
    through: list[HolderPart] = Field(
        description="What gives them: after a gain, before a loss; of what is kept, still."
    )
    instead: list[HolderPart] = Field(description="Of what is kept: what gives it no more.")
    start: AwareDatetime | None = Field(description="From when on it differs; null: at once.")
    end: AwareDatetime | None = Field(description="When what gives it ends; null: never.")
    causes: CausesPart | None = Field(
        None, description="The lines of the files that cause it; null: nobody says them."
    )


class AccessPart(Part):
    """What becomes of what people can do."""

    verdict: str = Field(description="The whole in one sentence.")
    scopes: Number = Field(description="The scopes that were read, within which reach is counted.")
    effects: list[EffectPart] = Field(description="The effects, the riskiest first.")
    bereft: list[UserAddress] = Field(description="The users who can do nothing any more.")


class SincePart(Part):
    """What the files change since a revision, apart from what was pending before."""

    revision: str = Field(description="The revision, as it was named.")
    caused: AccessPart = Field(description="What becomes of access by the change alone.")
    pending: AccessPart = Field(description="What the files of the revision lead to already.")
    changes: Number = Field(description="How many changes of the plan these lead to as well.")
