"""Options that commands share, and the environment variables that stand for options."""

import os
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from reconciler.cli.formats import demand_fitting, format_option, json_option
from reconciler.cli.session import Session

if TYPE_CHECKING:
    from collections.abc import Callable

    from click.decorators import FC

PREFIX = "RECONCILER_"
"""`--no-removals` of any command is `RECONCILER_NO_REMOVALS` in the environment."""


def global_options() -> list[click.Option]:
    """The options that stand before a command's name: `--chdir`, `--project`, `--no-color`."""
    return [
        click.Option(
            ["--chdir"],
            metavar="DIR",
            type=click.Path(file_okay=False),
            is_eager=True,
            expose_value=False,
            callback=_change_directory,
            help="Work in DIR, as if started there.",
        ),
        click.Option(
            ["--project"],
            metavar="FILE",
            type=click.Path(),
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
    """Give a command, and those below it, variables for its options, and the shared options.

    After the name the global ones are neither shown nor read from the environment again.
    """
    for parameter in command.params:
        set_variable(parameter)
    if isinstance(command, click.Group):
        for below in command.commands.values():
            prepare(below)
        return command
    if command.callback:
        command.callback = _begins(command.callback)
    hidden = global_options()
    for option in hidden:
        option.hidden = True
    known = {name for parameter in command.params for name in parameter.opts}
    shared = (*hidden, format_option(), json_option(command.name))
    command.params += [option for option in shared if known.isdisjoint(option.opts)]
    return command


def set_variable(parameter: click.Parameter) -> None:
    """Let a variable stand for an option, by the name people type and not by the argument's."""
    if isinstance(parameter, click.Option) and parameter.allow_from_autoenv:
        name = max(parameter.opts, key=len).lstrip("-").replace("-", "_").upper()
        parameter.envvar = parameter.envvar or f"{PREFIX}{name}"


def _begins(callback: "Callable[..., Any]") -> "Callable[..., Any]":
    """Note which command begins: its options are read, and it was not asked for help."""

    @wraps(callback)
    def begin(*given: Any, **options: Any) -> Any:
        context = click.get_current_context()
        if session := context.find_object(Session):
            session.command = context.command_path.partition(" ")[2]
            demand_fitting(session.command, session.format)
            if session.reports:
                from reconciler.cli.reports import demand_apart

                demand_apart(session, options.values())
        return callback(*given, **options)

    return begin


def _change_directory(context: click.Context, parameter: click.Parameter, value: Any) -> None:
    if not value:
        return
    try:
        os.chdir(value)
        if session := context.find_object(Session):
            session.folder = Path(value)
    except (OSError, ValueError) as error:
        message = getattr(error, "strerror", None) or str(error)
        raise click.BadParameter(f"{value}: {message}.", param=parameter) from error


def _name_project(context: click.Context, _: click.Parameter, value: Any) -> None:
    if value and (session := context.find_object(Session)):
        session.named = Path(value)


def _be_plain(context: click.Context, _: click.Parameter, value: Any) -> None:
    if value and (session := context.find_object(Session)):
        session.plain = True
