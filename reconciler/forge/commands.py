"""Lines that a forge would obey: GitLab, and bots on others, run a line that begins with `/`."""

import re

_COMMAND = re.compile(r"^(?=/[A-Za-z_-]+(?:\s|$))", re.MULTILINE)


def inert(text: str) -> str:
    r"""The same text, with a backslash before what would be a command: Markdown shows the slash.

    The report writes no such line. It is what a token with the rights to merge relies on, though:
    https://docs.gitlab.com/user/project/quick_actions/
    """
    return _COMMAND.sub(r"\\", text.replace("\r\n", "\n").replace("\r", "\n"))
