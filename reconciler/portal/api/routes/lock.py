"""The lock of the portal: one run at a time, for as long as it gives signs of life.

No answer is kept for a key here: that a lock was held a minute ago says nothing. Who asks again
with the same ID is told what is so by now.
"""

from typing import Annotated, TypeAlias

from fastapi import APIRouter, Path
from starlette.responses import Response

from reconciler.portal.api import looks, shown
from reconciler.portal.api.asked import NO_NUL, NewLock
from reconciler.portal.api.documented import looks as answers
from reconciler.portal.api.documented import problems
from reconciler.portal.api.problems import lock_held
from reconciler.portal.api.replies import nothing, reply
from reconciler.portal.api.visit import Visitor
from reconciler.portal.errors.unknown import NoSuchLock
from reconciler.portal.locks import Lock

router = APIRouter(prefix="/v1/lock", tags=["lock"])

LockId: TypeAlias = Annotated[str, Path(max_length=64, pattern=NO_NUL, examples=["0ddba11c"])]


@router.get("", responses=answers(looks.HolderLook, "Who holds it, or null."))
def show_lock(visit: Visitor) -> Response:
    """Show who holds the lock. Of somebody out of sight there is no more than ID and instant."""
    with visit.portal.reading() as reading:
        held = reading.lock
    return reply({"holder": None if held is None else shown.lock(held)})


@router.post(
    "", status_code=201, responses=answers(looks.LockLook, "It is held.", 201) | problems(409)
)
def take_lock(visit: Visitor, asked: NewLock) -> Response:
    """Hold the lock for 60 seconds, which each sign of life begins anew; or go on holding it.

    `replaces` is the holder that the caller knows to be dead, because it ran on the same machine.
    Somebody else who holds the lock is the `holder` of the refusal.
    """
    said = asked.model_dump(exclude={"replaces"})
    with visit.writing() as writing:
        locks = writing.work.locks
        new = Lock(**said, since=visit.portal.now())
        other = locks.take(new, asked.replaces)
        if other is not None:
            raise lock_held(shown.lock(other))
        return reply(shown.lock(locks.holder or new), 201)


@router.put("/{lock}", responses=answers(looks.HeldLook, "It is held for another 60 seconds."))
def renew_lock(visit: Visitor, lock: LockId) -> Response:
    """Give a sign of life. A lock that somebody else holds by now, or nobody, is not there."""
    with visit.writing() as writing:
        is_held = writing.work.locks.renew(lock)
    if not is_held:
        raise NoSuchLock(lock=lock)
    return reply({"held": True})


@router.delete("/{lock}", status_code=204, responses=answers(None, "It is not held.", 204))
def release_lock(visit: Visitor, lock: LockId) -> Response:
    """Give the lock back; whether it is still held makes no difference."""
    with visit.writing() as writing:
        writing.work.locks.release(lock)
    return nothing()


@router.post("/{lock}/break", responses=answers(looks.LockLook, "Who held it."))
def break_lock(visit: Visitor, lock: LockId) -> Response:
    """Take the lock from its holder, who writes no more under it. The event log has who did."""
    with visit.writing() as writing:
        return reply(shown.lock(writing.work.locks.break_(lock)))
