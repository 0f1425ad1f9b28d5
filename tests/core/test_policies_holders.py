"""How many hold something: not fewer and not more than a rule says, wherever it says so."""

from dataclasses import replace

from .build import (
    ACME,
    LONDON,
    PARIS,
    ROOT,
    additive,
    assigned,
    declared,
    g,
    group,
    lists,
    lists_memberships,
    lists_roles,
    role,
    state,
    users,
    within,
)
from .ruled import NESTED, broken, found, holders, judged, refused

ONE = holders("billing", minimum=1, within="/acme/london")
PEOPLE = users("noah isla jack", inactive="ivy")
LIVE = state(PEOPLE, group("top"), group("top/pay", "billing", "noah"))


def said(sentence, severity="error"):
    return [f"RC0413 {severity}: rule `R`: {sentence}"]


NOBODY = said("nobody would hold billing at /acme/london without an end; the rule wants 1 at least")


# The last administrator


def test_the_last_one_stays_when_they_would_be_removed():
    assert refused(ONE, declared(group("top"), group("top/pay", "billing", "")), LIVE) == NOBODY


def test_the_last_one_stays_when_they_would_get_an_end():
    files = declared(group("top"), group("top/pay", "billing", "noah@later"))
    assert refused(ONE, files, LIVE) == NOBODY


def test_the_last_one_stays_when_the_group_would_be_deleted():
    assert refused(ONE, declared(lists(LONDON, g("top")), group("top")), LIVE) == NOBODY


def test_the_last_one_stays_when_the_role_would_be_emptied():
    live = state(PEOPLE, group("top"), role("payer", "billing"), assigned("payer", "noah"))
    assert refused(ONE, declared(role("payer", "")), live) == NOBODY


def test_the_last_one_of_each_scope_stays():
    live = state(
        PEOPLE,
        users("pia", PARIS),
        group("top"),
        group("top/pay", "billing", "noah"),
        group("top", at=PARIS),
        group("top/pay", "billing", "pia", at=PARIS),
        scopes={ROOT, ACME, LONDON, PARIS},
    )
    files = declared(group("top", at=PARIS), group("top/pay", "billing", "", at=PARIS))
    rule = holders("billing", minimum=1, within="/acme/**")
    assert refused(rule, files, live)[-1:] == said(
        "nobody would hold billing at /acme/paris without an end; the rule wants 1 at least"
    )


def test_another_one_who_holds_it_is_enough():
    files = declared(group("top"), group("top/pay", "billing", "isla"))
    assert refused(ONE, files, LIVE) == []


def test_a_deactivated_one_is_not_enough():
    files = declared(group("top"), group("top/pay", "billing", "ivy"))
    assert refused(ONE, files, LIVE) == NOBODY


def test_too_few_as_before_is_a_warning_and_fewer_than_before_an_error():
    three = holders("billing", minimum=3, within="/acme/london")
    live = state(PEOPLE, group("top"), group("top/pay", "billing", "noah isla"))
    same = declared(group("top/pay", "billing calls", "noah isla"))
    assert refused(three, same, live) == said(
        "only 2 people hold billing at /acme/london without an end; the rule wants 3 at least "
        "(it was so before)",
        "warning",
    )
    fewer = declared(group("top/pay", "billing", "noah"))
    assert refused(three, fewer, live) == said(
        "only 1 person would hold billing at /acme/london without an end; the rule wants 3 at least"
    )


# Where it is counted


def test_a_role_given_above_counts_at_every_scope_below():
    live = state(
        users("rae", ROOT),
        PEOPLE,
        role("owner", "billing", type="reseller"),
        assigned("owner", "rae", ROOT),
    )
    assert refused(holders("billing", minimum=1), declared(), live) == []


def test_a_permission_of_a_level_is_counted_at_scopes_of_that_level():
    live = state(PEOPLE, group("top"), group("top/pay", "calls", "noah"))
    assert refused(holders("calls", minimum=1), declared(), live) == []


def test_a_role_is_counted_where_its_type_can_be_assigned():
    live = state(
        PEOPLE,
        users("cora", ACME),
        role("boss", "billing", type="customer"),
        assigned("boss", "cora", ACME),
    )
    assert refused(holders("role boss", minimum=1), declared(), live) == []
    assert refused(holders("role boss", minimum=2), declared(), live) == said(
        "only 1 person holds role boss at /acme without an end; the rule wants 2 at least "
        "(it was so before)",
        "warning",
    )


