"""`reconciler schema`: what editors complete, explain and check in the files of a project."""

import json

import click

from reconciler.cli.session import Session
from reconciler.errors import Exit

FILES = ("project", "roles", "policies", "catalog")
"""The kinds of file that people open in an editor."""
PROGRAMS = ("plan", "snapshot")
"""The kinds that programs read."""


@click.command()
@click.argument("kind", type=click.Choice((*FILES, *PROGRAMS)), required=False)
@click.pass_obj
def schema(session: Session, kind: str | None) -> int:
    """Write the JSON Schemas of the files to schemas/, beside the project file.

    An editor with the YAML language server reads the one that the first line of a file names.
    With a pinned catalog it completes and explains every permission. The schemas of a saved plan
    and of a snapshot, which nobody edits, are printed alone.

    \b
    Examples:
      reconciler schema
      reconciler schema roles > roles.schema.json      print one instead
      reconciler schema plan                           what a saved plan says

    \b
    The first line of a file:
      # yaml-language-server: $schema=schemas/roles.schema.json
    """
    from reconciler.report.data import json_text
    from reconciler.report.report import exactly

    if kind is None:
        return _write(session)
    data = json.loads(_program_text(kind) if kind in PROGRAMS else _file_text(session, kind))
    text = json_text(data, indent=2)  # other escapes than in a file: a terminal shows it
    session.voice.show(exactly(text, f"The schema of {kind}.", "schema", data))
    return Exit.OK


def _program_text(kind: str) -> str:
    from reconciler.report.plan_schema import plan_schema_text
    from reconciler.snapshot.schema import snapshot_schema_text

    return plan_schema_text() if kind == "plan" else snapshot_schema_text()


def _file_text(session: Session, kind: str) -> str:
    from reconciler.spec.catalog import read_catalog
    from reconciler.spec.schema import schema_text
    from reconciler.validate import open_project

    project, _ = open_project(session.project)
    return schema_text(kind, read_catalog(project.root / project.catalog, project.root)[0])


def _write(session: Session) -> int:
    from reconciler.report.report import sentence
    from reconciler.spec.catalog import read_catalog
    from reconciler.spec.schema import write_schema
    from reconciler.validate import open_project

    project, _ = open_project(session.project)
    target, _ = read_catalog(project.root / project.catalog, project.root)
    written = [write_schema(project.root, each, target) for each in FILES]
    explained = "" if target is not None else "; `reconciler catalog pull` adds the permissions"
    session.voice.show(sentence(f"{', '.join(written)}{explained}.", "schemas", written))
    return Exit.OK
