"""`reconciler portal`: set up the embedded phone-system portal, change it by hand, and ask it."""

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from reconciler.cli.portal_database import DATABASE, find_database
from reconciler.cli.portal_group import group
from reconciler.cli.portal_member import grant, redate, revoke
from reconciler.cli.portal_migrate import migrate
from reconciler.cli.portal_role import role
from reconciler.cli.portal_rows import Row, say
from reconciler.cli.portal_scope import scope
from reconciler.cli.portal_serve import serve
from reconciler.cli.portal_shared import help_text, path_of, reading, translated
from reconciler.cli.portal_token import token
from reconciler.cli.portal_user import user
from reconciler.errors import UsageError

if TYPE_CHECKING:
    from reconciler.portal import Portal
    from reconciler.portal.events import Event


SEEDS = """\b
The file in YAML; the first user of a phone system gets its Top Role:
  account: northwind
  users: [olivia]
  customers:
    - name: Acme
      users: [amanda]
      phone_systems:
        - name: London
          users: [amelia, noah, {user: oskar, active: no}]

\b
The same in CSV (the name ends with .csv):
  account,northwind
  scope,user,active
  /,olivia,
  /Acme,amanda,
  /Acme/London,amelia,
  /Acme/London,noah,
  /Acme/London,oskar,no"""


@click.group(
    help=help_text(
        "The embedded phone-system portal: set it up, change it by hand, ask it.",
        (
            "reconciler portal init --from people.yaml",
            "reconciler portal group list",
            'reconciler portal grant ivy --group "Top Role/Sales" --expires 2027-01-31',
            "reconciler portal revoke ivy --role Receptionist --as amelia",
            "reconciler portal check amelia users.access /acme/london --on ivy",
        ),
        "Every change goes through the portal's rules. The owner of the file sees everything, and "
        "may do what the shape of the portal allows. With --as USER that user's rights decide, and "
        "nothing is seen but their own scope and what is below it.",
    )
)
def portal() -> None:
    """Group the commands of the portal."""


portal.add_command(migrate)
portal.add_command(scope)
portal.add_command(user)
portal.add_command(role)
portal.add_command(group)
portal.add_command(grant)
portal.add_command(redate)
portal.add_command(revoke)
portal.add_command(token)
portal.add_command(serve)


@portal.command(
    help=help_text(
        "Make a portal at DB, with the customers, phone systems and users of a file. "
        f"Where DB is left out, it is the project's, or {DATABASE} here.",
        (
            "reconciler portal init --from people.yaml",
            "reconciler portal init portal.db --from people.csv",
        ),
        SEEDS,
    )
)
@click.argument("db", required=False)
@click.option(
    "--from",
    "source",
    required=True,
    metavar="FILE",
    type=click.Path(path_type=Path),
    help="Who and what there is.",
)
def init(db: str | None, source: Path) -> None:
    """Make a portal from a file."""
    with translated():
        from reconciler.portal import Portal
        from reconciler.portal.seed import read_seed

        seed, url = read_seed(source), find_database(db).url
        with Portal.create(url, seed.account, fill=seed.fill) as made:
            snapshot = made.read()
    levels = [one.level for one in snapshot.scopes.values()]
    say(
        f"Made the portal of {snapshot.account} at {db or url.removeprefix('sqlite:///')}: "
        f"customers {levels.count('customer')}, "
        f"phone systems {levels.count('phone_system')}, users {len(snapshot.users)}."
    )


@portal.command(
    help=help_text(
        "Say whether USER holds PERMISSION at SCOPE, and every reason why, or why not.",
        (
            "reconciler portal check noah soft_phone.access /acme/london",
            "reconciler portal check noah users.access /acme/london --on isla",
            'reconciler portal check ada role_membership.manage /acme/oslo --on-group "Top Role"',
        ),
    )
)
@click.argument("user")
@click.argument("permission")
@click.argument("scope")
@click.option("--on", "on_user", metavar="USER", help="Whether it reaches this user.")
@click.option("--on-group", metavar="PATH", help="Whether it reaches this group.")
@reading
def check(
    asked: "Portal",
    *,
    user: str,
    permission: str,
    scope: str,
    on_user: str | None,
    on_group: str | None,
) -> Iterator[str | Row]:
    """Ask the portal."""
    if on_user is not None and on_group is not None:
        raise UsageError("Name one of --on and --on-group.")
    on = path_of(on_group) if on_group is not None else on_user
    decision = asked.check(user, permission, scope, on)
    reasons = [str(reason) for reason in decision.reasons]
    obstacles = [str(obstacle) for obstacle in asked.explain(user, permission, scope, on)]
    answer = {"allowed": decision.allowed, "reasons": reasons, "obstacles": obstacles}
    yield Row("yes" if decision.allowed else "no", answer)
    yield from (f"  through {reason}" for reason in reasons)
    yield from (f"  {obstacle}" for obstacle in obstacles)


@portal.command()
@click.option(
    "-n", "count", type=click.IntRange(1), default=50, show_default=True, help="How many."
)
@reading
def log(asked: "Portal", count: int) -> Iterator[str | Row]:
    """Show the latest events: who changed what, when, before and after; and what was refused."""
    for event in asked.events()[-count:]:
        yield from _lines(event)


def _lines(event: "Event") -> list[str | Row]:
    import json
    from dataclasses import asdict

    text = f"{event.at:%Y-%m-%dT%H:%M:%SZ}  {event.actor}  {event.action}  {event.subject}"
    head = Row(text, asdict(event))
    if event.refused:
        return [head, f"  refused ({event.refused}): {event.reason}"]
    sides = (("before", event.before), ("after", event.after), ("run", event.run))
    shown = ((name, data) for name, data in sides if data is not None)
    return [head, *(f"  {name}: {json.dumps(data, ensure_ascii=False)}" for name, data in shown)]
