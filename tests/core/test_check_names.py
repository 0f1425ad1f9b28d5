"""Names in files that look alike are warned of, at the line of the one and of the other."""

from reconciler.core.check_names import check_names
from reconciler.core.declared import Notes
from reconciler.core.lookalike.skeleton import ascii_skeleton
from reconciler.core.model import Container, Members
from reconciler.core.scope import ROOT

from .offline import ACME, LONDON, declared, group, role


def found(what):
    return list(check_names(what, ascii_skeleton))


def said(what):
    return [f"{one.message.partition(':')[0]} @ {one.origin.path}" for one in found(what)]


def in_group(*users, refs=()):
    return {Container.of(group("top").ref): Members(frozenset(users), frozenset(refs))}


def test_names_that_differ_to_the_eye_are_not_warned_of():
    what = declared(
        role("tool"),
        role("roof"),
        group("top"),
        group("top", "sales"),
        scopes=[ROOT, ACME, LONDON],
        members=in_group("noah", "ivy"),
        notes=Notes(sets={("front", ROOT): frozenset(), ("back", ACME): frozenset()}),
    )
    assert found(what) == []


def test_the_finding_shows_both_places_and_what_tells_the_names_apart():
    (finding,) = found(declared(role("tool"), role("too1")))
    assert (finding.code, finding.severity, finding.ref) == ("RC0216", "warning", role("tool").ref)
    assert finding.message == (
        "role `tool` looks like `too1`: U+006C LATIN SMALL LETTER L against U+0031 DIGIT ONE"
    )
    assert finding.origin.path == "role:/:tool"
    ((label, first),) = finding.related
    assert (label, first.path) == ("the other one", "role:/:too1")
    assert finding.help == "if one is meant, write it in one way; if two are, rename one"


def test_names_are_shown_as_they_are_written():
    written = {role("paypai").ref: "PaypaI"}
    (finding,) = found(declared(role("paypal"), role("paypai"), spelling=written))
    assert finding.message.startswith("role `paypal` looks like `PaypaI`: ")


def test_roles_groups_scopes_sets_and_users_are_all_looked_at():
    what = declared(
        role("tool"),
        role("too1", ACME),
        group("top", "sa1es"),
        group("top", "sales"),
        scopes=[ROOT, ACME, type(ACME)("/acrne")],
        members=in_group("user1", "userl"),
        notes=Notes(sets={("b0x", ROOT): frozenset(), ("bOx", ACME): frozenset()}),
    )
    assert said(what) == [
        "group `sales` looks like `sa1es` @ group:/acme/london:top/sales",
        "role `too1` looks like `tool` @ role:/acme:too1",
        "scope `acrne` looks like `acme` @ /acrne",
        "set `bOx` looks like `b0x` @ /acme set:bOx",
        "user `userl` looks like `user1` @ group:/acme/london:top userl",
    ]


def test_a_role_that_is_assigned_and_declared_nowhere_counts_where_it_is_named():
    there = Container(role("too1", LONDON).ref, LONDON)
    what = declared(role("tool"), members={there: Members(frozenset({"noah"}))})
    assert said(what) == [f"role `too1` looks like `tool` @ {there}"]


def test_a_group_that_only_a_path_or_a_membership_names_counts_too():
    below = declared(group("top", "sa1es"), group("top", "sales", "night"))
    assert said(below) == ["group `sales` looks like `sa1es` @ group:/acme/london:top/sales/night"]
    held = declared(group("top"), members=in_group(refs=[group("t0p").ref]))
    assert said(held) == ["group `top` looks like `t0p` @ group:/acme/london:top"]


def test_users_of_two_scopes_are_no_pair_and_one_is_found_at_home_first():
    at_acme = Container(role("r").ref, ACME)
    at_london = Container(role("r").ref, LONDON)
    what = declared(
        role("r"),
        members={
            at_acme: Members(frozenset({"user1"})),
            at_london: Members(frozenset({"userl", "/acme:userI", "/acme:user1"})),
        },
    )
    assert said(what) == [f"user `userI` looks like `user1` @ {at_london} /acme:userI"]
    (finding,) = found(what)
    assert finding.related[0][1].path == f"{at_acme} user1"
