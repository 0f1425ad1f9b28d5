"""Every kind of drift is written back into the lines that it is about, and into no other."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from adopting import (
    ANALYST,
    END,
    HIDDEN,
    INBOUND,
    LATER,
    LONDON,
    LONDON_FILE,
    MORE,
    OUTBOUND,
    RECEPTIONIST,
    RESELLER,
    SALES,
    SUPPORT,
    TEAM,
    TOP,
    TREE,
    Site,
    a_role,
    gone,
    grant,
    group,
    moved,
    refused,
    revoke,
    role,
    sales,
    site_of,
    support,
    there,
    tree_of,
    with_tree,
)

from reconciler.adopt import adopt
from reconciler.core.declared import Declared
from reconciler.core.model import (
    Group,
    Ref,
    Role,
    Users,
)
from reconciler.core.scope import Scope
from reconciler.errors import FilesError
from reconciler.providers.base import ReadOnly
from reconciler.providers.memory import Memory
from reconciler.spec.adopt.case import Case
from reconciler.spec.adopt.differences import adopt_differences


@pytest.fixture
def site(world):
    return site_of(world)


@pytest.fixture
def tree(world):
    return tree_of(world)


JACK = "{user: jack, expires: 2090-01-31, reason: leave}   # until Mia"

DRIFTS = {
    "a member more": (
        [grant("ada", SALES)],
        ["+           - Ada"],
    ),
    "a member more with an end": (
        [grant("ada", SALES, END)],
        ["+           - {user: Ada, expires: 2090-01-31}"],
    ),
    "a member more in brackets": (
        [grant("ada", SUPPORT)],
        ["-         members: [ivy, leo]", "+         members: [Ada, ivy, leo]"],
    ),
    "a group as a member": (
        [grant(SUPPORT, SALES)],
        ["+           - {group: Top Role/Support}"],
    ),
    "a member less": (
        [revoke("isla", SALES)],
        ["-           # Since 2020.", "-           - isla"],
    ),
    "a member less who stands on two lines": (
        [revoke("noah", SALES)],
        ["-           - user: noah   # on his own lines", "-             reason: lead"],
    ),
    "another end": (
        [grant("jack", SALES, LATER)],
        [f"-           - {JACK}", f"+           - {JACK.replace('2090', '2091')}"],
    ),
    "no end any more": (
        [grant("jack", SALES)],
        [f"-           - {JACK}", "+           - {user: jack, reason: leave}   # until Mia"],
    ),
    "no end any more, and no reason": (
        [grant("mia", TOP)],
        ["-       - {user: mia, expires: 2090-01-31}", "+       - mia"],
    ),
    "an end where there was none": (
        [grant("noah", SALES, END)],
        ["+             expires: 2090-01-31"],
    ),
    "an end for a plain name": (
        [grant("isla", SALES, END)],
        ["-           - isla", "+           - {user: isla, expires: 2090-01-31}"],
    ),
    "a membership that has ended early": (
        [grant("jack", SALES, datetime(2001, 1, 1, tzinfo=UTC))],
        [f"-           - {JACK}"],
    ),
    "an assignment more": (
        [grant("ivy", RECEPTIONIST)],
        ["-     users: [leo]", "+     users: [ivy, leo]"],
    ),
    "an assignment less": (
        [revoke("leo", RECEPTIONIST)],
        ["-     users: [leo]", "+     users: []"],
    ),
    "a role and a group that hold a role": (
        [grant(SUPPORT, RECEPTIONIST), grant(ANALYST, RECEPTIONIST)],
        ["+     groups: [Top Role/Support]", "+     roles: [/:Analyst]"],
    ),
    "an additive member less": (
        [revoke("mia", SUPPORT)],
        ["-     members: [mia]   # helps out", "+     members: []   # helps out"],
    ),
    "an additive assignment less": (
        [revoke("mia", ANALYST)],
        ["-     users: [mia, isla]", "+     users: [isla]"],
    ),
    "a permission more": (
        [sales(permissions=(*TEAM, "users.manage_voicemail", "presence.access"))],
        ["+           - presence.access"],
    ),
    "a permission less": (
        [sales(permissions=TEAM)],
        ["-           - users.manage_voicemail   # for quotes"],
    ),
    "a permission less that a set brings to others too": (
        [sales(permissions=("soft_phone.access", "users.manage_voicemail"))],
        ["-           - set:team   # as all teams", "+           - soft_phone.access"],
    ),
    "an additive permission less": (
        [a_role(ANALYST, permissions=())],
        ["-     permissions: [presence.access]   # as well", "+     permissions: []   # as well"],
    ),
    "an additive permission less that a set brings": (
        [there(Group(OUTBOUND, "", frozenset({"soft_phone.access"})))],
        [
            "-     permissions: [set:team]   # as well",
            "+     permissions: [soft_phone.access]   # as well",
        ],
    ),
    "a permission less with all that use a set": (
        [
            sales(permissions=("soft_phone.access", "users.manage_voicemail")),
            support(permissions=("soft_phone.access",)),
            there(Group(OUTBOUND, "", frozenset({"soft_phone.access"}))),
        ],
        [
            "-   team: [users.access, soft_phone.access]   # for all teams",
            "+   team: [soft_phone.access]   # for all teams",
        ],
    ),
    "a permission less in a set that one uses": (
        [a_role(RECEPTIONIST, description="Front desk", permissions=("presence.access",))],
        ["-     # Calls.", "-     - call_flow.access"],
    ),
    "a permission more with all that use a set": (
        [
            sales(permissions=(*TEAM, "users.manage_voicemail", "presence.access")),
            support(permissions=(*TEAM, "presence.access")),
            there(Group(OUTBOUND, "", frozenset((*TEAM, "presence.access")))),
        ],
        [
            "-   team: [users.access, soft_phone.access]   # for all teams",
            "+   team: [users.access, soft_phone.access, presence.access]   # for all teams",
        ],
    ),
    "a permission more in a list with a set that one uses": (
        [
            a_role(
                RECEPTIONIST,
                description="Front desk",
                permissions=("users.access", "presence.access", "call_flow.access"),
            )
        ],
        [
            "-     permissions: [set:desk]",
            "+     permissions: [set:desk, users.access]",
        ],
    ),
    "a description": (
        [sales("Sells: everything")],
        ["-         description: Sells", "+         description: 'Sells: everything'"],
    ),
    "no description any more": (
        [a_role(RECEPTIONIST)],
        ["-     description: Front desk", "+     description: ''"],
    ),
    "a type": (
        [
            revoke("leo", RECEPTIONIST),
            revoke("amelia", RECEPTIONIST),
            a_role(RECEPTIONIST, "customer", "Front desk"),
        ],
        [
            "-   - role: Receptionist",
            "-     users: [amelia]",
            "- memberships:",
            "-   # At the door.",
            "-   - role: Receptionist",
            "-     users: [leo]",
            "+ memberships: []",
            "-     type: user",
            "+     type: customer",
        ],
    ),
    "a group more": (
        [
            there(Group(group("sales", "in"), "", frozenset(TEAM))),
            there(Group(group("sales", "in", "night"), "", frozenset())),
            grant("ada", group("sales", "in")),
        ],
        [
            "+           - name: in",
            "+             permissions: [set:team]",
            "+             members: [Ada]",
            "+             groups:",
            "+               - name: night",
            "+                 permissions: []",
            "+                 members: []",
            "+                 groups: []",
        ],
    ),
    "a group more below one without groups": (
        [there(Group(group("support", "night"), "", frozenset()))],
        [
            "-         groups: []",
            "+         groups:",
            "+           - name: night",
            "+             permissions: []",
            "+             members: []",
            "+             groups: []",
        ],
    ),
    "a tree more": (
        [there(Group(Ref("group", LONDON, ("x/y",)), "", frozenset()))],
        [r"+   - name: x\/y", "+     permissions: []", "+     members: []", "+     groups: []"],
    ),
    "a group less": (
        [gone(OUTBOUND)],
        [
            "-         groups:",
            "-           - name: Outbound",
            "-             members: []",
            "-             groups: []",
            "+         groups: []",
            "-   - name: Top Role/Sales/Outbound",
            "-     permissions: [set:team]   # as well",
        ],
    ),
    "a group less with all below it": (
        [
            *(revoke(user, SALES) for user in ("isla", "jack", "noah")),
            gone(OUTBOUND),
            gone(SALES),
        ],
        [f"- {line}" for line in LONDON_FILE.splitlines()[7:23]]
        + ["-   - name: Top Role/Sales/Outbound", "-     permissions: [set:team]   # as well"],
    ),
    "a role more": (
        [a_role(role("boss"), permissions=()), grant("ivy", role("boss"), END)],
        [
            "+   - role: boss",
            "+     users: [{user: ivy, expires: 2090-01-31}]",
            "+   - name: boss",
            "+     type: user",
            "+     permissions: []",
        ],
    ),
    "a role less": (
        [revoke("mia", ANALYST), revoke("isla", ANALYST), gone(ANALYST)],
        [
            "-   - role: Analyst",
            "-     users: [mia, isla]",
            "- roles:",
            "+ roles: []",
            "-   - name: Analyst",
            "-     permissions: [presence.access]   # as well",
            "-   # Figures.",
            "-   - name: Analyst",
            "-     type: user",
        ],
    ),
}


@pytest.mark.parametrize("kind", DRIFTS)
def test_drift_is_adopted_in_the_lines_that_it_is_about(site, kind):
    changes, expected = DRIFTS[kind]
    site.drift(*changes)
    lines, refused = site.adopt()
    assert (sorted(lines), refused) == (sorted(expected), [])
    assert site.adopt() == ([], [])
    assert [change.after for change in site.plan().plan.changes if change.after] == []


# Refusals


DEEP = [group("support", *map(str, range(depth))) for depth in range(1, 20)]
OUTSIDE = (*TEAM, "users.manage_voicemail", "roles.manage")


@pytest.mark.parametrize(
    ("changes", "what", "why"),
    [
        ([grant(HIDDEN, SALES)], f"{HIDDEN} in group Top Role/Sales", "no file can hold the name"),
        ([sales("\x1b[31m")], "group Top Role/Sales", "no file can hold its description"),
        (
            [sales(permissions=OUTSIDE)],
            "group Top Role/Sales",
            "no file can give it the permission roles.manage",
        ),
        (
            [there(Group(group("support", "x"), "", frozenset({"roles.manage"})))],
            "group Top Role/Support/x",
            "permission roles.manage of group Top Role/Support/x cannot stand in a file",
        ),
        (
            [there(Group(group("support", HIDDEN), "", frozenset()))],
            f"group Top Role/Support/{HIDDEN}",
            "no file can hold its name",
        ),
        (
            [there(Group(ref, "", frozenset())) for ref in DEEP],
            "group Top Role/Support/0",
            "it stands too deep",
        ),
    ],
)
def test_what_no_file_can_hold_is_refused_and_the_rest_adopted(site, changes, what, why):
    known = Users(site.live.users[LONDON].active | {HIDDEN})
    site.live = replace(site.live, users={LONDON: known})
    site.drift(*changes)
    assert refused(site) == [f"{what} is not adopted: {why}"]


def test_who_holds_a_role_that_no_file_can_name_is_refused(site):
    long = role("/" * 200)
    site.drift(there(Role(long, "user", "", frozenset())), grant("ivy", long), grant("leo", long))
    path = "\\/" * 200
    assert refused(site) == [
        f"role {path} is not adopted: no file can hold its name",
        f"ivy in role {path} is not adopted: no file has a list for it",
        f"leo in role {path} is not adopted: no file has a list for it",
    ]


BOTH = TREE.replace("members: [leo]", "members: *both").replace(
    "            members:\n              - {user: ivy, reason: nights}\n",
    "            members: &both [ivy]\n",
)


@pytest.mark.parametrize(
    ("change", "what"),
    [
        (grant("noah", SUPPORT), "noah in group Top Role/Support"),
        (revoke("ivy", INBOUND), "ivy in group Top Role/Sales/Inbound"),
    ],
)
def test_what_an_anchor_brings_to_two_places_is_refused(tree, change, what):
    site = with_tree(tree.world, BOTH)
    site.drift(change)
    why = "an anchor in london.roles.yaml brings it to more than one place"
    assert refused(site) == [f"{what} is not adopted: {why}"]


ANCHOR = "an anchor in {} brings it to more than one place"


def test_a_type_stays_where_an_anchor_keeps_who_holds_the_role(site):
    twice = LONDON_FILE.replace("users: [leo]", "users: &who [leo]")
    site.world.file("london.roles.yaml", f"{twice}  - role: Analyst\n    users: *who\n")
    site.world.file("extra.roles.yaml", MORE.partition("memberships:")[0])
    site.drift(
        *(revoke(user, RECEPTIONIST) for user in ("leo", "amelia")),
        *(revoke(user, ANALYST) for user in ("isla", "mia")),
        a_role(RECEPTIONIST, "customer", "Front desk"),
    )
    anchor = ANCHOR.format("london.roles.yaml")
    assert refused(site) == [
        f"role Receptionist is not adopted: {anchor}",
        f"leo in role Analyst is not adopted: {anchor}",
    ]


def test_a_set_that_an_anchor_brings_to_two_places_is_written_out_instead(site):
    twice = RESELLER.replace("  team: [", "  team: &keys [").replace(
        "roles:", "  crew: *keys\nroles:"
    )
    site.world.file("reseller.roles.yaml", twice)
    site.drift(support(()), sales(permissions=()), there(Group(OUTBOUND, "", frozenset())))
    lines, messages = site.adopt()
    assert messages == []
    assert "-         permissions: [set:team]" in lines


ROLES_TWICE = """\
scope: /
roles:
  - &desk
    name: Desk
    type: user
    description: Front desk
    permissions: [presence.access]
