"""Portals by chance, each from its own number: names that make trouble, ends, lists that repeat."""

from dataclasses import dataclass, field
from datetime import timedelta
from random import Random

from reconciler.portal import Portal, Work
from reconciler.portal.catalog import PERMISSIONS
from reconciler.portal.names import fold, scope_names, scope_path
from reconciler.providers.portal.local.provider import PortalProvider

from .build import NOW

TROUBLE = (
    *("NO", "0100", "null", "~", "True", "1.10", "12:30", "2027-01-31", "+442079460000", "=", "<<"),
    *("a: b", "a #b", "#b", "@ann", "- x", "-", "?", "? x", "!tag", "&anchor", "%x", "`x`", "|"),
    *("{x}", "[x]", "x, y", "'", '"', "it's", 'say "hi"', "back\\slash", "\\", "end\\", "sla/sh"),
    *("/", "//", "a/", "/acme:bob", ":", "a:b", "a:", "::set-output", "set:x", "set:", "two  s"),
    *("Zoë", "ŁÓDŹ", "ﬁle", "Straße", "日本語", "🙂", "e\u0301", "no\u00a0break", ">", "x" * 255),
    *("é" * 255, "role", "users", "Top Role", "..", ".", ".hidden", "CON"),
)
"""Names that the portal accepts and files can hold, if they are written with care."""

BUT_SCOPES = ("*", "a*", "**")
BUT_ROLES = ("/" * 255,)

PLAIN = ("ann", "Bob", "Sales", "Front Desk", "support-2", "x", "Y", "Managers")
KEYS = [one.key for one in PERMISSIONS if one.level == "phone_system"]
LISTS = (KEYS[0:3], KEYS[0:4], KEYS[4:9], KEYS[5:6], [])
"""Lists that several roles and groups have."""

ENDS = (timedelta(-3), timedelta(hours=12), timedelta(days=1, microseconds=1), timedelta(400))


def portal(number: int, url: str = "sqlite://") -> PortalProvider:
    """The portal of this number, where it is always now."""
    random = Random(f"portal {number}")
    made = Portal.create(
        url, "northwind", clock=lambda: NOW, fill=lambda work: _Filling(work, random).all()
    )
    return PortalProvider(made, lambda: NOW)


@dataclass
class _Filling:
    """A portal on the way; `people` are the users of each scope, `taken` all names so far."""

    work: Work
    random: Random
    people: dict[str, list[str]] = field(default_factory=dict)
    taken: set[str] = field(default_factory=set)

    def all(self) -> None:
        self.users("/")
        for _ in range(self.random.randrange(1, 4)):
            customer = self.name(TROUBLE)
            self.work.scopes.create_customer(customer)
            self.users(scope_path((customer,)))
            for _ in range(self.random.randrange(3)):
                self.phone_system(customer, self.name(TROUBLE))
        self.roles()

    def phone_system(self, customer: str, name: str) -> None:
        scope = scope_path((customer, name))
        self.work.scopes.create_phone_system(scope_path((customer,)), name)
        self.users(scope)
        paths = [("Top Role",)]
        for _ in range(self.random.randrange(8)):
            above = self.random.choice(paths)
            paths.append((*above, self.name((*TROUBLE, *BUT_SCOPES, *BUT_ROLES, *PLAIN))))
            self.work.groups.create(scope, paths[-1], self.permissions(), self.description())
            for user in self.some(self.people[scope]):
                self.work.memberships.grant(scope, paths[-1], user, self.end())

    def users(self, scope: str) -> None:
        """Somebody for a scope; the first of a phone system stays in Top Role."""
        self.people[scope] = [self.name() for _ in range(3)]
        for user in self.people[scope]:
            self.work.users.create(scope, user)
        for user in self.some(self.people[scope][1:], 0.2):
            self.work.users.deactivate(user)

    def roles(self) -> None:
        for _ in range(self.random.randrange(5)):
            name, kind = self.name(), self.random.choice(list(DEPTHS))
            self.work.roles.create(name, kind, self.permissions(), self.description())
            for scope, users in self.people.items():
                if DEPTHS[kind] == depth(scope):
                    for user in self.some(users):
                        self.work.assignments.grant(name, user, self.end())

    def permissions(self) -> list[str]:
        if self.random.random() < 0.7:
            return [*self.random.choice(LISTS), *self.some(KEYS[10:], 0.05)]
        return self.some(KEYS)

    def description(self) -> str:
        return self.random.choice(("", "Front desk", "two\nlines", *TROUBLE))

    def end(self):
        return NOW + self.random.choice(ENDS) if self.random.random() < 0.4 else None

    def some(self, things, chance=0.4):
        return [thing for thing in things if self.random.random() < chance]

    def name(self, names=(*TROUBLE, *BUT_SCOPES, *PLAIN)):
        """A name that nothing else has."""
        while True:
            name = self.random.choice(names)
            if self.random.random() < 0.2:
                name = f"{name[:200]} {self.random.randrange(1000)}"
            if fold(name) not in self.taken:
                self.taken.add(fold(name))
                return name


DEPTHS = {"reseller": 0, "customer": 1, "user": 2}


def depth(scope: str) -> int:
    return len(scope_names(scope))
