"""A write is sent again only where nothing can have happened, or after a look."""

import pytest

from reconciler.providers.http import Call, Client, Effect, Patience
from reconciler.providers.http.errors import (
    BadAnswer,
    Conflict,
    CredentialsRefused,
    Denied,
    EffectUnknown,
    Lost,
    NotFound,
    NotSent,
    Redirected,
    Refusal,
    ServerFailed,
)
from reconciler.testing.clock import VirtualClock
from tests.providers.http.serving import answer, closing, serving, then_silence, transport

POST = Call("POST", "/things", {"name": "a"})
KEYED = Call("POST", "/things", {"name": "a"}, key="k1")
MADE = answer({"name": "a"}, status="201 Created")
LOST = closing(b"")
THERE, NOT_THERE, UNSURE = Effect.THERE, Effect.NOT_THERE, Effect.UNSURE

MAYBE = [
    pytest.param(LOST, id="closed"),
    pytest.param(closing(MADE[:-1]), id="too short"),
    pytest.param(then_silence(b""), id="silence"),
    pytest.param(then_silence(MADE[:-1]), id="headers and silence"),
    pytest.param(answer(status="500 No"), id="500"),
    pytest.param(answer(status="503 Busy"), id="503 without a time"),
    pytest.param(answer(b"<html>", kind="text/html"), id="page"),
    pytest.param(answer(status="404 No", kind="text/html"), id="404 page"),
    pytest.param(answer(b"{}", status="206 Part"), id="206"),
    pytest.param(answer(b"{", status="201 Created"), id="truncated"),
    pytest.param(answer(status="303 See", Location="/things/1"), id="redirect"),
]


class Desk:
    """Where one write is made: what it took is counted."""

    def __init__(self):
        self.clock = VirtualClock()
        self.requests = 0

    def write(self, *answers, call=POST, verify=None, **patience):
        with serving(*answers) as server:
            line = transport(server, time=self.clock.time)
            try:
                return Client(line, patience=Patience(**patience)).write(call, verify)
            finally:
                self.requests = len(server.requests)


@pytest.fixture
def desk():
    return Desk()


class Script:
    """Says in turn what is live; counts how often it was asked."""

    def __init__(self, *effects):
        self.effects = list(effects)
        self.asked = 0

    def __call__(self, _):
        self.asked += 1
        effect = self.effects.pop(0) if len(self.effects) > 1 else self.effects[0]
        if isinstance(effect, Exception):
            raise effect
        return effect


def test_a_write_that_is_answered_is_done(desk):
    written = desk.write(MADE, verify=Script(NOT_THERE))
    assert (written.answer.data, written.was_verified) == ({"name": "a"}, False)


@pytest.mark.parametrize("first", MAYBE)
def test_a_write_that_may_have_happened_is_done_when_it_is_there(first, desk):
    verify = Script(THERE)
    assert desk.write(first, MADE, verify=verify).was_verified
    assert (desk.requests, verify.asked) == (1, 1)


@pytest.mark.parametrize("first", MAYBE[:-1])
def test_a_write_that_is_not_there_is_sent_again(first, desk):
    verify = Script(NOT_THERE)
    assert not desk.write(first, MADE, verify=verify).was_verified
    assert (desk.requests, verify.asked) == (2, 1)


@pytest.mark.parametrize("first", MAYBE)
def test_a_write_that_nobody_can_look_for_is_unknown_and_not_sent_again(first, desk):
    with pytest.raises(EffectUnknown, match="whether it was done is not known"):
        desk.write(first, MADE)
    assert desk.requests == 1


@pytest.mark.parametrize("status", ["429 Slow", "503 Busy"])
def test_a_write_that_was_not_looked_at_is_sent_again_without_a_look(status, desk):
    verify = Script(NOT_THERE)
    desk.write(answer(status=status, Retry_After="3"), MADE, verify=verify)
    assert (desk.requests, verify.asked) == (2, 0)
    assert desk.clock.passed >= 3


def test_a_write_that_was_never_sent_is_not_looked_for(desk):
    verify = Script(NOT_THERE)
    with serving(MADE) as server:
        pass
    client = Client(transport(server, time=desk.clock.time), patience=Patience(attempts=3))
    with pytest.raises(NotSent):
        client.write(POST, verify)
    assert (len(desk.clock.slept), verify.asked) == (2, 0)


