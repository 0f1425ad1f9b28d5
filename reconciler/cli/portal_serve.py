"""`reconciler portal serve`: the portal as a service over HTTP."""

import gc
import ipaddress
import socket
import sys
from typing import TYPE_CHECKING

import click

from reconciler.cli.portal_database import find_database
from reconciler.cli.portal_shared import help_text, translated
from reconciler.errors import UsageError

if TYPE_CHECKING:
    from fastapi import FastAPI


@click.command(
    help=help_text(
        "Serve the portal at DB over HTTP, until Ctrl-C.",
        (
            "reconciler portal serve",
            "reconciler portal serve portal.db --port 8080",
        ),
        "It speaks plain HTTP and is meant to stand behind something that speaks TLS, so it "
        "listens on this machine only. One line of JSON for each request goes to stderr. "
        "Who calls needs a token: `reconciler portal token create`.",
    )
)
@click.argument("db", required=False)
@click.option("--host", default="127.0.0.1", show_default=True, help="The address to listen on.")
@click.option(
    "--port",
    type=click.IntRange(0, 65535),
    default=8080,
    show_default=True,
    help="0 lets the system choose.",
)
@click.option(
    "--plain-http-for-others",
    is_flag=True,
    help="Listen on other addresses than this machine's own, though tokens pass there unencrypted.",
)
@click.option(
    "--rate",
    type=click.FloatRange(0),
    default=100,
    show_default=True,
    help="How many requests a second a token may make; 0 for no limit.",
)
def serve(
    db: str | None, *, host: str, port: int, plain_http_for_others: bool, rate: float
) -> None:
    """Serve until the process is told to end."""
    if not plain_http_for_others and not _is_loopback(host):
        raise UsageError(
            f"{host} can be reached from elsewhere, and tokens would pass there unencrypted. "
            "Put TLS in front of 127.0.0.1, or say --plain-http-for-others."
        )
    with translated():
        from reconciler.portal import Portal
        from reconciler.portal.api import Service, create_app

        url = find_database(db).url
        with Portal.open(url) as portal:
            account = portal.account
        app = create_app(Service(url, rate=rate), _write)
    with _listening(host, port) as listener:
        where = listener.getsockname()[1]
        click.echo(f"Serving the portal of {account} at http://{_in_url(host)}:{where}")
        _run(app, listener)


def _run(app: "FastAPI", listener: socket.socket) -> None:
    import uvicorn

    # A run ends soon and does without the collector of cycles; this one is to stay. What is loaded
    # stays as well, and is not to be looked through for every page.
    gc.freeze()
    gc.enable()
    config = uvicorn.Config(
        app,
        access_log=False,
        log_level="error",
        server_header=False,
        proxy_headers=False,
        timeout_graceful_shutdown=10,
    )
    try:
        uvicorn.Server(config).run(sockets=[listener])
    except KeyboardInterrupt:
        return  # being told to end is how it ends


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _in_url(host: str) -> str:
    return f"[{host}]" if ":" in host else host


def _listening(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        listener = socket.create_server((host, port), family=family)
    except OSError as error:
        raise UsageError(f"Nobody can listen on {host}:{port}: {error.strerror}.") from error
    # Else the end of an answer waits 40 ms for the client to acknowledge its beginning.
    listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return listener


def _write(line: str) -> None:
    sys.stderr.write(f"{line}\n")
    sys.stderr.flush()
