"""Policy files: what they say is read as it is meant, and what is wrong is said at its place."""

from dataclasses import replace
from datetime import date

import pytest

from reconciler.core.names import NameRules
from reconciler.core.policies import NO_POLICIES
from reconciler.core.policies.rules import (
    EVERYWHERE,
    Expires,
    Forbid,
    Holders,
    Justify,
    Must,
    Naming,
    Only,
    Protect,
    Separate,
)
from reconciler.core.scope import Pattern, Scope
from reconciler.core.target import Catalog
from reconciler.spec.fingerprint import fingerprint
from reconciler.spec.format import Manner
from reconciler.spec.policies import load_policies, read_policies
from reconciler.spec.project import read_project
from reconciler.spec.project_format import format_project
from reconciler.spec.project_rescue import rescued_project
from tests.spec.conftest import PROJECT, TARGET

WITH = PROJECT + "policies: [policies/*.yaml]\n"


@pytest.fixture
def ruled(world):
    """A project with policies."""
    return world.project(WITH)


def read(world, target=TARGET, **files):
    for name, text in files.items():
        world.file(f"policies/{name}.yaml", text)
    project, findings = read_project(world.root / "reconciler.yaml")
    assert findings == []
    return read_policies(project, target)


def sound(world, text, target=TARGET):
    policies, findings = read(world, target, a=f"version: 1\n{text}")
    assert findings == []
    return policies


def wrong(world, text, target=TARGET):
    _, findings = read(world, target, a=f"version: 1\n{text}")
    return [(one.code, f"{one.origin.line}:{one.origin.column}", one.message) for one in findings]


def demand(world, text):
    (rule,) = sound(world, f"rules: [{{name: R, {text}}}]\n").rules
    return rule.demand


def named(each):
    return each.kind, each.scope, each.name, each.written, str(each.origin)


# What they say


def test_a_project_without_policies_has_none(world):
    assert read(world) == (NO_POLICIES, [])


def test_a_rule_has_a_name_a_place_and_where_it_holds(ruled):
    text = "  - name: ' Teams '\n    within: /ACME/**\n    naming: {kind: group, pattern: 'T*'}\n"
    (rule,) = sound(ruled, f"rules:\n{text}").rules
    assert (rule.name, rule.within, rule.demand) == (
        "Teams",
        Pattern(Scope("/acme"), deep=True),
        Naming("group", "T*"),
    )
    assert str(rule.origin) == "policies/a.yaml:3:11"


def test_left_out_a_rule_holds_everywhere(ruled):
    (rule,) = sound(ruled, "rules: [{name: R, justify: {role: Clerk}}]\n").rules
    assert rule.within == EVERYWHERE


def test_permissions_are_separated_at_one_scope_and_groups_anywhere(ruled):
    both = "[users.access, call_flow.access]"
    assert demand(ruled, f"separate: {{permissions: {both}}}") == Separate(
        ("users.access", "call_flow.access")
    )
    asked = demand(ruled, f"separate: {{permissions: {both}, at_most: 0, across: anywhere}}")
    assert (asked.at_most, asked.anywhere) == (0, True)
    assert demand(ruled, "separate: {groups: [A, B]}").anywhere
    assert not demand(ruled, "separate: {groups: [A, B], across: scope}").anywhere


def test_names_are_folded_and_remember_how_they_were_written(ruled):
    asked = demand(ruled, "separate: {roles: [Clerk, '/ACME:Big Clerk']}")
    assert [named(each) for each in asked.of] == [
        ("role", None, ("clerk",), "Clerk", "policies/a.yaml:2:38"),
        ("role", Scope("/acme"), ("big clerk",), "/ACME:Big Clerk", "policies/a.yaml:2:45"),
    ]
    asked = demand(ruled, r"justify: {group: 'Top Role/A\/B'}")
    assert asked.of.name == ("top role", "a/b")


def test_users_may_be_folded_by_other_rules(ruled):
    target = replace(TARGET, user_names=NameRules())
    asked = sound(ruled, "rules: [{name: R, protect: {users: [Noah]}}]\n", target).rules[0].demand
    assert asked.users[0].name == ("Noah",)


def test_each_demand_is_read(ruled):
    assert demand(ruled, "holders: {permission: users.access, minimum: 1, maximum: 3}") == Holders(
        "users.access", 1, 3
    )
    assert demand(ruled, "expires: {permission: users.access, within_days: 90}") == Expires(
        "users.access", 90
    )
    assert demand(ruled, "justify: {permission: users.access}") == Justify("users.access")
    assert demand(ruled, "forbid: {permissions: [users.access], role_types: [user]}") == Forbid(
        ("users.access",), ("user",)
    )
    asked = demand(ruled, "protect: {roles: [A], groups: [B], members: true, users: [c]}")
    assert isinstance(asked, Protect)
    assert [each.kind for each in (*asked.things, *asked.users)] == ["role", "group", "user"]
    assert asked.members


