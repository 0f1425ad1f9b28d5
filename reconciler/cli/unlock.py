"""`reconciler unlock`: take the lock from a run that is known to be dead."""

import click

from reconciler.cli.session import Session
from reconciler.errors import Exit


@click.command(
    epilog="Exit codes: 0 done; 1 there is no such lock; 7 the live system did not answer."
)
@click.argument("lock", metavar="ID")
@click.pass_obj
def unlock(session: Session, lock: str) -> int:
    """Take the lock with this ID from the run that holds it.

    \b
    Example:
      reconciler unlock 3f9a12bc               the ID that `apply` named

    Rarely needed: a run that died on this machine is noticed, and one that gives no sign of life is
    replaced after a minute. A run that is alive after all stops before it hands over more.
    """
    from reconciler.connect import connect
    from reconciler.core.canonical import canonical
    from reconciler.lock import locking
    from reconciler.report.report import paragraph
    from reconciler.validate import open_project

    project, _ = open_project(session.project)
    holder = locking(project, connect(project, session.environment)).unlock(lock)
    said = f"Lock {lock} is taken from {holder}."
    session.voice.show(paragraph(said, "lock", canonical(holder)))
    return Exit.OK
