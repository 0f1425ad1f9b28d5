"""Causes: the lines behind every change and every effect, and those that are gone."""

from dataclasses import replace

import pytest
from sample import (
    LONDON,
    PARIS,
    TARGET,
    Places,
    grant,
    group,
    permissions,
    plan,
    redate,
    revoke,
    role,
)
from sample import at as day

from reconciler.core.access.effect import Effect, Kind, Reached
from reconciler.core.change import Change
from reconciler.core.declared import Notes
from reconciler.core.finding import Finding, Origin, Severity
from reconciler.core.model import Container, Group, Membership, Ref, Role
from reconciler.core.scope import Pattern
from reconciler.report.beside import Beside
from reconciler.report.lines import lines
from reconciler.report.review.causes import MOST, Cause, Causes
from reconciler.report.review.gone import GoneSince, Sought

NOAH, ISLA, LEO = (Ref("user", LONDON, (name,)) for name in ("noah", "isla", "leo"))
SALES, FIELD, TOP = group("Top Role/Sales"), group("Top Role/Sales/Field"), group("Top Role")
DESK = Container(role("Desk"), LONDON)
ACCESS, PRESENCE = "users.access", "presence.access"
COMMIT = "26f67346212a9569540db594bb0e3954973134e0"
INHERITING, REACHING = replace(TARGET, tree="inherit"), replace(TARGET, tree="reach")


def at(line):
    return Origin("london.yaml", line)


def membership(user, container):
    return (container if isinstance(container, Container) else Container.of(container), user)


def gain(*people, keys=(PRESENCE,), through=SALES, **more):
    more = {"places": (Pattern(LONDON),), **more}
    container = through if isinstance(through, Container) else Container.of(through)
    return Effect(Kind.GAIN, people, keys, through=(container,), **more)


def loss(*people, **more):
    return replace(gain(*people, **more), kind=Kind.LOSS)


def causes(made, things=None, members=None, **more):
    """What is known where the files are these places."""
    origins = Places(things or {}, members or {})
    return Beside(more.pop("target", TARGET), origins=origins, **more).causes(made)


def behind(found, effect):
    """The lines of the one file."""
    return [cause.origin.line for cause in found.of_effect(effect)]


# --- changes --------------------------------------------------------------------------------------


def of_change(found):
    (line,) = lines(found.plan)
    return found.of_change(line)


def test_a_grant_is_caused_by_its_line():
    made = plan(grant(Container.of(SALES), "noah"))
    assert of_change(causes(made, members={membership("noah", SALES): at(7)})) == Cause(at(7))


def test_a_removal_is_caused_by_the_line_that_is_gone_with_its_commit():
    made = plan(revoke(Container.of(SALES), "noah"))
    now = Places({Container.of(SALES): at(6)}, {})
    then = Places({membership("noah", SALES): at(9)}, {})
    found = causes(made, now.things, gone=GoneSince(now, then, COMMIT))
    assert of_change(found) == Cause(at(9), COMMIT)
    assert str(of_change(found)) == "london.yaml:9 at 26f6734"


def test_a_removal_whose_line_nobody_knows_is_caused_by_the_list_that_does_not_name_it():
    made = plan(revoke(Container.of(SALES), "noah"))
    assert of_change(causes(made, {Container.of(SALES): at(6)})) == Cause(at(6))


def test_a_line_that_has_ended_is_not_gone():
    made = plan(revoke(Container.of(SALES), "noah"))
    key = membership("noah", SALES)
    now, then = Places({key: at(7)}, {key: at(7)}), Places({key: at(9)}, {})
    found = causes(made, now.things, now.members, gone=GoneSince(now, then, COMMIT))
    assert of_change(found) == Cause(at(7))


def test_what_left_a_group_that_is_renamed_is_found_under_the_name_it_had():
    made = plan(
        revoke(Container.of(SALES), "noah"),
        Change(Group(SALES, ""), Group(group("Top Role/Away"), "")),
    )
    then = Places({membership("noah", SALES): at(9)}, {})
    found = causes(made, gone=GoneSince(Places({}, {}), then, COMMIT))
    first, _ = lines(made)
    assert found.of_change(first) == Cause(at(9), COMMIT)


