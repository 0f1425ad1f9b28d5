"""Facts: what answers have in common as data."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from reconciler.core.access.holding import NEVER
from reconciler.core.access.question import Question
from reconciler.core.access.steps import Step
from reconciler.core.access.view import View
from reconciler.core.canonical import canonical
from reconciler.core.finding import Origin
from reconciler.core.model import Container, Ref
from reconciler.report.questions.words import note_of, origin_of, sentences


def state_name(view: View) -> str:
    """Which state was asked about."""
    return "live" if view.is_live else "desired"


def asked_data(question: Question, view: View) -> dict[str, Any]:
    """What was asked, names as they are compared."""
    return {
        "state": state_name(view),
        "user": str(question.user),
        "permission": question.permission,
        "title": view.access.carries.permission(question.permission).title or None,
        "scope": str(question.scope),
        "on": None if question.on is None else str(question.on),
    }


def end_data(until: datetime | None) -> str | None:
    """An end as an instant; None where there is none."""
    return None if until in (None, NEVER) else str(canonical(until))


def container_data(container: Container) -> dict[str, str]:
    """A group, or a role with the scope where it is assigned."""
    return {"ref": str(container.ref), "scope": str(container.scope)}


def place_data(origin: Origin | None) -> dict[str, Any] | None:
    """Where the files say something."""
    return None if origin is None else {"file": origin.path, "line": origin.line}


def steps_data(steps: Sequence[Step], view: View, on: Ref | None = None) -> list[dict[str, Any]]:
    """The steps of a path."""
    said = sentences(steps, view, on)
    return [
        {
            "way": step.way,
            "sentence": words,
            "subject": str(step.subject),
            "container": container_data(step.container),
            "permission": step.permission or None,
            "until": end_data(step.until),
            "place": place_data(origin_of(step, view)),
            "note": note_of(step, view) if origin_of(step, view) is None else "",
        }
        for step, words in zip(steps, said, strict=True)
    ]
