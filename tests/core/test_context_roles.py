"""Roles that memberships name: found in the scope, else in the nearest above, files or live."""

from dataclasses import replace

import pytest

from reconciler.core.context.roles import locate_roles
from reconciler.core.model import Fixed
from reconciler.core.target import Catalog, Permission

from .build import (
    ACME,
    EVERYTHING,
    LONDON,
    PARIS,
    ROOT,
    SCOPES,
    TARGET,
    additive,
    assigned,
    declared,
    ended,
    fixed,
    holding,
    lists_roles,
    people,
    planned,
    r,
    role,
    spelt,
    state,
    told,
    users,
    waves,
    within,
)

IVY = users("ivy leo")


def plan(files, live, **intent):
    return planned(files, live, **intent)


# Where a role is


def test_a_live_role_is_found_in_the_nearest_scope_above():
    live = state(role("desk"), role("desk", of=ACME))
    located = locate_roles(declared(assigned("desk", "ivy", of=LONDON)), live)
    assert located.state.members == {holding("desk", of=ACME): people("ivy")}


def test_a_role_that_files_declare_stays_where_they_say():
    files = declared(role("desk", of=ACME), assigned("desk", "ivy", of=ACME))
    assert locate_roles(files, state(role("desk"))) is files


def test_lists_ends_and_origins_follow_the_role():
    asked = holding("desk", of=LONDON)
    files = declared(assigned("desk", "ivy", of=LONDON), ended(asked, "leo"))
    located = locate_roles(files, state(role("desk")))
    found = holding("desk")
    assert located.owned.members == {found}
    assert located.ended == {found: frozenset({"leo"})}
    assert located.origins.of(found).path == str(asked)
    assert located.origins.of_member(found, "ivy").path == f"ivy in {asked}"
    assert located.origins.of(r("desk")).path == "role:/:desk"
    assert located.origins.of_member(holding("night"), "x").path == f"x in {holding('night')}"


def test_a_membership_of_a_live_role_above_is_planned_there():
    live = state(IVY, role("desk", "calls"), assigned("desk", "leo"))
    files = declared(assigned("desk", "ivy", of=LONDON))
    assert waves(plan(files, live).steps) == [
        ["grant ivy in desk at /acme/london", "revoke leo from desk at /acme/london"]
    ]


# Roles that will not be there


def test_an_unknown_role_is_an_error():
    files = declared(assigned("desk", "ivy"), spelt(r("desk"), "Desk"))
    (finding,) = plan(files, state(IVY)).findings
    assert told([finding]) == ["RC0305 error: role Desk is neither declared nor in the live system"]
    assert finding.origin.path == "role:/:desk at /acme/london"
    assert finding.help == "declare it under `roles:`"


def test_a_role_that_is_nearly_known_is_asked_after():
    (finding,) = plan(declared(assigned("desc", "ivy")), state(IVY, role("desk"))).findings
    assert finding.help == "did you mean `desk`?"


def test_an_unknown_role_elsewhere_does_not_hold_up_a_run():
    files = declared(assigned("desk", "ivy", at=PARIS))
    assert plan(files, state(IVY), selection=within(LONDON)).findings == ()


def test_an_empty_list_of_an_unknown_role_is_an_error_too():
    assert told(plan(declared(assigned("desk", "")), state()).findings) == [
        "RC0305 error: role desk is neither declared nor in the live system"
    ]


def test_a_membership_of_a_role_that_the_files_delete_is_an_error():
    live = state(IVY, role("desk"), assigned("desk", "ivy"))
    (finding,) = plan(declared(lists_roles(), assigned("desk", "ivy")), live).findings
    assert told([finding]) == [
        "RC0305 error: role desk is deleted: the files list the roles of / without it"
    ]
    assert finding.help == (
        "declare it or drop its memberships; where it has a new name, write that here, "
        "and `previously:` there"
    )


def test_a_membership_by_the_old_name_of_a_renamed_role_is_an_error():
    live = state(IVY, role("reception"), assigned("reception", "ivy"))
    files = declared(additive(role("receptionist", was="reception")), assigned("reception", "ivy"))
    (finding,) = plan(files, live).findings
    assert told([finding]) == ["RC0305 error: role reception is renamed to receptionist"]
    assert finding.help == "use the new name"


# Roles that cannot be assigned there


