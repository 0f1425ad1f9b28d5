"""Reviewing: what a run has to review, with all that its reports need to know of the run."""

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from reconciler import __version__
from reconciler.cli.discover import PROJECT
from reconciler.cli.session import Session

if TYPE_CHECKING:
    from reconciler.cli.planning import Shown
    from reconciler.report.review.review import Around, Review


def keep_review(session: Session, message: str, shown: "Shown") -> None:
    """Keep a plan that is shown for the reports of the run, each made when it is written."""
    from reconciler.report.review.review import Review

    if (saved := shown.saved) is None:
        return

    def made() -> Review:
        beside = shown.beside.sought()
        return Review(
            message,
            saved(),
            beside,
            shown.data,
            around(session),
            shown.outcomes,
            advise=session.is_watched,
        )

    session.review = cache(made)


def review(session: Session) -> "Review":
    """What this run reviews: the plan that it showed, else what it said against the files."""
    return session.review() if session.review else _without_plan(session)


def around(session: Session) -> "Around":
    """Where the files are: in the repository, and on the forge that the pipeline names."""
    from reconciler.report.review.review import Around

    said = session.environment.get
    folder = _folder(session.base.resolve(), said("GITHUB_WORKSPACE") or said("CI_PROJECT_DIR"))
    github = [said(f"GITHUB_{part}", "") for part in ("SERVER_URL", "REPOSITORY", "SHA")]
    gitlab = [said("CI_PROJECT_URL", ""), said("CI_COMMIT_SHA", "")]
    files = "{}/-/blob/{}/".format(*gitlab) if all(gitlab) else ""
    if all(github):
        files = "{}/{}/blob/{}/".format(*github)
    return Around(folder, files, session.named.name if session.named else PROJECT)


def _folder(base: Path, workspace: str | None) -> str:
    """From the root of the repository to the folder of the project file, with slashes."""
    roots = [Path(workspace).resolve()] if workspace else []
    roots += [each for each in (base, *base.parents) if (each / ".git").exists()]
    root = next((each for each in (*roots, Path.cwd()) if base.is_relative_to(each)), base)
    folder = base.relative_to(root).as_posix()
    return "" if folder == "." else folder


def _without_plan(session: Session) -> "Review":
    from reconciler.cli.planning import utc_now
    from reconciler.cli.run import author, commit
    from reconciler.core.finding import has_errors
    from reconciler.core.plan import Plan
    from reconciler.core.saved import Made, SavedPlan
    from reconciler.core.target import Catalog, Target
    from reconciler.report.beside import Beside
    from reconciler.report.data import FORMAT_VERSION, findings_data
    from reconciler.report.review.review import Review

    voice, now = session.voice, utc_now()
    findings = tuple(dict.fromkeys(one for report in voice.said for one in report.findings))
    environment = session.environment
    who, what = author(environment), commit(environment)
    made = Made(now, now, tool=__version__, commit=what, author=who)
    return Review(
        voice.message,
        SavedPlan(Plan("", "", findings=findings), made),
        Beside(Target("", (), Catalog()), sources=session.sources),
        lambda: {
            "format_version": FORMAT_VERSION,
            "message": voice.message,
            "findings": findings_data(dict.fromkeys(findings, session.sources)),
        },
        around(session),
        is_planned=False,
        error="" if has_errors(findings) else voice.failure,
    )
