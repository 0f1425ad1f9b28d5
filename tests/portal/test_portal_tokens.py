"""Tokens: who may issue them, what they open, and how they end."""

import inspect
from datetime import timedelta

import pytest
from portal_world import LONDON, MANAGERS, NOW, OSLO, PARIS, SALES, grant_role
from sqlalchemy import select

from reconciler.portal import Work, tables
from reconciler.portal.errors.forbidden import (
    CallerInactive,
    MayNotGive,
    MayNotManageCustomers,
    MayNotManageRoles,
    MayNotManageTokens,
    MayNotReadEvents,
    OutOfSight,
    TokenReadsOnly,
)
from reconciler.portal.errors.malformed import NaiveInstant, TokenLifetime
from reconciler.portal.errors.rule import TokenOutsideUser, TokenRevokedAlready
from reconciler.portal.errors.token import TokenExpired, TokenRevoked, TokenUnknown
from reconciler.portal.errors.unknown import UnknownToken, UnknownUser

PARTS = [part for part in Work.__dataclass_fields__ if part != "unit"]
READS = {("users", "home"), ("groups", "find"), ("roles", "find"), ("locks", "demand")}


def issue(portal, *args, **kwargs):
    with portal.transaction() as work:
        return work.tokens.create(*args, **kwargs)


def bearing(portal, *args, **kwargs):
    return portal.bearing(issue(portal, *args, **kwargs)[1])


def events(portal, action):
    return [event for event in portal.events() if event.action == action]


@pytest.fixture
def reseller(tree):
    """Olivia holds what a reseller needs, over customers too."""
    grant_role(
        tree,
        "olivia",
        *("roles.manage", "customers.manage", "reseller.manage_tokens", "customer.manage_tokens"),
        *("reseller.access_events", "customer.access_events", "phone_systems.manage"),
    )
    return tree


def test_a_secret_has_256_bits_and_a_prefix_that_scanners_know(portal):
    secrets = {issue(portal, "olivia")[1] for _ in range(20)}
    assert len(secrets) == 20
    assert {(secret[:4], len(secret)) for secret in secrets} == {("rcp_", 4 + 43)}


def test_the_database_keeps_the_hash_of_a_secret_and_nothing_else_of_it(portal):
    token, secret = issue(portal, "olivia")
    with portal._store.reading() as connection:
        (row,) = connection.execute(select(tables.tokens)).mappings()
        log = connection.execute(select(tables.events)).all()
    assert len(row["digest"]) == 64
    assert secret[4:] not in f"{row}{log}{token}"


def test_a_token_ends_after_90_days_where_nothing_is_said(portal):
    assert issue(portal, "olivia")[0].expires == NOW + timedelta(days=90)
    assert issue(portal, "olivia", expires=NOW + timedelta(days=366))[0].kind == "read"


@pytest.mark.parametrize("days", [-1, 0, 367])
def test_a_token_ends_ahead_and_within_a_year(portal, days):
    with pytest.raises(TokenLifetime, match="within 366 days"):
        issue(portal, "olivia", expires=NOW + timedelta(days=days))


def test_the_end_of_a_token_is_an_instant(portal):
    with pytest.raises(NaiveInstant):
        issue(portal, "olivia", expires=NOW.replace(tzinfo=None))


def test_a_token_is_never_wider_than_where_its_user_is(portal):
    assert issue(portal, "amanda", scope=LONDON)[0].scope == "/Acme/London"
    for user, scope in (("amanda", "/"), ("amanda", OSLO), ("amelia", PARIS)):
        with pytest.raises(TokenOutsideUser):
            issue(portal, user, scope=scope)


def test_a_token_needs_a_user(portal):
    with pytest.raises(UnknownUser):
        issue(portal, "nobody")


# Who may


