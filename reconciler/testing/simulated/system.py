"""A live system in memory that is spoken to by calls: lists in pages, and one write a call.

| Call | What it does |
|---|---|
| GET /scopes /users /roles /groups /members /marks | one page of a list, with a link to the next |
| GET /standing, a change as body | what stands where this change would be made |
| POST PATCH DELETE /changes, a change and its run as body | makes it, if its precondition holds |

Bodies hold the types of the core as they are: what travels is not what is tested here.
"""

from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from typing import Any, Final
from urllib.parse import parse_qs, urlsplit

from reconciler.core.change import Change
from reconciler.core.model import State
from reconciler.core.outcome import Outcome, Status
from reconciler.core.target import Target
from reconciler.providers.base import Run
from reconciler.providers.http import Answer, Call
from reconciler.providers.http.errors import Conflict, Refusal
from reconciler.providers.memory import Memory
from reconciler.providers.precondition import standing

PARTS: Final[Mapping[str, Callable[[State], Iterator[Any]]]] = {
    "scopes": lambda state: iter(sorted(state.scopes)),
    "users": lambda state: iter(state.users.items()),
    "roles": lambda state: iter(state.roles.items()),
    "groups": lambda state: iter(state.groups.items()),
    "members": lambda state: iter(state.members.items()),
    "marks": lambda state: iter([(state.fixed, state.kept, state.spelling)]),
}
"""What can be listed, and the entries of each list."""


class SimulatedSystem:
    """Holds a state, refuses what the system in memory refuses, and notes every write it makes.

    Every answer carries the version of what was read: its number grows with each write.
    """

    def __init__(
        self, target: Target, state: State, clock: Callable[[], datetime], page: int = 4
    ) -> None:
        self.effects: list[Change] = []
        self._memory = Memory(target, state, clock)
        self._page = page
        self._before = (0, state)
        self._lags = 0

    @property
    def state(self) -> State:
        """What is really there."""
        return self._memory.state

    def lag(self, reads: int) -> None:
        """Answer so many reads as they were answered before the last write."""
        self._lags = reads

    def answer(self, call: Call) -> Answer:
        """What it answers. Raises `Refusal`."""
        if call.method != "GET":
            return self._change(call)
        version, state = self._seen()
        place = urlsplit(call.path)
        if place.path == "/standing":
            return _answer(standing(state, call.body), version)
        return self._list(place.path.removeprefix("/"), parse_qs(place.query), version, state)

    def _seen(self) -> tuple[int, State]:
        if self._lags:
            self._lags -= 1
            return self._before
        return len(self.effects), self.state

    def _list(
        self, part: str, query: Mapping[str, list[str]], version: int, state: State
    ) -> Answer:
        start = int(query.get("after", ["0"])[0])
        entries = [*PARTS[part](state)]
        end = start + self._page
        more = f"/{part}?after={end}" if end < len(entries) else None
        return _answer({"entries": entries[start:end], "next": more}, version)

    def _change(self, call: Call) -> Answer:
        change: Change
        run: Run
        change, run = call.body
        before = (len(self.effects), self.state)
        (outcome,) = self._memory.apply([change], run)
        if outcome.status is not Status.APPLIED:
            raise _refusal(call, outcome)
        self._before = before
        self.effects.append(change)
        return _answer(None, len(self.effects))


def kind_of(call: Call) -> str:
    """What a call is, in words: `list roles`, `look up`, `grant`."""
    if call.method != "GET":
        change: Change = call.body[0]
        return change.action.value
    part = urlsplit(call.path).path.removeprefix("/")
    return "look up" if part == "standing" else f"list {part}"


def _answer(data: Any, version: int) -> Answer:
    return Answer(200, {"etag": str(version)}, data)


def _refusal(call: Call, outcome: Outcome) -> Refusal:
    """What is there already is refused too: most systems know no better."""
    if outcome.status is Status.FAILED:
        return Refusal(str(call), f"answered 422 ({outcome.reason})")
    return Conflict(str(call), "answered 409")
