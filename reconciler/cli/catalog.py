"""`reconciler catalog`: the live system as data, pinned beside the files."""

import click

from reconciler.cli.session import Session
from reconciler.errors import Exit


@click.group()
def catalog() -> None:
    """Pin what the live system knows and allows, so that files can be checked without it."""


@catalog.command()
@click.pass_obj
def pull(session: Session) -> int:
    """Write the catalog file of the project from the live system, and a schema for editors.

    \b
    Example:
      reconciler catalog pull
    """
    from reconciler.connect import connect
    from reconciler.core.outdated import outdated
    from reconciler.report.report import as_lines, sentence
    from reconciler.spec.catalog import read_catalog, write_catalog
    from reconciler.spec.schema import write_schema
    from reconciler.validate import open_project

    project, _ = open_project(session.project)
    target = connect(project, session.environment).describe()
    pinned, _ = read_catalog(project.root / project.catalog, project.root)
    changes = [] if pinned is None else outdated(pinned, target)
    write_catalog(project, target)
    schema = write_schema(project.root, "roles", target)
    count = len(target.catalog.permissions)
    said = [f"{project.catalog}: {count} permissions of {target.account}."]
    if changes:
        said.append(f"Changed since it was pinned; {'; '.join(changes)}.")
    data = {
        "file": project.catalog,
        "account": target.account,
        "permissions": count,
        "changes": changes,
    }
    session.voice.show(as_lines(said, " ".join(said), "catalog", data))
    session.voice.log(sentence(f"{schema}: what editors complete and explain.", "schema", schema))
    return Exit.OK
