"""Failure: every way a run can end badly, as one clear error and one exit code."""

import errno
import platform
import traceback
from collections.abc import Iterator
from pathlib import Path

import click

from reconciler import __version__
from reconciler.cli.session import Session
from reconciler.cli.streams import silence
from reconciler.errors import Exit, ReconcilerError

_UNWRITABLE = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EIO, errno.EACCES, errno.EROFS}
EXTRAS = {"sqlalchemy": "portal"}
"""Modules that come with an extra of the package, and its name."""


def fail(error: BaseException, session: Session) -> int:
    """Say on standard error what went wrong; the exit code. After the first write that is 4."""
    session.command = session.command or _command(error)
    code = _said(error, session)
    if not session.wrote:
        return code
    session.cause = code
    return Exit.PARTLY


def _command(error: BaseException) -> str:
    """The command that a wrong command line was about, as far as it was understood."""
    context = error.ctx if isinstance(error, click.UsageError) else None
    return context.command_path.partition(" ")[2] if context else ""


def _said(error: BaseException, session: Session) -> Exit:
    match error:
        case ReconcilerError():
            _show_findings(error, session)
            return _error(str(error), session, error.exit)
        case click.ClickException():
            return _usage(error, session)
        case click.Abort() | KeyboardInterrupt():
            session.renew_output()
            return _error("Interrupted.", session, Exit.PARTLY)
        case ModuleNotFoundError() if error.name in EXTRAS:
            extra = EXTRAS[error.name]
            message = f"This needs more than the base install: pip install 'reconciler[{extra}]'."
            return _error(message, session, Exit.ERROR)
        case OSError() if error.errno in _UNWRITABLE:
            return _unwritable(error, session)
        case _:
            return _defect(error, session)


def _unwritable(error: OSError, session: Session) -> Exit:
    """Output that nobody can take, or a file that nobody may write: no fault of the program."""
    if error.filename is None:
        silence(session.output.people.file)
    where = error.filename or "The output"
    return _error(f"{where} cannot be written: {error.strerror}.", session, Exit.ERROR)


def _error(message: str, session: Session, code: Exit) -> Exit:
    session.voice.error(message)
    return code


def _show_findings(error: ReconcilerError, session: Session) -> None:
    from reconciler.report.report import complaint  # slow to import, and most runs do not fail

    if error.findings:
        session.voice.log(complaint(error.findings, session.sources, session.voice.findings))


def _usage(error: click.ClickException, session: Session) -> Exit:
    """Click's own 2 becomes 1: here 2 says that there is something to change."""
    if isinstance(error, click.exceptions.NoArgsIsHelpError):
        session.voice.message = "A command is missing."
        click.echo(error.message, err=True)
        return Exit.ERROR
    session.voice.error(_said_by_click(error))
    if isinstance(error, click.UsageError) and error.ctx is not None and session.is_watched:
        session.output.log(f"       {error.ctx.command_path} --help says more.")
    return Exit.ERROR


def _said_by_click(error: click.ClickException) -> str:
    """The message; of an option such as `-out` it names those with two dashes and its letter."""
    said = error.format_message()
    if not isinstance(error, click.NoSuchOption) or error.possibilities or error.ctx is None:
        return said
    options = [option for parameter in error.ctx.command.params for option in parameter.opts]
    meant = [option for option in options if option.startswith(f"-{error.option_name}")]
    return f"{said} Did you mean {' or '.join(map(repr, meant))}?" if meant else said


def _defect(error: BaseException, session: Session) -> Exit:
    """The error's own text is not shown: it may hold a secret. A traceback has to be asked for."""
    session.voice.error("This is a defect of reconciler, and not your mistake. Sorry.")
    for line in _report(error):
        session.output.log(f"       {line}")
    if session.debug:
        for line in "".join(traceback.format_exception(error)).splitlines():
            session.output.log(line)
    return Exit.DEFECT


def _report(error: BaseException) -> Iterator[str]:
    yield "Please report it with this line, and with what you did:"
    system = f"Python {platform.python_version()}, {platform.system()}"
    yield f"reconciler {__version__}, {system}: {type(error).__name__}{_place(error)}"
    yield "RECONCILER_DEBUG=1 shows where it happened."


def _place(error: BaseException) -> str:
    """The last line of ours that ran."""
    package = Path(__file__).parent.parent
    ours = [
        frame
        for frame in traceback.extract_tb(error.__traceback__)
        if Path(frame.filename).is_relative_to(package)
    ]
    if not ours:
        return ""
    return f" at {Path(ours[-1].filename).relative_to(package)}:{ours[-1].lineno}"
