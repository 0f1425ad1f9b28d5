"""Portals behind their real service, on a port of this machine, for as long as a block lasts."""

import asyncio
import gc
import socket
import threading
import time
from contextlib import contextmanager, suppress

import uvicorn
from starlette.requests import Request

from reconciler.portal.api.app import create_app
from reconciler.portal.api.service import Service
from reconciler.portal.api.visit import Visit, enter
from reconciler.portal.tokens import Token, digest


@contextmanager
def served(url, *, owner=True, prefix="", clock=None):
    """The address of a service on the database at `url`.

    With `owner` whoever comes may do what the owner of the database may. No token can say that: so
    the suites that speak of states without any caller hear what they hear of a database.
    """
    service = Service(url, rate=0, **({} if clock is None else {"clock": clock}))
    app = create_app(service, write=lambda _: None)
    if owner:
        app.dependency_overrides[enter] = _as_owner(service)
    # Named as TCP, else asyncio lets the end of an answer wait for the client.
    with socket.socket(proto=socket.IPPROTO_TCP) as listening:
        listening.bind(("127.0.0.1", 0))
        config = uvicorn.Config(
            _below(prefix, app), log_config=None, access_log=False, timeout_graceful_shutdown=5
        )
        server = _Server(config)
        thread = threading.Thread(target=server.run, args=([listening],), daemon=True)
        thread.start()
        url = f"http://127.0.0.1:{listening.getsockname()[1]}{prefix}"
        _SERVERS[url] = server
        try:
            _wait(server, thread)
            yield url
        finally:
            del _SERVERS[url]
            server.end()
            thread.join(20)


class _Server(uvicorn.Server):
    """One that ends when it is told to, and does not ask itself every tenth of a second."""

    async def main_loop(self):
        self.ending, self.loop = asyncio.Event(), asyncio.get_running_loop()
        while not await self.on_tick(0):
            with suppress(TimeoutError):
                await asyncio.wait_for(self.ending.wait(), 1)

    def end(self):
        self.should_exit = True
        if hasattr(self, "loop"):
            self.loop.call_soon_threadsafe(self.ending.set)


_SERVERS = {}


def wait_until_idle(url):
    """Until whatever a client sent that is gone by now has been carried out.

    A client of this process that nothing refers to any more is gone too: else its connection stays
    until the service has waited five seconds for another request.
    """
    gc.collect()
    state, end = _SERVERS[url].server_state, time.monotonic() + 20
    while state.connections or state.tasks:
        assert time.monotonic() < end
        time.sleep(0.002)


def _wait(server, thread):
    end = time.monotonic() + 20
    while not server.started:
        assert thread.is_alive()
        assert time.monotonic() < end
        time.sleep(0.002)


def _as_owner(service):
    def visit(request: Request):
        with service.portal() as portal:
            now = portal.now()
            token = Token(0, "", "/", "write", now, now)
            asked = f"{request.method} {request.url.path} {request.state.digest}"
            yield Visit(portal, token, digest(asked))

    return visit


def _below(prefix, app):
    """As behind a front that serves it below a path."""

    async def front(scope, receive, send):
        if scope["type"] == "http":
            scope = {**scope, "path": scope["path"].removeprefix(prefix)}
        await app(scope, receive, send)

    return front
