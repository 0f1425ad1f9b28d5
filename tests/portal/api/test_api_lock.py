"""The lock over HTTP: as runs take it, renew it and give it back, and the slices under it."""

from datetime import datetime, timedelta

import pytest
from serving import code, make_portal
from sqlalchemy import update

from reconciler.portal import Portal, tables

FIRST, SECOND = "0ddba11c", "5eaf00d5"
IVY = {"user": "ivy", "host": "desk", "process": "p1", "link": "https://ci/17", "commit": "c0ffee"}


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def url(request, tmp_path_factory):
    if request.param == "sqlite":
        place = f"sqlite:///{tmp_path_factory.mktemp('lock')}/portal.db"
        make_portal(place)
        yield place
        return
    with request.getfixturevalue("cluster").database() as place:
        make_portal(place)
        yield place


@pytest.fixture(autouse=True)
def free(olivia):
    """Nobody holds the lock when a test begins."""
    if (held := olivia.get("/v1/lock")["holder"]) is not None:
        assert olivia("DELETE", f"/v1/lock/{held['id']}").status_code == 204


def take(client, lock, replaces=None):
    return client("POST", "/v1/lock", {"id": lock, **IVY, "replaces": replaces})


def events(client):
    return client.items("/v1/events", 5000)


def let_the_lease_run_out(url):
    with Portal.open(url) as portal, portal._store.transaction() as connection:
        long_ago = portal.now() - timedelta(hours=1)
        connection.execute(update(tables.locks).values(until=long_ago))


def test_who_comes_second_is_told_who_was_first(olivia):
    assert olivia.get("/v1/lock") == {"holder": None}
    taken = take(olivia, FIRST)
    assert taken.status_code == 201
    assert taken.json() == {"id": FIRST, **IVY, "since": taken.json()["since"]}
    assert datetime.fromisoformat(taken.json()["since"]).utcoffset() == timedelta()
    assert taken.json()["since"].endswith("Z")
    refused = take(olivia, SECOND)
    assert code(refused) == (409, "lock-held")
    assert refused.json()["holder"] == olivia.get("/v1/lock")["holder"] == taken.json()


@pytest.mark.parametrize("headers", [{}, {"Idempotency_Key": "k"}])
def test_who_asks_again_for_an_answer_that_was_lost_holds_it(olivia, headers):
    body = {"id": FIRST, **IVY}
    first = olivia("POST", "/v1/lock", body, **headers)
    again = olivia("POST", "/v1/lock", body, **headers)
    assert (again.status_code, again.json()) == (201, first.json())


def test_who_asks_again_when_somebody_else_has_it_is_not_told_the_old_answer(olivia):
    body = {"id": FIRST, **IVY}
    olivia("POST", "/v1/lock", body, Idempotency_Key="again")
    take(olivia, SECOND, replaces=FIRST)
    again = olivia("POST", "/v1/lock", body, Idempotency_Key="again")
    assert (code(again), again.json()["holder"]["id"]) == ((409, "lock-held"), SECOND)


def test_the_dead_are_replaced_by_name_and_nobody_else(olivia):
    take(olivia, FIRST)
    assert code(take(olivia, SECOND, replaces="another")) == (409, "lock-held")
    assert take(olivia, SECOND, replaces=FIRST).status_code == 201


def test_a_lease_that_is_not_renewed_is_over(olivia, url):
    take(olivia, FIRST)
    let_the_lease_run_out(url)
    assert olivia("PUT", f"/v1/lock/{FIRST}").json() == {"held": True}
    assert code(take(olivia, SECOND)) == (409, "lock-held")
    let_the_lease_run_out(url)
    assert take(olivia, SECOND).status_code == 201
    assert code(olivia("PUT", f"/v1/lock/{FIRST}")) == (404, "no-such-lock")


def test_it_is_given_back_as_often_as_it_is_told(olivia):
    take(olivia, FIRST)
    for _ in range(2):
        assert olivia("DELETE", f"/v1/lock/{FIRST}").status_code == 204
    assert code(olivia("PUT", f"/v1/lock/{FIRST}")) == (404, "no-such-lock")
    take(olivia, SECOND)
    olivia("DELETE", f"/v1/lock/{FIRST}")
    assert olivia.get("/v1/lock")["holder"]["id"] == SECOND