def test_a_group_is_counted_by_itself_wherever_it_stands():
    live = state(PEOPLE, group("top"), group("top/pay", None, "noah"))
    rule = holders("group top/pay", minimum=1, maximum=1)
    files = declared(group("top"), group("top/pay", None, "isla jack"))
    assert refused(rule, files, live) == said(
        "2 people would be in group top/pay of /acme/london: isla, jack; the rule allows 1"
    )
    assert refused(rule, declared(group("top/pay", None, "")), live) == said(
        "nobody would be in group top/pay of /acme/london without an end; the rule wants 1 at least"
    )


def test_a_group_outside_of_the_rule_is_not_counted():
    live = state(PEOPLE, group("top"), group("top/pay", None, "noah isla"))
    assert refused(holders("group top/pay", maximum=1, within="/acme"), declared(), live) == []


def test_who_is_there_twice_counts_once_and_lasts_if_one_way_does():
    live = state(
        PEOPLE,
        group("top"),
        group("top/a", "billing", "noah@later"),
        group("top/b", "billing", "noah"),
    )
    assert refused(holders("billing", 1, 1, within="/acme/london"), declared(), live) == []
    group_rule = holders("group top/a", maximum=1)
    assert refused(group_rule, declared(), live) == []


def test_a_run_of_one_scope_counts_there_alone():
    live = state(
        PEOPLE, group("top"), group("top/pay", "billing", ""), scopes={ROOT, ACME, LONDON, PARIS}
    )
    rule = holders("billing", minimum=1, within="/acme/**")
    told = refused(rule, declared(), live, selection=within(LONDON))
    assert len(told) == 1


# Too many


def test_one_too_many_is_an_error_with_everybody_named():
    rule = holders("billing", maximum=1, within="/acme/london")
    files = declared(group("top"), group("top/pay", "billing", "noah isla"))
    (finding,) = found(rule, files, LIVE)
    assert refused(rule, files, LIVE) == said(
        "2 people would hold billing at /acme/london: isla, noah; the rule allows 1"
    )
    assert (finding.origin.path, finding.ref) == ("policies.yaml", LONDON)


def test_too_many_as_before_is_a_warning_and_another_one_an_error():
    rule = holders("billing", maximum=1, within="/acme/london")
    live = state(PEOPLE, group("top"), group("top/pay", "billing", "noah isla"))
    assert [one[:14] for one in refused(rule, declared(), live)] == ["RC0413 warning"]
    other = declared(group("top"), group("top/pay", "billing", "noah jack"))
    assert [one[:12] for one in refused(rule, other, live)] == ["RC0413 error"]


# Files alone


def test_files_alone_are_sure_of_too_many():
    files = declared(group("top/pay", "billing", "noah isla"))
    assert broken(holders("billing", maximum=1, within="/acme/london"), files) == said(
        "2 people hold billing at /acme/london: isla, noah; the rule allows 1"
    )


def test_of_too_few_they_are_sure_only_where_they_leave_nothing_open():
    open_files = declared(group("top/pay", "billing", ""))
    words = "nobody holds billing at /acme/london without an end; the rule wants 1 at least"
    assert broken(ONE, open_files) == said(f"{words}, as far as is known here", "warning")
    whole = declared(
        lists(LONDON),
        lists_memberships(),
        lists_memberships(ACME),
        lists_memberships(ROOT),
        lists_roles(),
        group("top/pay", "billing", ""),
    )
    assert broken(ONE, whole) == said(words)


def test_what_files_leave_open_is_named():
    files = declared(
        lists(LONDON),
        lists_memberships(),
        lists_memberships(ACME),
        group("top"),
        group("top/pay", "billing", ""),
    )
    assert judged(ONE, files).gaps == (
        "the memberships of /",
        "the roles of /",
        "the permissions of group top of /acme/london",
        "the members of group top of /acme/london",
    )


def test_a_group_of_a_scope_without_a_list_of_groups_is_a_gap():
    files = declared(lists_memberships(), scopes={LONDON})
    assert judged(ONE, files).gaps == ("the groups of /acme/london",)


def test_in_a_system_where_roles_hold_here_alone_only_the_scope_itself_matters():
    whole = declared(
        lists(LONDON), lists_memberships(), group("pay", "billing", ""), scopes={LONDON}
    )
    here = replace(NESTED, assignment="here")
    assert [one[:12] for one in broken(ONE, whole, here)] == ["RC0413 error"]


def test_an_additive_list_leaves_open_who_else_is_there():
    files = declared(additive(group("top/pay", "billing", "noah")))
    assert "the members of group top/pay of /acme/london" in judged(ONE, files).gaps
