"""One browser for all tests of this folder, and pages that it opens from disk and from a server."""

import sys
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest
from chromium import chromium, program

sys.path.append(str(Path(__file__).parents[1] / "report"))  # the samples that pages are made of


@pytest.fixture(scope="session")
def browser():
    """A Chromium that has nothing but what a test gives it."""
    if program() is None:
        pytest.skip("Chromium is not installed: on Debian, apt-get install chromium")
    with chromium() as found:
        yield found


@pytest.fixture
def show(browser, tmp_path):
    """Opens a page that stands in a file, and closes it after the test."""
    opened = []

    def opening(text, **how):
        file = tmp_path / f"page-{len(opened)}.html"
        file.write_text(text, "utf-8")
        opened.append(browser.open(file.as_uri(), **how))
        return opened[-1]

    yield opening
    for page in opened:
        page.close()


@pytest.fixture
def serve(tmp_path):
    """Serves a folder on this machine; returns its address and notes what is asked for."""
    asked = []

    class Noting(SimpleHTTPRequestHandler):
        def log_message(self, *_):
            asked.append(self.path)

    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Noting, directory=tmp_path))
    Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}", asked
    server.block_on_close = False  # a browser keeps connections open that it may need again
    server.shutdown()
    server.server_close()