memberships: []
"""


@pytest.mark.parametrize(
    "change",
    [
        there(Role(role("desk"), "user", "", frozenset({"presence.access"}))),
        there(Role(role("desk"), "user", "Front desk", frozenset())),
        gone(role("desk")),
    ],
)
def test_a_role_that_an_anchor_brings_to_two_places_is_refused(world, change):
    world.file("acme.roles.yaml", "scope: /acme\n")
    world.file("london.roles.yaml", "scope: /acme/london\n")
    again = "scope: /\nmode: additive\nroles:\n  - &desk\n    name: Desk\n    type: user\n"
    world.file("a.roles.yaml", again + "    description: Front desk\n  - *desk\n")
    world.file("b.roles.yaml", ROLES_TWICE.replace("description: Front desk", "mode: additive"))
    site = Site(world)
    site.drift(change)
    _, messages = site.adopt()
    assert messages == [f"role Desk is not adopted: {ANCHOR.format('a.roles.yaml')}"]


def test_two_reasons_to_refuse_a_thing_are_one_finding(site):
    site.drift(sales("\x1b[31m", OUTSIDE))
    assert refused(site) == [
        "group Top Role/Sales is not adopted: no file can give it the permission roles.manage"
    ]


# What cannot be adopted at all


def case(site, *changes):
    """These very changes, whatever the plan says."""
    planned = site.plan()
    return Case(
        planned.files.project,
        planned.files.declared,
        site.live,
        site.world.target,
        site.world.now,
        changes,
    )


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (revoke("ada", group("nowhere")), "no file has a list for it"),
        (revoke("ada", group("sales", "nowhere")), "no file has a list for it"),
        (grant("ada", SALES), "no line of a file names it"),
        (gone(group("nowhere")), "no file has a list for it"),
    ],
)
def test_what_no_file_speaks_of_is_refused(site, change, said):
    asked = case(site, change)
    if change.value == gone(group("nowhere")).value:
        site.world.file("london.roles.yaml", "scope: /acme/london\n")
        site.world.file("extra.roles.yaml", "scope: /acme/london\n")
        asked = case(site, change)
    adopt_differences(asked)
    assert [one.message.partition(": ")[2] for one in asked.refused.findings] == [said]
    assert asked.refused.covers(change)


def test_only_what_files_declare_can_be_adopted(site):
    asked = replace(case(site), declared=Declared())
    with pytest.raises(TypeError, match="only what files declare can be adopted"):
        adopt_differences(asked)


def test_files_that_would_have_errors_are_not_adopted(site):
    site.world.file("acme.roles.yaml", "scope: /acme\nroles: no\n")
    with pytest.raises(FilesError, match=r"Nothing is planned from files with errors\."):
        site.adopt()


def test_what_stands_against_the_plan_for_another_reason_is_said_and_the_rest_adopted(site):
    site.live = replace(site.live, scopes=site.live.scopes | {Scope("/acme/leeds")})
    site.live = replace(site.live, complete=site.live.scopes)
    site.drift(grant("ada", SALES))
    assert site.adopt() == (
        ["+           - Ada"],
        ["scope /acme/leeds is managed by a pattern, and no file speaks of it"],
    )


def test_a_user_who_is_gone_stays_to_be_removed_and_the_rest_is_adopted(site):
    users = site.live.users[LONDON].active - {"ivy"}
    site.live = replace(site.live, users={LONDON: Users(users)})
    site.drift(revoke("ivy", SUPPORT), grant("ada", SALES))
    lines, refused = site.adopt()
    assert (lines, len(refused)) == (["+           - Ada"], 1)
    assert "ivy" in refused[0]


SHARED_LINE = "        members: [   # by day\n          ivy, leo]\n"


def test_a_file_that_cannot_be_edited_stays_and_the_others_are_adopted(site):
    shared = LONDON_FILE.replace("        members: [ivy, leo]\n", SHARED_LINE)
    site.world.file("london.roles.yaml", shared)
    assert site.plan().is_settled
    site.drift(grant("ada", SUPPORT), revoke("isla", ANALYST))
    lines, refused = site.adopt()
    assert lines == ["-     users: [mia, isla]", "+     users: [mia]"]
    why = "london.roles.yaml cannot be edited as it should be"
    assert refused == [
        "nobody can tell which item in these brackets a comment belongs to",
        f"Ada in group Top Role/Support is not adopted: {why}",
    ]
    assert (site.world.root / "london.roles.yaml").read_text() == shared


def test_what_needs_two_files_of_which_one_cannot_be_edited_is_refused_in_both(site):
    shared = LONDON_FILE.replace("        members: [ivy, leo]\n", SHARED_LINE)
    site.world.file("london.roles.yaml", shared)
    site.live = moved(site.live, OUTBOUND, group("support", "outbound"))
    site.drift(grant("ada", SUPPORT), revoke("isla", ANALYST))
    lines, refused = site.adopt()
    assert lines == ["-     users: [mia, isla]", "+     users: [mia]"]
    assert len(refused) == 3


class Stubborn(Memory):
    """A live system that reads all descriptions as another one."""

    def normalize(self, desired):
        groups = {ref: replace(one, description="odd") for ref, one in desired.groups.items()}
        return replace(desired, groups=groups), []


def test_where_something_would_be_left_all_the_same_nothing_is_adopted(site):
    site.drift(grant("ada", SALES))
    live = ReadOnly(Stubborn(site.world.target, site.live, lambda: site.world.now))
    with pytest.raises(FilesError) as error:
        adopt(site.path, live, site.question)
    assert str(error.value) == "Nothing is adopted: the plan would not be empty."
    assert "the next plan would update group Top Role/Sales" in [
        one.message for one in error.value.findings
    ]


def test_one_scope_is_adopted_alone(site):
    site.drift(grant("ada", SALES), a_role(RECEPTIONIST, description="Door"))
    assert site.adopt("/acme/london") == (["+           - Ada"], [])
    assert not site.plan().is_settled
