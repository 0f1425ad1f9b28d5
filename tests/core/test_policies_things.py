"""What roles and groups may not carry, and what they are called."""

from dataclasses import replace

from reconciler.core.finding import NoOrigins
from reconciler.core.model import Fixed

from .build import ACME, LONDON, assigned, declared, fixed, g, group, r, role, spelt, state, users
from .ruled import NESTED, OPAQUE, broken, forbid, found, judged, naming, refused


def forbidden(*sentences):
    return [f"RC0418 error: rule `R`: {sentence}" for sentence in sentences]


# Forbidden permissions


def test_no_group_of_a_scope_carries_what_is_forbidden_there():
    files = declared(group("top/pay", "billing calls"), group("top/sales", "calls"))
    assert broken(forbid("billing", within="/acme/london"), files) == forbidden(
        "group top/pay carries billing at /acme/london"
    )
    assert broken(forbid("billing", within="/acme"), files) == []


def test_what_comes_with_another_permission_is_carried():
    files = declared(group("top/pay", "everything"))
    assert broken(forbid("billing calls"), files) == forbidden(
        "group top/pay carries calls and billing at /acme/london"
    )


def test_a_role_counts_where_it_is_declared_and_where_somebody_has_it():
    files = declared(
        role("payer", "billing"),
        assigned("payer", "noah"),
        role("idle", "billing"),
        assigned("idle", ""),
    )
    rule = forbid("billing", within="/acme/**")
    assert broken(rule, files) == forbidden(
        "role payer of type user carries billing at /acme/london"
    )
    assert len(broken(forbid("billing"), files)) == 2


def test_roles_of_some_types_alone():
    files = declared(
        role("payer", "billing", type="user"),
        role("boss", "billing", type="reseller"),
        group("top/pay", "billing"),
    )
    assert broken(forbid("billing", "user"), files) == forbidden(
        "role payer of type user carries billing at /"
    )


def test_a_role_without_a_type_is_called_by_its_name():
    files = declared(role("payer", "billing", type=None))
    assert broken(forbid("billing"), files) == forbidden("role payer carries billing at /")


def test_what_nobody_can_change_is_not_judged():
    live = state(
        group("top"), group("top/built", "billing"), fixed(g("top/built"), Fixed.PERMISSIONS)
    )
    assert refused(forbid("billing"), declared(), live) == []
    assert broken(forbid("billing"), declared(group("top", "billing"))) == []


def test_the_line_that_gives_it_is_shown():
    (finding,) = judged(forbid("billing"), declared(group("top/pay", "billing"))).findings
    assert finding.origin.path == "group:/acme/london:top/pay billing"
    bare = replace(declared(group("top/pay", "billing")), origins=NoOrigins())
    (finding,) = judged(forbid("billing"), bare).findings
    assert finding.origin.path == "policies.yaml"


def test_what_was_so_before_is_a_warning_also_under_a_new_name():
    live = state(group("top"), group("top/pay", "billing"))
    files = declared(group("top"), group("top/money", "billing", was="pay"))
    assert [one[:14] for one in refused(forbid("billing"), files, live)] == ["RC0418 warning"]
    more = declared(group("top"), group("top/pay", "billing calls"))
    assert [one[:12] for one in refused(forbid("billing calls"), more, live)] == ["RC0418 error"]


def test_what_roles_carry_is_known_of_every_system():
    files = declared(group("top/pay", "billing"))
    assert len(broken(forbid("billing"), files, OPAQUE)) == 1


# Names


def misnamed(*sentences):
    return [f"RC0419 error: rule `R`: {sentence}" for sentence in sentences]


def test_groups_are_called_as_the_pattern_says():
    files = declared(group("top"), group("top/team sales"), group("top/desk"))
    assert broken(naming("group", "team *"), files) == misnamed(
        "group top/desk of /acme/london does not fit the pattern `team *`"
    )


def test_the_name_is_judged_as_it_is_written():
    files = declared(role("clerk"), spelt(r("clerk"), "Clerk"))
    assert broken(naming("role", "[A-Z]*"), files) == []
    assert broken(naming("role", "c*"), files) == misnamed(
        "role Clerk of / does not fit the pattern `c*`"
    )


def test_a_rule_about_names_holds_where_it_says():
    assert broken(naming("role", "x", within="/acme/**"), declared(role("clerk"))) == []
    assert (
        len(broken(naming("role", "x", within="/acme/**"), declared(role("clerk", of=ACME)))) == 1
    )


def test_built_in_names_are_kept():
    live = state(group("a"), fixed(g("a"), Fixed.NAME))
    assert refused(naming("group", "x"), declared(), live, NESTED) == []


def test_a_name_that_was_wrong_before_is_a_warning_and_a_rename_into_one_an_error():
    live = state(users("noah"), group("top"), group("top/desk"), group("top/team a"))
    rule = naming("group", "team *")
    assert [one[:14] for one in refused(rule, declared(), live)] == ["RC0419 warning"]
    files = declared(group("top"), group("top/crew", was="team a"))
    (finding,) = [one for one in found(rule, files, live) if one.severity == "error"]
    assert finding.message == (
        "rule `R`: group top/crew of /acme/london would not fit the pattern `team *`"
    )
    assert finding.origin.path == "group:/acme/london:top/crew"
    assert finding.ref.scope == LONDON


def test_what_no_file_names_is_shown_at_the_rule():
    live = state(group("top"), group("top/desk"))
    (finding,) = found(naming("group", "x"), replace(declared(), origins=NoOrigins()), live)
    assert finding.origin.path == "policies.yaml"
