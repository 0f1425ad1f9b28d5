"""The answer of `explain`: yes or no, and why, each step with the place that says it."""

from collections.abc import Iterator, Sequence
from typing import Any

from rich.text import Text

from reconciler.core.access.explanation import Explanation
from reconciler.core.access.steps import Step
from reconciler.core.access.view import View
from reconciler.core.access.whynot import Obstacle
from reconciler.report.layout import Item
from reconciler.report.questions.facts import (
    asked_data,
    container_data,
    end_data,
    place_data,
    steps_data,
)
from reconciler.report.questions.placed import lay
from reconciler.report.questions.whynot import obstacle_words
from reconciler.report.questions.words import note_of, origin_of, sentences, what, who
from reconciler.report.report import Report
from reconciler.report.table import Rows
from reconciler.report.wording import ending, place

_COLUMNS = ("answer", "path", "step", "says", "until", "file", "line", "note")


def explain_report(found: Explanation, view: View) -> Report:
    """One answer with every path, or every reason."""
    return Report(
        verdict(found, view),
        lambda width: lay(_items(found, view), width),
        "explanation",
        lambda: _data(found, view),
        table=lambda: _rows(found, view),
    )


def verdict(found: Explanation, view: View) -> str:
    """The answer in one sentence.

    `Yes: noah has users.access (Access Users) at /acme/london on isla.`
    """
    question = found.question
    user, has = who(question.user, view), what(question.permission, view)
    where = f"at {place(question.scope, view.spelling)}"
    on = f" on {who(question.on, view)}" if question.on else ""
    if not found.is_yes:
        return f"No: {user} does not have {has} {where}{on}."
    end = f", {ending(found.until)}" if found.until else ""
    return f"Yes{end}: {user} has {has} {where}{on}."


def _items(found: Explanation, view: View) -> Iterator[Item]:
    colour = "green" if found.is_yes else "red"
    head, rest = verdict(found, view).split(":", 1)
    yield Item(Text.assemble((head, f"bold {colour}"), f":{rest}"))
    yield Item(Text())
    for number, (_, steps) in enumerate(found.paths, 1):
        yield from _path(number, steps, found, view)
    for obstacle in found.obstacles:
        yield from _obstacle(obstacle, found, view)


def _path(number: int, steps: Sequence[Step], found: Explanation, view: View) -> Iterator[Item]:
    lead = f"{number}. "
    for step, words in zip(steps, sentences(steps, view, found.question.on), strict=True):
        yield Item(Text(f"{lead}{words}"), len(lead) + 2, note_of(step, view))
        lead = " " * len(lead)


def _obstacle(obstacle: Obstacle, found: Explanation, view: View) -> Iterator[Item]:
    note = note_of(obstacle.steps[0], view) if obstacle.steps else ""
    words = obstacle_words(obstacle, found.question, view)
    yield Item(Text(f"- {words}"), 4, note)


def _data(found: Explanation, view: View) -> dict[str, Any]:
    on = found.question.on
    return {
        **asked_data(found.question, view),
        "allowed": found.is_yes,
        "until": end_data(found.until),
        "paths": [
            {"until": end_data(path.holding.until), "steps": steps_data(steps, view, on)}
            for path, steps in found.paths
        ],
        "obstacles": [_obstacle_data(each, found, view) for each in found.obstacles],
    }


def _obstacle_data(obstacle: Obstacle, found: Explanation, view: View) -> dict[str, Any]:
    origin = origin_of(obstacle.steps[0], view) if obstacle.steps else None
    return {
        "cause": obstacle.cause,
        "sentence": obstacle_words(obstacle, found.question, view),
        "containers": [container_data(each) for each in obstacle.containers],
        "until": end_data(obstacle.ended),
        "place": place_data(origin),
    }


def _rows(found: Explanation, view: View) -> Rows:
    """One row for each step of each path, or for each reason of a no."""
    yield _COLUMNS
    data = _data(found, view)
    for number, path in enumerate(data["paths"], 1):
        for place_, step in enumerate(path["steps"], 1):
            yield ("yes", number, place_, *_said(step))
    for obstacle in data["obstacles"]:
        yield ("no", None, None, *_said(obstacle))


def _said(fact: dict[str, Any]) -> tuple[Any, ...]:
    where = fact["place"] or {}
    said = fact["sentence"], fact["until"], where.get("file"), where.get("line")
    return (*said, fact.get("note", ""))
