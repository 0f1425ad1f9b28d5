"""A project whose files and live system agree, until somebody changes the latter by hand."""

from dataclasses import replace
from datetime import UTC, datetime
from difflib import ndiff
from itertools import product

from reconciler.adopt import adopt
from reconciler.core.change import Change
from reconciler.core.model import (
    Container,
    Fixed,
    Group,
    Members,
    Membership,
    Ref,
    Role,
    State,
    Users,
)
from reconciler.core.replay import replay
from reconciler.core.scope import ROOT, Scope
from reconciler.pipeline import Question, plan, sound_files
from reconciler.providers.base import ReadOnly
from reconciler.providers.memory import Memory
from reconciler.spec.catalog import write_catalog
from reconciler.spec.edit.saving import save
from reconciler.validate import open_project

RESELLER = """\
# The roles of everybody.
scope: /
sets:
  team: [users.access, soft_phone.access]   # for all teams
  desk:
    # Calls.
    - call_flow.access
    - presence.access
roles:
  - name: Receptionist   # at the door
    type: user
    description: Front desk
    permissions: [set:desk]
  # Figures.
  - name: Analyst
    type: user
memberships: []
"""
ACME_FILE = "scope: /acme\n"
LONDON_FILE = """\
scope: /acme/london
groups:
  - name: Top Role   # built in
    members:
      - amelia
      - {user: mia, expires: 2090-01-31}
    groups:
      # Everybody who sells.
      - name: Sales
        description: Sells
        permissions:
          - set:team   # as all teams
          - users.manage_voicemail   # for quotes
        members:
          # Since 2020.
          - isla
          - {user: jack, expires: 2090-01-31, reason: leave}   # until Mia
          - user: noah   # on his own lines
            reason: lead
        groups:
          - name: Outbound
            members: []
            groups: []
      - name: Support   # calls back
        permissions: [set:team]
        members: [ivy, leo]
        groups: []
memberships:
  # At the door.
  - role: Receptionist
    users: [leo]
"""
MORE = """\
# What only adds.
scope: /acme/london
mode: additive
sets:
  nobody: [presence.access]
groups:
  - name: Top Role/Support
    members: [mia]   # helps out
  - name: Top Role/Sales/Outbound
    permissions: [set:team]   # as well
memberships:
  - role: Analyst
    users: [mia, isla]
  - role: Receptionist
    users: [amelia]
"""
FIGURES = """\
scope: /
mode: additive
roles:
  - name: Analyst
    permissions: [presence.access]   # as well
"""
KINDS = ("user", "group", "role")
LONDON, ACME = Scope("/acme/london"), Scope("/acme")
TOP = Ref("group", LONDON, ("top role",))
END, LATER = datetime(2090, 2, 1, tzinfo=UTC), datetime(2091, 2, 1, tzinfo=UTC)
TEAM = ("users.access", "soft_phone.access")


def group(*names):
    return Ref("group", LONDON, ("top role", *names))


def role(name):
    return Ref("role", ROOT, (name,))


SALES, SUPPORT, OUTBOUND = group("sales"), group("support"), group("sales", "outbound")
RECEPTIONIST, ANALYST = role("receptionist"), role("analyst")


def container(ref):
    return Container(ref, LONDON)


def grant(user, ref, end=None):
    return Change(None, Membership(user, container(ref), end))


def revoke(user, ref):
    return Change(Membership(user, container(ref)), None)


def there(thing):
    """A role or group that appears, or is another now."""
    return Change(None, thing)


def gone(ref):
    return Change(Group(ref) if ref.kind == "group" else Role(ref), None)


def sales(description="Sells", permissions=(*TEAM, "users.manage_voicemail")):
    return there(Group(SALES, description, frozenset(permissions)))


def support(permissions=TEAM, name="support"):
    return there(Group(group(name), "", frozenset(permissions)))


def a_role(ref, kind="user", description="", permissions=("call_flow.access", "presence.access")):
    return there(Role(ref, kind, description, frozenset(permissions)))


