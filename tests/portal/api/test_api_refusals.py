"""Refusals: each is a problem with one status, a stable type, the field at fault and the reason."""

import json
import socket
from pathlib import Path
from urllib.parse import urlsplit

import pytest
import requests
from kinds import OURS, REFUSALS
from serving import Client, code, issue, serving

from reconciler.portal import Portal
from reconciler.portal.api.refusals import FIELD, STATUS, as_problem
from reconciler.portal.errors.database import DatabaseFailed


class Anything(dict):
    def __missing__(self, key):
        return "anything"


@pytest.mark.parametrize("kind", REFUSALS, ids=lambda kind: kind.__name__)
def test_every_refusal_of_the_portal_has_exactly_one_status_and_type(kind, monkeypatch):
    monkeypatch.setattr(kind, "__str__", lambda _: "said")
    problem = as_problem(kind()).as_data()
    assert problem["type"] == f"urn:reconciler:portal:{kind.code}"
    assert [problem["status"]] == [STATUS[one] for one in kind.__mro__ if one in STATUS][:1]
    assert problem["detail"]


def test_every_table_of_refusals_names_refusals():
    assert set(STATUS) | set(FIELD) <= set(OURS)


def test_the_sentence_of_a_broken_database_with_its_address_goes_to_nobody():
    refusal = DatabaseFailed(url="postgresql://me:secret@host/db", problem="x")
    assert "secret" not in json.dumps(as_problem(refusal).as_data())


# Real ones, one for each status


def test_without_a_token_and_with_a_wrong_one_it_is_401_with_a_challenge(base):
    for token, type_, challenge in (
        (None, "token-missing", 'Bearer realm="portal"'),
        ("rcp_x", "token-unknown", 'Bearer realm="portal", error="invalid_token"'),
    ):
        client = Client(base, token)
        answer = client("GET", "/v1/account")
        assert code(answer) == (401, type_)
        assert answer.headers["WWW-Authenticate"] == challenge
        client.session.close()


def test_a_revoked_token_is_refused_at_the_next_request(base, url):
    client = Client(base, issue(url, "pia"))
    number = client.get("/v1/account")["token"]["id"]
    with Portal.open(url) as portal, portal.transaction() as work:
        work.tokens.revoke(number)
    assert code(client("GET", "/v1/account")) == (401, "token-revoked")
    client.session.close()


def test_who_may_not_is_told_what_is_missing(as_user):
    answer = as_user("noah")("POST", "/v1/users", {"scope": "/acme/london", "name": "x"})
    assert code(answer) == (403, "may-not-manage-users")
    assert "needs customer.manage_users at /Acme/London" in answer.json()["detail"]


def test_a_token_for_reading_writes_nothing_and_the_log_has_it(as_user, olivia):
    answer = as_user("olivia", "read")("POST", "/v1/scopes", {"path": "/Never"})
    assert code(answer) == (403, "token-reads-only")
    event = olivia.items("/v1/events")[-1]
    assert (event["refused"], event["action"]) == ("token-reads-only", "customer.create")


