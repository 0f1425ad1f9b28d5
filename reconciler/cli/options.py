"""Options that commands share, and the environment variables that stand for options."""

import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from reconciler.cli.session import Session

if TYPE_CHECKING:
    from collections.abc import Callable

    from click.decorators import FC

PREFIX = "RECONCILER_"
"""`--lock-timeout` of any command is `RECONCILER_LOCK_TIMEOUT` in the environment."""


def global_options() -> list[click.Parameter]:
    """The options that stand before a command's name: `--chdir`, `--project`, `--no-color`."""
    return [
        click.Option(
            ["--chdir"],
            metavar="DIR",
            is_eager=True,
            expose_value=False,
            callback=_change_directory,
            help="Work in DIR, as if started there.",
        ),
        click.Option(
            ["--project"],
            metavar="FILE",
            expose_value=False,
            callback=_name_project,
            help="The project file. Else reconciler.yaml, here or up to the repository's root.",
        ),
        click.Option(
            ["--no-color"],
            is_flag=True,
            expose_value=False,
            callback=_be_plain,
            help="Never colour. So does NO_COLOR; FORCE_COLOR colours where it is piped.",
        ),
    ]


def output_option(*names: str, help: str) -> "Callable[[FC], FC]":  # noqa: A002 - as click calls it
    """An option that names a file to write: the environment never sets it."""
    path = click.Path(dir_okay=False, path_type=Path)
    return click.option(*names, type=path, metavar="FILE", help=help, allow_from_autoenv=False)


def prepare(command: click.Command) -> click.Command:
    """Give a command, and those below it, variables for its options, and the global options.

    After the name the global ones are neither shown nor read from the environment again.
    """
    for parameter in command.params:
        set_variable(parameter)
    if isinstance(command, click.Group):
        for below in command.commands.values():
            prepare(below)
        return command
    known = {option for parameter in command.params for option in parameter.opts}
    for parameter in global_options():
        if isinstance(parameter, click.Option) and known.isdisjoint(parameter.opts):
            parameter.hidden = True
            command.params.append(parameter)
    return command


def set_variable(parameter: click.Parameter) -> None:
    """Let a variable stand for an option, by the name people type and not by the argument's."""
    if isinstance(parameter, click.Option) and parameter.allow_from_autoenv:
        name = max(parameter.opts, key=len).lstrip("-").replace("-", "_").upper()
        parameter.envvar = parameter.envvar or f"{PREFIX}{name}"


def _change_directory(_: click.Context, parameter: click.Parameter, value: Any) -> None:
    if not value:
        return
    try:
        os.chdir(value)
    except (OSError, ValueError) as error:
        message = getattr(error, "strerror", None) or str(error)
        raise click.BadParameter(f"{value}: {message}.", param=parameter) from error


def _name_project(context: click.Context, _: click.Parameter, value: Any) -> None:
    if value and (session := context.find_object(Session)):
        session.named = Path(value)


def _be_plain(context: click.Context, _: click.Parameter, value: Any) -> None:
    if value and (session := context.find_object(Session)):
        session.plain = True
