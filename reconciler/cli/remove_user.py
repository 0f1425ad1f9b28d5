"""`reconciler remove-user`: a leaver out of every file in one edit, and what that takes away."""

from dataclasses import replace
from typing import TYPE_CHECKING

import click

from reconciler.cli.planning import Shown, full_option, scope_option, show_plan, utc_now
from reconciler.cli.session import Session
from reconciler.errors import Exit, FilesError, ReconcilerError

if TYPE_CHECKING:
    from reconciler.core.model import Ref
    from reconciler.pipeline import Planned, Question
    from reconciler.spec.leaver import Leaver, NotNamed
    from reconciler.spec.project import Project


@click.command(
    name="remove-user",
    epilog="Exit codes: 0 the files are edited, or shown; 1 nothing was edited. Where no plan can "
    "be made, because the live system is away or the files do not fit it, that is said, and the "
    "edit stands.",
)
@click.argument("name")
@scope_option()
@full_option()
@click.option("--dry-run", is_flag=True, help="Show the edit and the plan, and write nothing.")
@click.pass_obj
def remove_user(session: Session, name: str, scope: str | None, *, dry_run: bool) -> int:
    """Take one user out of every list of members, in all files or in none.

    \b
    The edit is shown as a diff, and then what it takes away in the live system.
    Nothing is applied. A list that becomes empty stays, as [].

    \b
    Examples:
      reconciler remove-user jack
      reconciler remove-user /acme:bob         where there is more than one bob
      reconciler remove-user jack --scope /acme/london
      reconciler remove-user jack --dry-run
    """
    from reconciler.pipeline import Question, asked_scope
    from reconciler.report.edits import edits_report
    from reconciler.spec.catalog import read_catalog
    from reconciler.spec.leaver import NotNamed, without_user
    from reconciler.validate import open_project

    project, _ = open_project(session.project)
    target, findings = read_catalog(project.root / project.catalog, project.root)
    if target is None:
        raise FilesError("The pinned catalog cannot be used.", findings)
    within = None if scope is None else asked_scope(scope, target.names)
    try:
        leaver = without_user(project, target, name, within)
    except NotNamed as error:
        _show_by_hand(session, error, Question(utc_now(), scope))
        raise
    session.voice.show(edits_report({each.path: (each.old, each.new) for each in leaver.edits}))
    _write(session, project, leaver, dry_run=dry_run)
    question = Question(utc_now(), scope, edited={edit.path: edit.new for edit in leaver.edits})
    planned = _planned(session, question, "What this takes away")
    if planned is not None:
        _show_consequences(session, planned, leaver.user, question)
    return Exit.OK


def _write(session: Session, project: "Project", leaver: "Leaver", *, dry_run: bool) -> None:
    from reconciler.report.report import sentence
    from reconciler.report.wording import plural
    from reconciler.spec.edit.saving import save

    count = plural(len(leaver.edits), "file")
    if dry_run:
        session.voice.conclude(sentence(f"A dry run: {count} would be edited."))
        return
    if refused := save(project.root, leaver.edits):
        raise FilesError("Nothing was edited.", refused)
    session.voice.conclude(sentence(f"Edited {count}."))


def _planned(session: Session, question: "Question", what: str) -> "Planned | None":
    """The plan with the files as they are then; without it an edit stands all the same."""
    from reconciler.cli.progress import reader
    from reconciler.connect import connect
    from reconciler.pipeline import plan, sound_files
    from reconciler.report.report import paragraph

    try:
        with session.progress.phase("Planning"):
            files = sound_files(session.project, question)
            provider = reader(connect(files.project, session.environment), session.progress)
            return plan(files, provider, question)
    except ReconcilerError as error:
        unknown = paragraph(f"{what} cannot be shown: {error}")
        message = f"{session.voice.message} {unknown.message}".strip()
        session.voice.conclude(replace(unknown, message=message))
        return None


def _show_by_hand(session: Session, error: "NotNamed", question: "Question") -> None:
    """Where a user whom no file names is a member in the live system."""
    from reconciler.core.person import members_called

    planned = _planned(session, question, "Where they are a member by hand")
    if planned is None:
        return
    for user in members_called(error.name, planned.live):
        if error.home in (None, user.scope):
            _show_consequences(session, planned, user, question)


def _show_consequences(
    session: Session, planned: "Planned", user: "Ref", question: "Question"
) -> None:
    """What becomes of one user's memberships, and where they stay a member."""
    from reconciler.cli.saving import as_data, beside
    from reconciler.core.person import only_of, stays_in
    from reconciler.report.edits import staying_report
    from reconciler.report.report import as_lines
    from reconciler.report.wording import plural

    edited = session.voice.message
    theirs = replace(planned, plan=only_of(planned.plan, user))
    data = as_data(session, theirs, question, question.now)
    show_plan(session, Shown(theirs.plan, beside(session, theirs), data))
    stays = list(stays_in(planned.live, planned.plan, user))
    if stays:
        session.voice.show(staying_report(stays, planned.plan.spelling))
    others = len(planned.plan.steps) - len(theirs.plan.steps)
    count = plural(others, "change")
    rest = [f"Not shown: {count} about others. `reconciler plan` shows all."] if others else []
    said = " ".join(filter(None, [edited, theirs.plan.summary, *rest]))
    session.voice.conclude(as_lines(rest, said, "", None))