def test_tests_are_named_by_their_words(ruled):
    text = """\
tests:
  - must: {user: noah, can: users.access, at: /acme, on: /acme:isla}
  - must_not: {user: noah, can: users.access, on_group: Top}
  - only: {permission: users.access, users: []}
  - only: {permission: users.access, at: /acme, users: [noah, isla]}
"""
    tests = sound(ruled, text).tests
    assert [each.name for each in tests] == [
        "must: noah can users.access at /acme on /acme:isla",
        "must_not: noah can users.access on group Top",
        "only: nobody can users.access",
        "only: noah, isla can users.access at /acme",
    ]
    first, second, third, _ = (each.claim for each in tests)
    assert isinstance(first, Must)
    assert (first.at, first.on.kind, first.negated) == (Scope("/acme"), "user", False)
    assert (second.at, second.on.kind, second.negated) == (None, "group", True)
    assert third == Only("users.access", (), None)
    assert str(tests[0].origin) == "policies/a.yaml:3:29"


def test_a_waiver_is_read_with_its_users_or_for_all(ruled):
    text = """\
rules: [{name: R, justify: {role: Clerk}}]
waivers:
  - {rule: r, reason: known, owner: olga, until: 2027-02-01}
  - {rule: R, users: [noah], reason: known, owner: olga, until: 2027-02-01}
"""
    first, second = sound(ruled, text).waivers
    assert (first.users, first.until, first.owner) == (None, date(2027, 2, 1), "olga")
    assert [each.name for each in second.users] == [("noah",)]


def test_several_files_are_one(ruled):
    text = "version: 1\nrules: [{{name: {}, justify: {{role: Clerk}}}}]\n"
    policies, findings = read(ruled, a=text.format("A"), b=text.format("B"))
    assert ([rule.name for rule in policies.rules], findings) == (["A", "B"], [])


# What is wrong


def test_two_rules_of_one_name_are_an_error_with_both_places(ruled):
    text = "version: 1\nrules: [{{name: {}, justify: {{role: Clerk}}}}]\n"
    _, (finding,) = read(ruled, a=text.format("Same"), b=text.format("same"))
    assert (finding.code, str(finding.origin)) == ("RC0218", "policies/b.yaml:2:16")
    assert [str(place) for _, place in finding.related] == ["policies/a.yaml:2:16"]


def test_a_waiver_of_no_rule_is_an_error_with_a_suggestion(ruled):
    waiver = "waivers: [{rule: Tems, reason: b, owner: c, until: 2027-01-31}]\n"
    rule = "rules: [{name: Teams, justify: {role: Clerk}}]\n"
    _, (finding,) = read(ruled, a=f"version: 1\n{rule}{waiver}")
    assert (finding.code, finding.message) == ("RC0219", "there is no rule `Tems`")
    assert finding.help == "did you mean `Teams`?"


BAD = {
    "naming: {kind: role, pattern: '*'}, within: acme": "RC0115",
    "separate: {permissions: [users.acces, call_flow.access]}": "RC0230",
    "separate: {groups: ['a:b', c]}": "RC0116",
    "holders: {permission: users.acces, minimum: 1}": "RC0230",
    "holders: {permission: users.access, minimum: 3, maximum: 1}": "RC0113",
    "holders: {permission: users.access}": "RC0113",
    "expires: {role: a/b, within_days: 3}": "RC0116",
    "protect: {users: [a/b]}": "RC0116",
    "protect: {}": "RC0113",
    "forbid: {permissions: [users.access], role_types: [usr]}": "RC0231",
}


@pytest.mark.parametrize(("text", "code"), BAD.items())
def test_a_rule_that_cannot_be_read_is_one_error_and_left_out(ruled, text, code):
    assert [each[0] for each in wrong(ruled, f"rules: [{{name: R, {text}}}]\n")] == [code]


TESTS = {
    "must: {user: a/b, can: users.access}": "RC0116",
    "must: {user: a, can: users.acces}": "RC0230",
    "must: {user: a, can: users.access, at: acme}": "RC0115",
    "must: {user: a, can: users.access, on: a/b}": "RC0116",
    "must: {user: a, can: users.access, on: b, on_group: c}": "RC0113",
    "only: {permission: users.access, users: [a/b]}": "RC0116",
}


@pytest.mark.parametrize(("text", "code"), TESTS.items())
def test_a_test_that_cannot_be_read_is_one_error_and_left_out(ruled, text, code):
    policies, findings = read(ruled, a=f"version: 1\ntests: [{{{text}}}]\n")
    assert ([each.code for each in findings], policies.tests) == ([code], ())


def test_a_waiver_that_cannot_be_read_is_left_out(ruled):
    rule = "rules: [{name: R, justify: {role: Clerk}}]\n"
    day = f"{rule}waivers: [{{rule: R, reason: b, owner: c, until: soon}}]\n"
    user = f"{rule}waivers: [{{rule: R, reason: b, owner: c, until: 2027-01-31, users: [a/b]}}]\n"
    assert [each[0] for each in wrong(ruled, day)] == ["RC0117"]
    assert [each[0] for each in wrong(ruled, user)] == ["RC0116"]


