"""A plan with everything in it, made by hand."""

from datetime import UTC, datetime

from reconciler.core.change import Change
from reconciler.core.declared import Notes
from reconciler.core.finding import Finding, Origin, Severity
from reconciler.core.model import Container, Group, Members, Membership, Ref, Role
from reconciler.core.names import NameRules
from reconciler.core.plan import LeftOut, Plan, Step, Unmanaged
from reconciler.core.scope import Scope
from reconciler.core.spelling import Spelling
from reconciler.core.target import Catalog, Level, Permission, RoleType, Target


class Lines(list):
    """The lines of a file of which nobody knows the bytes."""

    def start(self, _):
        return None


RESELLER, LONDON, PARIS = Scope("/"), Scope("/acme/london"), Scope("/acme/paris")
FOLD = NameRules(case=False, trim=True, form="NFC")

TITLES = {
    "dashboard.access": "Access Dashboard",
    "users.access": "Access Users",
    "users.manage_voicemail": "Manage User Voicemail",
    "users.manage_call_recording": "Manage User Call Recording",
    "role_membership.manage": "Manage Role Membership",
    "call_flow.access": "Call Flow",
    "soft_phone.access": "Access Soft Phone",
    "configuration.manage_day_night_toggle": "Manage Day/Night Toggle Configuration",
    "reporting.access": "Access Reporting",
    "billing.access": "Access Billing",
    "presence.access": "Access Presence",
}

SENSITIVE = ("billing.access", "role_membership.manage")

TARGET = Target(
    account="northwind",
    levels=(
        Level("reseller", "Reseller", roles=True),
        Level("customer", "Customer"),
        Level("phone_system", "Phone system", groups=True),
    ),
    catalog=Catalog(
        tuple(Permission(key, title, sensitive=key in SENSITIVE) for key, title in TITLES.items())
    ),
    role_types=(RoleType("user", "phone_system"),),
    names=FOLD,
    expiry=True,
)

WRITTEN = {}


def at(*when):
    return datetime(*when, tzinfo=UTC)


def group(path, where=LONDON):
    names = tuple(path.split("/"))
    ref = Ref("group", where, tuple(map(FOLD.fold, names)))
    for depth, name in enumerate(names, 1):
        WRITTEN[Ref("group", where, ref.name[:depth])] = name
    return ref


def role(name, where=RESELLER):
    ref = Ref("role", where, (FOLD.fold(name),))
    WRITTEN[ref] = name
    return ref


def permissions(*keys):
    return frozenset(keys)


def grant(container, user, expires=None):
    return Change(None, Membership(user, container, expires))


def revoke(container, user, expires=None):
    return Change(Membership(user, container, expires), None)


def redate(container, user, before, after):
    return Change(Membership(user, container, before), Membership(user, container, after))


def plan(*changes, **more):
    steps = tuple(Step(change, wave) for wave, change in enumerate(changes))
    more.setdefault("spelling", Spelling((WRITTEN,)))
    return Plan("northwind", "c0ffee", steps, **more)


class Places:
    """Origins from two dictionaries."""

    def __init__(self, things, members):
        self.things, self.members = things, members

    def of(self, key):
        return self.things.get(key)

    def of_member(self, container, member):
        return self.members.get((container, member))


def renamed():
    """A plan that changes what it renames before it does, and what it leaves for another run."""
    old, new, desk, counter = group("Managers"), group("Leads"), role("Desk"), role("Counter")
    leads, manager = Container.of(new), ("manager", RESELLER)
    before, after = permissions("users.access"), permissions("users.access", "presence.access")
    changes = [
        redate(Container.of(old), "jack", at(2027, 2, 1), at(2027, 1, 1)),
        revoke(Container(desk, LONDON), "leo"),
        Change(Group(old, "", before), Group(old, "", after)),
        Change(Group(old, "", after), Group(new, "", after)),
    ]
    waits = Change(Role(desk, "user", ""), Role(counter, "user", ""))
    notes = Notes({(leads, "jack"): "cover"}, {manager: after}, {new: frozenset({manager})})
    origins = Places(
        {new: Origin("london.yaml", 5), Container(counter, LONDON): Origin("london.yaml", 9)},
        {(leads, "jack"): Origin("london.yaml", 7)},
    )
    left_out = (LeftOut(waits, "it lies outside the chosen scope"),)
    return plan(*changes, left_out=left_out), notes, origins


