"""Migrations: from the tables of each version to those of the next, one small file for each.

A file `mNNNN_what.py` has one function, and the next number. `op` is Alembic's, see its "Operation
Reference"; SQLite can add tables, columns and indexes, and little else.

```python
def upgrade(op: Operations) -> None:
    op.create_table("locks", Column("id", Integer, primary_key=True))
```
It says what its version was like and never imports `tables`, which are what they are today. A
database is stamped with the number of the last one, in its table `schema_version`.
"""

import re
from importlib import import_module
from pkgutil import iter_modules

from sqlalchemy import Connection

from reconciler.portal.tables import schema_version

_FILE = re.compile(r"m(\d{4})_\w+")


def head() -> int:
    """The version that the tables have once everything is migrated."""
    return _all()[-1][0]


def migrate(connection: Connection, found: int, to: int) -> None:
    """Take the tables from one version, 0 for none at all, to another, and stamp that."""
    from alembic.operations import Operations
    from alembic.runtime.migration import MigrationContext

    operations = Operations(MigrationContext.configure(connection))
    for number, name in _all():
        if found < number <= to:
            import_module(f"{__name__}.{name}").upgrade(operations)
    connection.execute(schema_version.delete())
    connection.execute(schema_version.insert().values(version=to))


def _all() -> list[tuple[int, str]]:
    """The migrations in their order, each with its number."""
    names = (module.name for module in iter_modules(__path__))
    return sorted((int(found[1]), found[0]) for name in names if (found := _FILE.fullmatch(name)))
