"""The system in memory: what it says when it refuses, and what goes along with what."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

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
from reconciler.core.names import NameRules
from reconciler.core.outcome import Status
from reconciler.core.scope import ROOT, Scope
from reconciler.core.spelling import Spelling
from reconciler.core.target import Catalog, Level, Permission, Target
from reconciler.errors import TargetError
from reconciler.providers.base import Run
from reconciler.providers.memory import Memory, open_provider
from reconciler.providers.portal.target import portal_target
from reconciler.testing import EVERYTHING, world
from reconciler.testing.refusals import refused

NOW = datetime(2026, 5, 1, tzinfo=UTC)
RUN = Run(NOW)
PORTAL = portal_target("northwind")

TREE = Target(
    account="tree",
    levels=(Level("one", "One", roles=True, groups=True),),
    catalog=Catalog((Permission("read"),)),
    arrows=frozenset({("user", "group"), ("group", "group"), ("group", "role")}),
    names=NameRules(case=False),
    deletion="along",
)


def ref(*names, kind="group"):
    return Ref(kind, ROOT, names)


def groups(*paths):
    return {ref(*path): Group(ref(*path), "", frozenset()) for path in paths}


def outcome(provider, change, run=RUN):
    (found,) = provider.apply([change], run)
    return found


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("role in no scope", "there is no scope /nowhere"),
        ("role at /acme", "role newcomer cannot be at /Acme"),
        ("role with a name that is empty", "a name has 1 to 255 characters"),
        ("group with a name that is too long", "a name has 1 to 255 characters"),
        ("group with a name that is control", "a name cannot have the character U+0007"),
        ("role with an unknown permission", "there is no permission no.such_permission"),
        ("role guest user carrying roles.manage", "role Guest user cannot carry roles.manage"),
        ("role of no type", "there is no role type no such type"),
        (
            "type of a role that is held",
            "the type of role Clerk user cannot change while it is assigned",
        ),
        ("type that cannot carry", "role Guest reseller cannot carry roles.manage"),
        ("group below nothing", "there is no group Top Role/nobody to stand below"),
        ("group beside the built-in one", "group newcomer must stand below Top Role"),
        ("group into itself", "group Top Role/Managers cannot move into itself"),
        ("delete a group with sub-groups", "group Top Role/Managers still has sub-groups"),
        ("delete a group with members", "group Top Role/Managers/Sales still has members"),
        ("delete a role that is held", "role Clerk reseller still has members"),
        ("delete the built-in group", "group Top Role is built in and cannot be deleted"),
        ("rename the built-in group", "group Top Role is built in and cannot be renamed"),
        ("move the built-in group", "group Top Role is built in and cannot be moved"),
        ("permissions of the built-in group", "the permissions of group Top Role are built in"),
        (
            "revoke the last member",
            "group Top Role must keep an active member whose membership does not end",
        ),
        (
            "end for the last member",
            "group Top Role must keep an active member whose membership does not end",
        ),
        ("nobody in group managers", "there is no user nobody in /Acme/London"),
        ("member of no group managers", "there is no group Top Role/missing"),
        (
            "user of /acme in group managers",
            "/Acme:cyn.acme belongs to another scope than group Top Role/Managers",
        ),
        (
            "role clerk user given at /acme",
            "role Clerk user cannot be at /Acme",
        ),
        (
            "role in group managers",
            "role Clerk reseller cannot be a member of group Top Role/Managers",
        ),
    ],
)
def test_each_refusal_says_which_rule_it_is(name, reason):
    case = next(case for case in refused(PORTAL) if case.name == name)
    assert outcome(Memory(PORTAL, case.live), case.change).reason == reason


def test_the_last_active_member_counts_and_not_the_last_of_all():
    state = world(PORTAL)
    place = next(at for at in state.kept if at.scope == Scope("/acme/paris"))
    members = Members(frozenset({"ann.paris", "ida.paris"}))
    provider = Memory(PORTAL, replace(state, members={**state.members, place: members}))
    refusal = outcome(provider, Change(Membership("ann.paris", place), None))
    assert refusal.status == Status.FAILED
    assert outcome(provider, Change(Membership("ida.paris", place), None)).status == Status.APPLIED


def test_where_members_are_fixed_nobody_comes_or_goes():
    state = State(
        users={ROOT: Users(frozenset({"ann"}))},
        groups=groups(("all",)),
        scopes=frozenset({ROOT}),
        fixed={ref("all"): frozenset({Fixed.MEMBERS})},
    )
    grant = Change(None, Membership("ann", Container.of(ref("all"))))
    assert outcome(Memory(TREE, state), grant).reason == "the members of group all are built in"


def test_a_kind_that_cannot_be_renamed_and_a_fixed_attribute_say_so():
    fixed = replace(PORTAL, renames=frozenset(), immutable=frozenset({"role.type"}))
    state = world(PORTAL)
    role = state.roles[Ref("role", ROOT, ("guest user",))]
    renamed = replace(role, ref=Ref("role", ROOT, ("visitor",)))
    provider = Memory(fixed, state)
    assert (
        outcome(provider, Change(role, renamed)).reason
        == "the name or place of role Guest user cannot change"
    )
    assert (
        outcome(provider, Change(role, replace(role, type="reseller"))).reason
        == "the type of role Guest user cannot change"
    )


def test_what_is_fixed_in_its_place_may_still_be_renamed():
    state = State(
        groups=groups(("a",), ("b",)),
        scopes=frozenset({ROOT}),
        fixed={ref("b"): frozenset({Fixed.PLACE})},
    )
    before = state.groups[ref("b")]
    moved, renamed = (Group(ref(*path), "", frozenset()) for path in (("a", "b"), ("c",)))
    provider = Memory(TREE, state)
    assert outcome(provider, Change(before, moved)).reason == (
        "group b is built in and cannot be moved"
    )
    assert outcome(provider, Change(before, renamed)).status == Status.APPLIED


def test_a_role_is_given_in_its_scope_and_below_and_nowhere_else():
    below, beside = Scope("/a"), Scope("/b")
    role = Role(Ref("role", below, ("r",)), None, "", frozenset())
    state = State(
        users={scope: Users(frozenset({"ann"})) for scope in (ROOT, below, beside)},
        roles={role.ref: role},
        scopes=frozenset({ROOT, below, beside}),
    )
    target = replace(TREE, arrows=frozenset({("user", "role")}), deep=True)

    def given_at(scope):
        return outcome(
            Memory(target, state), Change(None, Membership("ann", Container(role.ref, scope)))
        ).status

    assert [given_at(scope) for scope in (below, beside, ROOT)] == [
        Status.APPLIED,
        Status.FAILED,
        Status.FAILED,
    ]


def test_a_circle_of_groups_is_refused_however_long():
    inner, middle, outer = (ref(name) for name in ("inner", "middle", "outer"))
    state = State(
        groups=groups(("inner",), ("middle",), ("outer",)),
        members={
            Container.of(middle): Members(refs=frozenset({inner})),
            Container.of(outer): Members(refs=frozenset({middle})),
        },
        scopes=frozenset({ROOT}),
    )
    circle = Change(None, Membership(outer, Container.of(inner)))
    reason = outcome(Memory(TREE, state), circle).reason
    assert reason == "group outer in group inner would close a circle"


def test_a_member_that_does_not_exist_is_refused():
    state = State(groups=groups(("a",)), scopes=frozenset({ROOT}))
    grant = Change(None, Membership(ref("b"), Container.of(ref("a"))))
    assert outcome(Memory(TREE, state), grant).reason == "there is no group b"


def test_a_deletion_along_takes_what_is_below_and_who_is_in_it():
    state = State(
        users={ROOT: Users(frozenset({"ann"}))},
        roles={ref("r", kind="role"): Role(ref("r", kind="role"), None, "", frozenset())},
        groups=groups(("a",), ("a", "b"), ("c",)),
        members={
            Container.of(ref("a", "b")): Members(frozenset({"ann"})),
            Container.of(ref("c")): Members(frozenset({"ann"}), frozenset({ref("a")})),
            Container(ref("r", kind="role"), ROOT): Members(refs=frozenset({ref("a", "b")})),
        },
        scopes=frozenset({ROOT}),
        spelling={ref("a", "b"): "B", ref("c"): "C"},
        kept=frozenset({Container.of(ref("a", "b"))}),
    )
    provider = Memory(TREE, state)
    assert outcome(provider, Change(state.groups[ref("a")], None)).status == Status.APPLIED
    assert provider.state == State(
        users=state.users,
        roles=state.roles,
        groups=groups(("c",)),
        members={Container.of(ref("c")): Members(frozenset({"ann"}))},
        scopes=state.scopes,
        spelling={ref("c"): "C"},
    )


def test_a_move_takes_along_members_spelling_and_what_is_kept_below():
    state = State(
        users={ROOT: Users(frozenset({"ann"}))},
        groups=groups(("a",), ("a", "b"), ("c",)),
        members={
            Container.of(ref("a", "b")): Members(frozenset({"ann"}), frozenset({ref("a")})),
        },
        scopes=frozenset({ROOT}),
        fixed={ref("a", "b"): frozenset({Fixed.EXISTENCE})},
        kept=frozenset({Container.of(ref("a", "b"))}),
        spelling={ref("a"): "A", ref("a", "b"): "B"},
    )
    provider = Memory(TREE, state)
    moved = replace(state.groups[ref("a")], ref=ref("c", "a"))
    assert outcome(provider, Change(state.groups[ref("a")], moved)).status == Status.APPLIED
    there = ref("c", "a", "b")
    assert provider.state == State(
        users=state.users,
        groups=groups(("c", "a"), ("c", "a", "b"), ("c",)),
        members={Container.of(there): Members(frozenset({"ann"}), frozenset({ref("c", "a")}))},
        scopes=state.scopes,
        fixed={there: frozenset({Fixed.EXISTENCE})},
        kept=frozenset({Container.of(there)}),
        spelling={ref("c", "a"): "A", there: "B"},
    )


def test_a_rename_forgets_the_old_spelling():
    state = State(groups=groups(("a",)), scopes=frozenset({ROOT}), spelling={ref("a"): "A"})
    renamed = Change(state.groups[ref("a")], Group(ref("b"), "", frozenset()))
    plain, author = Memory(TREE, state), Memory(TREE, state)
    outcome(plain, renamed)
    outcome(author, renamed, replace(RUN, spelling=Spelling(({ref("b"): "B"},))))
    assert plain.state.spelling == {}
    assert author.state.spelling == {ref("b"): "B"}


def test_a_membership_ends_by_the_clock_of_the_system():
    end = datetime(2026, 6, 1, tzinfo=UTC)
    place = Container.of(ref("a"))
    state = State(
        users={ROOT: Users(frozenset({"ann"}))},
        groups=groups(("a",)),
        members={place: Members(frozenset({"ann"}), until={"ann": end})},
        scopes=frozenset({ROOT}),
    )
    grant = Change(None, Membership("ann", place))
    before, after = Memory(TREE, state, lambda: NOW), Memory(TREE, state, lambda: end)
    assert outcome(before, grant).status == Status.CONFLICT
    assert outcome(after, grant).status == Status.APPLIED


def test_a_write_leaves_every_earlier_state_as_it_was():
    state = world(PORTAL)
    provider = Memory(PORTAL, state)
    role = Role(Ref("role", ROOT, ("new",)), "user", "", frozenset())
    outcome(provider, Change(None, role))
    assert state == world(PORTAL)
    assert provider.state.roles == {**state.roles, role.ref: role}


def test_a_create_gives_what_the_author_left_open_the_default():
    provider = Memory(PORTAL, world(PORTAL))
    asked = Role(Ref("role", ROOT, ("new",)), "user")
    assert outcome(provider, Change(None, asked)).status == Status.APPLIED
    assert provider.state.roles[asked.ref] == Role(asked.ref, "user", "", frozenset())
    assert outcome(provider, Change(None, asked)).status == Status.ALREADY


def test_an_update_keeps_what_somebody_else_changed_since_the_plan():
    state = world(PORTAL)
    seen = state.roles[Ref("role", ROOT, ("guest user",))]
    live = replace(seen, description="Written by hand")
    provider = Memory(PORTAL, replace(state, roles={**state.roles, seen.ref: live}))
    keys = frozenset({"presence.access"})
    assert outcome(provider, Change(seen, replace(seen, permissions=keys))).status == Status.APPLIED
    assert provider.state.roles[seen.ref] == replace(live, permissions=keys)


def test_memory_opens_as_an_empty_portal():
    provider = open_provider("memory://", "northwind", {})
    assert provider.describe() == PORTAL
    assert provider.observe(EVERYTHING) == State()


def test_memory_has_no_other_address():
    with pytest.raises(TargetError, match="memory://"):
        open_provider("memory://somewhere", "northwind", {})
