"""The group of commands that imports a command when it is called, and never for help alone."""

from collections.abc import Mapping
from importlib import import_module
from typing import Any

import click

from reconciler.cli.options import prepare, set_variable


class LazyGroup(click.Group):
    """Commands from a table of names and summaries.

    `explain-code` is `explain_code` in `reconciler.cli.explain_code`.
    """

    def __init__(self, *args: Any, table: Mapping[str, str], examples: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for parameter in self.params:
            set_variable(parameter)
        self.table = table
        self.examples = examples

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's signature
        """The names in the order of the table."""
        return list(self.table)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import one command."""
        if cmd_name in self.table and cmd_name not in self.commands:
            name = cmd_name.replace("-", "_")
            found = getattr(import_module(f"reconciler.cli.{name}"), name)
            self.add_command(prepare(found), cmd_name)
        return super().get_command(ctx, cmd_name)

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Find the command that the arguments name, or say which one may be meant."""
        name = args[0]
        if name not in self.table and not name.startswith("-") and not ctx.resilient_parsing:
            raise click.exceptions.NoSuchCommand(name, possibilities=self.table, ctx=ctx)
        return super().resolve_command(ctx, args)

    def format_help(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Examples first: they are what people look for."""
        self.format_usage(ctx, formatter)
        self.format_help_text(ctx, formatter)
        with formatter.section("Examples"):
            for line in self.examples.strip().splitlines():
                formatter.write(f"{'':{formatter.current_indent}}{line.strip()}\n")
        with formatter.section("Commands"):
            formatter.write_dl(list(self.table.items()))
        click.Command.format_options(self, ctx, formatter)
        self.format_epilog(ctx, formatter)
