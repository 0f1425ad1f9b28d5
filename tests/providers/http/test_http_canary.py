"""The secret leaves by one header to one place, and appears in nothing that a person may see."""

import io
import logging
import traceback
from base64 import b64encode
from urllib.parse import quote

import pytest

from reconciler.providers.http import Call, Transport
from reconciler.providers.http.errors import HttpError
from tests.providers.http.serving import (
    CANARY,
    GET,
    SHORT,
    answer,
    closing,
    serving,
    then_silence,
    transport,
)

SPELLINGS = {
    CANARY,
    CANARY[4:],
    quote(CANARY),
    quote(CANARY, safe=""),
    *(b64encode(f"{'x' * shift}{CANARY}".encode()).decode()[4:-4] for shift in range(3)),
}
REPEATED = (
    f"no such token: {CANARY}, {quote(CANARY, safe='')}, {b64encode(CANARY.encode()).decode()}"
)


@pytest.fixture
def log():
    """All that is logged while the test runs, at every level."""
    stream = io.StringIO()
    handler, root = logging.StreamHandler(stream), logging.getLogger()
    before = root.level
    root.addHandler(handler)
    root.setLevel(logging.DEBUG)
    yield stream
    root.removeHandler(handler)
    root.setLevel(before)


def shown(error):
    """Everything that could be shown of an error: what holds it, and what it holds."""
    frames = [frame.f_locals for frame, _ in traceback.walk_tb(error.__traceback__)]
    ours = [repr(values) for values in frames if "self" in values]
    text = "".join(traceback.format_exception(error))
    return "\n".join([text, str(error), repr(error), repr(vars(error)), *ours])


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(answer({"detail": REPEATED}, status="401 No"), id="401 that repeats it"),
        pytest.param(answer({"title": REPEATED}, status="422 No"), id="422 that repeats it"),
        pytest.param(answer(status="307 There", Location=f"https://x/{CANARY}"), id="redirect"),
        pytest.param(answer(b"<html>" + CANARY.encode(), kind="text/html"), id="page"),
        pytest.param(answer(b'{"a": ' + CANARY.encode()), id="broken JSON"),
        pytest.param(answer(b"[]", Content_Encoding="gzip"), id="not coded as it says"),
        pytest.param(closing(f"{CANARY}\r\n\r\n".encode()), id="not HTTP"),
        pytest.param(closing(b""), id="closed"),
        pytest.param(then_silence(b""), id="silence"),
    ],
)
def test_no_error_shows_the_secret_or_holds_what_does(content, log):
    with serving(content) as server, pytest.raises(HttpError) as caught:
        transport(server).send(GET, within=9)
    assert CANARY.encode() in server.requests[0]
    seen = shown(caught.value) + log.getvalue()
    assert [spelling for spelling in SPELLINGS if spelling in seen] == []
    assert caught.value.__context__ is None
    assert caught.value.__cause__ is None


def test_no_error_before_sending_shows_the_secret(log):
    with serving(answer()) as server:
        gone = server.url
    with pytest.raises(HttpError) as caught:
        Transport(gone, {"RECONCILER_TOKEN": CANARY}, SHORT).send(GET, within=9)
    seen = shown(caught.value) + log.getvalue()
    assert [spelling for spelling in SPELLINGS if spelling in seen] == []


def test_the_secret_is_in_one_header_and_nowhere_else():
    with serving(answer()) as server:
        transport(server).send(Call("POST", "/things", {"name": "a"}, key="k1"), within=9)
    head = server.requests[0].decode().split("\r\n")
    assert [line for line in head if CANARY in line] == [f"Authorization: Bearer {CANARY}"]
    assert "Idempotency-Key: k1" in head
    assert head[-1] == '{"name": "a"}'
