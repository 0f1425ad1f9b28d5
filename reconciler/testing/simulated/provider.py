"""The provider of a simulated system: what a careful provider of a careless system does."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any, Final

from reconciler.core.change import Action, Change
from reconciler.core.finding import Finding
from reconciler.core.model import State
from reconciler.core.outcome import Outcome, Status
from reconciler.core.scope import Selection
from reconciler.core.target import Target
from reconciler.errors import TargetError
from reconciler.providers.base import Run
from reconciler.providers.http import Answer, Call, Client, Effect, Origin, Read, pages
from reconciler.providers.http.call import Method
from reconciler.providers.http.errors import Conflict, EffectUnknown, HttpError, NotFound
from reconciler.providers.precondition import lost_race, precondition
from reconciler.providers.shape import unsupported
from reconciler.providers.view import view
from reconciler.testing.simulated.system import PARTS

PLACE: Final = Origin.of("https://simulated.example")

READINGS: Final = 5
"""How often something is read that is older than what is known, or changes meanwhile."""

_METHODS: Final[Mapping[Action, Method]] = {
    Action.CREATE: "POST",
    Action.GRANT: "POST",
    Action.DELETE: "DELETE",
    Action.REVOKE: "DELETE",
}


class SimulatedProvider:
    """Reads whole lists of one version, looks before it writes, and reads what it cannot know.

    It never believes an answer that is older than one it had before: its own writes among them.
    """

    def __init__(self, client: Client, target: Target, clock: Callable[[], datetime]) -> None:
        self._client = client
        self._target = target
        self._clock = clock
        self._newest = 0

    def describe(self) -> Target:
        """The target it was made with."""
        return self._target

    def observe(self, of: Selection) -> State:
        """Every list, page by page, all of one version. Raises `TargetError`."""
        for _ in range(READINGS):
            versions: set[str] = set()
            lists = {part: [*self._entries(part, versions)] for part in PARTS}
            if len(versions) == 1:
                return view(_state(lists), of)
        raise TargetError(f"the lists have changed while they were read, {READINGS} times")

    def normalize(self, desired: State) -> tuple[State, Sequence[Finding]]:
        """Nothing to fold beyond names, which are folded already."""
        return desired, unsupported(self._target, desired)

    def apply(self, changes: Sequence[Change], run: Run) -> Iterator[Outcome]:
        """One change after the other."""
        for change in changes:
            try:
                yield self._apply(change, run)
            except EffectUnknown as error:
                yield Outcome(change, Status.UNKNOWN, str(error))
            except (Conflict, NotFound) as error:
                yield Outcome(change, Status.CONFLICT, str(error))
            except HttpError as error:
                if error.ends_the_run:
                    raise
                yield Outcome(change, Status.FAILED, str(error))

    def _apply(self, change: Change, run: Run) -> Outcome:
        if (known := self._outcome(change)) is not None:
            return known
        method = _METHODS.get(change.action, "PATCH")
        call = Call(method, "/changes", (change, run))
        written = self._client.write(call, lambda read: self._effect(change, read))
        if written.answer is not None:
            self._newest = int(written.answer.etag)
        return Outcome(change, Status.APPLIED)

    def _effect(self, change: Change, read: Read) -> Effect:
        known = self._outcome(change, read)
        return Effect.THERE if known is not None and known.is_done else Effect.NOT_THERE

    def _outcome(self, change: Change, read: Read | None = None) -> Outcome | None:
        """What a change is already, by what stands in its place; None: it is still to be made."""
        live, moved = self._read(Call("GET", "/standing", change), read).data
        status = precondition(change, live, self._clock(), moved)
        if status is Status.CONFLICT:
            return Outcome(change, status, lost_race(change, live))
        return None if status is None else Outcome(change, status)

    def _entries(self, part: str, versions: set[str]) -> Iterator[Any]:
        first = Call("GET", f"/{part}")
        for page in pages(PLACE, self._read, first, lambda page: page.data["next"]):
            versions.add(page.etag)
            yield from page.data["entries"]

    def _read(self, call: Call, read: Read | None = None) -> Answer:
        """The answer to a read, as new as any before it. Raises `TargetError`."""
        for _ in range(READINGS):
            answer = (read or self._client.read)(call)
            if int(answer.etag) >= self._newest:
                self._newest = int(answer.etag)
                return answer
        raise TargetError(f"{call}: the answer is older than what is known, {READINGS} times")


def _state(lists: Mapping[str, Sequence[Any]]) -> State:
    ((fixed, kept, spelling),) = lists["marks"]
    scopes = frozenset(lists["scopes"])
    return State(
        users=dict(lists["users"]),
        roles=dict(lists["roles"]),
        groups=dict(lists["groups"]),
        members=dict(lists["members"]),
        scopes=scopes,
        complete=scopes,
        fixed=fixed,
        kept=kept,
        spelling=spelling,
    )
