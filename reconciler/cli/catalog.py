"""`reconciler catalog`: the live system as data, pinned beside the files."""

import click

from reconciler.cli.session import Session
from reconciler.errors import Exit, UsageError


@click.group()
def catalog() -> None:
    """Pin what the live system knows and allows, so that files can be checked without it."""


@catalog.command()
@click.pass_obj
def pull(session: Session) -> int:
    """Write the catalog file of the project from the live system.

    \b
    Example:
      reconciler catalog pull
    """
    from reconciler.connect import connect
    from reconciler.pipeline import open_project
    from reconciler.spec.catalog import write_catalog
    from reconciler.spec.files import Refused

    project, _ = open_project(session.project)
    target = connect(project, session.environment).describe()
    try:
        write_catalog(project, target)
    except (Refused, OSError) as error:
        reason = error.strerror if isinstance(error, OSError) else error
        raise UsageError(f"{project.catalog} cannot be written: {reason}.") from error
    count = len(target.catalog.permissions)
    session.output.log(f"{project.catalog}: {count} permissions of {target.account}.")
    return Exit.OK
