"""What the service answers, as far as it is read here; more may stand in an answer, not less."""

from typing import Any, Literal, TypeVar

from pydantic import TypeAdapter, ValidationError
from typing_extensions import TypedDict

from reconciler.providers.http import Answer, Call
from reconciler.providers.http.errors import BadAnswer

_T = TypeVar("_T")


class ScopeShape(TypedDict):
    """A scope: names as written, with special characters escaped."""

    path: str


class UserShape(TypedDict):
    """A user of a scope."""

    name: str
    scope: str
    active: bool


class RoleShape(TypedDict):
    """A role of the account."""

    name: str
    type: str
    description: str
    permissions: list[str]


class GroupShape(TypedDict):
    """A group: its names from Top Role."""

    scope: str
    path: list[str]
    description: str
    permissions: list[str]
    built_in: bool


class GroupContainer(TypedDict):
    """A group as what one is a member of."""

    kind: Literal["group"]
    scope: str
    path: list[str]


class RoleContainer(TypedDict):
    """A role as what the users of a scope have."""

    kind: Literal["role"]
    scope: str
    role: str


class MembersShape(TypedDict):
    """Some members of a container; `until` has the ends of those who end."""

    container: GroupContainer | RoleContainer
    members: list[str]
    until: dict[str, str]


class MembershipShape(TypedDict):
    """One member of a container."""

    user: str
    expires: str | None


class PageShape(TypedDict):
    """A page of a listing: the cursor of the next one, and the moment it is of."""

    items: list[Any]
    next: str | None
    version: int


class CallerShape(TypedDict):
    """A user and the scope they belong to."""

    user: str
    scope: str


class TokenShape(TypedDict):
    """What is told of the token: where it is good."""

    scope: str


class AccountShape(TypedDict):
    """Whose portal it is, and as whom the token acts."""

    account: str
    caller: CallerShape
    token: TokenShape


class RoleTypeShape(TypedDict):
    """A type of role, and the level where roles of it are assigned."""

    type: str
    level: str


class PermissionShape(TypedDict):
    """A permission of the catalog."""

    key: str
    title: str
    description: str
    category: str
    level: str
    role_types: list[str]
    reach: Literal["users", "groups", "ungrouped", "place"]
    sensitive: bool


class CatalogShape(TypedDict):
    """All that can be given."""

    levels: list[str]
    role_types: list[RoleTypeShape]
    longest_name: int
    permissions: list[PermissionShape]


class ProblemShape(TypedDict, total=False):
    """Why a write was refused; `current` is what stands there, `there` what stands at its goal."""

    detail: str
    etag: str | None
    current: dict[str, Any] | None
    there: dict[str, Any] | None


class _ResultShape(TypedDict):
    status: int


class ResultShape(_ResultShape, total=False):
    """What became of one write of a batch."""

    problem: ProblemShape


class ResultsShape(TypedDict):
    """What became of a batch, a result for each write."""

    results: list[ResultShape]


class HolderShape(TypedDict):
    """Who holds the lock; what the caller may not see of it is empty."""

    id: str
    user: str
    host: str
    process: str
    link: str
    commit: str
    since: str


class LockShape(TypedDict):
    """The lock: None where nobody holds it."""

    holder: HolderShape | None


ACCOUNT = TypeAdapter(AccountShape)
CATALOG = TypeAdapter(CatalogShape)
PAGE = TypeAdapter(PageShape)
SCOPES = TypeAdapter(list[ScopeShape])
USERS = TypeAdapter(list[UserShape])
ROLES = TypeAdapter(list[RoleShape])
GROUPS = TypeAdapter(list[GroupShape])
MEMBERS = TypeAdapter(list[MembersShape])
ROLE = TypeAdapter(RoleShape)
GROUP = TypeAdapter(GroupShape)
MEMBERSHIP = TypeAdapter(MembershipShape)
RESULTS = TypeAdapter(ResultsShape)
HOLDER = TypeAdapter(HolderShape)
LOCK = TypeAdapter(LockShape)


def shaped(shape: TypeAdapter[_T], call: Call, answer: Answer) -> _T:
    """The data of an answer. Raises `BadAnswer` where it is of another shape."""
    return fitting(shape, str(call), answer.data)


def fitting(shape: TypeAdapter[_T], call: str, data: Any) -> _T:
    """The same for a part of an answer; what is wrong is not quoted, it may be anything."""
    try:
        return shape.validate_python(data, strict=True)
    except ValidationError as error:
        (first, *_) = error.errors(include_input=False, include_url=False)
        place = "/".join(map(str, first["loc"])) or "all of it"
    raise BadAnswer(call, f"the answer is not of the shape that was asked for, at {place}")
