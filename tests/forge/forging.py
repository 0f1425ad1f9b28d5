"""A forge on loopback that answers as GitHub and as GitLab do, as far as our commands ask.

It keeps comments and issues, knows who calls by the token, gives lists in pages with links, and
goes wrong where a test says so.
"""

import json
import re
from collections.abc import Callable
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import count
from threading import Lock, Thread
from urllib.parse import parse_qs, urlencode, urlsplit

BOT, MALLORY, GRACE = (41898282, "github-actions[bot]"), (7, "mallory"), (8, "grace")
CANARY = "ghs_canary+/token=with&odd-letters"
LABEL = "reconciler"


@dataclass
class Thing:
    """A comment or an issue; `pull` is where a comment stands."""

    number: int
    author: tuple[int, str] | None
    body: str
    title: str = ""
    pull: int = 0
    is_open: bool = True
    labels: list[str] = field(default_factory=list)
    is_pull: bool = False


@dataclass
class Fault:
    """What happens instead of, or after, the next request that fits."""

    fits: str
    status: int
    body: object = None
    headers: dict[str, str] = field(default_factory=dict)
    is_done: bool = False
    first: Callable[[], None] = lambda: None


@dataclass
class Forge:
    """What a test sees: what stands there, and what was asked."""

    url: str = ""
    comments: list[Thing] = field(default_factory=list)
    issues: list[Thing] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)
    headers: list[dict[str, str]] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    tips: dict[str, str] = field(default_factory=dict)
    me: tuple[int, str] = BOT
    lock: Lock = field(default_factory=Lock)
    numbers: count = field(default_factory=lambda: count(100))

    def say(self, author, body, pull=5):
        """Somebody writes a comment."""
        self.comments.append(Thing(next(self.numbers), author, body, pull=pull))
        return self.comments[-1]

    def report(self, author, body, **more):
        """Somebody opens an issue."""
        self.issues.append(Thing(next(self.numbers), author, body, **more))
        return self.issues[-1]

    @property
    def writes(self):
        """The requests that were no reads."""
        return [each for each in self.asked if not each.startswith("GET") and "graphql" not in each]

    def github(self, **more):
        """The environment of a workflow for pull request 5."""
        return {
            "GITHUB_ACTIONS": "true",
            "GITHUB_API_URL": f"{self.url}/api/v3",
            "GITHUB_GRAPHQL_URL": f"{self.url}/api/graphql",
            "GITHUB_REPOSITORY": "northwind/access",
            "GITHUB_REF": "refs/pull/5/merge",
            "GITHUB_TOKEN": CANARY,
            **more,
        }

    def gitlab(self, **more):
        """The environment of a pipeline for merge request 5."""
        return {
            "GITLAB_CI": "true",
            "CI_API_V4_URL": f"{self.url}/api/v4",
            "CI_PROJECT_ID": "77",
            "CI_MERGE_REQUEST_IID": "5",
            "GITLAB_TOKEN": CANARY,
            **more,
        }


@contextmanager
def forging():
    """Serve until the block ends."""
    forge = Forge()
    server = ThreadingHTTPServer(("127.0.0.1", 0), type("Bound", (_Handler,), {"forge": forge}))
    server.daemon_threads = True
    forge.url = f"http://127.0.0.1:{server.server_address[1]}"
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield forge
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


