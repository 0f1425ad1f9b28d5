"""The portal as a live system: opening it, its transaction, its log, and it beside memory."""

import random
import sqlite3
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from reconciler.core.change import Change
from reconciler.core.model import Container, Group, Membership, Ref, Role, Users, user_of
from reconciler.core.outcome import Status
from reconciler.core.scope import ROOT, Pattern, Scope, Selection
from reconciler.core.spelling import Spelling
from reconciler.errors import NothingWritten, TargetError
from reconciler.portal import Portal, PortalError
from reconciler.providers.base import Run
from reconciler.providers.memory import Memory
from reconciler.providers.portal import open_provider
from reconciler.providers.portal.local.provider import PortalProvider
from reconciler.providers.portal.local.write import Writer
from reconciler.providers.portal.target import portal_target
from reconciler.testing import EVERYTHING, world
from tests.providers.portals import portal_with

NOW = datetime(2026, 5, 1, tzinfo=UTC)
RUN = Run(NOW, digest="d1", commit="c1", actor="pipeline", link="https://ci.example.net/1")
TARGET = portal_target("northwind")
LONDON, PARIS = Scope("/acme/london"), Scope("/acme/paris")


def group(scope, *names, permissions=()):
    return Group(Ref("group", scope, ("top role", *names)), "", frozenset(permissions))


def role(name, of="user", permissions=()):
    return Role(Ref("role", ROOT, (name,)), of, "", frozenset(permissions))


def statuses(provider, *changes, run=RUN):
    return [outcome.status for outcome in provider.apply(changes, run)]


@pytest.fixture
def file(tmp_path):
    """The address of a portal in a file that holds the world."""
    url = f"sqlite:///{tmp_path / 'portal.db'}"
    portal_with(world(TARGET), url).portal.close()
    return url


def test_a_portal_in_a_file_is_opened_read_and_written(file):
    provider = open_provider(file, "northwind", {})
    assert provider.describe() == TARGET
    assert provider.observe(EVERYTHING) == world(TARGET)
    assert statuses(provider, Change(None, role("new"))) == [Status.APPLIED]
    assert role("new").ref in open_provider(file, "northwind", {}).observe(EVERYTHING).roles


def test_another_account_is_refused(file):
    with pytest.raises(TargetError, match="the portal of northwind, not of southwind"):
        open_provider(file, "southwind", {})


def test_a_missing_database_is_told_how_to_be_made(tmp_path):
    with pytest.raises(TargetError, match="reconciler portal init"):
        open_provider(f"sqlite:///{tmp_path / 'none.db'}", "northwind", {})
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("url", ["sqlite://user@host/x", "mysql://x/y", "nonsense"])
def test_what_is_no_address_of_a_portal_is_a_target_error(url):
    with pytest.raises(TargetError, match="no address of a portal"):
        open_provider(url, "northwind", {})


def test_a_file_that_is_no_portal_is_a_target_error(tmp_path):
    (tmp_path / "text.db").write_text("not a database, however one looks at it" * 100)
    with pytest.raises(TargetError, match="not the database of a portal"):
        open_provider(f"sqlite:///{tmp_path / 'text.db'}", "northwind", {})


def test_a_database_that_breaks_in_the_middle_writes_nothing_of_the_slice(file, tmp_path):
    provider = open_provider(file, "northwind", {})
    with sqlite3.connect(tmp_path / "portal.db") as database:
        database.execute(
            "create trigger broken before insert on roles when new.name = 'second' "
            "begin select raise(abort, 'disk on fire'); end"
        )
    with pytest.raises(TargetError, match="disk on fire"):
        statuses(provider, Change(None, role("first")), Change(None, role("second")))
    assert role("first").ref not in provider.observe(EVERYTHING).roles


