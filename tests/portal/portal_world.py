"""A small portal: one reseller, two customers, three phone systems, and a clock that we turn."""

import threading
from datetime import UTC, datetime, timedelta

from reconciler.portal import Portal, StoreError

NOW = datetime(2026, 11, 1, 12, tzinfo=UTC)
LONDON, PARIS, OSLO = "/acme/london", "/acme/paris", "/globex/oslo"
TOP = ("Top Role",)
MANAGERS = (*TOP, "Managers")
SALES = (*MANAGERS, "Sales")
SUPPORT = (*TOP, "Support")

PEOPLE = {
    "/": ["olivia", "rhea"],
    "/acme": ["amanda", "adam"],
    LONDON: ["amelia", "noah", "isla", "jack", "ivy"],
    PARIS: ["pia", "pedro"],
    "/globex": ["gina"],
    OSLO: ["ola", "odd"],
}


class Clock:
    def __init__(self):
        self.now = NOW

    def __call__(self):
        return self.now

    def advance(self, **time):
        self.now += timedelta(**time)


def populate(work):
    for customer, names in (("Acme", ("London", "Paris")), ("Globex", ("Oslo",))):
        work.scopes.create_customer(customer)
        for name in names:
            work.scopes.create_phone_system(f"/{customer}", name)
    for scope, users in PEOPLE.items():
        for user in users:
            work.users.create(scope, user)


def grant_role(portal, user, *permissions, role_type="reseller", expires=None):
    """Give a user a role that carries these permissions."""
    with portal.transaction() as work:
        name = f"{user} {' '.join(permissions)}"
        work.roles.create(name, role_type, permissions)
        work.assignments.grant(name, user, expires)
    return name


def members(portal, path, scope=LONDON):
    """The names of a group's members."""
    snapshot = portal.read()
    group = snapshot.group_ids[
        snapshot.scope_ids[scope.lower()], tuple(name.casefold() for name in path)
    ]
    found = [snapshot.users[one.user].name for one in snapshot.members if one.group == group]
    return sorted(found)


def write_at_once(url, names):
    """Thirty users from each of several writers; what stopped one of them."""
    errors = []
    threads = [threading.Thread(target=_write, args=(url, name, errors)) for name in names]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return errors


def _write(url, prefix, errors):
    try:
        with Portal.open(url, clock=Clock()) as portal:
            for number in range(15):
                with portal.transaction() as work:
                    work.users.create(LONDON, f"{prefix}{number}")
                    work.users.create("/acme", f"{prefix}{number}-customer")
    except StoreError as error:
        errors.append(error)