def test_what_is_gone_is_sought_in_older_files_only_where_the_newer_ones_lack_it():
    opened = []

    def files():
        for line in (3, 4):
            opened.append(line)
            yield GoneSince(Places({}, {}), Places({NOAH: at(line)} if line > 3 else {}, {}), "c")

    now = Places({LEO: at(1)}, {})
    sought = Sought(now, files())
    assert (sought(LEO, LEO), opened) == (None, [])
    assert (sought(NOAH, NOAH), opened) == (Cause(at(4), "c"), [3, 4])
    assert (sought(ISLA, ISLA), opened) == (None, [3, 4])


# --- what people gain and lose --------------------------------------------------------------------

SEVEN = {membership("noah", SALES): at(7), membership("isla", SALES): at(8)}


def test_a_gain_is_caused_by_the_grants_of_its_people_and_of_nobody_else():
    made = plan(*(grant(Container.of(SALES), user) for user in ("noah", "isla")))
    assert behind(causes(made, members=SEVEN), gain(NOAH)) == [7]
    assert behind(causes(made, members=SEVEN), gain(NOAH, ISLA)) == [7, 8]


def test_what_goes_the_other_way_causes_nothing():
    made = plan(revoke(Container.of(SALES), "noah"), grant(DESK, "noah"))
    found = causes(made, {Container.of(SALES): at(2)}, {membership("noah", DESK): at(7)})
    assert behind(found, gain(NOAH, through=DESK)) == [7]
    assert behind(found, loss(NOAH)) == [2]


def test_where_somebody_joins_below_what_they_leave_each_way_has_its_own_cause():
    made = plan(revoke(Container.of(SALES), "noah"), grant(Container.of(FIELD), "noah"))
    members = {membership("noah", FIELD): at(7)}
    found = causes(made, {Container.of(SALES): at(2)}, members, target=INHERITING)
    assert (behind(found, loss(NOAH)), behind(found, gain(NOAH))) == ([2], [7])


def test_a_name_with_a_slash_or_from_elsewhere_is_its_own():
    slash, bob = Ref("user", LONDON, ("a/b",)), Ref("user", PARIS, ("bob",))
    made = plan(grant(Container.of(SALES), "a\\/b"), grant(Container.of(SALES), "/acme/paris:bob"))
    members = {membership("a\\/b", SALES): at(7), membership("/acme/paris:bob", SALES): at(8)}
    found = causes(made, members=members)
    assert (behind(found, gain(slash)), behind(found, gain(bob))) == ([7], [8])
    assert behind(found, gain(Ref("user", LONDON, ("bob",)))) == []


def test_a_role_is_one_thing_at_each_scope():
    there = Container(DESK.ref, PARIS)
    made = plan(grant(DESK, "noah"), grant(there, "/acme/london:noah"))
    members = {membership("noah", DESK): at(7), membership("/acme/london:noah", there): at(8)}
    assert behind(causes(made, members=members), gain(NOAH, through=DESK)) == [7]


def updated(ref, before, after):
    kind = Group if ref.kind == "group" else lambda ref, _, keys: Role(ref, "user", "", keys)
    return Change(kind(ref, "", permissions(*before)), kind(ref, "", permissions(*after)))


def test_a_permission_that_comes_is_caused_by_its_line_and_no_other_permission_is():
    made = plan(updated(SALES, [], [PRESENCE, ACCESS]))
    things = {(SALES, PRESENCE): at(3), (SALES, ACCESS): at(4), SALES: at(2)}
    assert behind(causes(made, things), gain(NOAH)) == [3]
    assert behind(causes(made, things), gain(NOAH, keys=(ACCESS, PRESENCE))) == [3, 4]
    assert behind(causes(made, {SALES: at(2)}), gain(NOAH)) == [2]


