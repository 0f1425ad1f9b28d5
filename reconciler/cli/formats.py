"""Formats: the options that say how a run is heard, and what a wrong command line asked for."""

from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import Any

import click
from click.core import ParameterSource

from reconciler.cli.session import Session

REVIEW_FORMATS = ("text", "markdown", "json", "html", "sarif", "github", "gitlab", "junit")
"""The forms in which a plan is reviewed, on the standard output or in a file."""

WRITTEN = ("markdown", "html", "sarif", "gitlab", "junit")
"""The formats that are a review and nothing else."""

CHANNELS = ("github", "gitlab", "bitbucket", "azure-devops", "github-summary")
"""Where Markdown is shown: the names of the limits in `reconciler.report.markdown`."""

FORMATS = ("text", "json", "github", "events", "csv", *WRITTEN)

TABULAR = ("explain", "who-can", "access", "matrix", "compare")
"""The commands whose answers are tables too."""

REVIEWED = ("plan", "show", "validate", "test")
"""The commands that say what is reviewed."""

JSON_VARIABLE = "RECONCILER_JSON"

_STREAMED = ("apply",)
"""The commands that take their time: their `--json` is heard while they run."""


def format_option() -> click.Option:
    """`--format`: before or after the command's name."""
    return click.Option(
        ["--format"],
        type=click.Choice(FORMATS),
        expose_value=False,
        callback=_choose,
        help="Text; one JSON document; text with annotations for GitHub; events, one JSON object a "
        "line; CSV, of what answers questions; or what is reviewed as the other five say it.",
    )


def json_option(command: str | None) -> click.Option:
    """`--json` of a command: a short name of one format."""
    format_ = _json(command or "")

    def choose(context: click.Context, parameter: click.Parameter, value: Any) -> None:
        _choose(context, parameter, format_ if value else None)

    return click.Option(
        ["--json"],
        is_flag=True,
        expose_value=False,
        callback=choose,
        envvar=JSON_VARIABLE,
        help=f"The same as --format {format_}.",
    )


def demand_fitting(command: str, format_: str | None) -> None:
    """Raises where a command has nothing to say in this format, before it does anything."""
    if format_ == "csv" and command not in TABULAR:
        message = f"`{command}` has no table. --format csv is for {_named(TABULAR)}."
        raise click.UsageError(message)
    if format_ in WRITTEN and command not in REVIEWED:
        message = f"`{command}` makes no plan. --format {format_} is for {_named(REVIEWED)}."
        raise click.UsageError(message)


def _named(commands: Sequence[str]) -> str:
    *most, last = (f"`{name}`" for name in commands)
    return f"{', '.join(most)} and {last}"


def asked_format(arguments: Sequence[str], environment: Mapping[str, str]) -> str:
    """The format that a command line asks for, as far as one that is wrong can say it."""
    short = _json(*arguments) if _is_on(environment.get(JSON_VARIABLE, "")) else ""
    asked = environment.get("RECONCILER_FORMAT") or short
    for word, after in pairwise([*arguments, ""]):
        if word == "--json":
            asked = _json(*arguments)
        elif word == "--format":
            asked = after
        elif word.startswith("--format="):
            asked = word.removeprefix("--format=")
    return asked if asked in FORMATS else "text"


def _is_on(value: str) -> bool:
    """Whether a variable of a flag says yes; one that is no answer says nothing."""
    try:
        return bool(value) and bool(click.BOOL.convert(value, None, None))
    except click.BadParameter:
        return False


def _json(*words: str) -> str:
    return "events" if any(word in _STREAMED for word in words) else "json"


def _choose(context: click.Context, parameter: click.Parameter, value: Any) -> None:
    """The last on the command line counts, and what is typed goes before the environment."""
    session = context.find_object(Session)
    is_typed = context.get_parameter_source(parameter.name or "") is ParameterSource.COMMANDLINE
    if value and session and (is_typed or session.format is None):
        session.format = value