def test_what_fails_is_undone_and_what_stands_beside_it_stays():
    provider = portal_with(world(TARGET))
    wrong = group(LONDON, "wrong", permissions=["roles.manage"])
    orphan = group(LONDON, "nobody", "orphan")
    changes = [Change(None, thing) for thing in (role("a"), wrong, orphan, role("b"))]
    outcomes = list(provider.apply(changes, RUN))
    assert [outcome.status for outcome in outcomes] == [
        Status.APPLIED,
        Status.FAILED,
        Status.FAILED,
        Status.APPLIED,
    ]
    assert [outcome.reason for outcome in outcomes if outcome.reason] == [
        "A group cannot carry roles.manage, which belongs to the level reseller.",
        "There is no group Top Role/nobody in /Acme/London.",
    ]
    seen = provider.observe(EVERYTHING)
    assert seen.roles.keys() - world(TARGET).roles.keys() == {role("a").ref, role("b").ref}
    assert seen.groups.keys() == world(TARGET).groups.keys()


class WritesThenRefuses(Writer):
    """Finds out only after writing that it may not."""

    def send(self, change):
        super().send(change)
        if change.ref.name == ("late",):
            raise PortalError


def test_what_is_refused_after_it_was_written_is_undone_by_itself(monkeypatch):
    monkeypatch.setattr("reconciler.providers.portal.local.provider.Writer", WritesThenRefuses)
    provider = portal_with(world(TARGET))
    changes = [Change(None, role(name)) for name in ("early", "late")]
    assert statuses(provider, *changes) == [Status.APPLIED, Status.FAILED]
    seen = provider.observe(EVERYTHING).roles.keys()
    assert seen - world(TARGET).roles.keys() == {role("early").ref}


def test_the_run_stands_in_the_event_log_of_the_portal():
    provider = portal_with(world(TARGET))
    statuses(provider, Change(None, role("new")))
    event = provider.portal.events()[-1]
    assert (event.action, event.subject, event.actor) == ("role.create", "new", "local")
    assert event.run == {
        "digest": "d1",
        "commit": "c1",
        "link": "https://ci.example.net/1",
        "actor": "pipeline",
    }


def test_a_user_of_the_same_name_elsewhere_gets_nothing():
    provider = portal_with(world(TARGET))
    place = Container(Ref("role", ROOT, ("guest user",)), PARIS)
    (outcome,) = provider.apply([Change(None, Membership("bob.london", place))], RUN)
    assert (outcome.status, outcome.reason) == (
        Status.FAILED,
        "There is no user bob.london at /Acme/Paris.",
    )
    assert provider.observe(EVERYTHING) == world(TARGET)


def test_a_role_of_another_scope_is_not_taken_for_one_of_the_same_name():
    provider = portal_with(world(TARGET))
    elsewhere = Ref("role", LONDON, ("guest user",))
    (made,) = provider.apply([Change(None, Role(elsewhere, "user"))], RUN)
    place = Container(elsewhere, LONDON)
    (given,) = provider.apply([Change(None, Membership("cyn.london", place))], RUN)
    assert (made.reason, given.reason) == (
        "Roles are made at /, not at /Acme/London.",
        "There are no roles at /Acme/London.",
    )


def test_a_caller_without_the_right_fails_and_the_refusal_is_logged(file):
    with Portal.open(file, "bob.london") as portal:
        (outcome,) = PortalProvider(portal).apply([Change(None, role("new"))], RUN)
    assert (outcome.status, "may not manage roles" in outcome.reason) == (Status.FAILED, True)
    with Portal.open(file) as portal:
        assert portal.events()[-1].refused == "may-not-manage-roles"


def test_the_state_says_whose_rights_a_run_uses(file):
    assert open_provider(file, "northwind", {}).observe(EVERYTHING).caller is None
    bob = open_provider(file, "northwind", {"RECONCILER_AS": "Bob.London"})
    assert bob.observe(Selection((Pattern(LONDON),))).caller == "/acme/london:bob.london"


def test_a_caller_with_special_characters_is_named_as_a_user_of_another_scope_is():
    clock = {"clock": lambda: NOW}
    portal = Portal.create("sqlite://", "northwind", fill=_special_names, **clock)
    seen = PortalProvider(portal.acting_as("A/b:C")).observe(Selection((Pattern(Scope(r"/x\:y")),)))
    assert seen.caller == r"/x\:y:a\/b\:c"
    assert user_of(seen.caller, ROOT) == (Scope(r"/x\:y"), "a/b:c")