def test_a_permission_by_an_edited_set_is_caused_by_the_line_in_the_set():
    base = ("base", LONDON)
    notes = Notes({}, {base: permissions(PRESENCE, ACCESS)}, {SALES: frozenset({base})})
    things = {(LONDON, "set:base", PRESENCE): at(3), (SALES, PRESENCE): at(9)}
    edited = plan(updated(SALES, [ACCESS], [ACCESS, PRESENCE]))
    assert behind(causes(edited, things, notes=notes), gain(NOAH)) == [3]
    named_anew = plan(updated(SALES, [], [ACCESS, PRESENCE]))
    assert behind(causes(named_anew, things, notes=notes), gain(NOAH)) == [9]


def test_a_permission_that_goes_is_caused_by_the_line_that_is_gone():
    made = plan(updated(SALES, [PRESENCE], []))
    then = Places({(SALES, PRESENCE): at(5)}, {})
    found = causes(made, {SALES: at(2)}, gone=GoneSince(Places({}, {}), then, COMMIT))
    assert found.of_effect(loss(NOAH)) == (Cause(at(5), COMMIT),)


def test_a_permission_that_brings_others_causes_these():
    first, *rest = TARGET.catalog.permissions
    catalog = replace(
        TARGET.catalog, permissions=(replace(first, implies=frozenset({PRESENCE})), *rest)
    )
    made = plan(updated(SALES, [], [first.key]))
    found = causes(made, {(SALES, first.key): at(3)}, target=replace(TARGET, catalog=catalog))
    assert behind(found, gain(NOAH)) == [3]


def test_what_is_kept_is_caused_by_what_goes_and_by_what_comes_in_its_place():
    made = plan(revoke(DESK, "noah"), grant(Container.of(SALES), "noah"))
    kept = Effect(Kind.KEPT, (NOAH,), (PRESENCE,), (), None, (Container.of(SALES),), (DESK,))
    found = causes(made, {DESK: at(2)}, {membership("noah", SALES): at(7)})
    assert behind(found, kept) == [2, 7]


def test_an_end_that_changes_causes_what_is_lost_after_it():
    made = plan(redate(Container.of(SALES), "noah", None, day(2027, 1, 1)))
    effect = loss(NOAH, start=day(2027, 1, 1))
    assert behind(causes(made, members=SEVEN), effect) == [7]


def test_a_group_that_is_made_or_goes_is_a_cause():
    made = plan(Change(None, Group(SALES, "")), grant(Container.of(SALES), "noah"))
    assert behind(causes(made, {SALES: at(2)}, SEVEN), gain(NOAH)) == [2, 7]
    gone = plan(revoke(Container.of(SALES), "noah"), Change(Group(SALES, ""), None))
    owner = {(TOP, "groups"): at(1), Container.of(SALES): at(3)}
    assert behind(causes(gone, owner), loss(NOAH)) == [1, 3]


def test_what_a_role_becomes_a_member_of_brings_all_who_hold_it():
    nested = Change(None, Membership(DESK.ref, Container.of(SALES)))
    found = causes(plan(nested), members={membership(DESK.ref, SALES): at(7)})
    assert behind(found, gain(NOAH)) == [7]


def test_where_groups_inherit_what_is_joined_below_gives_what_is_above():
    made = plan(grant(Container.of(FIELD), "noah"))
    members = {membership("noah", FIELD): at(7)}
    assert behind(causes(made, members=members, target=INHERITING), gain(NOAH)) == [7]


def test_where_groups_inherit_a_move_below_another_is_a_cause():
    made = plan(Change(Group(group("Top Role/Field"), ""), Group(FIELD, "")))
    found = causes(made, {FIELD: at(4)}, target=INHERITING)
    assert (behind(found, gain(NOAH)), behind(found, gain(NOAH, through=TOP))) == ([4], [])


def test_what_leads_on_by_what_is_live_already_is_found_by_who_joins_it():
    made = plan(grant(DESK, "noah"), grant(DESK, "isla"))
    members = {membership("noah", DESK): at(7), membership("isla", DESK): at(8)}
    assert behind(causes(made, members=members), gain(NOAH)) == [7]


# --- on whom it works -----------------------------------------------------------------------------


def reach(kind, people, reached, through=TOP):
    effect = gain(*people, keys=(ACCESS,), through=through, places=(), reached=reached)
    return replace(effect, kind=kind)