@pytest.mark.parametrize(
    ("kind", "at", "level"),
    [
        ("customer", "/acme/london", "customer"),
        ("user", "/acme", "phone_system"),
        ("reseller", "/acme", "reseller"),
    ],
)
def test_a_live_role_is_assigned_at_the_level_of_its_type_only(kind, at, level):
    scope = {str(one): one for one in SCOPES}[at]
    live = state(users("ivy", at=scope), role("desk", type=kind), spelt(r("desk"), "Desk"))
    (finding,) = plan(declared(assigned("desk", "ivy", at=scope)), live).findings
    assert told([finding]) == [
        f"RC0306 error: role Desk has type {kind} in the live system: it cannot be assigned at {at}"
    ]
    assert finding.help == f"assign it at a {level} scope, or use a role of another type"


def test_a_live_role_at_its_level_is_no_finding():
    live = state(IVY, role("desk", type="user"))
    assert plan(declared(assigned("desk", "ivy")), live).findings == ()


def test_a_declared_type_is_judged_without_the_live_system():
    live = state(IVY, role("desk", type="customer"))
    files = declared(additive(role("desk", type="user")), assigned("desk", "ivy"))
    assert [one for one in plan(files, live).findings if one.code == "RC0306"] == []


def test_a_role_declared_without_a_type_is_judged_by_the_live_one():
    live = state(IVY, role("desk", type="customer"))
    files = declared(additive(role("desk", type=None)), assigned("desk", "ivy"))
    assert [one.code for one in plan(files, live).findings] == ["RC0306"]


def test_where_roles_have_no_types_they_are_assigned_anywhere():
    target = replace(TARGET, role_types=())
    live = state(users("ivy", at=ROOT), role("desk", type=None))
    assert plan(declared(assigned("desk", "ivy", at=ROOT)), live, target=target).findings == ()


# Roles without a type


def test_a_new_role_without_a_type_is_an_error():
    (finding,) = plan(declared(additive(role("desk", "calls", type=None))), state()).findings
    assert told([finding]) == ["RC0309 error: role desk does not exist yet and has no type"]
    assert (finding.origin.path, finding.help) == ("role:/:desk", "write its `type:`")


def test_where_roles_have_no_types_a_new_one_needs_none():
    target = replace(TARGET, role_types=())
    files = declared(additive(role("desk", "calls", type=None)))
    assert plan(files, state(), target=target).findings == ()


def test_a_new_role_above_the_chosen_scope_does_not_hold_up_the_run():
    files = declared(additive(role("desk", "calls", type=None)))
    found = plan(files, state(complete={LONDON}), selection=within(LONDON)).findings
    assert found == ()


def test_a_live_role_that_stays_by_itself_may_be_assigned():
    live = state(IVY, role("owner"), fixed(r("owner"), Fixed.EXISTENCE))
    files = declared(lists_roles(), assigned("owner", "ivy"))
    assert plan(files, live, selection=EVERYTHING).findings == ()


# Permissions that a type cannot carry

FITTED = replace(
    TARGET,
    catalog=Catalog(
        (
            Permission("calls", level="phone_system", role_types=("user", "customer")),
            Permission("phones", level="phone_system", role_types=("user",)),
            Permission("billing", level="customer", role_types=("customer",)),
        ),
        open=True,
    ),
)


def unfit(files, live):
    found = plan(files, live, target=FITTED).findings
    return told(one for one in found if one.code == "RC0328")


def test_a_type_that_cannot_carry_the_live_permissions_is_an_error():
    live = state(role("desk", "calls phones billing", type="user"))
    files = declared(role("desk", None, type="customer"))
    assert unfit(files, live) == ["RC0328 error: role desk of type customer cannot carry `phones`"]


def test_additive_permissions_that_the_live_type_cannot_carry_are_an_error():
    live = state(role("desk", "calls", type="customer"))
    files = declared(additive(role("desk", "phones", type=None)))
    assert unfit(files, live) == ["RC0328 error: role desk of type customer cannot carry `phones`"]


def test_what_files_say_of_both_type_and_permissions_is_judged_without_the_live_system():
    files = declared(role("desk", "phones", type="customer"))
    assert unfit(files, state(role("desk", "calls", type="customer"))) == []


def test_what_a_type_can_carry_and_what_no_catalog_lists_is_no_finding():
    live = state(role("desk", "calls own.key", type="user"))
    assert unfit(declared(role("desk", None, type="customer")), live) == []


def test_a_role_that_this_run_does_not_plan_is_not_judged():
    live = state(role("desk", "phones", type="user"), complete={LONDON})
    files = declared(role("desk", None, type="customer"))
    found = plan(files, live, target=FITTED, selection=within(LONDON)).findings
    assert found == ()
