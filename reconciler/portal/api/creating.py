"""Creates that may be sent again: an answer is kept by its key for a day, in the same transaction.

What is refused keeps no answer, for nothing has happened: it may be sent again like anything else.
"""

from collections.abc import Callable
from datetime import timedelta

from sqlalchemy import Connection, delete, select
from starlette.responses import Response

from reconciler.portal import tables
from reconciler.portal.api.problems import key_reused
from reconciler.portal.api.visit import Visit, Writing
from reconciler.portal.events import RunNote

_KEPT = timedelta(hours=24)
_ANSWERS = tables.answers.c


def create(
    visit: Visit, key: str | None, make: Callable[[Writing], Response], run: RunNote | None = None
) -> Response:
    """Make something once: the answer is what `make` says, or what it said to this key before.

    Raises `Problem` where the key has answered something else.
    """
    with visit.writing(run) as writing:
        if key is None:
            return make(writing)
        connection = writing.work.unit.connection
        kept = _recall(connection, visit, key)
        if kept is None:
            kept = make(writing)
            _keep(connection, visit, key, kept)
        return kept


def _recall(connection: Connection, visit: Visit, key: str) -> Response | None:
    oldest = visit.portal.now() - _KEPT
    connection.execute(delete(tables.answers).where(_ANSWERS.at <= oldest))
    mine = select(tables.answers).where(_ANSWERS.token == visit.token.id, _ANSWERS.key == key)
    row = connection.execute(mine).mappings().first()
    if row is None:
        return None
    if row["request"] != visit.asked:
        raise key_reused()
    headers = {**row["headers"], "Idempotency-Replayed": "true"}
    return Response(row["body"], row["status"], headers)


def _keep(connection: Connection, visit: Visit, key: str, answer: Response) -> None:
    names = ("content-type", "etag", "location")
    row = {
        "token": visit.token.id,
        "key": key,
        "request": visit.asked,
        "status": answer.status_code,
        "headers": {name: answer.headers[name] for name in names if name in answer.headers},
        "body": bytes(answer.body).decode(),
        "at": visit.portal.now(),
    }
    connection.execute(tables.answers.insert(), row)