def test_who_comes_below_a_group_causes_that_they_are_reached():
    made = plan(grant(Container.of(SALES), "noah"), grant(Container.of(SALES), "isla"))
    found = causes(made, members=SEVEN, target=REACHING)
    assert behind(found, reach(Kind.GAIN, [LEO], Reached("users", 1, (NOAH,), (SALES,)))) == [7]
    assert behind(found, reach(Kind.GAIN, [LEO], Reached("users", 9, (), (SALES,)))) == [7, 8]
    assert behind(found, reach(Kind.LOSS, [LEO], Reached("users", 9, (), (SALES,)))) == []


def test_who_joins_what_reaches_others_causes_it_not_those_who_are_reached():
    made = plan(grant(Container.of(TOP), "leo"), grant(Container.of(SALES), "noah"))
    found = causes(made, members={**SEVEN, membership("leo", TOP): at(5)}, target=REACHING)
    assert behind(found, reach(Kind.GAIN, [LEO], Reached("users", 1, (NOAH,), (SALES,)))) == [5]


def test_a_group_that_moves_below_another_is_reached_with_all_who_are_in_it():
    made = plan(Change(Group(group("Top Role/Field"), ""), Group(FIELD, "")))
    found = causes(made, {FIELD: at(4)}, target=REACHING)
    groups = Reached("groups", 1, (FIELD,), (SALES,))
    assert behind(found, reach(Kind.GAIN, [LEO], groups, SALES)) == [4]
    assert behind(found, reach(Kind.GAIN, [LEO], replace(groups, kind="users"), SALES)) == [4]


def test_who_leaves_their_last_group_is_reached_as_one_without():
    made = plan(revoke(Container.of(SALES), "noah"), grant(Container.of(SALES), "isla"))
    found = causes(made, {Container.of(SALES): at(2)}, SEVEN, target=REACHING)
    without = Reached("ungrouped", 1, (NOAH,), (Pattern(LONDON),))
    assert found.of_effect(reach(Kind.GAIN, [LEO], without)) == (Cause(at(7)),)
    many = Reached("ungrouped", 9, (), (Pattern(LONDON),))
    assert behind(found, reach(Kind.LOSS, [LEO], many)) == [8]


# --- what no change of the plan explains ----------------------------------------------------------


def test_a_catalog_that_grew_is_the_cause_where_no_change_is():
    grown = Finding("RC0329", Severity.WARNING, "it is another one")
    found = causes(plan(findings=(grown,)), members=SEVEN, catalog="catalog.yaml")
    assert found.of_effect(gain(NOAH)) == (Cause(Origin("catalog.yaml")),)


def test_a_line_that_is_gone_before_anybody_carried_it_out_is_the_cause():
    then = Places({membership("noah", SALES): at(9)}, {})
    found = causes(plan(), gone=GoneSince(Places({}, {}), then, COMMIT))
    assert found.of_effect(loss(NOAH)) == (Cause(at(9), COMMIT),)


def test_a_line_that_takes_back_what_was_pending_is_the_cause():
    assert behind(causes(plan(), members=SEVEN), gain(NOAH)) == [7]


# --- how many -------------------------------------------------------------------------------------


@pytest.mark.parametrize("count", [MOST, MOST + 1, 500])
def test_of_many_lines_the_first_are_named_and_all_are_counted(count):
    users = [f"u{number}" for number in range(count)]
    made = plan(*(grant(Container.of(SALES), user) for user in users))
    members = {membership(user, SALES): at(place) for place, user in enumerate(users, 1)}
    people = [Ref("user", LONDON, (user,)) for user in users]
    found = causes(made, members=members, target=REACHING)
    for effect in (gain(*people), reach(Kind.GAIN, [LEO], Reached("users", count, (), (SALES,)))):
        told = found.behind(effect)
        assert [one.origin.line for one in told.some] == [*range(1, min(count, MOST) + 1)]
        assert told.count == count


def test_a_plan_that_says_nothing_of_its_effects_is_not_guessed_at():
    made = plan(grant(Container.of(SALES), "noah"))
    assert Causes(made, Places({}, SEVEN), TARGET, said={}).of_effect(gain(NOAH)) == ()
