"""A portal on PostgreSQL that is made once and put back for each test: making it takes longer."""

from contextlib import contextmanager

from sqlalchemy import Integer

from reconciler.portal import Portal
from reconciler.portal.tables import metadata

_TABLES = [f'"{table.name}"' for table in metadata.sorted_tables]
_COUNTED = [
    f'"{table.name}"'
    for table in metadata.sorted_tables
    if "id" in table.c and isinstance(table.c.id.type, Integer)
]

_COUNT = """\
select setval(pg_get_serial_sequence('{0}', 'id'), coalesce(max(id), 1), count(*) > 0) from {0}"""


@contextmanager
def put_back(cluster, **making):
    """Hands out the address of a portal that is as it was made, each time it is asked."""
    with cluster.database() as url, cluster.connect(url.rpartition("/")[2]) as connection:
        Portal.create(url, "northwind", **making).close()
        connection.execute("create schema kept")
        for table in _TABLES:
            connection.execute(f"create table kept.{table} as table {table}")

        def again():
            connection.execute(";".join(_statements()))
            return url

        yield again


def _statements():
    yield from map("delete from {}".format, reversed(_TABLES))
    yield from map("insert into {0} table kept.{0}".format, _TABLES)
    yield from map(_COUNT.format, _COUNTED)
