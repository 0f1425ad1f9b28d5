"""What the writer calls things: as they stand in the portal, or as the author writes them."""

from dataclasses import dataclass, field, replace

import pytest

from reconciler.core.change import Change
from reconciler.core.model import Container, Group, Membership, Ref, Role, State, Users
from reconciler.core.scope import ROOT, Scope
from reconciler.core.spelling import Spelling
from reconciler.providers.portal.local.write import Writer
from reconciler.providers.portal.target import portal_target

LONDON = Scope("/acme/london")
ACME = Scope("/acme")
TOP = Ref("group", LONDON, ("top role",))
SALES = Ref("group", LONDON, ("top role", "sales"))
CREW = Ref("group", LONDON, ("top role", "crew"))
CLERK, GUEST = Ref("role", ROOT, ("clerk",)), Ref("role", ROOT, ("guest",))
ANN = Ref("user", LONDON, ("ann",))

LIVE = {ref: ref.name[-1].upper() for ref in (TOP, SALES, CREW, CLERK, GUEST, ANN)} | {
    ACME: "ACME",
    LONDON: "LONDON",
}
AUTHOR = {place: name.title() for place, name in LIVE.items()}


@dataclass
class Recording:
    """A portal's writes that only remember what they were asked."""

    calls: list = field(default_factory=list)
    area: str = ""

    def __getattr__(self, name):
        return Recording(self.calls, f"{self.area}.{name}".strip("."))

    def __call__(self, *said, **more):
        self.calls.append((self.area, *said, *more.values()))


def sent(change):
    """The one call that a change becomes."""
    work = Recording()
    state = State(users={LONDON: Users(frozenset({"ann"}))}, spelling=LIVE)
    Writer(work, state, Spelling((AUTHOR,)), portal_target("northwind").names).send(change)
    (call,) = work.calls
    return call


def group(ref):
    return Group(ref, "", frozenset())


def role(ref):
    return Role(ref, "user", "", frozenset())


def described(thing):
    return Change(thing, replace(thing, description="d"))


SEAT = Membership("ann", Container.of(SALES))
ASSIGNED = Membership("ann", Container(CLERK, LONDON))
UNDER = replace(SALES, name=(*CREW.name, "sales"))
PLACE = "/ACME/LONDON"


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        (Change(None, role(CLERK)), ("roles.create", "Clerk", "user", (), "")),
        (described(role(CLERK)), ("roles.edit", "CLERK", "d", None)),
        (Change(role(CLERK), role(GUEST)), ("roles.rename", "CLERK", "Guest")),
        (Change(role(CLERK), None), ("roles.delete", "CLERK")),
        (
            Change(None, group(SALES)),
            ("groups.create", PLACE, ("TOP ROLE", "Sales"), (), ""),
        ),
        (described(group(SALES)), ("groups.edit", PLACE, ("TOP ROLE", "SALES"), "d")),
        (
            Change(group(SALES), group(CREW)),
            ("groups.move", PLACE, ("TOP ROLE", "SALES"), ("TOP ROLE", "Crew")),
        ),
        (
            # The author says nothing of how the name is written there: it stays as it stands.
            Change(group(SALES), group(UNDER)),
            ("groups.move", PLACE, ("TOP ROLE", "SALES"), ("TOP ROLE", "CREW", "SALES")),
        ),
        (Change(group(SALES), None), ("groups.delete", PLACE, ("TOP ROLE", "SALES"))),
        (Change(None, SEAT), ("memberships.grant", PLACE, ("TOP ROLE", "SALES"), "ANN", None)),
        (Change(SEAT, None), ("memberships.revoke", PLACE, ("TOP ROLE", "SALES"), "ANN")),
        (Change(None, ASSIGNED), ("assignments.grant", "CLERK", "ANN", None)),
        (Change(ASSIGNED, None), ("assignments.revoke", "CLERK", "ANN")),
    ],
    ids=lambda value: value[0] if isinstance(value, tuple) else "",
)
def test_what_is_there_is_called_as_it_stands_and_what_is_new_as_the_author_writes_it(
    change, expected
):
    assert sent(change) == expected
