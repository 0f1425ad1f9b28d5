"""What is sent again: creates by their key, batches, and reads while others write."""

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from serving import Client, code, issue, make_portal, serving
from sqlalchemy import update

from reconciler.portal import Portal, tables

SALES = {"scope": "/acme/london", "path": ["Top Role", "Sales"]}


def names(client):
    return [one["name"] for one in client.items("/v1/users", 5000)]


# Creates


def test_a_create_that_is_sent_again_is_not_done_twice(olivia):
    body = {"scope": "/acme/paris", "name": "once"}
    first = olivia("POST", "/v1/users", body, Idempotency_Key="k-1")
    again = olivia("POST", "/v1/users", body, Idempotency_Key="k-1")
    assert (again.status_code, again.json()) == (201, first.json())
    for name in ("ETag", "Location", "Content-Type"):
        assert again.headers[name] == first.headers[name]
    assert (first.headers.get("Idempotency-Replayed"), again.headers["Idempotency-Replayed"]) == (
        None,
        "true",
    )
    assert names(olivia).count("once") == 1


def test_a_key_belongs_to_one_request(olivia):
    body = {"name": "Keyed", "type": "user"}
    olivia("POST", "/v1/roles", body, Idempotency_Key="k-2")
    for path, other in (("/v1/roles", body | {"description": "x"}), ("/v1/users", body)):
        answer = olivia("POST", path, other, Idempotency_Key="k-2")
        if answer.json()["type"].endswith("invalid-request"):
            continue
        assert code(answer) == (422, "idempotency-key-reused")


def test_a_key_belongs_to_one_token(olivia, as_user):
    body = {"scope": "/acme/paris", "name": "twice"}
    assert olivia("POST", "/v1/users", body, Idempotency_Key="k-3").status_code == 201
    other = as_user("olivia", scope="/acme")
    assert code(other("POST", "/v1/users", body, Idempotency_Key="k-3")) == (409, "name-taken")


def test_what_was_refused_is_tried_anew(olivia):
    body = {"scope": "/acme/Late", "name": "late"}
    refused = olivia("POST", "/v1/users", body, Idempotency_Key="k-4")
    assert code(refused) == (404, "unknown-scope")
    olivia("POST", "/v1/scopes", {"path": "/acme/Late"})
    assert olivia("POST", "/v1/users", body, Idempotency_Key="k-4").status_code == 201


@pytest.mark.parametrize("key", ["", "x" * 256, "a b", "\x7f"])
def test_a_key_is_short_and_printable(olivia, key):
    answer = olivia("POST", "/v1/scopes", {"path": "/K"}, Idempotency_Key=key)
    assert (code(answer), answer.json()["field"]) == ((422, "invalid-request"), "Idempotency-Key")


def test_an_answer_survives_a_restart_and_is_kept_for_a_day(tmp_path):
    url = f"sqlite:///{tmp_path}/portal.db"
    make_portal(url)
    token = issue(url, "olivia")
    body = {"path": "/Durable"}
    with serving(url, tmp_path / "first") as base:
        first = Client(base, token)
        assert first("POST", "/v1/scopes", body, Idempotency_Key="k").status_code == 201
        first.session.close()
    with serving(url, tmp_path / "second") as base:
        second = Client(base, token)
        assert second("POST", "/v1/scopes", body, Idempotency_Key="k").status_code == 201
        with Portal.open(url) as portal, portal._store.transaction() as connection:
            a_day_ago = portal.now() - timedelta(hours=24)
            connection.execute(update(tables.answers).values(at=a_day_ago))
        answer = second("POST", "/v1/scopes", body, Idempotency_Key="k")
        assert code(answer) == (409, "name-taken")
        second.session.close()


def test_many_who_send_the_same_at_once_make_it_once(olivia):
    def send(_):
        answer = olivia("POST", "/v1/scopes", {"path": "/Rush"}, Idempotency_Key="rush")
        return answer.status_code, answer.json()["id"]

    with ThreadPoolExecutor(8) as pool:
        assert len(set(pool.map(send, range(24)))) == 1


# Batches


