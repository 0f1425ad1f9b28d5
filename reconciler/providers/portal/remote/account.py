"""Whose portal answers, as whom it hears us, and what there is to give."""

from dataclasses import dataclass
from typing import Final, Self

from reconciler.core.names import NameRules, escape
from reconciler.core.scope import Scope
from reconciler.core.target import Permission, RoleType, Target
from reconciler.errors import TargetError
from reconciler.providers.http import Call, Client
from reconciler.providers.portal.features import LEVELS, target_with
from reconciler.providers.portal.remote.shapes import ACCOUNT, CATALOG, PermissionShape, shaped

WHO: Final = Call("GET", "/v1/account")
_CATALOG: Final = Call("GET", "/v1/catalog")


@dataclass(frozen=True, slots=True)
class Account:
    """The account that answers; names as written."""

    name: str
    user: str
    home: str
    within: str

    @classmethod
    def read(cls, client: Client) -> Self:
        """Ask. Raises `HttpError`."""
        said = shaped(ACCOUNT, WHO, client.read(WHO))
        caller, token = said["caller"], said["token"]
        return cls(said["account"], caller["user"], caller["scope"], token["scope"])

    def caller(self, rules: NameRules) -> str | None:
        """Who acts, as `/acme/london:amelia`; None where nobody is told."""
        if not self.user:
            return None
        return f"{Scope(self.home).fold(rules)}:{escape(rules.fold(self.user))}"


def read_target(client: Client, account: str) -> Target:
    """The live catalog. Raises `HttpError`, and `TargetError` for a portal of another kind."""
    said = shaped(CATALOG, _CATALOG, client.read(_CATALOG))
    if said["levels"] != [level.name for level in LEVELS]:
        raise TargetError("the portal has levels that are not known here: this version is too old")
    types = [RoleType(one["type"], one["level"]) for one in said["role_types"]]
    permissions = [_permission(one) for one in said["permissions"]]
    return target_with(account, permissions, types, said["longest_name"])


def _permission(one: PermissionShape) -> Permission:
    return Permission(
        key=one["key"],
        title=one["title"],
        description=one["description"],
        category=one["category"],
        level=one["level"],
        role_types=tuple(one["role_types"]),
        reach=one["reach"],
        sensitive=one["sensitive"],
    )
