"""The document of a saved plan: its shape, name by name, as `schemas/plan.schema.json` says it.

The format is public. A minor version only adds names, so readers ignore what they do not know; an
unknown major version is not read. Whatever a plan says twice, in `summary` say, follows from
`changes`, and a reader of ours holds it against them.
"""

from typing import Literal, TypeAlias

from pydantic import AwareDatetime, Field

from reconciler.report.access_document import AccessPart, CausePart, SincePart
from reconciler.report.plan_names import (
    Address,
    Digest,
    MemberName,
    Number,
    Part,
    Place,
    PlacePart,
    ScopePath,
)

ActionName = Literal["create", "update", "delete", "move", "grant", "revoke", "re-date"]


class ThingPart(Part):
    """A role or group, on one side of a change."""

    ref: Address = Field(description="Its address at the moment of the change.")
    type: str | None = Field(None, description="The type of a role.")
    description: str | None = Field(description="Its description; null: the live default.")
    permissions: list[str] | None = Field(description="Its permissions; null: the live default.")


class MembershipPart(Part):
    """A membership, on one side of a change."""

    member: MemberName = Field(
        description="The user by name, of another scope as `/acme:bob`; or a group or role."
    )
    container: Address = Field(description="The role or group that one is a member of.")
    at: ScopePath = Field(description="The scope where a role is assigned; a group's own scope.")
    expires: AwareDatetime | None = Field(description="The instant when it ends.")


ValuePart: TypeAlias = ThingPart | MembershipPart | None


class ChangePart(Part):
    """One change."""

    action: ActionName = Field(description="What is done.")
    ref: Address = Field(description="The role or group; of a membership, what it is one of.")
    scope: ScopePath = Field(description="The scope that the change counts in.")
    sentence: str = Field(description="The change in a few words.")
    before: ValuePart = Field(description="What must stand there for the change to be made.")
    after: ValuePart = Field(description="What stands there once it is made.")
    reason: str | None = Field(description="Why, as the files say it.")
    origin: PlacePart | None = Field(description="Where the files say it.")
    gone: CausePart | None = Field(
        None, description="Of what is removed: the line that the files had and have no more."
    )


class StepPart(ChangePart):
    """One change that is sent."""

    wave: Number = Field(description="Changes of one wave do not wait for each other.")
    along: list[ChangePart] = Field(
        description="What happens by itself with a deletion: shown and counted, never sent."
    )


class LeftOutPart(ChangePart):
    """One change that the plan does not make."""

    because: str = Field(description="Why it is left out.")


class PointPart(Part):
    """A point in a file."""

    line: Place = Field(description="The line, from 1.")
    column: Place = Field(description="The column in characters, from 1.")
    byte: Number | None = Field(description="The byte in the file, from 0; null: not known.")


class RangePart(Part):
    """A range of a file."""

    file: str = Field(description="The file, relative to the project file.")
    start: PointPart = Field(description="The first character.")
    end: PointPart = Field(description="The place behind the last character.")


class RelatedPart(Part):
    """Another place that a finding has to do with."""

    message: str = Field(description="What it has to do with it.")
    range: RangePart | None = Field(description="The place.")
    source: str | None = Field(description="The line that stands there.")


class FindingPart(Part):
    """One finding: what is wrong, where, and what to write instead."""

    severity: Literal["error", "warning", "hint"] = Field(description="How bad it is.")
    code: str = Field(description="Its stable code.")
    title: str | None = Field(description="What the code stands for.")
    message: str = Field(description="What is wrong.")
    help: str | None = Field(description="What to do about it.")
    ref: str | None = Field(description="The scope, role, group or user that it is about.")
    range: RangePart | None = Field(description="The place.")
    source: str | None = Field(description="The line that stands there.")
    related: list[RelatedPart] = Field(description="Other places.")


class AskedPart(Part):
    """What the run was asked for."""

    manage: list[str] = Field(description="The patterns of the scopes that the project manages.")
    scope: ScopePath | None = Field(description="The scope of `--scope`.")
    removals: bool = Field(description="False with `--no-removals`.")
    at: AwareDatetime | None = Field(description="The instant of `--at`.")
    offline: str | None = Field(
        None, description="What stood for the live system with `--offline`; null: it was asked."
    )


