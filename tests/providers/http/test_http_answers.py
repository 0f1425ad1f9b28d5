"""Answers are bounded and are what they say; everything else is an error of its kind."""

import gzip
import json
from dataclasses import replace

import pytest

from reconciler.providers.http import Call
from reconciler.providers.http.body import depth_within
from reconciler.providers.http.errors import (
    BadAnswer,
    Conflict,
    CredentialsRefused,
    Denied,
    Excessive,
    Lost,
    NotFound,
    Redirected,
    Refusal,
    ServerFailed,
    Throttled,
)
from tests.providers.http.serving import (
    CANARY,
    GET,
    SHORT,
    answer,
    closing,
    serving,
    transport,
)

TIGHT = replace(SHORT, body=1000, headers=20, header_bytes=2000, depth=5)


def failure(kind, content, limits=TIGHT):
    with serving(content) as server, pytest.raises(kind) as caught:
        transport(server, limits).send(GET, within=9)
    assert type(caught.value) is kind
    return str(caught.value)


def data(content, limits=TIGHT):
    with serving(content) as server:
        return transport(server, limits).send(GET, within=9).data


def test_a_good_answer_is_its_data_and_its_version():
    with serving(answer({"name": "Zoë"}, ETag='"7"')) as server:
        found = transport(server).send(GET, within=9)
    assert (found.data, found.etag) == ({"name": "Zoë"}, '"7"')


@pytest.mark.parametrize("kind", ["application/json; charset=utf-8", "application/scim+json"])
def test_formats_on_top_of_json_are_json(kind):
    assert data(answer([1], kind=kind)) == [1]


def test_an_answer_to_a_write_may_have_no_data():
    with serving(b"HTTP/1.1 204 No Content\r\n\r\n") as server:
        found = transport(server).send(Call("DELETE", "/things/a"), within=9)
    assert (found.status, found.data) == (204, None)


def test_a_compressed_answer_is_decoded():
    assert data(answer(gzip.compress(b"[1, 2]"), Content_Encoding="gzip")) == [1, 2]


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (answer([1] * 1000), "it exceeds 1000 bytes"),
        (answer(gzip.compress(b"[" + b" " * 10**6), Content_Encoding="gzip"), "exceeds 1000 bytes"),
        (answer([[[[[[]]]]]]), "nested deeper than 5"),
        (answer(b"[" * 100_000), "nested deeper than 5"),
        (answer(**{f"X{number}": "1" for number in range(20)}), "more than 20 headers"),
        (answer(X="1" * 2000), "headers exceed 2000 bytes"),
        (answer(X="1" * 70_000), "headers are too long or too many"),
        (answer(**{f"X{number}": "1" for number in range(200)}), "too long or too many"),
    ],
)
def test_an_answer_beyond_a_limit_is_refused(content, sentence):
    limits = replace(TIGHT, body=200_000) if b"[[[[" in content else TIGHT
    assert sentence in failure(Excessive, content, limits)


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (answer(b"<html>Welcome</html>", kind="text/html"), "it is an HTML page"),
        (answer(b"ok", kind="text/plain"), "it is not JSON"),
        (answer(b""), "it is empty"),
        (b"HTTP/1.1 204 No Content\r\n\r\n", "it is empty"),
        (answer([1], status="206 Partial Content"), "status 206"),
        (answer(b'{"a": [1, 2'), "its JSON is broken"),
        (answer(b'{"a": NaN}'), "its JSON is broken"),
        (answer(b'{"a": "\xff"}'), "its JSON is broken"),
        (answer([1], Content_Length=1), "its JSON is broken"),
        (answer([1], Content_Encoding="deflate"), "not asked for"),
        (answer([1], Content_Encoding="gzip"), "not coded as it says"),
        (answer([1], Content_Length="1, 3"), "not coded as it says"),
        (closing(b"SSH-2.0-OpenSSH_9.2\r\n"), "it is not HTTP"),
    ],
)
def test_an_answer_that_is_not_what_it_says_is_refused(content, sentence):
    assert sentence in failure(BadAnswer, content)


def test_an_answer_shorter_than_its_length_is_lost():
    assert "before the whole answer" in failure(Lost, closing(answer([1], Content_Length=99)))


@pytest.mark.parametrize(
    ("status", "kind"),
    [
        (400, Refusal),
        (401, CredentialsRefused),
        (403, Denied),
        (404, NotFound),
        (410, NotFound),
        (409, Conflict),
        (412, Conflict),
        (422, Refusal),
        (408, ServerFailed),
        (500, ServerFailed),
        (503, ServerFailed),
        (429, Throttled),
    ],
)
def test_each_status_is_an_error_of_its_kind_with_what_was_said(status, kind):
    problem = {"title": "No", "detail": "Not\x1b[31m today"}
    content = answer(problem, status=f"{status} No", kind="application/problem+json")
    assert failure(kind, content) == f"GET /things: answered {status} (No: Not?[31m today)"


def test_unavailable_with_a_time_to_come_back_was_not_looked_at():
    assert "503" in failure(Throttled, answer(status="503 Busy", Retry_After="1"))


@pytest.mark.parametrize("more", [{"Retry_After": "1"}, {"X_RateLimit_Remaining": "0"}])
def test_forbidden_with_a_rate_that_is_spent_was_not_looked_at(more):
    content = answer({"message": "Slow down"}, status="403 No", **more)
    assert failure(Throttled, content) == "GET /things: answered 403 (Slow down)"


@pytest.mark.parametrize("status", [403, 404, 409, 412])
def test_a_page_in_between_says_nothing_of_what_is_there(status):
    failure(BadAnswer, answer(b"<html>", status=f"{status} No", kind="text/html"))


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_a_redirect_is_an_error_that_names_the_host_and_nothing_is_sent_there(status):
    with serving(answer()) as trap:
        where = f"{trap.url.replace('127.0.0.1', 'localhost')}/{CANARY}"
        said = failure(Redirected, answer(status=f"{status} Gone", Location=where))
    assert said == "GET /things: the answer points to localhost: not followed"
    assert trap.requests == []


def test_a_redirect_to_nowhere_is_an_error_too():
    assert "elsewhere" in failure(Redirected, answer(status="304 Same", Location="http://[x"))


@pytest.mark.parametrize(
    ("document", "depth"),
    [
        (1, 0),
        ("[[[{{{", 0),
        ('\\"[[[\\', 0),
        ([], 1),
        ([{}, [], "]"], 2),
        ({"[": [[1], {"a\\": '"['}]}, 3),
    ],
)
def test_depth_counts_brackets_outside_of_strings(document, depth):
    content = json.dumps(document).encode()
    assert [depth_within(content, limit) for limit in (depth - 1, depth)][-1]
    assert depth == 0 or not depth_within(content, depth - 1)
