"""The faults of networks and live systems, as data: what a provider must survive."""

import random
from enum import Enum
from typing import Self


class Fault(Enum):
    """One way for a call to go wrong: its value as people call it, `sentence` what happens."""

    CONNECTION_REFUSED = "connection refused", "Nobody listens at the address."
    NAME_NOT_FOUND = "name not found", "The name of the host is not known."
    TLS_FAILURE = "TLS failure", "The handshake is answered with nonsense."
    RESET_BEFORE = "reset before the request is sent", "The connection is reset once it is there."
    RESET_AFTER = "reset after", "The request arrives, is dropped, and the connection is reset."
    ANSWER_LOST = "answer lost", "The request is carried out, and its answer never comes."
    TIMEOUT_BEFORE = "timeout before the effect", "The request is dropped, and silence follows."
    TIMEOUT_AFTER = "timeout after the effect", "The request is carried out, and silence follows."
    ERROR_BEFORE = "500 before the effect", "The answer is 500, and nothing was done."
    ERROR_AFTER = "500 after the effect", "The answer is 500, and it was done."
    UNAVAILABLE = "503 with Retry-After", "The answer is 503 and says when to come back."
    THROTTLED = "429", "The answer is 429 and says when to come back."
    UNAUTHORIZED = "401 in mid-run", "The credentials are refused."
    FORBIDDEN = "403 on one object", "The credentials are not good for this."
    NOT_FOUND = "404 on an object just listed", "What was there is not found."
    CONFLICT = "409", "Something else is in the way."
    PRECONDITION = "412", "What is there has changed."
    PARTIAL = "206 partial", "It is done; half of the answer comes, and says so."
    TRUNCATED = "truncated JSON", "It is done; half of the answer comes, as if it were whole."
    HTML_PAGE = "200 with an HTML page", "A proxy answers with a page of its own."
    WRONG_LENGTH = "wrong content length", "It is done; the answer is shorter than it says."
    REDIRECT = "a redirect", "The answer points to another host."
    TWICE = "delivered twice", "The request arrives twice; the second answer comes."
    REORDERED = "two requests reordered", "The request is held up until another has passed it."
    DRIPPING = "one byte a second", "It is done; the answer comes a byte at a time."
    SILENCE = "headers and then silence", "It is done; the headers come, and no body."
    LAGGING_LIST = "a lagging list", "A read is answered as it was answered before."

    sentence: str

    def __new__(cls, value: str, sentence: str) -> Self:
        """Make the fault known by what people call it."""
        fault = object.__new__(cls)
        fault._value_ = value
        fault.sentence = sentence
        return fault


def random_plan(seed: int, calls: int, share: float) -> dict[int, Fault]:
    """Faults for about `share` of the first `calls` calls, the same for the same seed."""
    chance = random.Random(seed)
    return {
        call: chance.choice(list(Fault)) for call in range(1, calls + 1) if chance.random() < share
    }
