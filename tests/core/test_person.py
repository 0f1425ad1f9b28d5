"""What of a plan is about one user, and where the user stays all the same."""

from dataclasses import replace

from reconciler.core.access.effect import Difference, Effect, Kind
from reconciler.core.finding import Finding, Severity
from reconciler.core.model import Members, Ref, State, Users
from reconciler.core.person import members_called, only_of, stays_in
from reconciler.core.plan import LeftOut, Plan, Step, Unmanaged
from reconciler.core.scope import Scope

from .build import ACME, LONDON, g, grant, group, holding, inside, revoke, update

A, B = inside("a"), inside("b")
NOAH = Ref("user", LONDON, ("noah",))
CALLS = update(group("a"), group("a", "calls"))


def plan(*changes, **more):
    return Plan("northwind", "c0ffee", tuple(Step(change, 0) for change in changes), **more)


def test_only_the_memberships_of_the_user_and_the_errors_are_left():
    error = Finding("RC0322", Severity.ERROR, "no")
    hint = Finding("RC0215", Severity.HINT, "well")
    whole = plan(
        revoke(A, "noah"),
        revoke(A, "isla"),
        CALLS,
        grant(B, "noah"),
        findings=(error, hint),
        left_out=(LeftOut(revoke(B, "isla"), "why"), LeftOut(revoke(B, "noah"), "why")),
        unmanaged=Unmanaged(frozenset({g("c")})),
    )
    assert only_of(whole, NOAH) == plan(
        revoke(A, "noah"),
        grant(B, "noah"),
        findings=(error,),
        left_out=(LeftOut(revoke(B, "noah"), "why"),),
    )


def test_of_access_only_what_becomes_of_the_user_is_left():
    isla = Ref("user", LONDON, ("isla",))
    both = Effect(Kind.LOSS, (isla, NOAH), ("calls",), through=(A,))
    other = Effect(Kind.GAIN, (isla,), ("calls",), through=(B,))
    whole = plan(access=Difference((other, both), frozenset({isla, NOAH}), 2))
    mine = Difference((replace(both, people=(NOAH,)),), frozenset({NOAH}), 2)
    assert only_of(whole, NOAH) == plan(access=mine)


def test_a_user_is_known_in_containers_of_other_scopes():
    bob = Ref("user", ACME, ("bob",))
    abroad, namesake = revoke(A, "/acme:bob"), revoke(A, "bob")
    assert only_of(plan(abroad, namesake), bob) == plan(abroad)


def test_the_user_stays_where_nothing_revokes():
    members = {
        A: Members(frozenset({"noah"})),
        B: Members(frozenset({"noah", "isla"})),
        holding("reader"): Members(frozenset({"noah"})),
        holding("clerk"): Members(frozenset({"isla"})),
    }
    live = State(members=members)
    made = plan(revoke(A, "noah"), revoke(B, "isla"), CALLS)
    assert list(stays_in(live, made, NOAH)) == sorted([B, holding("reader")])


def test_what_goes_along_with_a_deletion_does_not_stay():
    live = State(members={A: Members(frozenset({"noah"}))})
    made = Plan("n", "c", (Step(CALLS, 0, (revoke(A, "noah"),)),))
    assert list(stays_in(live, made, NOAH)) == []


def test_members_of_one_name_are_found_in_every_scope_and_nobody_who_is_in_nothing():
    bobs = {scope: Users(frozenset({"bob"})) for scope in (LONDON, ACME, Scope("/acme/leeds"))}
    members = {A: Members(frozenset({"bob", "/acme:bob"})), B: Members(frozenset({"noah"}))}
    found = list(members_called("bob", State(users=bobs, members=members)))
    assert found == [Ref("user", ACME, ("bob",)), Ref("user", LONDON, ("bob",))]
