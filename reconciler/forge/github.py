"""GitHub, and what speaks as it does: https://docs.github.com/rest/issues."""

import re
from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import Final, NotRequired

from pydantic import TypeAdapter
from typing_extensions import TypedDict

from reconciler.errors import UsageError
from reconciler.forge.api import Api
from reconciler.forge.written import Author, Comment, Issue
from reconciler.providers.http import path_of
from reconciler.report.markdown import GITHUB

URL: Final = "https://api.github.com"
_HEADERS: Final = {"X-GitHub-Api-Version": "2022-11-28"}
_REPOSITORY = re.compile(r"([\w.-]+)/([\w.-]+)", re.ASCII)
_PAGE: Final = 50
_MAY_COMMENT: Final = (
    "Does the job have `pull-requests: write`, and is the conversation open? "
    "A pull request of a fork has no token that writes."
)
_MAY_WRITE: Final = "Does the job have `issues: write`?"


class _User(TypedDict):
    id: int


class _Comment(TypedDict):
    id: int
    user: _User | None
    body: str | None


class _Issue(TypedDict):
    number: int
    user: _User | None
    title: str
    body: str | None
    state: str
    pull_request: NotRequired[object]


class _Me(TypedDict):
    id: int
    login: str


class _Viewer(TypedDict):
    databaseId: int
    login: str


class _Viewed(TypedDict):
    viewer: _Viewer


class _Data(TypedDict):
    data: _Viewed


_COMMENTS = TypeAdapter(list[_Comment])
_ISSUES = TypeAdapter(list[_Issue])
_ME = TypeAdapter(_Me)
_DATA = TypeAdapter(_Data)


class GitHub:
    """One repository, as the environment of a workflow names it."""

    limit = GITHUB

    def __init__(self, environment: Mapping[str, str]) -> None:
        self._environment = environment
        url = environment.get("GITHUB_API_URL") or URL
        self._api = Api(url, environment, "GITHUB_TOKEN", _HEADERS)
        found = _REPOSITORY.fullmatch(environment.get("GITHUB_REPOSITORY", ""))
        if found is None:
            raise UsageError("GITHUB_REPOSITORY names no repository, as owner/name.")
        self._repository = ("repos", *found.groups())

    def me(self) -> Author:
        """Whose token it is."""
        return self._me

    @cached_property
    def _me(self) -> Author:
        """The token of a job is no user's: `GET /user` is refused, the viewer of GraphQL is known.

        It answers `github-actions[bot]` then, with the number that its comments have.
        """
        url = self._environment.get("GITHUB_GRAPHQL_URL", "")
        if not url and self._environment.get("GITHUB_API_URL"):
            me = self._api.read(self._api.call("GET", "/user"), _ME)
            return Author(me["id"], me["login"])
        base, _, last = (url or f"{URL}/graphql").rpartition("/")
        api = Api(base, self._environment, "GITHUB_TOKEN", _HEADERS)
        query = {"query": "query { viewer { login databaseId } }"}
        viewer = api.read(api.call("POST", path_of(last), query), _DATA)["data"]["viewer"]
        return Author(viewer["databaseId"], viewer["login"])

    def comments(self, pull: int) -> Sequence[Comment]:
        """All comments of a pull request, but those on lines of its diff."""
        path = self._path("issues", str(pull), "comments", per_page=_PAGE)
        return [
            Comment(one["id"], _author(one["user"]), one["body"] or "")
            for one in self._api.every(path, _COMMENTS)
        ]

    def add_comment(self, pull: int, body: str) -> None:
        """Write a new comment."""
        path = self._path("issues", str(pull), "comments")
        self._api.write(self._api.call("POST", path, {"body": body}), _MAY_COMMENT)

    def change_comment(self, pull: int, number: int, body: str) -> None:  # noqa: ARG002 - protocol
        """Write a comment anew, in its place."""
        path = self._path("issues", "comments", str(number))
        self._api.write(self._api.call("PATCH", path, {"body": body}), _MAY_COMMENT)

    def remove_comment(self, pull: int, number: int) -> None:  # noqa: ARG002 - protocol
        """Remove a comment."""
        path = self._path("issues", "comments", str(number))
        self._api.write(self._api.call("DELETE", path), _MAY_COMMENT)

    def open_issues(self) -> Sequence[Issue]:
        """The open issues that we wrote."""
        return self._issues(state="open")

    def closed_issues(self, label: str) -> Sequence[Issue]:
        """The closed ones with a label."""
        return self._issues(state="closed", labels=label)

    def add_issue(self, title: str, body: str, label: str) -> None:
        """Open an issue with a label, which is made where there is none."""
        content = {"title": title, "body": body, "labels": [label]}
        self._api.write(self._api.call("POST", self._path("issues"), content), _MAY_WRITE)

    def change_issue(self, issue: Issue) -> None:
        """Give the issue of this number this title and body, and open or close it."""
        state = "open" if issue.is_open else "closed"
        content = {"title": issue.title, "body": issue.body, "state": state}
        path = self._path("issues", str(issue.number))
        self._api.write(self._api.call("PATCH", path, content), _MAY_WRITE)

    def _path(self, *segments: str, **query: str | int) -> str:
        return path_of(*self._repository, *segments, query=query)

    def _issues(self, **query: str) -> list[Issue]:
        """A pull request is an issue too, and not meant."""
        path = self._path("issues", creator=self._me.name, per_page=_PAGE, **query)
        return [
            Issue(
                one["number"],
                _author(one["user"]),
                one["title"],
                one["body"] or "",
                is_open=one["state"] == "open",
            )
            for one in self._api.every(path, _ISSUES)
            if "pull_request" not in one
        ]


def _author(user: _User | None) -> int | None:
    return None if user is None else user["id"]
