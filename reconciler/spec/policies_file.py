"""Policy files, key by key: what must hold of who has what. They stand beside the role files."""

from typing import Annotated, Literal

from pydantic import ConfigDict, Field, JsonValue, model_validator
from pydantic_core import PydanticCustomError

from reconciler.spec.catalog_file import Flag
from reconciler.spec.documents import Document, Name, Path
from reconciler.spec.enough import Listed
from reconciler.spec.project_file import Count, Days, Reason
from reconciler.spec.words import Words

RULES = ("separate", "holders", "expires", "justify", "protect", "forbid", "naming")
ASSERTIONS = ("must", "must_not", "only")
_HELD = ("permission", "role", "group")
_LISTS = ("permissions", "roles", "groups")


def _exactly_one(*keys: str) -> ConfigDict:
    """So that an editor says it, too."""
    one: list[JsonValue] = [{"required": [key]} for key in keys]
    return ConfigDict(extra="forbid", frozen=True, json_schema_extra={"oneOf": one})


def _demand_one(document: Document, *keys: str) -> None:
    """Raises where not exactly one of these keys stands there."""
    if len(given(document, *keys)) != 1:
        raise PydanticCustomError("one_key", "exactly one of {keys}", {"keys": ", ".join(keys)})


def given(document: Document, *keys: str) -> list[str]:
    """Those of some keys that stand there."""
    return [key for key in keys if getattr(document, key) is not None]


class _Held(Document):
    """Something that somebody can hold: exactly one of permission, role and group."""

    model_config = _exactly_one(*_HELD)

    permission: Name | None = Field(None, description="A permission, by its key.")
    role: Path | None = Field(
        None, description="A role by its name, or with its scope as `/acme:Clerk`."
    )
    group: Path | None = Field(
        None,
        description="A group by its path, wherever there is one, or `/acme/london:Top Role/Sales`.",
    )

    @model_validator(mode="after")
    def _one(self) -> "_Held":
        _demand_one(self, *_HELD)
        return self


class SeparateEntry(Document):
    """Separation of duty: nobody holds too many of these, by whatever way they come."""

    model_config = _exactly_one(*_LISTS)

    permissions: Listed[Name] | None = Field(None, min_length=2, description="Permissions.")
    roles: Listed[Path] | None = Field(None, min_length=2, description="Roles.")
    groups: Listed[Path] | None = Field(None, min_length=2, description="Groups.")
    at_most: Count = Field(1, description="Nobody holds more than so many of them.")
    across: Annotated[
        Annotated[
            Literal["scope", "anywhere"],
            Words(
                {
                    "scope": "Only what is held at one same scope counts together.",
                    "anywhere": "All counts together, wherever it is held.",
                }
            ),
        ]
        | None,
        Field(description="Left out: at one same scope; groups anywhere."),
    ] = None

    @model_validator(mode="after")
    def _one(self) -> "SeparateEntry":
        _demand_one(self, *_LISTS)
        return self


class HoldersEntry(_Held):
    """How many people hold it at each scope, or are in each such group."""

    minimum: Count = Field(0, description="So many at least, whose access has no end.")
    maximum: Count | None = Field(None, description="So many at most.")


class ExpiresEntry(_Held):
    """Whoever holds it has an end, and a near one."""

    within_days: Days = Field(description="So many days from now at the latest.")


class JustifyEntry(_Held):
    """Whoever is given it in the files has a `reason:` there."""


class ProtectEntry(Document):
    """What no plan may take from. It holds though the block in the role files is gone."""

    roles: Listed[Path] = Field(
        [], description="Roles that no plan deletes, renames, narrows or gives another type."
    )
    groups: Listed[Path] = Field(
        [], description="Groups that no plan deletes, renames, moves or narrows."
    )
    members: Flag = Field("false", description="Nobody is taken out of these either.")
    users: Listed[Path] = Field(
        [], description="Break-glass identities: no plan touches what they are in, or can do."
    )


class ForbidEntry(Document):
    """Permissions that no role or group carries where the rule holds."""

    permissions: Listed[Name] = Field(min_length=1, description="These.")
    role_types: Listed[Name] = Field(
        [], description="Only in roles of these types; left out, in any role and group."
    )


class NamingEntry(Document):
    """How things are called."""

    kind: Annotated[
        Literal["role", "group"], Words({"role": "Every role.", "group": "Every group."})
    ] = Field(description="What is called so.")
    pattern: Name = Field(
        description="`*` stands for any letters, `?` for one, `[ab]` for one of these."
    )


class RuleEntry(Document):
    """A rule: a name, where it holds, and exactly one demand."""

    model_config = _exactly_one(*RULES)

    name: Name = Field(description="What findings and waivers call it. No other rule has it.")
    within: Path | None = Field(
        None, description="Where it holds: `/acme`, or `/acme/**` with all below. Else everywhere."
    )
    separate: SeparateEntry | None = Field(None, description="Nobody holds too many of these.")
    holders: HoldersEntry | None = Field(None, description="So many people hold it.")
    expires: ExpiresEntry | None = Field(None, description="Whoever holds it has a near end.")
    justify: JustifyEntry | None = Field(None, description="Whoever is given it has a reason.")
    protect: ProtectEntry | None = Field(None, description="No plan takes from these.")
    forbid: ForbidEntry | None = Field(None, description="Nothing carries these.")
    naming: NamingEntry | None = Field(None, description="Things are called so.")

    @model_validator(mode="after")
    def _one(self) -> "RuleEntry":
        _demand_one(self, *RULES)
        return self


class MustEntry(Document):
    """Who can do what, where, and on whom."""

    user: Path = Field(description="A user by name, or with their scope as `/acme/london:noah`.")
    can: Name = Field(description="A permission, by its key.")
    at: Path | None = Field(None, description="At this scope; left out, anywhere.")
    on: Path | None = Field(None, description="And it reaches this user.")
    on_group: Path | None = Field(None, description="And it reaches this group.")


class OnlyEntry(Document):
    """Who can do it, and nobody else."""

    permission: Name = Field(description="A permission, by its key.")
    at: Path | None = Field(None, description="At this scope; left out, anywhere.")
    users: Listed[Path] = Field(description="Nobody but these; an empty list means nobody.")


class AssertionEntry(Document):
    """An access test: exactly one claim."""

    model_config = _exactly_one(*ASSERTIONS)

    must: MustEntry | None = Field(None, description="The user can.")
    must_not: MustEntry | None = Field(None, description="The user cannot.")
    only: OnlyEntry | None = Field(None, description="Nobody else can.")

    @model_validator(mode="after")
    def _one(self) -> "AssertionEntry":
        _demand_one(self, *ASSERTIONS)
        return self


class WaiverEntry(Document):
    """Violations of a rule that are known and borne for some time. They stay counted."""

    rule: Name = Field(description="The name of the rule.")
    users: Listed[Path] | None = Field(
        None, min_length=1, description="Only what is about these users; left out, all of it."
    )
    reason: Reason = Field(description="Why, for whoever reviews it.")
    owner: Name = Field(description="Who answers for it.")
    until: Name = Field(description="The last day it holds, in UTC.")


class PoliciesFile(Document):
    """What must hold of who has what, checked offline and in every plan and apply."""

    version: Literal["1"] = Field(description="The version of this file's format: 1.")
    rules: Listed[RuleEntry] = Field([], description="What must always hold.")
    tests: Listed[AssertionEntry] = Field([], description="Who can do what, and who cannot.")
    waivers: Listed[WaiverEntry] = Field([], description="Exceptions that run out.")