@pytest.mark.parametrize(
    ("status", "kind"),
    [("403 No", Denied), ("422 No", Refusal), ("401 No", CredentialsRefused)],
)
def test_a_refusal_is_final(status, kind, desk):
    verify = Script(THERE)
    with pytest.raises(kind):
        desk.write(answer(status=status), MADE, verify=verify)
    assert (desk.requests, verify.asked) == (1, 0)


IN_THE_WAY = pytest.mark.parametrize(
    ("status", "kind"), [("409 No", Conflict), ("412 No", Conflict), ("404 No", NotFound)]
)


@IN_THE_WAY
def test_what_is_in_the_way_or_gone_is_final(status, kind, desk):
    for verify in (None, Script(NOT_THERE)):
        with pytest.raises(kind):
            desk.write(answer(status=status), MADE, verify=verify)
        assert desk.requests == 1


@IN_THE_WAY
def test_what_is_in_the_way_may_be_what_was_to_be_written(status, kind, desk):
    assert desk.write(answer(status=status), MADE, verify=Script(THERE)).was_verified, kind


def test_a_write_with_a_key_is_sent_again_without_a_look(desk):
    verify = Script(NOT_THERE)
    assert not desk.write(LOST, MADE, call=KEYED, verify=verify).was_verified
    assert (desk.requests, verify.asked) == (2, 0)


def test_a_write_with_a_key_is_looked_for_when_no_attempt_is_left(desk):
    assert desk.write(LOST, call=KEYED, verify=Script(THERE), attempts=2).was_verified
    with pytest.raises(EffectUnknown):
        desk.write(LOST, call=KEYED, attempts=2)
    with pytest.raises(Lost):
        desk.write(LOST, call=KEYED, verify=Script(NOT_THERE), attempts=2)


def test_a_conflict_after_a_lost_answer_may_be_our_own_effect(desk):
    verify = Script(NOT_THERE, THERE)
    assert desk.write(LOST, answer(status="409 There"), verify=verify).was_verified
    assert verify.asked == 2


@pytest.mark.parametrize("status", ["409 There", "412 Changed", "404 Gone"])
def test_a_conflict_after_a_lost_answer_with_nothing_there_is_unknown(status, desk):
    with pytest.raises(EffectUnknown):
        desk.write(LOST, answer(status=status), verify=Script(NOT_THERE))


def test_a_failure_of_any_kind_after_a_lost_answer_is_looked_at(desk):
    verify = Script(NOT_THERE, THERE)
    assert desk.write(LOST, answer(status="403 No"), verify=verify).was_verified


def test_what_is_not_there_after_the_last_attempt_is_not_done(desk):
    with pytest.raises(ServerFailed, match="3 attempts were made"):
        desk.write(answer(status="500 No"), verify=Script(NOT_THERE), attempts=3)
    assert desk.requests == 3


def test_a_redirect_without_an_effect_is_not_sent_again(desk):
    with pytest.raises(Redirected):
        desk.write(answer(status="307 No", Location="/x"), MADE, verify=Script(NOT_THERE))
    assert desk.requests == 1


def test_what_lags_behind_is_read_again_until_it_can_be_told(desk):
    verify = Script(UNSURE, UNSURE, THERE)
    assert desk.write(LOST, verify=verify).was_verified
    assert verify.asked == 3


def test_what_lags_behind_for_too_long_is_unknown(desk):
    with pytest.raises(EffectUnknown, match="may be older than the write"):
        desk.write(LOST, verify=Script(UNSURE), settling=5)
    assert desk.requests == 1


def test_what_cannot_be_read_is_unknown_and_says_why(desk):
    unread = BadAnswer("GET /things/a", "the answer is refused: it is an HTML page")
    with pytest.raises(EffectUnknown) as caught:
        desk.write(LOST, verify=Script(unread))
    assert (type(caught.value.cause), caught.value.unread) == (Lost, unread)
    assert str(unread) in str(caught.value)
    assert not caught.value.ends_the_run


def test_an_unknown_effect_ends_the_run_where_its_reason_does(desk):
    with pytest.raises(EffectUnknown) as caught:
        desk.write(LOST, verify=Script(CredentialsRefused("GET /things/a", "answered 401")))
    assert caught.value.ends_the_run


def test_the_look_goes_over_the_network_with_patience_of_its_own(desk):
    def is_there(read):
        return THERE if read(Call("GET", "/things/a")).data else NOT_THERE

    answers = [LOST, answer(status="500 No"), LOST, answer({"name": "a"})]
    assert desk.write(*answers, verify=is_there, attempts=3).was_verified
    assert desk.requests == 4