def test_a_broken_lock_is_said_to_whoever_broke_it_and_in_the_log(olivia):
    taken = take(olivia, FIRST)
    refused = olivia("POST", f"/v1/lock/{SECOND}/break")
    assert (code(refused), refused.json()["field"]) == ((404, "no-such-lock"), "lock")
    broken = olivia("POST", f"/v1/lock/{FIRST}/break")
    assert (broken.status_code, broken.json()) == (200, taken.json())
    event = events(olivia)[-1]
    assert (event["actor"], event["action"], event["subject"]) == (
        *("olivia", "lock.break", "ivy on desk"),
    )
    assert code(olivia("POST", f"/v1/lock/{FIRST}/break")) == (404, "no-such-lock")


def test_a_token_for_reading_sees_the_lock_and_does_nothing_with_it(olivia, as_user):
    reader = as_user("olivia", "read")
    taken = take(olivia, FIRST)
    assert reader.get("/v1/lock")["holder"] == taken.json()
    place = f"/v1/lock/{FIRST}"
    for method, path, body in (
        ("POST", "/v1/lock", {"id": SECOND}),
        ("PUT", place, None),
        ("DELETE", place, None),
        ("POST", f"{place}/break", None),
    ):
        assert code(reader(method, path, body)) == (403, "token-reads-only")
    refused = [one for one in events(olivia) if one["refused"]][-4:]
    assert [(one["action"], one["subject"]) for one in refused] == [
        ("lock.take", f"lock {SECOND}"),
        *((action, f"lock {FIRST}") for action in ("lock.renew", "lock.release", "lock.break")),
    ]


@pytest.mark.parametrize("lock", ["", "0ddba11", "0DDBA11C", "0" * 65, "0ddba11c\n", 5, None])
def test_an_id_is_hexadecimal_and_neither_short_nor_endless(olivia, lock):
    answer = take(olivia, lock)
    assert (code(answer), answer.json()["field"]) == ((422, "invalid-request"), "/id")


def test_a_waiting_run_does_not_fill_the_log(olivia):
    take(olivia, FIRST)
    before = events(olivia)
    take(olivia, SECOND)
    assert events(olivia) == before


# Slices


def send(client, lock, name, **headers):
    write = {"do": "user.create", "scope": "/acme/paris", "name": name}
    body = {"writes": [write], "run": {"digest": "d1", "lock": lock}}
    return client("POST", "/v1/batch", body, **headers)


def names(client):
    return {one["name"] for one in client.items("/v1/users", 5000)}


def test_a_batch_of_a_run_is_written_while_the_run_holds_the_lock_and_no_longer(olivia):
    take(olivia, FIRST)
    assert send(olivia, FIRST, "held").json()["results"] == [{"status": 200}]
    take(olivia, SECOND, replaces=FIRST)
    refused = send(olivia, FIRST, "lost")
    assert code(refused) == (409, "lock-lost")
    assert refused.json()["detail"].startswith(f"The lock {FIRST} is not held any more")
    assert send(olivia, "", "under none").status_code == 200
    assert names(olivia) & {"held", "lost", "under none"} == {"held", "under none"}


def test_the_log_says_nothing_of_the_lock_of_a_batch(olivia):
    take(olivia, FIRST)
    send(olivia, FIRST, "logged")
    before = events(olivia)
    assert before[-1]["run"]["digest"] == "d1"
    assert FIRST not in str(before[-1])
    send(olivia, SECOND, "not logged")
    assert events(olivia) == before


def test_a_batch_that_was_written_says_so_again_when_its_lock_is_lost_since(olivia):
    take(olivia, FIRST)
    first = send(olivia, FIRST, "sent twice", Idempotency_Key="slice")
    take(olivia, SECOND, replaces=FIRST)
    again = send(olivia, FIRST, "sent twice", Idempotency_Key="slice")
    assert (again.status_code, again.json()) == (200, first.json())


def test_the_lock_of_another_tenant_lets_nobody_write_under_it(as_user):
    take(as_user("amanda"), FIRST)
    write = {"do": "user.create", "scope": "/globex/oslo", "name": "sly"}
    body = {"writes": [write], "run": {"lock": FIRST}}
    assert code(as_user("gina")("POST", "/v1/batch", body)) == (409, "lock-lost")


def test_a_token_narrowed_to_a_part_is_at_that_part(olivia, as_user):
    take(as_user("olivia", scope="/acme/london"), FIRST)
    assert as_user("amanda").get("/v1/lock")["holder"]["user"] == "ivy"
    assert as_user("pia").get("/v1/lock")["holder"]["user"] == ""
    take(olivia, SECOND, replaces=FIRST)
    assert as_user("amanda").get("/v1/lock")["holder"]["user"] == ""
