"""What requests look like: bodies, numbers, pages. All are strict; what is not known is refused."""

from datetime import UTC, datetime
from typing import Annotated, Any, TypeAlias

from fastapi import Header, Path
from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    Strict,
    WithJsonSchema,
)

from reconciler.portal import catalog
from reconciler.portal.errors.unknown import UnknownPermission

NO_NUL = r"^[^\x00]*$"  # a database may not even be asked for it
MOST = 5000
"""How many things a page may have."""


def _instant(value: object) -> datetime:
    """An instant with or without a zone: the portal refuses the second. Raises `ValueError`."""
    try:
        end = datetime.fromisoformat(value if isinstance(value, str) else "")
        end.astimezone(UTC)  # which the first and the last day have not everywhere
    except (ValueError, OverflowError):
        raise ValueError("Write an instant like 2027-01-31T12:00:00Z.") from None
    return end


def _known(key: str) -> str:
    try:
        return catalog.find(key).key
    except UnknownPermission as error:
        raise ValueError(str(error)) from error


Text: TypeAlias = Annotated[str, Field(max_length=1024, pattern=NO_NUL)]
Prose: TypeAlias = Annotated[str, Field(max_length=65_536, pattern=NO_NUL)]
Path_: TypeAlias = Annotated[tuple[Text, ...], Field(min_length=1, max_length=1000)]
Keys: TypeAlias = Annotated[tuple[Text, ...], Field(max_length=200)]
Known: TypeAlias = Annotated[str, AfterValidator(_known)]
Instant: TypeAlias = Annotated[
    datetime,
    BeforeValidator(_instant),
    WithJsonSchema({"type": "string", "format": "date-time"}),
]
Number: TypeAlias = Annotated[int, Path(ge=1, le=2**31 - 1)]
IfMatch: TypeAlias = Annotated[
    str | None, Header(max_length=1000, description="The ETag that was read, or `*`.")
]
Key: TypeAlias = Annotated[
    str | None,
    Header(
        alias="Idempotency-Key",
        min_length=1,
        max_length=255,
        pattern=r"^[\x21-\x7e]+$",
        description="Sent again with the same key within 24 hours, a create is not done twice.",
    ),
]


class Asked(BaseModel):
    """Whatever is asked."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class PageAsked(Asked):
    """Which part of a listing."""

    cursor: str | None = Field(None, max_length=500, description="`next` of the page before.")
    limit: int = Field(100, ge=1, le=MOST, description="How many at most.")


class ScopedPage(PageAsked):
    """The same, of one scope and what is below it."""

    scope: Text | None = Field(None, description="No more than this scope and what is below it.")


class NewScope(Asked):
    """A customer, or a phone system below one."""

    path: Text = Field(examples=["/acme/london"])


class NewUser(Asked):
    """Somebody new."""

    scope: Text = Field(examples=["/acme/london"])
    name: Text = Field(examples=["isla"])


class UserEdit(Asked):
    """Switched off, or on again."""

    active: Annotated[bool, Strict()]


class NewRole(Asked):
    """A role of the account."""

    name: Text = Field(examples=["Receptionist"])
    type: Text = Field(examples=["user"])
    permissions: Keys = Field((), examples=[["call_flow.access", "presence.access"]])
    description: Prose = ""


class RoleEdit(Asked):
    """What changes; what is left out stays."""

    name: Text | None = None
    type: Text | None = None
    permissions: Keys | None = None
    description: Prose | None = None


class NewGroup(Asked):
    """A group below those that its path names before it."""

    scope: Text = Field(examples=["/acme/london"])
    path: Path_ = Field(examples=[["Top Role", "Sales"]])
    permissions: Keys = ()
    description: Prose = ""


class GroupEdit(Asked):
    """What changes; what is left out stays. Another path is a rename, or a move with all below."""

    path: Path_ | None = None
    permissions: Keys | None = None
    description: Prose | None = None


class Tenure(Asked):
    """How long a membership lasts; null for no end."""

    expires: Instant | None = None


class Question(Asked):
    """Whether a user holds a permission at a scope, and whether it reaches somebody there."""

    user: Text
    permission: Known = Field(examples=["users.access"])
    scope: Text = Field(examples=["/acme/london"])
    on_user: Text | None = None
    on_group: Path_ | None = None


class NewLock(Asked):
    """A lock, and who will hold it; `process` is for others of its machine, who look for it."""

    id: str = Field(pattern=r"^[0-9a-f]{8,64}$", examples=["0ddba11c"])
    user: Text = Field("", examples=["deploy"])
    host: Text = Field("", examples=["runner-7"])
    process: Text = ""
    link: Text = Field("", examples=["https://ci.example.net/7"])
    commit: Text = Field("", examples=["c0ffee"])
    replaces: Text | None = Field(
        None, description="The ID of the holder that is known to be dead.", examples=[None]
    )


class RunAsked(Asked):
    """What an automated run says about itself; it stands in the event log, but for `lock`."""

    digest: Text = ""
    commit: Text = ""
    link: Text = ""
    actor: Text = ""
    lock: Text = Field(
        "", description="The ID of the lock under which all is written, or nothing if it is lost."
    )


class Expected(Asked):
    """What something is taken to be before it is written; what is left out may be anything."""

    name: Text | None = None
    type: Text | None = None
    description: Prose | None = None
    permissions: Keys | None = None
    expires: Instant | None = None
    active: Annotated[bool, Strict()] | None = None

    def says_of(self, current: dict[str, Any]) -> bool:
        """Whether the thing is so."""
        return all(self._is(name, current.get(name)) for name in self.model_fields_set)

    def _is(self, name: str, found: Any) -> bool:
        wanted = getattr(self, name)
        if name == "expires":
            end = None if found is None else datetime.fromisoformat(found)
            return bool(wanted == end)
        if name == "permissions":
            return set(wanted or ()) == set(found or ())
        return bool(wanted == found)
