"""A real Chromium without a window, spoken to through a pipe in its own protocol (CDP).

A pipe needs no port that something else may have taken, and no library.
"""

import base64
import json
import os
import select
import shutil
import subprocess
import time
from collections.abc import Mapping
from contextlib import contextmanager
from fcntl import F_DUPFD_CLOEXEC, fcntl
from tempfile import TemporaryDirectory

NAMES = ("chromium", "chromium-browser", "google-chrome-stable", "google-chrome")
PATIENCE = 60
"""Seconds: a browser that says nothing for so long hangs."""
_OPTIONS = (
    "--headless",
    "--remote-debugging-pipe",
    "--no-sandbox",  # it is often root who runs tests in a container, and the page is ours
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    "--no-default-browser-check",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
)


def program():
    """Chromium on this machine, or None."""
    return next(filter(None, map(shutil.which, NAMES)), None)


class Browser:
    """One browser: commands go in, answers and events come out."""

    def __init__(self, write, read):
        self.write, self.read = write, read
        self.number, self.rest = 0, b""
        self.events = []

    def call(self, method, session=None, **params):
        """Send a command and return what it answers."""
        self.number += 1
        message = {"id": self.number, "method": method, "params": params}
        if session:
            message["sessionId"] = session
        os.write(self.write, json.dumps(message).encode() + b"\0")
        while (said := self._next()).get("id") != self.number:
            self.events.append(said)
        if "error" in said:
            raise RuntimeError(f"{method}: {said['error']['message']}")
        return said["result"]

    def wait(self, method):
        """The first event of this name that nobody has waited for."""
        while True:
            for said in self.events:
                if said.get("method") == method and not said.get("seen"):
                    said["seen"] = True
                    return said["params"]
            self.events.append(self._next())

    def _next(self):
        end = time.monotonic() + PATIENCE
        while b"\0" not in self.rest:
            ready, _, _ = select.select([self.read], [], [], max(end - time.monotonic(), 0))
            if not ready or not (more := os.read(self.read, 1 << 20)):
                raise TimeoutError("Chromium has gone, or says nothing")
            self.rest += more
        message, _, self.rest = self.rest.partition(b"\0")
        return json.loads(message)

    def open(self, address, *, width=1280, height=900, dark=False, media=""):
        """A page that has loaded, with everything it said and asked for on the way."""
        target = self.call("Target.createTarget", url="about:blank")["targetId"]
        session = self.call("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
        page = Page(self, session, target)
        for domain in ("Page", "Runtime", "Log", "Network"):
            page.call(f"{domain}.enable")
        page.size(width, height)
        page.scheme(dark=dark, media=media)
        page.call("Page.navigate", url=address)
        self.wait("Page.loadEventFired")
        return page


class Page:
    """One page of the browser."""

    def __init__(self, browser, session, target):
        self.browser, self.session, self.target = browser, session, target

    def call(self, method, **params):
        """A command about this page."""
        return self.browser.call(method, self.session, **params)

    def size(self, width, height, scale=1):
        """How large the window is, in CSS pixels."""
        self.call(
            "Emulation.setDeviceMetricsOverride",
            width=width,
            height=height,
            deviceScaleFactor=scale,
            mobile=width < 600,
        )

    def scheme(self, *, dark, media=""):
        """What the reader's system prefers."""
        value = "dark" if dark else "light"
        features = [{"name": "prefers-color-scheme", "value": value}]
        self.call("Emulation.setEmulatedMedia", media=media, features=features)

    def ask(self, script):
        """What a piece of script comes to, once its promise is kept."""
        answer = self.call(
            "Runtime.evaluate", expression=script, returnByValue=True, awaitPromise=True
        )
        if "exceptionDetails" in answer:
            raise RuntimeError(answer["exceptionDetails"])
        return answer["result"].get("value")

    def settle(self):
        """Wait until two frames are drawn: what was asked for is on the screen."""
        self.ask("new Promise(r => requestAnimationFrame(() => requestAnimationFrame(() => r(1))))")

    def press(self, key):
        """One key, as a person presses it."""
        text = {"Enter": "\r"}.get(key, key if len(key) == 1 else "")
        codes = {"Enter": 13, "Escape": 27, "ArrowDown": 40, "ArrowUp": 38, "Tab": 9, " ": 32}
        code = codes.get(key, ord(key.upper()) if len(key) == 1 else 0)
        about = {"key": key, "windowsVirtualKeyCode": code}
        self.call("Input.dispatchKeyEvent", type="keyDown", text=text, **about)
        self.call("Input.dispatchKeyEvent", type="keyUp", **about)
        self.settle()

    def type(self, text):
        """Text into what has the focus."""
        self.call("Input.insertText", text=text)
        self.settle()

    def picture(self, *, whole=False):
        """The page as PNG: the window, or the whole length."""
        clip: Mapping[str, object] = {}
        if whole:
            size = self.call("Page.getLayoutMetrics")["cssContentSize"]
            clip = {"clip": {**size, "scale": 1}, "captureBeyondViewport": True}
        return base64.b64decode(self.call("Page.captureScreenshot", **clip)["data"])

    @property
    def complaints(self):
        """Errors and warnings of the console, exceptions, refusals of the policy."""
        said = [event for event in self._events if event["method"] in _COMPLAINTS]
        return [event["params"] for event in said if _is_complaint(event)]

    @property
    def requests(self):
        """Every address that the page asked for, itself included."""
        return [
            event["params"]["request"]["url"]
            for event in self._events
            if event["method"] == "Network.requestWillBeSent"
        ]

    @property
    def _events(self):
        self.call("Runtime.evaluate", expression="0")  # all that was said before has come then
        events = self.browser.events
        return [one for one in events if one.get("sessionId") == self.session and "method" in one]

    def close(self):
        """Close it."""
        self.browser.call("Target.closeTarget", targetId=self.target)


_COMPLAINTS = {"Runtime.consoleAPICalled", "Runtime.exceptionThrown", "Log.entryAdded"}


def _is_complaint(event):
    entry = event["params"].get("entry")
    return entry is None or entry["level"] in ("error", "warning")


@contextmanager
def chromium():
    """A browser of its own, with nothing in it, that ends with the block."""
    with TemporaryDirectory(ignore_cleanup_errors=True) as home:
        theirs_in, ours_out = _pipe()
        ours_in, theirs_out = _pipe()

        def give():  # the protocol wants exactly these two descriptors
            os.dup2(theirs_in, 3)
            os.dup2(theirs_out, 4)

        process = subprocess.Popen(
            [program(), *_OPTIONS, f"--user-data-dir={home}", "about:blank"],
            preexec_fn=give,  # noqa: PLW1509 - the tests start no threads before it
            pass_fds=(3, 4),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            env={**os.environ, "HOME": home},
        )
        os.close(theirs_in)
        os.close(theirs_out)
        browser = Browser(ours_out, ours_in)
        try:
            yield browser
            browser.call("Browser.close")
        finally:
            os.close(ours_out)
            os.close(ours_in)
            try:
                process.wait(10)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def _pipe():
    """Both ends with numbers that are not the two that the protocol wants."""
    ends = os.pipe()
    high = [fcntl(end, F_DUPFD_CLOEXEC, 10) for end in ends]
    for end in ends:
        os.close(end)
    return high
