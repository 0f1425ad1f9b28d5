"""`reconciler portal migrate`: the tables of an earlier version become those of this one."""

from contextlib import closing

import click

from reconciler.cli.portal_database import DATABASE, find_database
from reconciler.cli.portal_rows import say
from reconciler.cli.portal_shared import help_text, translated


@click.command(
    help=help_text(
        "Bring the portal at DB, which an earlier version has made, to this version. "
        f"Where DB is left out, it is the project's, or {DATABASE} here.",
        (
            "reconciler portal migrate",
            "reconciler portal migrate postgresql://db.example.net/portal",
        ),
        "All of it happens or nothing. There is no way back, so make a copy of the database first.",
    )
)
@click.argument("db", required=False)
def migrate(db: str | None) -> None:
    """Migrate a portal."""
    with translated():
        from reconciler.portal.store import Store

        url = find_database(db).url
        with closing(Store(url)) as store:
            before, now = store.migrate()
    if before == now:
        say(f"The portal at {url} has schema {now} already.")
    else:
        say(f"Migrated the portal at {url} from schema {before} to {now}.")
