"""GitLab: https://docs.gitlab.com/api/notes/ and https://docs.gitlab.com/api/issues/."""

from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import Final

from pydantic import TypeAdapter
from typing_extensions import TypedDict

from reconciler.errors import UsageError
from reconciler.forge.api import Api
from reconciler.forge.written import Author, Comment, Issue
from reconciler.providers.http import path_of
from reconciler.report.markdown import GITLAB

URL: Final = "https://gitlab.com/api/v4"
_PAGE: Final = 20
_NEEDED: Final = (
    "GITLAB_TOKEN must be an access token of the project with the scope `api`: the token of a job "
    "may not write this."
)


class _User(TypedDict):
    id: int
    username: str


class _Note(TypedDict):
    id: int
    author: _User | None
    body: str


class _Issue(TypedDict):
    iid: int
    author: _User | None
    title: str
    description: str | None
    state: str


_ME = TypeAdapter(_User)
_NOTES = TypeAdapter(list[_Note])
_ISSUES = TypeAdapter(list[_Issue])


class GitLab:
    """One project, as the environment of a pipeline names it."""

    limit = GITLAB

    def __init__(self, environment: Mapping[str, str]) -> None:
        url = environment.get("CI_API_V4_URL") or URL
        self._api = Api(url, environment, "GITLAB_TOKEN", {})
        own = environment.get("CI_PROJECT_ID", "")
        if not own.isdecimal():
            raise UsageError("CI_PROJECT_ID names no project.")
        target = environment.get("CI_MERGE_REQUEST_PROJECT_ID", "")
        self._own = own
        self._target = target if target.isdecimal() else own

    def me(self) -> Author:
        """Whose token it is."""
        return self._me

    @cached_property
    def _me(self) -> Author:
        me = self._api.read(self._api.call("GET", "/user"), _ME)
        return Author(me["id"], me["username"])

    def comments(self, pull: int) -> Sequence[Comment]:
        """All comments of a merge request."""
        path = self._notes(pull, per_page=_PAGE, sort="asc", order_by="created_at")
        return [
            Comment(one["id"], _author(one["author"]), one["body"])
            for one in self._api.every(path, _NOTES)
        ]

    def add_comment(self, pull: int, body: str) -> None:
        """Write a new comment."""
        self._api.write(self._api.call("POST", self._notes(pull), {"body": body}), _NEEDED)

    def change_comment(self, pull: int, number: int, body: str) -> None:
        """Write a comment anew, in its place."""
        call = self._api.call("PUT", self._notes(pull, str(number)), {"body": body})
        self._api.write(call, _NEEDED)

    def remove_comment(self, pull: int, number: int) -> None:
        """Remove a comment."""
        self._api.write(self._api.call("DELETE", self._notes(pull, str(number))), _NEEDED)

    def open_issues(self) -> Sequence[Issue]:
        """The open issues that we wrote."""
        return self._issues(state="opened")

    def closed_issues(self, label: str) -> Sequence[Issue]:
        """The closed ones with a label."""
        return self._issues(state="closed", labels=label)

    def add_issue(self, title: str, body: str, label: str) -> None:
        """Open an issue with a label, which is made where there is none."""
        content = {"title": title, "description": body, "labels": label}
        path = path_of("projects", self._own, "issues")
        self._api.write(self._api.call("POST", path, content), _NEEDED)

    def change_issue(self, issue: Issue) -> None:
        """Give the issue of this number this title and body, and open or close it."""
        event = "reopen" if issue.is_open else "close"
        content = {"title": issue.title, "description": issue.body, "state_event": event}
        path = path_of("projects", self._own, "issues", str(issue.number))
        self._api.write(self._api.call("PUT", path, content), _NEEDED)

    def _notes(self, pull: int, *segments: str, **query: str | int) -> str:
        below = ("merge_requests", str(pull), "notes", *segments)
        return path_of("projects", self._target, *below, query=query)

    def _issues(self, **query: str) -> list[Issue]:
        whose = {"author_id": str(self._me.number), "scope": "all", "per_page": str(_PAGE)}
        path = path_of("projects", self._own, "issues", query={**whose, **query})
        return [
            Issue(
                one["iid"],
                _author(one["author"]),
                one["title"],
                one["description"] or "",
                is_open=one["state"] == "opened",
            )
            for one in self._api.every(path, _ISSUES)
        ]


def _author(user: _User | None) -> int | None:
    return None if user is None else user["id"]