def test_tokens_are_issued_listed_and_revoked_by_who_holds_the_level_of_their_user(tree):
    grant_role(tree, "amanda", "customer.manage_tokens", role_type="customer")
    amanda = tree.acting_as("amanda")
    made, _ = issue(amanda, "isla", scope=LONDON)
    assert [(one.user, one.scope) for one in amanda.tokens()] == [("isla", "/Acme/London")]
    with amanda.transaction() as work:
        work.tokens.revoke(made.id)
    assert [event.actor for event in events(tree, "token.revoke")] == ["amanda"]


def test_without_the_permission_nobody_manages_tokens_not_even_their_own(tree):
    token, _ = issue(tree, "isla")
    isla = tree.acting_as("isla")
    with pytest.raises(MayNotManageTokens, match=r"needs customer\.manage_tokens at /Acme/London"):
        issue(isla, "isla")
    with pytest.raises(MayNotManageTokens), isla.transaction() as work:
        work.tokens.revoke(token.id)
    with pytest.raises(MayNotManageTokens):
        isla.tokens()
    assert [event.refused for event in events(tree, "token.create")] == [
        None,
        "may-not-manage-tokens",
    ]


def test_a_token_for_somebody_gives_what_they_hold_so_one_must_hold_it(tree):
    grant_role(tree, "amanda", "customer.manage_tokens", role_type="customer")
    grant_role(tree, "adam", "billing.access", role_type="customer")
    amanda = tree.acting_as("amanda")
    with pytest.raises(MayNotGive, match=r"billing\.access"):
        issue(amanda, "adam")
    with pytest.raises(MayNotGive):
        issue(amanda, "amelia")  # of Top Role


def test_a_manager_of_one_tenant_finds_nothing_of_another(reseller):
    token, _ = issue(reseller, "ola")
    grant_role(reseller, "amanda", "customer.manage_tokens", role_type="customer")
    amanda = reseller.acting_as("amanda")
    assert amanda.tokens() == []
    with pytest.raises(OutOfSight):
        issue(amanda, "ola")
    for number in (token.id, 999):
        said = f"There is no token {number}"
        with pytest.raises(UnknownToken, match=said), amanda.transaction() as work:
            work.tokens.revoke(number)
    assert [one.user for one in reseller.acting_as("olivia").tokens()] == ["ola"]


# What they open


def test_a_token_acts_as_its_user_and_the_log_names_both(reseller):
    bearer = bearing(reseller, "olivia", "write")
    with bearer.transaction() as work:
        work.roles.create("Receptionist", "user")
    (event,) = [one for one in events(reseller, "role.create") if one.subject == "Receptionist"]
    assert (event.actor, event.run) == ("olivia", {"token": "1"})


def test_what_is_no_token_opens_nothing(portal):
    for secret in ("", "rcp_", "rcp_" + "A" * 43, "\ud800"):
        with pytest.raises(TokenUnknown):
            portal.bearing(secret)


def test_a_token_ends_at_its_instant_and_the_refusal_is_logged(portal, clock):
    _, secret = issue(portal, "olivia", expires=NOW + timedelta(hours=1))
    clock.advance(minutes=59)
    portal.bearing(secret)
    clock.advance(minutes=1)
    with pytest.raises(TokenExpired):
        portal.bearing(secret)
    (event,) = events(portal, "token.use")
    assert (event.actor, event.refused, event.scope) == ("olivia", "token-expired", "/")


def test_a_revoked_token_opens_nothing_from_that_moment_and_is_revoked_once(portal):
    token, secret = issue(portal, "olivia")
    with portal.transaction() as work:
        work.tokens.revoke(token.id)
    with pytest.raises(TokenRevoked):
        portal.bearing(secret)
    with pytest.raises(TokenRevokedAlready), portal.transaction() as work:
        work.tokens.revoke(token.id)


def test_a_token_goes_with_its_user(portal):
    _, secret = issue(portal, "isla")
    with portal.transaction() as work:
        work.users.remove("isla")
        work.users.create(LONDON, "isla")
    with pytest.raises(TokenUnknown):
        portal.bearing(secret)


