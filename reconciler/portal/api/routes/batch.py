"""Many writes in one transaction, each with a result of its own."""

from fastapi import APIRouter
from pydantic import Field
from starlette.responses import Response

from reconciler.portal.api import looks
from reconciler.portal.api.asked import Asked, Key, RunAsked
from reconciler.portal.api.creating import create
from reconciler.portal.api.documented import looks as answers
from reconciler.portal.api.documented import problems
from reconciler.portal.api.problems import Problem
from reconciler.portal.api.refusals import as_problem
from reconciler.portal.api.replies import reply
from reconciler.portal.api.shown import Shown
from reconciler.portal.api.visit import Visitor, Writing
from reconciler.portal.api.writes import Write
from reconciler.portal.errors.base import PortalError
from reconciler.portal.errors.database import StoreError
from reconciler.portal.events import RunNote

router = APIRouter(prefix="/v1", tags=["batch"])

MOST = 100
"""How many writes a batch may have."""


class Batch(Asked):
    """Writes in the order in which they are made, and what run they belong to."""

    writes: tuple[Write, ...] = Field(
        min_length=1,
        max_length=MOST,
        examples=[
            [
                {
                    "do": "membership.grant",
                    "scope": "/acme/london",
                    "path": ["Top Role", "Sales"],
                    "user": "isla",
                    "expires": "2027-01-31T23:59:59Z",
                    "expected": None,
                }
            ]
        ],
    )
    run: RunAsked = Field(default_factory=RunAsked)


@router.post(
    "/batch", responses=answers(looks.ResultsLook, "A result for each write.") | problems(409)
)
def batch(visit: Visitor, asked: Batch, key: Key = None) -> Response:
    """Make up to 100 writes in one transaction; one that is refused leaves the others as they are.

    Where `run` names a lock that is not held any more, nothing is written and the answer is 409.
    Sent again with the same key it is not done twice: the results are those of the first time.
    """

    def make(writing: Writing) -> Response:
        if asked.run.lock:
            writing.work.locks.demand(asked.run.lock)
        return reply({"results": [_result(writing, one) for one in asked.writes]})

    return create(visit, key, make, RunNote(**asked.run.model_dump(exclude={"lock"})))


def _result(writing: Writing, write: Write) -> Shown:
    try:
        with writing.work.savepoint():
            write.require(writing)
            write.act(writing)
    except StoreError:
        raise  # nothing of the batch stands
    except PortalError as refusal:
        return _refused(as_problem(refusal))
    except Problem as problem:
        return _refused(problem)
    return {"status": 200}


def _refused(problem: Problem) -> Shown:
    return {"status": problem.status, "problem": problem.as_data()}
