"""Harmless: each line as it leaves the program, whichever report it is of, whatever it says."""

from rich.text import Text

from reconciler.report.escape import command_start, visible


def harmless(line: Text) -> Text:
    """The line, or where a terminal or a build server would obey it one that neither does.

    What a report has escaped already stays as it is, with its colours.
    """
    shown = visible(line.plain)
    safe = line if shown == line.plain else Text(shown, line.style)
    start = command_start(safe.plain)
    if start is None:
        return safe
    return Text.assemble(safe[:start], "<U+003A>", safe[start + 1 :])