class CountsPart(Part):
    """How many changes of each kind."""

    create: Number = Field(description="Roles and groups that are new.")
    update: Number = Field(description="Roles and groups that change.")
    delete: Number = Field(description="Roles and groups that go.")
    move: Number = Field(description="Roles and groups that have another name or place.")
    grant: Number = Field(description="Memberships that are new.")
    revoke: Number = Field(description="Memberships that go.")
    redate: Number = Field(alias="re-date", description="Memberships that end another day.")


class UnmanagedPart(Part):
    """How much is left alone."""

    role: Number = Field(description="Roles.")
    group: Number = Field(description="Groups.")
    membership: Number = Field(description="Memberships.")


class SetPart(Part):
    """A named set of permissions behind updates of the plan."""

    name: str = Field(description="Its name.")
    scope: ScopePath = Field(description="The scope it is declared in.")
    permissions: list[str] = Field(description="What is in it.")
    used_by: list[Address] = Field(
        description="The roles and groups of the plan that use it, as the files call them."
    )


class TitlePart(Part):
    """A permission and its title."""

    key: str = Field(description="The permission.")
    title: str = Field(description="What the vendor calls it.")
    sensitive: bool = Field(description="Whether a review should stop at it.")
    reach: Literal["users", "groups", "ungrouped"] | None = Field(
        None, description="On whom it works besides its place; null: on nobody."
    )


class LegendPart(Part):
    """What the live system calls things."""

    levels: list[str] = Field(description="The levels of the tenant tree, from the root.")
    deep: bool = Field(description="Whether the last level repeats to any depth.")
    permissions: list[TitlePart] = Field(description="The permissions, in the vendor's order.")
    negation: str = Field(
        description="What begins the permissions that take away; empty: none does."
    )


class PlanDocument(Part):
    """A plan of reconciler."""

    format_version: str = Field(
        pattern=r"^1\.\d+$", description="Minor versions only add names; others are refused."
    )
    tool_version: str = Field(description="The version of reconciler that made it.")
    checksum: Digest = Field(
        description="The SHA-256 of all else, as JSON with sorted names, in ASCII, without spaces."
    )
    account: str = Field(description="The account of the live system.")
    catalog: Digest = Field(description="The digest of the catalog it was made with.")
    digest: Digest = Field(
        description="The same for two plans that do the same from the same start."
    )
    created: AwareDatetime = Field(description="When it was made.")
    good_until: AwareDatetime = Field(
        description="When it is too old: after a day, or when the next membership ends.",
    )
    commit: str = Field(
        description="The commit it was made from, as the pipeline says it, else git; or empty."
    )
    author: str | None = Field(
        None,
        description="Who caused the run, as the pipeline says it, else the author of the commit; "
        "null: nobody says it.",
    )
    uncommitted: Literal[True] | None = Field(
        None,
        description="True: it was made from files that are not as that commit has them; null: "
        "nobody says so.",
    )
    configuration: str = Field(description="The digest of the files it was made from.")
    asked: AskedPart = Field(description="What the run was asked for.")
    complete: bool = Field(description="Whether all that the files declare is live after it.")
    applyable: bool = Field(description="Whether it may be applied.")
    summary: str = Field(description="The summary line.")
    counts: CountsPart = Field(description="How many changes of each kind.")
    changes: list[StepPart] = Field(description="The changes, in an order that is safe.")
    access: AccessPart | None = Field(
        None, description="What becomes of what people can do; null: not computed."
    )
    since: SincePart | None = Field(
        None, description="The same since a revision; null where none was named."
    )
    left_out: list[LeftOutPart] = Field(description="Changes that the run does not make.")
    unmanaged: UnmanagedPart = Field(description="What no file answers for, counted.")
    findings: list[FindingPart] = Field(description="Everything said about the plan.")
    sets: list[SetPart] = Field(description="The named sets behind the updates.")
    privileged: list[Address] = Field(
        description="The roles and groups that somebody is given and that carry a sensitive "
        "permission, at the addresses they have after all moves."
    )
    spelling: dict[str, str] = Field(
        description="How the last name of an address is written, where it is compared otherwise."
    )
    legend: LegendPart = Field(description="What the live system calls things.")
