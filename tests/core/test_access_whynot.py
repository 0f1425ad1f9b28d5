"""Why the answer is no: what stands between somebody and what they cannot do."""

from reconciler.core.access.whynot import obstacles

from .build import ACME, ENDS, LONDON, PARIS, assigned, g, group, inside, role, short, state, users
from .ways import REACHING, access, asked, who

LIVE = state(
    users("noah isla jack omar", inactive="ivy"),
    users("cora", ACME),
    group("top", "see shape call", "ivy"),
    group("top/sales", "see call", "noah isla@past"),
    group("top/desk", "", "jack noah"),
    role("clerk", "call", type="customer"),
    assigned("clerk", "cora", ACME),
    scopes={ACME, LONDON, PARIS},
)


def told(question, there=LIVE):
    return [
        (one.cause, [*map(short, one.containers)], [*map(short, one.groups)])
        for one in obstacles(access(there, REACHING), question)
    ]


def test_who_is_deactivated_can_do_nothing():
    assert told(asked("ivy", "call")) == [("deactivated", ["top"], [])]
    assert told(asked("ivy", "find")) == [("deactivated", [], [])]


def test_it_is_held_and_does_not_reach():
    assert told(asked("noah", "see", on=who("jack"))) == [
        ("unreached", ["top/sales"], ["top/desk"])
    ]
    assert told(asked("noah", "see", on=g("top/desk"))) == [("unreached", ["top/sales"], [])]


def test_it_is_held_elsewhere():
    assert told(asked("noah", "call", PARIS)) == [("elsewhere", ["top/sales"], [])]


def test_the_membership_has_ended():
    question = asked("isla", "call")
    assert told(question) == [("ended", ["top/sales"], [])]
    (one,) = obstacles(access(LIVE), question)
    assert one.ended == ENDS["past"]
    assert [short(step.container) for step in one.steps] == ["top/sales"]


def test_the_files_alone_say_that_it_has_ended():
    gone = {inside("top/sales"): frozenset({"jack"}), inside("top/new"): frozenset({"jack"})}
    (one,) = obstacles(access(LIVE), asked("jack", "call"), gone)
    assert (one.cause, one.containers, one.ended) == ("ended", (inside("top/sales"),), None)
    still = {inside("top/desk"): frozenset({"jack"})}
    assert [each.cause for each in obstacles(access(LIVE), asked("jack", "call"), still)] == [
        "uncarried"
    ]


def test_what_ended_elsewhere_would_not_give_it_here():
    assert told(asked("isla", "call", PARIS)) == [("no container", [], [])]


def test_nothing_that_they_are_in_carries_it():
    assert told(asked("jack", "call")) == [("uncarried", ["top/desk"], [])]


def test_they_are_in_nothing():
    assert told(asked("omar", "call")) == [("no container", [], [])]
