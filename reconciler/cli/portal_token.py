"""`reconciler portal token`: secrets by which programs act as a user."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import click

from reconciler.cli.portal_rows import Row
from reconciler.cli.portal_shared import end_of, help_text, reading, until, writing
from reconciler.errors import UsageError

if TYPE_CHECKING:
    from reconciler.portal import Portal, Work
    from reconciler.portal.tokens import Token


@click.group(
    help=help_text(
        "Tokens: secrets by which programs act as a user, over HTTP.",
        (
            "reconciler portal token create olivia --expires 2027-01-31",
            "reconciler portal token create olivia --write --scope /acme",
            "reconciler portal token list",
            "reconciler portal token revoke 3",
        ),
        "A token holds what its user holds, in its scope and below; one for reading writes "
        "nothing. It is shown once, when it is made: the portal keeps no more than its hash.",
    )
)
def token() -> None:
    """Group the commands about tokens."""


@token.command()
@click.argument("user")
@click.option("--write", "kind", flag_value="write", default="read", help="To write with too.")
@click.option(
    "--scope", metavar="PATH", allow_from_autoenv=False, help="For less than the user's own scope."
)
@click.option(
    "--expires",
    metavar="WHEN",
    help="A day (through it, UTC) or an instant, within 366 days; 90 days if not said.",
)
@reading
def create(
    portal: "Portal", *, user: str, kind: str, scope: str | None, expires: str | None
) -> Iterator[str | Row]:
    """Make a token for USER, and show it this once."""
    from reconciler.portal.tokens import LONGEST

    if expires == "never":
        raise UsageError(f"Every token ends: name a day within {LONGEST} days.")
    with portal.transaction() as work:
        made, secret = work.tokens.create(
            user, "write" if kind == "write" else "read", scope, end_of(expires)
        )
    yield Row(secret, {**_as_data(made), "secret": secret})


@token.command("list")
@click.option("--all", "every", is_flag=True, help="Also those that have ended or were revoked.")
@reading
def list_tokens(portal: "Portal", *, every: bool) -> Iterator[Row]:
    """List the tokens, without their secrets."""
    now = datetime.now(UTC)
    for one in portal.tokens():
        ended = one.revoked is not None or one.expires <= now
        if every or not ended:
            text = f"{one.id}  {one.user}  {one.kind}  {one.scope}{until(one.expires, now)}"
            yield Row(f"{text}{_after(one)}", _as_data(one))


@token.command()
@click.argument("number", type=click.IntRange(1))
@writing
def revoke(work: "Work", number: int) -> str:
    """Make the token NUMBER open nothing from now on."""
    work.tokens.revoke(number)
    return f"Revoked token {number}."


def _after(one: "Token") -> str:
    used = f", used {one.used:%Y-%m-%d}" if one.used else ", never used"
    return f"{used}, revoked {one.revoked:%Y-%m-%d}" if one.revoked else used


def _as_data(one: "Token") -> dict[str, object]:
    from dataclasses import asdict

    return asdict(one)
