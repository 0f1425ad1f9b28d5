"""`reconciler completion`: the script by which a shell completes commands, options and scopes."""

import click
from click.shell_completion import BashComplete, FishComplete, ShellComplete, ZshComplete

from reconciler.cli.session import Session
from reconciler.errors import Exit

_SHELLS: dict[str, type[ShellComplete]] = {
    "bash": BashComplete,
    "zsh": ZshComplete,
    "fish": FishComplete,
}


@click.command()
@click.argument("shell", type=click.Choice(list(_SHELLS)))
@click.pass_context
def completion(context: click.Context, shell: str) -> int:
    """Print the script that completes commands, options, scopes and codes in SHELL.

    \b
    Examples:
      eval "$(reconciler completion bash)"        in ~/.bashrc
      eval "$(reconciler completion zsh)"         in ~/.zshrc, after compinit
      reconciler completion fish | source         in ~/.config/fish/config.fish
    """
    from reconciler.report.report import exactly

    cli = context.find_root().command
    script = _SHELLS[shell](cli, {}, "reconciler", "_RECONCILER_COMPLETE").source()
    data = {"shell": shell, "script": script}
    report = exactly(script, f"The completion of {shell}.", "completion", data)
    context.ensure_object(Session).voice.show(report)
    return Exit.OK