def test_each_write_of_a_batch_has_its_result_in_order(olivia):
    grant = {"do": "membership.grant", **SALES, "user": "jack"}
    results = olivia.batch(
        {"do": "role.create", "name": "B", "type": "user", "expected": None},
        {"do": "role.create", "name": "b", "type": "user"},
        {"do": "role.edit", "name": "B", "description": "x", "expected": {"type": "customer"}},
        {"do": "role.edit", "name": "B", "permissions": ["presence.access"], "if_match": "*"},
        {"do": "role.rename", "name": "B", "to": "C", "expected": {"permissions": []}},
        {
            "do": "role.rename",
            "name": "B",
            "to": "C",
            "expected": {"permissions": ["presence.access"]},
        },
        grant,
        grant,
        {**grant, "expected": None},
        {"do": "membership.revoke", **SALES, "user": "jack", "expected": {"expires": None}},
        {"do": "role.delete", "name": "C", "if_match": '"no"'},
        {"do": "role.delete", "name": "C"},
        {"do": "role.delete", "name": "C", "if_match": "*"},
    )
    assert [one["status"] for one in results] == [
        *(200, 409, 412, 200, 412, 200, 200, 409, 412, 200, 412, 200, 412)
    ]
    assert results[2]["problem"]["current"]["type"] == "user"
    assert results[8]["problem"]["current"]["user"] == "jack"
    assert results[12]["problem"]["current"] is None
    assert set(results[0]) == {"status"}


def test_a_role_is_given_where_its_user_is_said_to_be(olivia):
    give = {"do": "assignment.grant", "role": "Receptionist", "user": "pia"}
    wrong, right = olivia.batch({**give, "scope": "/acme/london"}, {**give, "scope": "/ACME/paris"})
    assert (wrong["status"], wrong["problem"]["field"], right["status"]) == (422, "scope", 200)
    (taken,) = olivia.batch(
        {**give, "do": "assignment.revoke", "scope": "/acme/paris", "expected": {"expires": None}}
    )
    assert taken["status"] == 200


def test_the_log_says_of_a_batch_which_run_it_was(olivia):
    run = {"digest": "d1", "commit": "c0ffee", "link": "https://ci.example/7", "actor": "Zoë"}
    write = {"do": "user.create", "scope": "/acme/paris", "name": "of a run"}
    assert olivia("POST", "/v1/batch", {"writes": [write], "run": run}).status_code == 200
    event = olivia.items("/v1/events")[-1]
    assert {key: event["run"][key] for key in run} == run


def test_a_batch_that_is_sent_again_with_its_key_says_what_it_said(olivia):
    writes = [{"do": "user.create", "scope": "/acme/paris", "name": "batched"}]
    first = olivia.batch(*writes, Idempotency_Key="b-1")
    assert olivia.batch(*writes, Idempotency_Key="b-1") == first == [{"status": 200}]


# Reads while others write


def test_a_listing_that_others_write_into_misses_nobody_who_stays(olivia, base, url):
    """Users come and go between the pages: who was there all the time is listed exactly once."""
    for number in range(30):
        olivia("POST", "/v1/users", {"scope": "/acme/paris", "name": f"stays {number:02}"})
    done = threading.Event()

    def churn():
        writer, number = Client(base, issue(url, "olivia")), 0
        while not done.is_set():
            number += 1
            made = writer("POST", "/v1/users", {"scope": "/acme/paris", "name": f"goes {number}"})
            writer("DELETE", made.headers["Location"], If_Match="*")
        writer.session.close()

    with ThreadPoolExecutor(1) as pool:
        churning = pool.submit(churn)
        try:
            for _ in range(5):
                found = [name for name in names_by(olivia, 3) if name.startswith("stays")]
                assert found == [f"stays {number:02}" for number in range(30)]
        finally:
            done.set()
        churning.result()


def names_by(client, size):
    return [one["name"] for one in client.items("/v1/users", size)]


def test_pages_tell_whether_something_was_written_between_them(olivia):
    first = olivia.get("/v1/users?limit=3")
    same = olivia.get(f"/v1/users?limit=3&cursor={first['next']}")
    assert same["version"] == first["version"] == olivia.get("/v1/account")["version"]
    olivia("POST", "/v1/users", {"scope": "/acme/paris", "name": "between"})
    other = olivia.get(f"/v1/users?limit=3&cursor={first['next']}")
    assert other["version"] > first["version"]