def everything():
    """A plan, its notes and its origins: every kind of change and of remark."""
    managers, sales = group("Top Role/Managers"), group("Top Role/Managers/Sales")
    night, field = group("Top Role/Night Desk"), group("Top Role/Field")
    moved = group("Top Role/Managers/Field")
    receptionist, auditor = role("Receptionist"), role("Auditor")
    desk = Container(receptionist, LONDON)
    in_sales, in_field = Container.of(sales), Container.of(moved)
    top_paris = Container.of(group("Top Role", PARIS))
    support, floor = group("Top Role/Support", PARIS), group("Top Role/Support/Floor", PARIS)
    changes = [
        revoke(Container.of(night), "ivy"),
        Change(Group(night, "Nights and weekends", permissions("presence.access")), None),
        revoke(in_sales, "leo", at(2026, 3, 1)),
        Change(
            None,
            Role(
                receptionist,
                "user",
                "Front desk",
                permissions(
                    "call_flow.access",
                    "presence.access",
                    "soft_phone.access",
                    "users.manage_call_recording",
                    "configuration.manage_day_night_toggle",
                ),
            ),
        ),
        Change(
            Role(auditor, "user", "Reads", permissions("billing.access")),
            Role(auditor, "user", "Reads reports", permissions("reporting.access")),
        ),
        Change(
            Group(field, "", permissions("presence.access")),
            Group(moved, "", permissions("presence.access")),
        ),
        grant(in_field, "zoë"),
        Change(None, Group(sales, "", permissions("soft_phone.access", "presence.access"))),
        grant(in_sales, "isla"),
        grant(in_sales, "jack", at(2027, 2, 1)),
        redate(in_sales, "noah", at(2027, 2, 1), at(2027, 6, 30, 15, 30)),
        grant(desk, "ivy"),
    ]
    manager = ("manager", RESELLER)
    before, after = permissions("users.access"), permissions("users.access", "presence.access")
    changes += [
        Change(Group(ref, "", before), Group(ref, "", after)) for ref in (managers, support, floor)
    ]
    notes = Notes(
        reasons={(in_sales, "jack"): "parental leave cover"},
        sets={manager: after},
        uses={ref: frozenset({manager}) for ref in (managers, support, floor)},
    )
    london = "customers/acme/london.yaml"
    origins = Places(
        {
            receptionist: Origin("reseller.yaml", 8),
            auditor: Origin("reseller.yaml", 14),
            moved: Origin(london, 21),
            sales: Origin(london, 12),
            managers: Origin(london, 8),
            in_sales: Origin(london, 13),
        },
        {
            (in_sales, "isla"): Origin(london, 14),
            (in_sales, "jack"): Origin(london, 15),
            (in_sales, "noah"): Origin(london, 16),
            (in_field, "zoë"): Origin(london, 23),
            (desk, "ivy"): Origin(london, 30),
        },
    )
    finding = Finding(
        "RC0203",
        Severity.WARNING,
        "leo ended on 2026-02-28 and is still listed",
        origin=Origin(london, 17, 17, 20),
        help="delete the line",
    )
    made = plan(
        *changes,
        findings=(finding,),
        left_out=(LeftOut(revoke(top_paris, "amelia"), "it takes access"),),
        unmanaged=Unmanaged(
            frozenset({group("Top Role/Old Stuff")}),
            {
                Container.of(group("Top Role/Old Stuff")): Members(frozenset({"bob", "carol"})),
                Container.of(group("Top Role", PARIS)): Members(frozenset({"amelia"})),
            },
        ),
    )
    return made, notes, origins