@pytest.mark.parametrize(
    ("asked", "body", "expected", "field"),
    [
        (
            "POST /v1/roles",
            {"name": "Receptionist", "type": "user"},
            (409, "name-taken"),
            "name",
        ),
        ("POST /v1/roles", {"name": " ", "type": "user"}, (422, "name-empty"), "name"),
        ("POST /v1/roles", {"name": "x", "type": "y"}, (422, "unknown-role-type"), "type"),
        (
            *("POST /v1/roles", {"name": "x", "type": "user", "permissions": ["y"]}),
            *((422, "unknown-permission"), "permissions"),
        ),
        ("POST /v1/users", {"scope": "/x", "name": "y"}, (404, "unknown-scope"), "scope"),
        ("POST /v1/users", {"scope": "x", "name": "y"}, (422, "bad-path"), "scope"),
        ("POST /v1/users", {"scope": "/"}, (422, "invalid-request"), "/name"),
        ("POST /v1/users", {"scope": 1, "name": "\0"}, (422, "invalid-request"), "/scope"),
        ("POST /v1/users", {"scope": "/", "name": "\ud800"}, (422, "invalid-request"), "/name"),
        ("POST /v1/users", [], (422, "invalid-request"), "/"),
        (
            *("POST /v1/check", {"user": "isla", "permission": "x", "scope": "/"}),
            *((422, "invalid-request"), "/permission"),
        ),
        ("GET /v1/users?limit=5001", None, (422, "invalid-request"), "limit"),
        ("GET /v1/users?limit=x", None, (422, "invalid-request"), "limit"),
        ("GET /v1/users?offset=1", None, (422, "invalid-request"), "offset"),
        ("GET /v1/users?cursor=x", None, (422, "invalid-request"), "cursor"),
        ("GET /v1/users?cursor=WyJyb2xlcyIsMV0", None, (422, "invalid-request"), "cursor"),
        ("GET /v1/users/99999999999", None, (422, "invalid-request"), "number"),
        ("GET /v1/users/0", None, (422, "invalid-request"), "number"),
        ("GET /v1/nothing", None, (404, "not-found"), None),
        ("GET /v1/users/", None, (404, "not-found"), None),
        ("PUT /v1/account", {}, (405, "method-not-allowed"), None),
    ],
    ids=str,
)
def test_what_is_wrong_is_named_with_its_field(olivia, asked, body, expected, field):
    answer = olivia(*asked.split(), body)
    assert (code(answer), answer.json().get("field")) == (expected, field)


def test_a_method_that_is_not_there_is_answered_with_all_that_are(olivia):
    for path, allowed in (
        ("/v1/roles", "GET, POST"),
        ("/v1/roles/1", "DELETE, GET, PATCH"),
        ("/v1/roles/1/members/1", "DELETE, GET, PUT"),
    ):
        answer = olivia("OPTIONS", path)
        assert (code(answer), answer.headers["Allow"]) == ((405, "method-not-allowed"), allowed)


@pytest.mark.parametrize(
    "end", ["0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00", "soon", 5, True, {}]
)
def test_an_instant_that_is_none_is_refused(olivia, end):
    answer = olivia("PUT", "/v1/groups/1/members/1", {"expires": end})
    assert (code(answer), answer.json()["field"]) == ((422, "invalid-request"), "/expires")


def test_an_instant_without_a_zone_is_refused_by_the_portal(olivia):
    number = olivia.find("/v1/groups", path=["Top Role", "Sales"])["id"]
    user = olivia.find("/v1/users", name="noah")["id"]
    place = f"/v1/groups/{number}/members/{user}"
    answer = olivia("PUT", place, {"expires": "2999-01-01T00:00:00"})
    assert (code(answer), answer.json()["field"]) == ((422, "naive-instant"), "expires")


def test_another_version_than_the_one_that_was_read_is_not_written_over(olivia):
    made = olivia("POST", "/v1/roles", {"name": "Contested", "type": "user"})
    place, tag = made.headers["Location"], made.headers["ETag"]
    first = olivia("PATCH", place, {"description": "first"}, If_Match=tag)
    second = olivia("PATCH", place, {"description": "second"}, If_Match=tag)
    assert code(second) == (412, "precondition-failed")
    assert second.headers["ETag"] == first.headers["ETag"] == second.json()["etag"]
    assert second.json()["current"]["description"] == "first"
    assert code(olivia("PATCH", place, {}, If_Match=f"W/{tag}")) == (412, "precondition-failed")
    missing = olivia("DELETE", place)
    assert code(missing) == (428, "precondition-required")
    assert missing.headers["ETag"] == first.headers["ETag"]


# Bounds


def raw(client, data, **headers):
    headers = {"Content-Type": "application/json", **headers}
    return client.session.post(f"{client.base}/v1/users", data=data, headers=headers, timeout=30)


def test_a_body_has_bounds_whatever_it_says_of_its_length(olivia):
    large = b'"' + b"x" * (1024 * 1024) + b'"'
    assert code(raw(olivia, large)) == (413, "too-large")
    assert code(raw(olivia, iter([large[:9], large[9:]]))) == (413, "too-large")


@pytest.mark.parametrize("opening", [b"[", b'{"a":', b'"\\"", [' * 1 + b"["])
def test_a_body_is_not_nested_deeper_than_anything_needs(olivia, opening):
    assert code(raw(olivia, opening * 100_000)) == (422, "too-deep")


