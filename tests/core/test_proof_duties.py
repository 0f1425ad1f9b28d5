"""Separated duties: nobody holds on the way what they hold together neither before nor after."""

from dataclasses import replace

import pytest

from reconciler.core.access.question import Access
from reconciler.core.complete import complete
from reconciler.core.context.draft import Draft
from reconciler.core.diff import diff
from reconciler.core.limits import AdminLimit
from reconciler.core.order import Situation, addressed, in_order
from reconciler.core.proof.duties import nothing
from reconciler.core.proof.of_plan import proved
from reconciler.core.rename import rename
from reconciler.core.spelling import Spelling

from .build import (
    EVERYTHING,
    NOW,
    declared,
    g,
    group,
    lists,
    said,
    state,
    told,
    top,
    users,
)
from .test_proof_of_plan import TARGET
from .ways import who

PEOPLE = users("amelia noah isla jack")


def apart(access, user):
    """Nobody calls and shapes."""
    holdings = access.holdings.of(user)
    keys = {key for one in holdings for key in access.carries.of(one.container.ref)}
    return ["call with shape"] if {"call", "shape"} <= keys else []


def proof(files, live, forbidden=apart, limit=None):
    renamed = rename(live, files)
    done = complete(files, renamed.state, EVERYTHING, NOW).state
    changes = [*diff(renamed.state, done, NOW)]
    spelling = Spelling((files.state.spelling, renamed.state.spelling, live.spelling))
    sides = (files, renamed.state, done, renamed.moves, changes)
    draft = Draft(*sides, EVERYTHING, TARGET, NOW, spelling)
    return proved(draft, in_order(Situation(changes, renamed.moves, live.kept)), limit, forbidden)


def steps(found):
    waves = dict(enumerate(found.ordered.graph.waves()))
    changes = addressed(found.ordered.situation, waves)
    return [
        [said(changes[step]) for step in waves if waves[step] == wave]
        for wave in sorted({*waves.values()})
    ]


CALLER_TO_SHAPER = (
    declared(
        lists(g("top")), top("amelia"), group("top/a", "call", ""), group("top/b", "shape", "noah")
    ),
    state(PEOPLE, top("amelia"), group("top/a", "call", "noah"), group("top/b", "shape")),
)


def test_who_takes_on_one_duty_leaves_the_other_first():
    """By the rules nobody waits outside: noah would be in both for a moment."""
    assert steps(proof(*CALLER_TO_SHAPER)) == [
        ["revoke noah from top/a"],
        ["grant noah in top/b"],
    ]
    assert steps(proof(*CALLER_TO_SHAPER, forbidden=lambda *_: [])) == [
        ["grant noah in top/b"],
        ["revoke noah from top/a"],
    ]


def test_a_duty_comes_to_a_group_after_who_has_the_other_has_left():
    live = state(PEOPLE, top("amelia"), group("top/a", "call", "noah"), group("top/b", "", "noah"))
    files = declared(
        lists(g("top")),
        top("amelia"),
        group("top/a", "", "noah"),
        group("top/b", "shape", "noah"),
    )
    assert steps(proof(files, live)) == [["update top/a"], ["update top/b"]]


def test_what_stood_before_is_no_news():
    live = state(
        PEOPLE, top("amelia"), group("top/a", "call shape", "noah"), group("top/b", "shape")
    )
    files = declared(
        lists(g("top")),
        top("amelia"),
        group("top/a", "call shape", ""),
        group("top/b", "shape", "noah"),
    )
    assert [one.code for one in proof(files, live).findings({})] == []


def test_a_pair_that_no_order_avoids_is_refused():
    """noah is the only administrator, and must come into b before he leaves a."""
    live = state(PEOPLE, top("amelia"), group("top/a", "shape", "noah"), group("top/b", "see call"))
    files = declared(
        lists(g("top")),
        top("amelia"),
        group("top/a", "shape", ""),
        group("top/b", "see call", "noah"),
    )
    found = proof(files, live, limit=AdminLimit(1, frozenset({"shape", "see"})))
    assert told(found.findings({})) == [
        (
            "RC0606 error: no safe order: noah would hold call with shape between "
            "`grant noah in group top/b` and `revoke noah in group top/a`"
        )
    ]


def test_who_changes_too_often_is_not_asked():
    names = "cdefghijklm"
    live = state(
        PEOPLE,
        top("amelia"),
        *(group(f"top/{name}", "call", "noah") for name in names[:5]),
        *(group(f"top/{name}", "shape") for name in names[5:]),
    )
    files = declared(
        lists(g("top")),
        top("amelia"),
        *(group(f"top/{name}", "call", "") for name in names[:5]),
        *(group(f"top/{name}", "shape", "noah") for name in names[5:]),
    )
    found = proof(files, live)
    assert steps(found)[0][0].startswith("grant noah")
    assert [one.code for one in found.findings({})] == ["RC0609"]


def test_by_default_nothing_is_forbidden():
    files, live = CALLER_TO_SHAPER
    assert steps(proof(files, live, nothing))[0] == ["grant noah in top/b"]
    assert nothing(Access(live, TARGET, NOW), who("noah")) == ()


@pytest.mark.parametrize("inactive", ["", "noah"])
def test_who_is_deactivated_holds_nothing(inactive):
    files, live = CALLER_TO_SHAPER
    active = " ".join({"amelia", "noah", "isla", "jack"} - {*inactive.split()})
    live = replace(live, users=users(active, inactive=inactive).users)
    assert steps(proof(files, live))[0] == [
        "grant noah in top/b" if inactive else "revoke noah from top/a"
    ]