def _special_names(work):
    work.scopes.create_customer("X:y")
    work.users.create(r"/x\:y", "A/b:C")


def test_a_caller_observes_what_they_see_and_only_that_is_complete(file):
    everything = open_provider(file, "northwind", {}).observe(EVERYTHING)
    london = Selection((Pattern(LONDON),))
    seen = open_provider(file, "northwind", {"RECONCILER_AS": "bob.london"}).observe(london)
    assert (seen.scopes, seen.complete) == ({LONDON}, {LONDON})
    assert seen.users == {LONDON: everything.users[LONDON]}
    assert seen.roles == everything.roles
    assert {ref.scope for ref in seen.groups} == {LONDON}
    assert seen.members == {
        place: who for place, who in everything.members.items() if place.scope == LONDON
    }
    assert Spelling((seen.spelling,)).scope(LONDON) == "/Acme/London"


@pytest.mark.parametrize("pattern", [Pattern(ROOT), Pattern(ROOT, deep=True), Pattern(PARIS)])
def test_a_caller_who_does_not_see_all_that_is_selected_observes_nothing(file, pattern):
    provider = open_provider(file, "northwind", {"RECONCILER_AS": "bob.london"})
    with pytest.raises(TargetError, match=r"Bob\.london sees no scope"):
        provider.observe(Selection((Pattern(LONDON), pattern)))


def test_a_caller_who_is_gone_or_deactivated_meanwhile_writes_and_observes_nothing(file):
    provider = open_provider(file, "northwind", {"RECONCILER_AS": "bob.london"})
    change = Change(None, group(LONDON, "new"))
    for end, said in ((_deactivate, "is deactivated"), (_remove, "There is no user bob.london")):
        with Portal.open(file) as portal, portal.transaction() as work:
            end(work.users)
        with pytest.raises(NothingWritten, match=said):
            statuses(provider, change)
        with pytest.raises(TargetError, match=said):
            provider.observe(Selection((Pattern(LONDON),)))


def _deactivate(users):
    users.deactivate("bob.london")


def _remove(users):
    users.remove("bob.london")


def test_names_with_every_special_character_come_back_as_they_were():
    names = ["a/b", "a:b", "a\\b", "Ünïcode", "Straße", "日本", "'; drop table roles; --", "%s {x}"]
    refs = [group(LONDON, TARGET.names.fold(name)).ref for name in names]
    spelling = dict(zip(refs, names, strict=True))
    provider = portal_with(world(TARGET))
    run = replace(RUN, spelling=Spelling((spelling,)))
    changes = [Change(None, Group(ref, "", frozenset())) for ref in refs]
    assert statuses(provider, *changes, run=run) == [Status.APPLIED] * len(names)
    seen = provider.observe(EVERYTHING)
    assert {ref: Spelling((seen.spelling,)).name(ref) for ref in refs} == spelling


def test_users_with_special_names_are_found_by_their_keys():
    state = world(TARGET)
    users = Users(frozenset({r"a\/b", r"c\:d", *state.users[LONDON].active}))
    provider = portal_with(replace(state, users={**state.users, LONDON: users}))
    assert provider.observe(EVERYTHING).users[LONDON] == users
    place = Container.of(group(LONDON, "support").ref)
    grants = [Change(None, Membership(key, place)) for key in (r"a\/b", r"c\:d")]
    assert statuses(provider, *grants) == [Status.APPLIED] * 2
    assert provider.observe(EVERYTHING).members[place].users == {r"a\/b", r"c\:d"}


def test_a_membership_ends_by_the_clock_the_portal_was_given():
    end = NOW + timedelta(days=1)
    portal = Portal.create("sqlite://", "northwind", clock=lambda: end, fill=_one_who_ends(end))
    place = Container.of(group(LONDON, "sales").ref)
    provider = PortalProvider(portal, lambda: end)
    assert statuses(provider, Change(None, Membership("bob", place))) == [Status.APPLIED]