def test_the_token_of_a_deactivated_user_does_nothing(portal):
    bearer = bearing(portal, "isla")
    with portal.transaction() as work:
        work.users.deactivate("isla")
    with pytest.raises(CallerInactive):
        bearer.read()


def test_a_token_narrows_what_its_user_sees(reseller):
    bearer = bearing(reseller, "olivia", scope=LONDON)
    assert {one.path for one in bearer.read().scopes.values()} == {"/Acme/London"}
    for user, scope in (("pia", LONDON), ("isla", PARIS)):
        with pytest.raises(OutOfSight):
            bearer.check(user, "users.access", scope)


def test_a_token_narrows_what_its_user_may(reseller):
    bearer = bearing(reseller, "olivia", "write", scope="/acme")
    with pytest.raises(MayNotManageRoles), bearer.transaction() as work:
        work.roles.create("x", "user")
    with pytest.raises(MayNotManageCustomers), bearer.transaction() as work:
        work.scopes.create_customer("Third")
    with pytest.raises(OutOfSight), bearer.transaction() as work:
        work.scopes.create_phone_system("/globex", "Bergen")
    with bearer.transaction() as work:
        work.scopes.create_phone_system("/acme", "Rome")


def test_a_token_narrows_whose_events_and_tokens_its_user_reads(reseller):
    issue(reseller, "ola")
    issue(reseller, "isla")
    bearer = bearing(reseller, "olivia", scope="/acme")
    assert {event.scope.split("/")[1] for event in bearer.events()} == {"Acme"}
    assert [one.user for one in bearer.tokens()] == ["isla"]
    with pytest.raises(MayNotReadEvents):
        bearing(reseller, "amelia").events()


@pytest.mark.parametrize("part", PARTS)
def test_a_token_for_reading_writes_nothing_at_all(reseller, part):
    """Every public function of every part of the work, found by looking."""
    bearer = bearing(reseller, "olivia")
    with bearer.transaction() as work:
        for name, act in inspect.getmembers(getattr(work, part), inspect.ismethod):
            if name.startswith("_") or (part, name) in READS:
                continue
            needed = [
                one
                for one in inspect.signature(act).parameters.values()
                if one.default is one.empty and one.kind is not one.KEYWORD_ONLY
            ]
            with pytest.raises(TokenReadsOnly):
                act(*(() for _ in needed))


def test_what_a_token_for_reading_tried_is_logged(reseller):
    bearer = bearing(reseller, "olivia")
    said = r"membership\.grant needs one for writing"
    with pytest.raises(TokenReadsOnly, match=said), bearer.transaction() as work:
        work.memberships.grant(LONDON, SALES, "ivy")
    last = reseller.events()[-1]
    assert (last.actor, last.action, last.refused) == (
        "olivia",
        "membership.grant",
        "token-reads-only",
    )
    assert last.subject == "scope /acme/london, path Top Role/Managers/Sales, user ivy"


def test_rules_of_delegation_hold_through_a_token(tree):
    bearer = bearing(tree, "noah", "write")
    before = tree.read().members
    with pytest.raises(MayNotManageTokens):
        issue(bearer, "noah")
    assert tree.read().members == before
    assert bearing(tree, "amelia", "write").check("noah", "users.access", LONDON).reasons == ()
    with bearing(tree, "amelia", "write").transaction() as work:
        work.memberships.grant(LONDON, MANAGERS, "ivy")


def test_the_use_of_a_token_is_noted_to_the_hour(portal, clock):
    _, secret = issue(portal, "olivia")
    for minutes, noted in ((0, 0), (59, 0), (1, 60), (30, 60)):
        clock.advance(minutes=minutes)
        portal.bearing(secret)
        assert portal.tokens()[0].used == NOW + timedelta(minutes=noted)