def test_an_item_that_is_not_exactly_one_thing_says_what_it_can_be(ruled):
    (code, place, message), *_ = wrong(ruled, "rules: [{name: R}]\n")
    assert (code, place) == ("RC0113", "2:9")
    assert message.startswith("exactly one of separate, holders,")
    (found,) = wrong(ruled, "rules: [{name: R, separate: {roles: [A]}}]\n")
    assert found == ("RC0113", "2:37", "the list has less than 2 items")


def test_a_mistake_in_the_shape_hides_no_other_and_no_rule_is_missed_for_it(ruled):
    text = """\
rules:
  - {name: A, naming: {kind: group}}
  - {name: B, forbid: {permissions: [users.acces]}}
waivers:
  - {rule: A, reason: known, owner: olga, until: 2027-02-01}
"""
    assert [each[:2] for each in wrong(ruled, text)] == [("RC0111", "3:23"), ("RC0230", "4:38")]
    assert wrong(ruled, "rules: x\n") == [("RC0112", "2:8", "text stands where a list belongs")]
    _, findings = read(ruled, a="- nothing\n")
    assert [each.code for each in findings] == ["RC0112"]


def test_null_in_a_policy_file_is_an_error(ruled):
    assert wrong(ruled, "rules:\n") == [("RC0106", "2:7", "null is no value here")]


def test_a_system_whose_roles_are_its_permissions_is_asked_by_role(ruled):
    target = replace(TARGET, catalog=Catalog())
    rule = "rules: [{name: R, justify: {permission: 'role:/acme:clerk'}}]\n"
    assert sound(ruled, rule, target).rules[0].demand == Justify("role:/acme:clerk")


# The files


def test_a_pattern_of_policies_without_a_file_is_an_error(ruled):
    project, _ = read_project(ruled.root / "reconciler.yaml")
    _, (finding,) = load_policies(project)
    assert (finding.code, finding.severity) == ("RC0025", "error")


def test_a_policy_file_that_is_missing_or_cannot_be_read_is_an_error(world):
    world.project(PROJECT + "policies: [a.yaml, b.yaml]\n").file("b.yaml", b"\xff")
    project, _ = read_project(world.root / "reconciler.yaml")
    _, findings = load_policies(project)
    assert [(one.code, str(one.origin)) for one in findings] == [
        ("RC0001", "reconciler.yaml:6:12"),
        ("RC0003", "b.yaml:1:1"),
    ]


def test_a_policy_file_that_is_a_folder_is_not_read(ruled):
    (ruled.root / "policies/a.yaml").mkdir(parents=True)
    _, (finding,) = read(ruled)
    assert finding.code == "RC0022"


def test_a_pattern_of_sources_leaves_the_policies_out(world):
    world.project(WITH.replace("**/*.roles.yaml", "**/*.yaml"))
    world.file("a.yaml", "scope: /\n")
    world.file("policies/p.yaml", "version: 1\n")
    assert world.read()[1] == []


def test_a_source_that_is_a_policy_file_is_an_error(world):
    world.project(WITH.replace("**/*.roles.yaml", "policies/p.yaml"))
    world.file("policies/p.yaml", "version: 1\n")
    (finding,) = [one for one in world.read()[1] if one.code == "RC0027"]
    assert finding.message == "`policies/p.yaml` is a policy file, and no role file"


def test_the_catalog_is_no_policy_file(world):
    world.project(PROJECT + "policies: [catalog.yaml]\n")
    project, _ = read_project(world.root / "reconciler.yaml")
    _, (finding,) = load_policies(project)
    assert finding.message == "`catalog.yaml` is the catalog, and no policy file"


def test_a_path_of_policies_stays_in_the_project(world):
    world.project(PROJECT + "policies: [../a.yaml]\n")
    project, (finding,) = read_project(world.root / "reconciler.yaml")
    assert (project, finding.code, str(finding.origin)) == (None, "RC0024", "reconciler.yaml:6:12")


def test_a_broken_project_file_still_says_which_files_are_policies(world):
    world.project(WITH.replace("account", "acount").replace("[policies", "[../x, policies"))
    project = rescued_project(world.root / "reconciler.yaml")
    assert [each.files for each in project.policies] == ["policies/*.yaml"]


def test_policies_belong_to_the_fingerprint(ruled):
    ruled.file("policies/p.yaml", "version: 1\n")
    project, _ = read_project(ruled.root / "reconciler.yaml")
    before = fingerprint(project)
    ruled.file("policies/p.yaml", "version: 1\nrules: []\n")
    assert fingerprint(project) != before


def test_policy_files_are_put_in_order_as_well(ruled):
    ruled.file("policies/p.yaml", "version: 1\ntests: []\nrules: []\n")
    ruled.write(a="scope: /\n")
    project, _ = read_project(ruled.root / "reconciler.yaml")
    (edit,), findings = format_project(project, Manner(TARGET), ["policies"])
    assert (edit.new, findings) == (b"version: 1\nrules: []\ntests: []\n", [])
