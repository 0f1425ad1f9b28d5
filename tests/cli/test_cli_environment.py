"""Every option of every command can be set in the environment; what cannot is listed here."""

import click
from click.core import ParameterSource

from reconciler.cli.main import COMMANDS, cli

GLOBAL = {"--chdir", "--project", "--no-color"}
WHO_GETS_WHAT = {
    f"reconciler portal {command} --{option}"
    for command in ("grant", "redate", "revoke")
    for option in ("role", "group", "scope")
} | {"reconciler portal token create --scope"}
"""Said for one command at a time: a variable for the scope of plans must not decide it."""


def commands(command=cli, path="reconciler"):
    """Every command with what is typed for it."""
    yield path, command
    if isinstance(command, click.Group):
        with click.Context(command) as context:
            for name in command.list_commands(context):
                yield from commands(command.get_command(context, name), f"{path} {name}")


ALL = dict(commands())


def options(command):
    """What its help shows."""
    return [one for one in command.params if isinstance(one, click.Option) and not one.hidden]


def is_set_by_its_variable(command, option, monkeypatch):
    name = max(option.opts, key=len).lstrip("-").replace("-", "_").upper()
    value = option.type.choices[0] if isinstance(option.type, click.Choice) else "1"
    with monkeypatch.context() as patch:
        patch.setenv(f"RECONCILER_{name}", value)
        context = command.make_context("x", [], resilient_parsing=True)
    return context.get_parameter_source(option.name) is ParameterSource.ENVIRONMENT


def test_every_option_but_output_files_is_set_by_its_variable(monkeypatch, tmp_path):
    """`--format` is read from the environment once, by the program; a version is asked for."""
    monkeypatch.chdir(tmp_path)
    deaf = {
        f"{path} {max(option.opts, key=len)}"
        for path, command in ALL.items()
        for option in options(command)
        if not is_set_by_its_variable(command, option, monkeypatch)
    }
    leaves = {path for path, command in ALL.items() if not isinstance(command, click.Group)}
    files = (" --out", " --junit", " --report", " --snapshot")
    outputs = {path for path in deaf if path.endswith(files)}
    assert deaf - outputs == WHO_GETS_WHAT | {"reconciler --version"} | {
        f"{path} --format" for path in leaves
    }


def test_a_command_shows_what_is_its_own_and_how_it_is_said():
    """The options of the program are shown once, by the program."""
    for path, command in ALL.items():
        shown = {name for option in options(command) for name in option.opts}
        if command is cli:
            assert shown == {*GLOBAL, "--format", "--version"}
        elif not isinstance(command, click.Group):
            assert (path, shown & GLOBAL, shown >= {"--format", "--json"}) == (path, set(), True)


def test_the_help_of_every_command_has_examples():
    """Of the simple ones of the portal, their group has them."""
    ours = [f"reconciler {name}" for name in COMMANDS if name != "catalog"]
    groups = [path for path, one in ALL.items() if isinstance(one, click.Group)]
    named = {*ours, *groups, "reconciler catalog pull"} - {"reconciler", "reconciler catalog"}
    assert sorted(path for path in named if "Example" not in (ALL[path].help or "")) == []


def test_who_shows_findings_says_how_to_learn_more_of_them():
    shown = {path for path, one in ALL.items() if "explain-code RC" in (one.epilog or "")}
    assert shown == {"reconciler validate", "reconciler test", "reconciler plan"}
