"""Without the live system: what is taken for live, whose word counts, and what nobody knows."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace

import pytest

from reconciler.core.declared import Owned
from reconciler.core.finding import Severity
from reconciler.core.model import Container, Fixed, Group, Members, Ref, Users, user_key
from reconciler.core.rename.moves import Moves
from reconciler.core.scope import ROOT, Pattern, Scope, Selection
from reconciler.core.target import Catalog, Permission
from reconciler.document.shape import Flaw
from reconciler.errors import SnapshotError, Stale
from reconciler.offline.gaps import Sides, gap_findings
from reconciler.offline.live import demand_fitting, told
from reconciler.offline.taken import Taken, homes, taken_for_live
from reconciler.offline.trust import trusted_target
from reconciler.providers.picture import Picture
from reconciler.snapshot import Snapshot, open_snapshot, save_snapshot
from reconciler.snapshot.data import digest, snapshot_data, snapshot_text
from reconciler.snapshot.read import read_snapshot
from reconciler.testing.world import World
from reconciler.validate import Files
from tests.core.offline import ACME, LONDON, TARGET, declared, group, role

NOW = datetime(2027, 1, 31, 12, tzinfo=UTC)
EVERYWHERE = Selection((Pattern(ROOT, deep=True),))
SALES = Ref("group", LONDON, ("sales",))
CLERK = Container(Ref("role", LONDON, ("clerk",)), LONDON)
WITH_TOP = replace(TARGET, root="Top Role", tree="reach")


# What is taken for live


def taken(base, new=None, target=TARGET):
    return taken_for_live(base, new or base, target, NOW)


def test_what_the_base_declares_is_there_and_its_gaps_are_empty():
    base = declared(group("sales"), scopes=[LONDON])
    assert taken(base).state.groups == {SALES: Group(SALES, "", frozenset())}


def test_who_is_named_by_either_side_is_taken_for_existing():
    base = declared(group("sales"), scopes=[LONDON], members={Container.of(SALES): people("amy")})
    new = declared(group("sales"), scopes=[LONDON], members={Container.of(SALES): people("bob")})
    state = taken(base, new).state
    assert state.users == {LONDON: Users(frozenset({"amy", "bob"}))}
    assert state.members == {Container.of(SALES): people("amy")}


def test_a_user_of_elsewhere_belongs_there():
    base = declared(members={Container.of(SALES): people("/acme:bob", "amy")})
    assert homes(base) == {ACME: {"bob"}, LONDON: {"amy"}}


def test_a_scope_that_only_the_new_files_name_is_taken_for_existing():
    assert taken(declared(scopes=[ACME]), declared(scopes=[LONDON])).state.scopes == {ACME, LONDON}


def test_the_built_in_group_is_there_and_holds_all_that_a_group_can():
    state = taken(declared(scopes=[LONDON]), target=WITH_TOP).state
    top = Ref("group", LONDON, ("top role",))
    assert state.groups == {top: Group(top, "", frozenset({"users.access", "billing.access"}))}
    assert Fixed.PERMISSIONS in state.fixed[top]
    assert state.kept == {Container.of(top)}


def test_a_role_that_no_file_declares_is_there_and_gives_nothing():
    found = taken(declared(scopes=[LONDON], members={CLERK: people("amy")}))
    clerk = Ref("role", ROOT, ("clerk",))
    assert found.unknown_roles == {clerk}
    assert found.state.roles[clerk].permissions == frozenset()
    assert found.state.members == {Container(clerk, LONDON): people("amy")}


def test_a_role_that_a_complete_list_leaves_out_is_not_there():
    base = declared(
        scopes=[ROOT, LONDON], members={CLERK: people("amy")}, owned=Owned(roles=frozenset({ROOT}))
    )
    assert taken(base).unknown_roles == frozenset()


# Whose word counts

ONE, TWO = Permission("one", sensitive=True), Permission("two")


def trusted(base, new, **fields):
    catalogs = [replace(TARGET, catalog=Catalog(each, **fields)) for each in (base, new)]
    return trusted_target(*catalogs).catalog.permissions


@pytest.mark.parametrize(
    ("base", "new", "expected"),
    [
        ([ONE], [replace(ONE, sensitive=False)], [ONE]),
        ([TWO], [replace(TWO, sensitive=True)], [replace(TWO, sensitive=True)]),
        ([ONE, TWO], [], [ONE, TWO]),
        ([ONE], [ONE, TWO], [ONE, replace(TWO, sensitive=True)]),
        ([TWO], [replace(TWO, implies=("one",))], [TWO]),
    ],
    ids=["was sensitive", "is sensitive", "is gone", "is new", "implies more"],
)
def test_the_catalog_of_the_base_counts_and_the_stricter_of_both(base, new, expected):
    assert trusted(tuple(base), tuple(new)) == tuple(expected)


def test_what_is_new_in_an_open_catalog_explains_nothing_that_is_held():
    new = replace(TWO, implies=("one",))
    assert trusted((ONE,), (new,), open=True)[1].implies == ()
    assert trusted((ONE,), (new,), open=False)[1].implies == ("one",)


def test_all_else_of_the_target_is_as_the_base_has_it():
    assert trusted_target(TARGET, replace(TARGET, account="other", expiry=False)) == TARGET


# What nobody knows


def gaps(base, new, moves=None, unknown=()):
    sides = Sides(base, new, EVERYWHERE, Moves(moves or {}))
    found = gap_findings(sides, Taken(taken(base, new).state, frozenset(unknown)))
    return [f"{one.code} {one.message}" for one in found]


def owning(*things, **lists):
    fields = {name: frozenset(value) for name, value in lists.items()}
    return declared(*things, scopes=[LONDON], owned=Owned(**fields))


@pytest.mark.parametrize(
    ("lists", "words"),
    [
        ({"assignments": [LONDON]}, "the memberships of /acme/london begin"),
        ({"groups": [LONDON]}, "the groups of /acme/london begin"),
        ({"groups": [SALES]}, "the groups of group sales of /acme/london begin"),
        ({"permissions": [SALES]}, "the permissions of group sales of /acme/london begin"),
        ({"members": [Container.of(SALES)]}, "the members of group sales of /acme/london begin"),
    ],
)
def test_a_list_that_begins_to_be_managed_may_take_away_what_nobody_sees(lists, words):
    (found,) = gaps(owning(group("sales")), owning(group("sales"), **lists))
    assert found == f"RC0803 {words} to be managed: what that takes away is not known here"


def test_the_lists_of_something_new_take_away_nothing():
    base = owning(groups=[LONDON])
    lists = {"permissions": [SALES], "members": [Container.of(SALES)], "groups": [LONDON, SALES]}
    assert gaps(base, owning(group("sales"), **lists)) == []


def test_the_lists_of_something_renamed_were_managed_before():
    lists = {"permissions": [SALES], "members": [Container.of(SALES)]}
    team = Ref("group", LONDON, ("team",))
    new = {"permissions": [team], "members": [Container.of(team)]}
    base = owning(group("sales"), **lists)
    assert gaps(base, owning(group("team"), **new), {SALES: team}) == []


def test_of_very_many_lists_the_rest_is_counted():
    things = [group(f"g{number}") for number in range(13)]
    found = gaps(owning(*things), owning(*things, permissions=[one.ref for one in things]))
    assert (len(found), found[-1]) == (11, "RC0803 3 more lists begin to be managed")


def test_who_and_what_is_taken_for_existing_is_named():
    base = declared(
        scopes=[ACME], members={Container.of(group("a", scope=ACME).ref): people("bob")}
    )
    new = declared(scopes=[ACME, LONDON], members={Container.of(SALES): people("bob", "cyn")})
    assert gaps(base, new) == [
        "RC0804 scopes that no file named before are taken for existing: /acme/london",
        (
            "RC0804 users whom no file named before are taken for existing: "
            "bob of /acme/london (so far of /acme), cyn of /acme/london"
        ),
    ]


def test_a_role_that_no_file_declares_is_named():
    base = declared(role("other"), scopes=[LONDON], members={CLERK: people("amy")})
    clerk = Ref("role", ROOT, ("clerk",))
    assert gaps(base, base, unknown=[clerk]) == [
        "RC0803 role clerk is declared in no file: what it gives is not known here"
    ]


# Snapshots


WORLD = World(replace(WITH_TOP, access="exact"))


def snapshot(created=NOW, covers="/**"):
    return Snapshot(WORLD.target, WORLD.state, created, (Pattern.parse(covers),), "1.0")


def written(of):
    return snapshot_text(snapshot_data(of)).encode()


def test_a_snapshot_is_read_back_as_it_was(tmp_path):
    file = tmp_path / "live.json"
    save_snapshot(file, snapshot_data(snapshot()))
    assert open_snapshot(file) == snapshot()
    assert file.stat().st_mode & 0o777 == 0o600
    assert [each.name for each in tmp_path.iterdir()] == ["live.json"]


def test_equal_snapshots_are_the_same_bytes():
    turned = replace(WORLD.state, groups=dict(reversed(WORLD.state.groups.items())))
    assert written(replace(snapshot(), state=turned)) == written(snapshot())


NAMES = ["a:b", "a/b", "back\\slash", "ÄÖ", "\u202e", "role:/x:y", "/acme:bob", '"', "a\nb"]


@pytest.mark.parametrize("name", NAMES)
def test_names_of_any_kind_are_read_back(name):
    key = user_key(name, LONDON, LONDON)
    container = Container(Ref("group", LONDON, (name, "x")), LONDON)
    state = replace(
        WORLD.state,
        users={LONDON: Users(frozenset({key}))},
        members={container: Members(frozenset({key}), until={key: NOW})},
        spelling={container.ref: name, Ref("user", LONDON, (name,)): name, LONDON: name},
    )
    of = replace(snapshot(), state=state)
    assert snapshot_data(read_snapshot(written(of))) == snapshot_data(of)


FLAWS = [
    (lambda text: text[: len(text) // 2], "was it cut off"),
    (lambda text: text.replace(b'"northwind"', b'"contoso"', 1), "two accounts"),
    (lambda text: text.replace(b'"sensitive": false', b'"sensitive": true', 1), "own digest"),
    (lambda text: text.replace(b'"1.0"', b'"2.0"'), "not of format"),
    (lambda text: text.replace(b"{", b'{"more": 1, ', 1), "Extra inputs"),
    (lambda text: text.replace(b'"group:/', b'"grp:/'), "is no snapshot"),
    (lambda _: b"[" * 100_000, "was it cut off"),
    (lambda _: b"", "was it cut off"),
    (lambda _: b"[]", "no snapshot of reconciler"),
    (lambda _: b'{"format_version": "1.2", "tool_version": "1"}', "no snapshot of reconciler"),
    (lambda text: b"\xff" + text, "was it cut off"),
]


@pytest.mark.parametrize(("harm", "said"), FLAWS, ids=[said for _, said in FLAWS])
def test_what_is_not_exactly_a_snapshot_is_refused_as_a_whole(harm, said):
    harmed = harm(written(snapshot()))
    assert harmed != written(snapshot())
    with pytest.raises(Flaw, match=said):
        read_snapshot(harmed)


def test_a_snapshot_that_was_changed_with_its_digest_is_read_as_what_it_says():
    """The digest shows a slip; that nobody else may write the file is what protects it."""
    data = snapshot_data(snapshot())
    data["members"] = []
    read = read_snapshot(snapshot_text({**data, "digest": digest(data)}).encode())
    assert read.state.members == {}


@pytest.mark.parametrize(
    ("age", "words"),
    [
        (timedelta(seconds=20), "less than a minute ago"),
        (timedelta(minutes=1), "1 minute ago"),
        (timedelta(minutes=119), "119 minutes ago"),
        (timedelta(hours=2), "2 hours ago"),
        (timedelta(days=3), "3 days ago"),
    ],
)
def test_an_age_is_said_in_the_unit_that_fits(age, words):
    assert told(snapshot(), NOW + age) == f"a snapshot taken {words} (2027-01-31T12:00:00Z)"


def files(manage="/**", account="northwind"):
    project = SimpleNamespace(account=account, manage=[Pattern.parse(manage)])
    return Files(project, TARGET, declared(), ())


@pytest.mark.parametrize(
    ("age", "expected"),
    [
        (timedelta(hours=24), []),
        (timedelta(hours=24, seconds=1), [("RC0802", Severity.WARNING)]),
        (timedelta(days=7), [("RC0802", Severity.WARNING)]),
        (-timedelta(minutes=5), []),
    ],
)
def test_a_snapshot_of_a_day_is_warned_of(age, expected):
    found = demand_fitting(snapshot(), files(), NOW + age)
    assert [(one.code, one.severity) for one in found] == expected


@pytest.mark.parametrize(
    ("age", "words"),
    [(timedelta(days=7, seconds=1), "too old"), (-timedelta(minutes=6), "from the future")],
)
def test_a_snapshot_of_a_week_or_of_tomorrow_is_refused(age, words):
    with pytest.raises(Stale, match=words):
        demand_fitting(snapshot(), files(), NOW + age)


def test_a_snapshot_of_another_account_is_refused():
    with pytest.raises(SnapshotError, match="the account northwind, the project of contoso"):
        demand_fitting(snapshot(), files(account="contoso"), NOW)


def test_a_snapshot_that_does_not_show_what_is_managed_is_refused():
    state = replace(WORLD.state, complete=frozenset())
    with pytest.raises(SnapshotError, match=r"does not show .*: it was taken for /other"):
        demand_fitting(replace(snapshot(covers="/other"), state=state), files(), NOW)


def test_a_picture_shows_no_more_scopes_than_were_read():
    some = frozenset(sorted(WORLD.state.complete)[:1])
    picture = Picture(WORLD.target, replace(WORLD.state, complete=some))
    assert picture.observe(EVERYWHERE).complete == some


def test_a_picture_knows_who_was_found_elsewhere():
    state = replace(WORLD.state, elsewhere={Scope("/other"): frozenset({"zoe", "yan"})})
    of = replace(EVERYWHERE, named=frozenset({"zoe"}))
    picture = Picture(WORLD.target, state)
    assert picture.observe(of).elsewhere == {Scope("/other"): {"zoe"}}


def people(*names):
    return Members(frozenset(names))
