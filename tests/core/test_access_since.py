"""What a change of the files causes, apart from what was pending before it."""

from dataclasses import replace

from reconciler.core.access.planned import effects_of
from reconciler.core.access.since import Looked, since
from reconciler.core.plan import Plan, Step

from .build import NOW, g, grant, group, inside, move, revoke, state, update, users
from .differences import line
from .ways import REACHING

EXACT = replace(REACHING, access="exact")
SALES = group("top/sales", "call", "noah")
LIVE = state(users("noah isla jack"), SALES, group("top/desk", "see", ""))
LOOKED = Looked(LIVE, EXACT, NOW)
ISLA = grant(inside("top/sales"), "isla")


def plan(*changes, target=EXACT):
    steps = tuple(Step(change, wave) for wave, change in enumerate(changes))
    access = effects_of(steps, LIVE, (target, target), NOW)
    return Plan("northwind", "", steps, access=access)


def told(base, made):
    """What is caused, what was pending, and how many changes were."""
    found = since("main", base, made, LOOKED)
    return [*map(line, found.caused.effects)], [*map(line, found.pending.effects)], found.changes


def test_what_both_plans_do_was_pending():
    both = plan(ISLA)
    assert told(both, both) == ([], ["+ isla call at /acme/london via top/sales"], 1)


def test_what_only_the_files_of_today_do_is_caused_by_them():
    assert told(plan(ISLA), plan(ISLA, grant(inside("top/sales"), "jack"))) == (
        ["+ jack call at /acme/london via top/sales"],
        ["+ isla call at /acme/london via top/sales"],
        1,
    )


def test_what_the_files_no_longer_do_is_a_loss_that_they_cause():
    assert told(plan(ISLA), plan()) == (
        ["- isla call at /acme/london via top/sales"],
        ["+ isla call at /acme/london via top/sales"],
        0,
    )


def test_a_pending_change_of_what_is_renamed_now_is_the_same_change():
    team = g("top/team")
    renamed = plan(
        move(SALES, team),
        grant(inside("top/team"), "isla"),
        update(group("top/team", "call"), group("top/team", "call see")),
    )
    pending = plan(ISLA, update(group("top/sales", "call"), group("top/sales", "call see")))
    caused, _, changes = told(pending, renamed)
    assert (caused, changes) == ([], 2)


def test_a_rename_that_was_pending_is_one_of_both():
    renamed = plan(move(SALES, g("top/team")))
    assert told(renamed, renamed) == ([], [], 1)


def test_the_revocation_of_somebody_pending_is_not_of_somebody_else():
    noah = revoke(inside("top/sales"), "noah")
    assert told(plan(noah), plan(ISLA))[2] == 0


def test_where_access_is_not_computed_nothing_is_told():
    unknown = plan(target=REACHING)
    assert since("main", unknown, plan(), LOOKED) is None
    assert since("main", plan(), unknown, LOOKED) is None