class _Handler(BaseHTTPRequestHandler):
    forge: Forge
    protocol_version = "HTTP/1.1"

    def log_message(self, *_):
        """Say nothing."""

    def _serve(self):
        length = int(self.headers.get("Content-Length") or 0)
        data = json.loads(self.rfile.read(length)) if length else None
        with self.forge.lock:
            self.forge.asked.append(f"{self.command} {self.path}")
            self.forge.headers.append(dict(self.headers))
            self._answer(data)

    do_GET = do_POST = do_PATCH = do_PUT = do_DELETE = _serve  # noqa: N815 - http.server's names

    def _answer(self, data):
        asked = f"{self.command} {self.path}"
        fault = next((each for each in self.forge.faults if re.search(each.fits, asked)), None)
        if fault:
            self.forge.faults.remove(fault)
            fault.first()
            if fault.is_done:
                self._route(data)
            self._send(fault.status, fault.body, fault.headers)
        elif self.headers.get("Authorization") != f"Bearer {CANARY}":
            self._send(401, {"message": "Bad credentials"})
        else:
            self._send(*self._route(data))

    def _send(self, status, body, headers=None):
        text = body if isinstance(body, str) else json.dumps(body)
        content = b"" if body is None else text.encode()
        self.send_response(status)
        for name, value in {"Content-Type": "application/json", **(headers or {})}.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def _route(self, data):
        path = urlsplit(self.path).path
        for pattern, answer in _ROUTES:
            if found := re.fullmatch(pattern, f"{self.command} {path}"):
                query = {
                    name: values[-1] for name, values in parse_qs(urlsplit(self.path).query).items()
                }
                return answer(self, data, query, *found.groups())
        return 404, {"message": "Not Found"}

    def _page(self, items, query, shape):
        size, page = int(query.get("per_page", 20)), int(query.get("page", 1))
        some = items[(page - 1) * size : page * size]
        if page * size >= len(items):
            return 200, [shape(one) for one in some]
        base = f"{self.forge.url}{urlsplit(self.path).path}"
        link = f'<{base}?{urlencode({**query, "page": page + 1})}>; rel="next"'
        return 200, [shape(one) for one in some], {"Link": f'{link}, <{base}?page=9>; rel="last"'}

    # GitHub

    def viewer(self, _data, _query):
        number, name = self.forge.me
        return 200, {"data": {"viewer": {"login": name, "databaseId": number}}}

    def tip(self, _data, _query, ref):
        """The commit of a branch; its number alone, as text, where that is asked for."""
        if self.headers.get("Accept") != "application/vnd.github.sha":
            return 200, {"sha": self.forge.tips.get(ref)}
        return (200, self.forge.tips[ref]) if ref in self.forge.tips else (422, {})

    def list_comments(self, _data, query, pull):
        items = [one for one in self.forge.comments if one.pull == int(pull)]
        return self._page(items, query, _github_comment)

    def add_comment(self, data, _query, pull):
        return 201, _github_comment(self.forge.say(self.forge.me, data["body"], int(pull)))

    def change_comment(self, data, _query, number):
        if found := _find(self.forge.comments, number):
            found.body = data["body"]
            return 200, _github_comment(found)
        return 404, {"message": "Not Found"}

    def remove_comment(self, _data, _query, *numbers):
        if found := _find(self.forge.comments, numbers[-1]):
            self.forge.comments.remove(found)
            return 204, None
        return 404, {"message": "Not Found"}

    def list_issues(self, _data, query):
        items = [
            one
            for one in self.forge.issues
            if one.is_open == (query["state"] in ("open", "opened"))
            and (query.get("creator") in (None, one.author[1]))
            and (query.get("author_id") in (None, str(one.author[0])))
            and (query.get("labels") is None or query["labels"] in one.labels)
        ]
        items.reverse()  # the newest first, as forges list them
        is_github = "creator" in query
        return self._page(items, query, _github_issue if is_github else _gitlab_issue)

    def add_issue(self, data, _query):
        labels = data["labels"] if isinstance(data["labels"], list) else data["labels"].split(",")
        body = data.get("body") or data.get("description")
        self.forge.report(self.forge.me, body, title=data["title"], labels=labels)
        return 201, {}

    def change_issue(self, data, _query, number):
        found = _find(self.forge.issues, number)
        found.title, found.body = data["title"], data.get("body") or data.get("description")
        found.is_open = data.get("state") == "open" or data.get("state_event") == "reopen"
        return 200, {}

    # GitLab

    def user(self, _data, _query):
        return 200, _user(self.forge.me)

    def list_notes(self, _data, query, pull):
        items = [one for one in self.forge.comments if one.pull == int(pull)]
        return self._page(items, query, _gitlab_note)

    def change_note(self, data, query, _pull, number):
        return self.change_comment(data, query, number)


def _find(items, number):
    return next((one for one in items if one.number == int(number)), None)


def _user(author):
    return author and {"id": author[0], "login": author[1], "username": author[1]}


def _github_comment(one):
    return {"id": one.number, "user": _user(one.author), "body": one.body, "reactions": {}}


def _gitlab_note(one):
    return {"id": one.number, "author": _user(one.author), "body": one.body, "system": False}


def _github_issue(one):
    shown = {"number": one.number, "user": _user(one.author), "title": one.title, "body": one.body}
    shown |= {"state": "open" if one.is_open else "closed"}
    return shown | ({"pull_request": {}} if one.is_pull else {})


def _gitlab_issue(one):
    shown = {"iid": one.number, "author": _user(one.author), "title": one.title}
    return shown | {"description": one.body, "state": "opened" if one.is_open else "closed"}


_REPOSITORY = "/api/v3/repos/northwind/access"
_HUB, _LAB = f"{_REPOSITORY}/issues", "/api/v4/projects/77"
_ROUTES = (
    ("POST /api/graphql", _Handler.viewer),
    (rf"GET {_REPOSITORY}/commits/(.+)", _Handler.tip),
    (rf"GET {_HUB}/(\d+)/comments", _Handler.list_comments),
    (rf"POST {_HUB}/(\d+)/comments", _Handler.add_comment),
    (rf"PATCH {_HUB}/comments/(\d+)", _Handler.change_comment),
    (rf"DELETE {_HUB}/comments/(\d+)", _Handler.remove_comment),
    (rf"GET {_HUB}", _Handler.list_issues),
    (rf"POST {_HUB}", _Handler.add_issue),
    (rf"PATCH {_HUB}/(\d+)", _Handler.change_issue),
    ("GET /api/v[34]/user", _Handler.user),
    (rf"GET {_LAB}/merge_requests/(\d+)/notes", _Handler.list_notes),
    (rf"POST {_LAB}/merge_requests/(\d+)/notes", _Handler.add_comment),
    (rf"PUT {_LAB}/merge_requests/(\d+)/notes/(\d+)", _Handler.change_note),
    (rf"DELETE {_LAB}/merge_requests/(\d+)/notes/(\d+)", _Handler.remove_comment),
    (rf"GET {_LAB}/issues", _Handler.list_issues),
    (rf"POST {_LAB}/issues", _Handler.add_issue),
    (rf"PUT {_LAB}/issues/(\d+)", _Handler.change_issue),
)
