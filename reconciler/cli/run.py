"""The run: who does it, for which commit and where, as the environment says."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from socket import gethostname
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from reconciler.core.plan import Plan
    from reconciler.providers.base import Run
    from reconciler.revision import Head
    from reconciler.spec.project import Project


def describe_run(environment: Mapping[str, str], started: datetime) -> "Run":
    """What an apply tells about itself before it knows its plan."""
    from reconciler.providers.base import Run

    said = environment.get
    return Run(
        started=started,
        commit=commit(environment),
        actor=said("GITHUB_ACTOR") or said("GITLAB_USER_LOGIN") or said("USER") or "",
        link=said("CI_JOB_URL") or _github_link(environment),
        host=gethostname(),
    )


def of_plan(run: "Run", plan: "Plan") -> "Run":
    """The same, for a plan."""
    return replace(run, digest=plan.digest, spelling=plan.spelling)


@dataclass(frozen=True, slots=True)
class MadeFrom:
    """A commit and who is behind it; `uncommitted`: some files are not as that commit has them."""

    commit: str
    author: str
    uncommitted: bool = False


def made_from(environment: Mapping[str, str], project: "Project | None" = None) -> MadeFrom:
    """What a plan is made from, as the pipeline says it, else git; empty where neither does.

    Of a pull request GitHub names the merge commit that it made for the run: it is checked out, so
    the files of the plan are those of no other commit. The author is who caused the run.
    """
    said = commit(environment), author(environment)
    head = None if project is None else _head(project)
    if head is None or said[0] not in ("", head.commit):
        return MadeFrom(*said)
    return MadeFrom(head.commit, said[1] or head.author, head.is_changed)


def _head(project: "Project") -> "Head | None":
    from reconciler.revision import head_of

    return head_of(project)


def commit(environment: Mapping[str, str]) -> str:
    """The commit that the pipeline checked out; empty where nobody says it."""
    return environment.get("GITHUB_SHA") or environment.get("CI_COMMIT_SHA") or ""


def author(environment: Mapping[str, str]) -> str:
    """Who caused the run, as the pipeline says it; empty where nobody does."""
    said = environment.get
    return said("GITHUB_ACTOR") or said("GITLAB_USER_LOGIN") or ""


def _github_link(said: Mapping[str, str]) -> str:
    """The page of the run: GitHub says its parts."""
    parts = [said.get(f"GITHUB_{part}", "") for part in ("SERVER_URL", "REPOSITORY", "RUN_ID")]
    return "{}/{}/actions/runs/{}".format(*parts) if all(parts) else ""
