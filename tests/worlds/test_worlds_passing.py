"""A group that takes the name of the one it leaves passes, for a moment, what that one moves below.

```
before   a          b        after   a (was a/d)   b
         `- d                                      `- a (was a)
```
"""

from collections.abc import Mapping
from dataclasses import replace

import pytest

from reconciler.core.model import Ref
from reconciler.core.plan import Plan
from reconciler.core.planner import make_plan
from reconciler.core.target import Target

from .access import walk
from .build import TARGET, Case, Content, build, group
from .run import INTENT, plan

PEOPLE = ("ida", "leo")
MOVED: Mapping[Ref, Ref] = {group(("b", "a")): group(("a",)), group(("a",)): group(("a", "d"))}
USERS, GROUPS, PLACE = "users.access", "role_permissions.manage", "presence.access"


def content(keys: str, *members: str) -> Content:
    return Content(frozenset(keys.split()), dict.fromkeys(members))


def case(b: tuple[Content, Content], d: Content) -> Case:
    """*b* before and after; *d* stays as it is."""
    before = build({("a",): content(""), ("b",): b[0], ("a", "d"): d}, {}, users=PEOPLE)
    after = build({("b",): b[1], ("b", "a"): content(""), ("a",): d}, {}, users=PEOPLE)
    return Case("passing", before, after, MOVED)


def codes(found: Plan) -> list[str]:
    return [finding.code for finding in found.findings]


STAYS = content(USERS, "ida")
SAFE = {
    "who is there leaves first": ((content(USERS, "ida"), content(USERS)), "leo"),
    "who comes waits": ((content(USERS), content(USERS, "ida")), "leo"),
    "what it loses goes first": ((content(USERS, "ida"), content("", "ida")), "leo"),
    "what it gains waits": ((content("", "ida"), content(USERS, "ida")), "leo"),
    "it works on the place": ((content(PLACE, "ida"), content(PLACE, "ida")), "leo"),
    "nobody is reached": ((STAYS, STAYS), ""),
    "only they themselves are reached": ((STAYS, STAYS), "ida"),
}


@pytest.mark.parametrize("story", SAFE)
def test_a_group_passes_another_when_nobody_reaches_it_meanwhile(story):
    b, member = SAFE[story]
    passing = case(b, content("", *member.split()))
    seen = walk(passing, plan(passing))
    assert (seen.excess, [change.action for change in seen.changes].count("move")) == ([], 2)


def test_a_group_does_not_pass_somebody_who_would_reach_its_members():
    passing = case((STAYS, STAYS), content("", "leo"))
    found = make_plan(passing.declared, passing.before, TARGET, INTENT)
    assert codes(found) == ["RC0602"]
    assert walk(passing, found).excess != []


def test_a_group_does_not_pass_somebody_who_would_manage_it_empty_as_it_is():
    holds = content(GROUPS, "ida")
    passing = case((holds, holds), content(""))
    found = make_plan(passing.declared, passing.before, TARGET, INTENT)
    assert codes(found) == ["RC0602"]
    assert walk(passing, found).excess != []


OPEN = replace(TARGET, catalog=replace(TARGET.catalog, open=True))
ELSEWHERE: dict[str, tuple[Target, str, list[str]]] = {
    "groups inherit from above what all inherit from the top": (
        replace(TARGET, tree="inherit"),
        PLACE,
        [],
    ),
    "groups inherit nothing from one without": (replace(TARGET, tree="inherit"), "", []),
    "groups above do nothing": (replace(TARGET, tree="none"), USERS, []),
    "nobody knows what it does": (OPEN, "doors.open", ["RC0602"]),
}


@pytest.mark.parametrize("story", ELSEWHERE)
def test_what_passing_gives_depends_on_what_the_system_lets_a_group_do(story):
    target, key, expected = ELSEWHERE[story]
    holds = content(key, "ida")
    passing = case((holds, holds), content("", "leo"))
    assert codes(make_plan(passing.declared, passing.before, target, INTENT)) == expected
