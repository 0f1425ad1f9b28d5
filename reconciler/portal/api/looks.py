"""What answers look like, for those who read `/openapi.json`: shapes with an example each."""

from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field


class Look(BaseModel):
    """Whatever is answered."""

    model_config = ConfigDict(extra="forbid")


class ScopeLook(Look):
    """A scope."""

    id: int = Field(examples=[3])
    path: str = Field(examples=["/Acme/London"])
    level: Literal["reseller", "customer", "phone_system"]


class UserLook(Look):
    """A user."""

    id: int = Field(examples=[7])
    name: str = Field(examples=["isla"])
    scope: str = Field(examples=["/Acme/London"])
    active: bool


class RoleLook(Look):
    """A role."""

    id: int = Field(examples=[1])
    name: str = Field(examples=["Receptionist"])
    type: Literal["reseller", "customer", "user"]
    description: str
    permissions: list[str] = Field(examples=[["call_flow.access", "presence.access"]])


class GroupLook(Look):
    """A group; its path is the names from Top Role."""

    id: int = Field(examples=[4])
    scope: str = Field(examples=["/Acme/London"])
    path: list[str] = Field(examples=[["Top Role", "Sales"]])
    description: str
    permissions: list[str] = Field(examples=[["soft_phone.access"]])
    built_in: bool


class ContainerLook(Look):
    """A group, or a role at the scope where its users are."""

    kind: Literal["group", "role"]
    id: int = Field(examples=[4])
    scope: str = Field(examples=["/Acme/London"])
    path: list[str] | None = Field(None, examples=[["Top Role", "Sales"]])
    role: str | None = None


class MembershipLook(Look):
    """One user in one container."""

    container: ContainerLook
    user: str = Field(examples=["isla"])
    expires: str | None


class MembersLook(Look):
    """Some of the members of a container; `until` names those who end, the ended among them."""

    container: ContainerLook
    members: list[str] = Field(examples=[["isla", "jack"]])
    until: dict[str, str] = Field(examples=[{"jack": "2027-01-31T00:00:00Z"}])


class EventLook(Look):
    """An entry of the event log; of a refusal its code and its sentence."""

    id: int
    at: str = Field(examples=["2026-11-01T12:00:00Z"])
    actor: str = Field(examples=["amelia"])
    scope: str = Field(examples=["/Acme/London"])
    action: str = Field(examples=["membership.grant"])
    subject: str = Field(examples=["isla in Top Role/Sales"])
    before: dict[str, Any] | None
    after: dict[str, Any] | None
    refused: str | None
    reason: str | None
    run: dict[str, str] | None


class ListedScope(ScopeLook):
    """A scope in a page."""

    etag: str


class ListedUser(UserLook):
    """A user in a page."""

    etag: str


class ListedRole(RoleLook):
    """A role in a page."""

    etag: str


class ListedGroup(GroupLook):
    """A group in a page."""

    etag: str


class PageLook(Look):
    """A page; two pages with the same version are of one moment."""

    next: str | None
    version: int = Field(examples=[412])


class ScopesPage(PageLook):
    """Scopes."""

    items: list[ListedScope]


class UsersPage(PageLook):
    """Users."""

    items: list[ListedUser]


class RolesPage(PageLook):
    """Roles."""

    items: list[ListedRole]


class GroupsPage(PageLook):
    """Groups."""

    items: list[ListedGroup]


class MembershipsPage(PageLook):
    """Memberships by container; a large container goes on in the next page."""

    items: list[MembersLook]


class EventsPage(PageLook):
    """Events, oldest first."""

    items: list[EventLook]


class PlaceLook(Look):
    """Somebody, and where they belong."""

    user: str
    scope: str


class TokenLook(Look):
    """The token of this request."""

    id: int
    kind: Literal["read", "write"]
    scope: str
    expires: str


class AccountLook(Look):
    """The account that answers, and who asks."""

    account: str = Field(examples=["northwind"])
    version: int
    caller: PlaceLook
    token: TokenLook


class PermissionLook(Look):
    """A permission of the catalog."""

    key: str = Field(examples=["users.access"])
    title: str
    description: str
    category: str
    level: Literal["reseller", "customer", "phone_system"]
    role_types: list[str]
    reach: Literal["users", "groups", "ungrouped", "place"]
    sensitive: bool


class RoleTypeLook(Look):
    """A type of role, and the level of the users who may have it."""

    type: Literal["reseller", "customer", "user"]
    level: Literal["reseller", "customer", "phone_system"]


class CatalogLook(Look):
    """What there is to give, in the order in which it is shown."""

    account: str
    levels: list[str]
    role_types: list[RoleTypeLook]
    longest_name: int
    permissions: list[PermissionLook]


class ReasonLook(Look):
    """One path by which a permission comes."""

    kind: Literal["group", "role"]
    name: str
    scope: str
    below: str
    until: str | None
    text: str


class DecisionLook(Look):
    """Yes with every reason, or no with every obstacle."""

    allowed: bool
    reasons: list[ReasonLook]
    obstacles: list[str]


class ResultLook(Look):
    """What became of one write: 200 and nothing more, or the problem that it met."""

    status: int = Field(examples=[200])
    problem: dict[str, Any] | None = None


class ResultsLook(Look):
    """One result for each write, in their order."""

    results: list[ResultLook]


class LockLook(Look):
    """The lock, and who holds it; of somebody out of sight all but `id` and `since` is empty."""

    id: str = Field(examples=["0ddba11c"])
    user: str = Field(examples=["deploy"])
    host: str = Field(examples=["runner-7"])
    process: str
    link: str = Field(examples=["https://ci.example.net/7"])
    commit: str = Field(examples=["c0ffee"])
    since: str = Field(examples=["2026-11-01T12:00:00Z"])


class HolderLook(Look):
    """Who holds the lock; null where nobody does."""

    holder: LockLook | None


class HeldLook(Look):
    """The lock is still held."""

    held: Literal[True]


class FaultLook(Look):
    """One place of a request that is wrong."""

    field: str
    reason: str


class Problem(BaseModel):
    """A refusal (RFC 9457); `type` is stable, `detail` is for people."""

    type: str = Field(examples=["urn:reconciler:portal:name-taken"])
    title: str
    status: int
    detail: str
    field: str | None = None
    errors: list[FaultLook] | None = None
    holder: LockLook | None = Field(None, description="Who holds the lock instead.")


class HealthLook(Look):
    """It answers, and its database too."""

    status: Literal["ok"]