def test_brackets_in_a_name_are_no_nesting(olivia):
    made = olivia("POST", "/v1/users", {"scope": "/", "name": '[[[[[[[[[[[[[[[[[[[["[[[[['})
    assert made.status_code == 201


@pytest.mark.parametrize("body", [b"", b"{", b"\xff", b"nothing", b'{"scope": NaN}'])
def test_a_body_that_is_no_json_is_refused(olivia, body):
    assert code(raw(olivia, body)) == (422, "invalid-request")


def test_lists_have_bounds(olivia):
    answer = olivia("POST", "/v1/batch", {"writes": [{"do": "user.remove", "name": "x"}] * 101})
    assert (code(answer), answer.json()["field"]) == ((422, "invalid-request"), "/writes")
    keys = olivia("POST", "/v1/roles", {"name": "x", "type": "user", "permissions": ["y"] * 201})
    assert (code(keys), keys.json()["field"]) == ((422, "invalid-request"), "/permissions")


def test_what_was_sent_is_not_sent_back(olivia):
    answer = olivia("POST", "/v1/users", {"scope": "/", "name": ["rcp_secret"]})
    assert "rcp_secret" not in answer.text


def test_a_client_that_speaks_no_http_disturbs_nobody(base, olivia):
    place = urlsplit(base)
    with socket.create_connection((place.hostname, place.port), 5) as raw_socket:
        raw_socket.sendall(b"\x16\x03\x01 hello\r\n\r\n")
        raw_socket.recv(1000)
    assert olivia.get("/healthz") == {"status": "ok"}


# Limits of rate


def test_a_token_that_is_used_too_fast_waits_and_others_do_not(url, tmp_path):
    with serving(url, tmp_path / "log", "--rate", "1") as base:
        clients = [Client(base, issue(url, user, "read")) for user in ("olivia", "gina")]
        answers = [clients[0]("GET", "/v1/account") for _ in range(4)]
        refused = answers[-1]
        assert code(refused) == (429, "too-many-requests")
        assert refused.headers["Retry-After"] == "1"
        assert clients[1].get("/v1/account")
        for client in clients:
            client.session.close()


# A database that is away


def test_a_database_that_is_gone_is_503_and_back_again_when_it_is(url, tmp_path):
    file = tmp_path / "portal.db"
    file.write_bytes(Path(url.removeprefix("sqlite:///")).read_bytes())
    place = f"sqlite:///{file}"
    client_token = issue(place, "olivia")
    with serving(place, tmp_path / "log") as base:
        client = Client(base, client_token)
        assert client.get("/v1/account")
        whole = file.read_bytes()
        file.write_bytes(b"This is no database. " * 500)
        for path in ("/v1/account", "/v1/users", "/healthz"):
            answer = client("GET", path)
            assert answer.status_code == 503
            assert answer.headers["Retry-After"] == "1"
            assert str(file) not in answer.text
        file.write_bytes(whole)
        assert client.get("/v1/account")
        client.session.close()
    assert "Traceback" not in (tmp_path / "log").read_text()


# What the log says


def test_the_log_has_a_line_for_each_request_and_no_secret(base, url, log):
    secret = issue(url, "olivia")
    client = Client(base, secret)
    client("POST", "/v1/users", {"scope": "/acme/paris", "name": "Hush"}, X_Request_ID="abc-1")
    lines = [json.loads(line) for line in log.read_text().splitlines()]
    (line,) = [one for one in lines if one["request"] == "abc-1"]
    assert {key: line[key] for key in ("method", "route", "status", "user")} == {
        "method": "POST",
        "route": "/v1/users",
        "status": 201,
        "user": "olivia",
    }
    assert set(line) == {*("method", "route", "status", "user"), "time", "ms", "request", "token"}
    assert secret not in log.read_text()
    assert "Hush" not in log.read_text()
    client.session.close()


def test_a_line_of_the_log_cannot_be_written_by_a_client(base, log):
    answer = requests.get(f"{base}/v1/x", headers={"X-Request-Id": 'a"b {}'}, timeout=30)
    assert answer.headers["X-Request-Id"] != 'a"b {}'
    assert all(json.loads(line) for line in log.read_text().splitlines())