def _one_who_ends(end):
    def fill(work):
        work.scopes.create_customer("acme")
        work.scopes.create_phone_system("/acme", "london")
        work.users.create("/acme/london", "ann")
        work.users.create("/acme/london", "bob")
        work.groups.create("/acme/london", ("Top Role", "Sales"))
        work.memberships.grant("/acme/london", ("Top Role", "Sales"), "bob", end)

    return fill


# The portal and memory are written apart: what one refuses the other refuses too.


@pytest.mark.parametrize("seed", range(12))
def test_memory_takes_and_refuses_what_the_portal_takes_and_refuses(seed):
    choose = random.Random(seed)
    portal, memory = portal_with(world(TARGET)), Memory(TARGET, world(TARGET))
    for _ in range(60):
        change = any_change(choose, memory.state)
        assert statuses(portal, change) == statuses(memory, change), (seed, change)
        assert portal.observe(EVERYTHING) == memory.observe(EVERYTHING), (seed, change)
    for scope in (ROOT, Scope("/acme"), LONDON, PARIS):
        selection = Selection((Pattern(scope),))
        assert portal.observe(selection) == memory.observe(selection)


def any_change(choose, state):
    """A change of any kind, mostly of what is there, often of what must be refused."""
    kinds = [a_creation, an_edit, a_move, a_deletion, a_grant, a_grant, a_revoke, a_redate]
    return choose.choice(kinds)(choose, state)


def a_thing(choose, state):
    return choose.choice(sorted(state.things, key=lambda thing: str(thing.ref)))


def some_permissions(choose):
    keys = [permission.key for permission in TARGET.catalog.permissions]
    usual = ["presence.access", "soft_phone.access", "users.access"]
    return frozenset(choose.sample(usual, choose.randrange(4)) or [choose.choice(keys)])


def a_place(choose, state):
    parent = choose.choice(sorted(state.groups))
    names = (*parent.name, choose.choice("xyz"))
    return replace(parent, name=names if choose.random() < 0.95 else names[-1:])


def a_creation(choose, state):
    if choose.random() < 0.5:
        return Change(None, Group(a_place(choose, state), "", some_permissions(choose)))
    kind = choose.choice(["reseller", "customer", "user"])
    return Change(None, role(choose.choice("xyz"), kind, some_permissions(choose)))


def an_edit(choose, state):
    thing = a_thing(choose, state)
    edits = [{"permissions": some_permissions(choose)}, {"description": choose.choice("xyz")}]
    if isinstance(thing, Role):
        edits.append({"type": choose.choice(["reseller", "customer", "user"])})
    after = replace(thing, **choose.choice(edits))
    return Change(thing, after) if after != thing else Change(None, thing)


def a_move(choose, state):
    thing = a_thing(choose, state)
    if isinstance(thing, Role):
        return Change(thing, replace(thing, ref=role(choose.choice("xyz")).ref))
    place = replace(a_place(choose, state), scope=thing.ref.scope)
    return Change(thing, replace(thing, ref=place))


def a_deletion(choose, state):
    return Change(a_thing(choose, state), None)


def a_container(choose, state):
    ref = a_thing(choose, state).ref
    scope = ref.scope if ref.kind == "group" else choose.choice(sorted(state.scopes))
    return Container(ref, scope)


def a_grant(choose, state):
    container = a_container(choose, state)
    home = container.scope if choose.random() < 0.9 else choose.choice(sorted(state.scopes))
    users = sorted(state.users[home].all)
    ends = choose.choice([None, None, NOW - timedelta(days=900), NOW + timedelta(days=90_000)])
    key = choose.choice(users)
    member = f"{home}:{key}" if home != container.scope and choose.random() < 0.5 else key
    return Change(None, Membership(member, container, ends))


def a_membership(choose, state):
    container = choose.choice(sorted(state.members))
    member = choose.choice(sorted(state.members[container].users))
    return state.membership(member, container)


def a_revoke(choose, state):
    return Change(a_membership(choose, state), None)


def a_redate(choose, state):
    before = a_membership(choose, state)
    ends = [None, NOW - timedelta(days=900), NOW + timedelta(days=80_000)]
    after = replace(before, expires=choose.choice(ends))
    return Change(before, after) if after != before else Change(before, None)