class Site:
    """A project and the live system that it is in sync with."""

    def __init__(self, world):
        self.world, self.path = world, world.root / "reconciler.yaml"
        world.target = replace(world.target, arrows=frozenset(product(KINDS, ("role", "group"))))
        self.question = Question(world.now)
        write_catalog(open_project(self.path)[0], world.target)
        people = ("amelia", "isla", "jack", "noah", "ivy", "leo", "mia", "ada")
        self.live = State(
            users={LONDON: Users(frozenset(people))},
            groups={TOP: Group(TOP, "", frozenset())},
            members={container(TOP): Members(frozenset({"amelia"}))},
            scopes=frozenset({ROOT, ACME, LONDON}),
            complete=frozenset({ROOT, ACME, LONDON}),
            fixed={TOP: frozenset(Fixed) - {Fixed.MEMBERS}},
            spelling={TOP: "Top Role", Ref("user", LONDON, ("ada",)): "Ada"},
        )
        planned = self.plan()
        assert not planned.plan.is_refused, planned.plan.findings
        self.drift(*planned.plan.changes)
        written = planned.files.declared.state.spelling
        self.live = replace(self.live, spelling={**self.live.spelling, **written})

    def drift(self, *changes):
        """Change the live system by hand."""
        self.live = replay(self.live, changes)

    @property
    def provider(self):
        return ReadOnly(Memory(self.world.target, self.live, lambda: self.world.now))

    def plan(self):
        return plan(sound_files(self.path, self.question), self.provider, self.question)

    def adopt(self, scope=None):
        """The lines that an adoption changes, and what it refuses; it is saved."""
        adoption = adopt(self.path, self.provider, Question(self.world.now, scope))
        assert save(self.world.root, adoption.edits) == []
        lines = [
            line.rstrip()
            for edit in adoption.edits
            for line in ndiff(edit.old.decode().splitlines(), edit.new.decode().splitlines())
            if line[0] in "+-"
        ]
        return lines, [finding.message for finding in adoption.refused]


def moved(state, old, new):
    """The state with a group, all below it and all who hold them, under another name."""

    def to(ref):
        return Ref(ref.kind, ref.scope, (*new.name, *ref.name[len(old.name) :]))

    def at(ref):
        return to(ref) if old.holds(ref) else ref

    return replace(
        state,
        groups={at(ref): replace(one, ref=at(ref)) for ref, one in state.groups.items()},
        roles={at(ref): replace(one, ref=at(ref)) for ref, one in state.roles.items()},
        members={Container(at(one.ref), one.scope): who for one, who in state.members.items()},
    )


def site_of(world):
    """Five files about three scopes, and what lives as they say."""
    files = {"reseller": RESELLER, "acme": ACME_FILE, "london": LONDON_FILE, "extra": MORE}
    files["more_roles"] = FIGURES
    for name, text in files.items():
        world.file(f"{name}.roles.yaml", text)
    return Site(world)


INBOUND_ENTRY = """\
          - name: Inbound
            permissions: [presence.access]
            members:
              - {user: ivy, reason: nights}
"""
TREE = f"""\
scope: /acme/london
groups:
  - name: Top Role
    members: [amelia]
    groups:
      - name: Sales
        permissions: [users.access]
        members: [isla, jack]
        groups:
{INBOUND_ENTRY}\
      - name: Support
        permissions: [users.access]
        members: [leo]
        groups: []
"""
INBOUND, ELSEWHERE = group("sales", "inbound"), group("support", "inbound")


def tree_of(world):
    """One file without comments about one phone system."""
    world.project(
        "version: 1\n"
        "target: {provider: portal, url: 'sqlite:///portal.db', account: northwind}\n"
        "manage: [/acme/london]\n"
        "sources: [{files: london.roles.yaml, within: /acme/london}]\n"
    )
    return with_tree(world, TREE)


def with_tree(world, text):
    world.file("london.roles.yaml", text)
    return Site(world)


def text_of(site):
    return (site.world.root / "london.roles.yaml").read_text()


def refused(site):
    """What is refused; what else differs is adopted all the same."""
    site.drift(grant("ada", TOP))
    lines, messages = site.adopt()
    assert lines != []
    assert site.adopt() == ([], messages)
    return messages


def stays(path, why):
    return [f"group Top Role/{path} is not adopted: {why}"]


HIDDEN = "a\u00adb"
