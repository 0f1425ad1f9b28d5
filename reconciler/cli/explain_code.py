"""`reconciler explain-code`: what the code of a finding means, and what to write instead."""

from typing import TYPE_CHECKING

import click

from reconciler.cli.completing import complete_code
from reconciler.cli.session import Session
from reconciler.errors import Exit, UsageError

if TYPE_CHECKING:
    from reconciler.report.explanation import Explanation


@click.command()
@click.argument("codes", nargs=-1, metavar="CODE...", shell_complete=complete_code)
@click.option("--list", "whole", is_flag=True, help="List every code with its title.")
@click.pass_obj
def explain_code(session: Session, codes: tuple[str, ...], *, whole: bool) -> int:
    """Say what the code of a finding means, with an example.

    \b
    Examples:
      reconciler explain-code RC0101
      reconciler explain-code --list
    """
    from reconciler.report.explained import explained, index

    if whole == bool(codes):
        raise UsageError("Name a code, as RC0101, or write --list.")
    session.voice.show(index() if whole else explained([_explanation(code) for code in codes]))
    return Exit.OK


def _explanation(code: str) -> "Explanation":
    from reconciler.report.explanation import explanation

    found = explanation(_whole(code))
    if found is None:
        raise UsageError(f"There is no code {code}. `reconciler explain-code --list` lists all.")
    return found


def _whole(code: str) -> str:
    """The code that somebody means who types `rc230`, `0230` or `230`."""
    number = code.upper().removeprefix("RC")
    return f"RC{number:0>4}" if number.isdecimal() and number.isascii() else code
