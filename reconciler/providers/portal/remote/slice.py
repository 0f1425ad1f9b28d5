"""A slice: changes written as a batch in one transaction, each held against what is there.

Nothing is read beforehand. Each write says what it expects to find, and one that finds something
else is told what. That may be what the change wanted (already), what may be written over though
nobody could know of it (a membership that has ended), or what somebody else did (conflict).
"""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final, TypeAlias
from uuid import uuid4

from reconciler.core.change import Action, Change
from reconciler.core.diff import has_ended
from reconciler.core.model import Membership
from reconciler.core.outcome import Outcome, Status
from reconciler.errors import NothingWritten
from reconciler.providers.base import Run
from reconciler.providers.http import Call, Client
from reconciler.providers.http.errors import BadAnswer, Conflict, EffectUnknown, HttpError, Refusal
from reconciler.providers.locking import lost
from reconciler.providers.portal.errors import NoSuchPlace
from reconciler.providers.portal.remote.shapes import RESULTS, ProblemShape, ResultShape, shaped
from reconciler.providers.portal.remote.standing import standing
from reconciler.providers.portal.remote.state import Addresses
from reconciler.providers.portal.remote.write import Write, Writer
from reconciler.providers.precondition import lost_race, precondition

_LARGEST: Final = 512 * 1024
"""Characters of a batch at most: half of what the service takes in bytes of ASCII."""

_DONE, _GONE, _TAKEN, _OTHERWISE = 200, 404, 409, 412
"""The statuses of a write: the last is that it did not find what it expects."""


@dataclass(frozen=True, slots=True)
class _Ready:
    """A change, and how it is sent."""

    change: Change
    write: Write

    def over(self, etag: str) -> "_Ready":
        """The same over this version of what is there, whatever it is."""
        rest = {name: value for name, value in self.write.items() if name != "expected"}
        return _Ready(self.change, {**rest, "if_match": etag})


_Answered: TypeAlias = Outcome | _Ready
"""What became of a change, or how to send it once more."""


@dataclass(frozen=True, slots=True)
class Slice:
    """One slice of a run; `lock` is the lock that the run must still hold, empty for none."""

    client: Client
    at: Addresses
    run: Run
    lock: str
    now: datetime

    def apply(self, changes: Sequence[Change]) -> Iterator[Outcome]:
        """Write, an outcome for each change. Raises `Locked` and `TargetError`."""
        writer = Writer(self.run.spelling, self.at.rules)
        ready, again = list[_Ready](), list[_Ready]()
        for change in changes:
            try:
                ready.append(_Ready(change, writer.write(change)))
            except NoSuchPlace as refusal:
                yield Outcome(change, Status.FAILED, str(refusal))
        for answered in self._send_all(ready):
            if isinstance(answered, _Ready):
                again.append(answered)
            else:
                yield answered
        for answered in self._send_all(again):
            if isinstance(answered, Outcome):  # nothing is sent a third time
                yield answered

    def _send_all(self, ready: Sequence[_Ready]) -> Iterator[_Answered]:
        for batch in _batches(ready):
            yield from self._send(batch)

    def _send(self, batch: Sequence[_Ready]) -> Iterator[_Answered]:
        try:
            results = self._results(batch)
        except HttpError as error:
            yield from self._without_results(batch, error)
            return
        for one, result in zip(batch, results, strict=True):
            yield self._judge(one, result)

    def _results(self, batch: Sequence[_Ready]) -> Sequence[ResultShape]:
        """Send with a key: sent again after a lost answer, it is not done twice."""
        body = {"writes": [one.write for one in batch], "run": self._note()}
        call = Call("POST", "/v1/batch", body, key=uuid4().hex)
        answer = self.client.write(call).answer
        if answer is None:
            raise EffectUnknown(BadAnswer(str(call), "no answer came"))
        results = shaped(RESULTS, call, answer)["results"]
        if len(results) != len(batch):
            raise EffectUnknown(
                BadAnswer(str(call), f"{len(results)} results came for {len(batch)} writes")
            )
        return results

    def _note(self) -> dict[str, str]:
        run = self.run
        said = {"digest": run.digest, "commit": run.commit, "link": run.link, "actor": run.actor}
        return said | ({"lock": self.lock} if self.lock else {})

    def _without_results(self, batch: Sequence[_Ready], error: HttpError) -> Iterator[_Answered]:
        """What a batch means that was not answered write by write."""
        if isinstance(error, EffectUnknown) and not error.ends_the_run:
            for one in batch:
                yield Outcome(one.change, Status.UNKNOWN, str(error))
        elif error.may_have_happened:
            raise error
        elif isinstance(error, Conflict):
            raise lost() from error
        elif type(error) is not Refusal:  # a kind of its own speaks of the run, not of one write
            raise NothingWritten(str(error)) from error
        elif len(batch) == 1:
            yield Outcome(batch[0].change, Status.FAILED, error.reason)
        else:  # for what one of them is: alone, each is told its own reason
            for one in batch:
                yield from self._send([one])

    def _judge(self, one: _Ready, result: ResultShape) -> _Answered:
        change, status = one.change, result["status"]
        if status == _DONE:
            return Outcome(change, Status.APPLIED)
        problem = result.get("problem", ProblemShape())
        if status == _OTHERWISE:
            return self._held_against(one, problem)
        if status == _GONE and change.after is None:  # nobody of that name has anything
            return Outcome(change, Status.ALREADY)
        if status == _TAKEN and change.action is Action.REDATE and self._has_ended(change):
            return Outcome(change, Status.CONFLICT, lost_race(change, change.before))
        return _refused(change, problem)

    def _held_against(self, one: _Ready, problem: ProblemShape) -> _Answered:
        """What a change is by what stands in its place."""
        change = one.change
        live = standing(change, problem.get("current"), self.at)
        moved = standing(change, problem.get("there"), self.at)
        status = precondition(
            change, live, self.now, None if isinstance(moved, Membership) else moved
        )
        if status is Status.CONFLICT:
            return Outcome(change, status, lost_race(change, live))
        if status is not None:
            return Outcome(change, status)
        etag = problem.get("etag")
        return one.over(etag) if etag and "expected" in one.write else _refused(change, problem)

    def _has_ended(self, change: Change) -> bool:
        """The service finds what was expected, and it holds nothing any more."""
        return isinstance(change.before, Membership) and has_ended(change.before, self.now)


def _refused(change: Change, problem: ProblemShape) -> Outcome:
    return Outcome(change, Status.FAILED, problem.get("detail", "the portal did not say why"))


def _batches(ready: Sequence[_Ready]) -> Iterator[Sequence[_Ready]]:
    """The same in few batches, none too large for the service."""
    batch, size = list[_Ready](), 0
    for one in ready:
        more = len(json.dumps(one.write))
        if batch and size + more > _LARGEST:
            yield batch
            batch, size = [], 0
        batch.append(one)
        size += more
    if batch:
        yield batch
