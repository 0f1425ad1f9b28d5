"""What the checks of files alone are tested with: a small target, and declared things."""

from datetime import UTC, datetime

from reconciler.core.check import check
from reconciler.core.declared import Declared
from reconciler.core.finding import Origin
from reconciler.core.model import Group, Ref, Role, State
from reconciler.core.names import NameRules
from reconciler.core.scope import ROOT, Scope
from reconciler.core.target import Catalog, Level, Permission, RoleType, Target

ACME, LONDON = Scope("/acme"), Scope("/acme/london")
END = datetime(2027, 1, 1, tzinfo=UTC)
TARGET = Target(
    account="northwind",
    levels=(
        Level("reseller", "Reseller", roles=True),
        Level("customer", ""),
        Level("phone_system", "Phone system", groups=True),
    ),
    catalog=Catalog(
        (
            Permission("roles.manage", level="reseller", role_types=("reseller",)),
            Permission("users.access", level="phone_system", role_types=("reseller", "user")),
            Permission("billing.access", level="phone_system"),
        )
    ),
    role_types=(RoleType("reseller", "reseller"), RoleType("user", "phone_system")),
    names=NameRules(case=False, trim=True, longest=12),
    expiry=True,
)


class Places:
    """An origin that names the key it was asked for."""

    def of(self, key):
        key = " ".join(map(str, key)) if isinstance(key, tuple) else str(key)
        return Origin(key)

    def of_member(self, container, member):
        return Origin(f"{container} holds {member}")


def role(name="r", scope=ROOT, kind="user", permissions=None):
    return Role(Ref("role", scope, (name,)), kind, None, permissions and frozenset(permissions))


def group(*names, scope=LONDON, permissions=None):
    return Group(Ref("group", scope, names), None, permissions and frozenset(permissions))


def declared(*things, **kinds):
    state = State(
        roles={thing.ref: thing for thing in things if isinstance(thing, Role)},
        groups={thing.ref: thing for thing in things if isinstance(thing, Group)},
        members=kinds.pop("members", {}),
        scopes=frozenset(kinds.pop("scopes", ())),
        spelling=kinds.pop("spelling", {}),
    )
    return Declared(state, origins=Places(), **kinds)


def said(what, target=TARGET):
    """Each finding as its code and place."""
    return [f"{each.code} {each.origin.path}" for each in check(what, target)]
