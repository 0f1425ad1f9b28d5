"""Adopt: what differs in the live system written back into the files, and the proof that it is all.

The plan is made with the files as they are, the edits are made on a desk, and the plan is made
again with the edited files: what is left may only be what was refused.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from reconciler.core.change import Action
from reconciler.core.codes import is_refusal
from reconciler.core.finding import Finding, Severity
from reconciler.errors import FilesError
from reconciler.pipeline import Planned, Question, plan, sound_files
from reconciler.providers.base import Reader
from reconciler.rehearse import abandoned, difference, differences
from reconciler.spec.adopt.case import Case
from reconciler.spec.adopt.differences import adopt_differences
from reconciler.spec.adopt.refused import Refused
from reconciler.spec.adopt.renames import Renames
from reconciler.spec.adopt.twins import Renaming, renamings
from reconciler.spec.edit.saving import Edited


@dataclass(frozen=True, slots=True)
class Adoption:
    """The files as they shall be, and what stays different, each with a finding.

    `forgone` is what the files declare and nobody has made: removed by hand in the live system, or
    not applied yet. The edits take it out. Each is a few words, as of a plan.
    """

    edits: Sequence[Edited]
    refused: Sequence[Finding]
    forgone: Sequence[str] = ()


def adopt(path: Path, provider: Reader, question: Question) -> Adoption:
    """The edits that make the files of a project say what lives. Nothing is written.

    A file that cannot be edited as it should be stays as it is; the others are edited all the same.
    Raises `FilesError` where the plan would not be empty after all, or something would not be
    managed any more; else as `sound_files` and `plan` do.
    """
    locked: dict[str, Finding] = {}
    while True:
        adopting = _Adopting(path, provider, question, frozenset(locked))
        try:
            made = adopting.adopt()
        except _Locked as error:
            locked |= error.files
        else:
            return replace(made, refused=[*locked.values(), *made.refused])


class _Locked(Exception):
    """Some files cannot be edited as they should be: once more, without them."""

    def __init__(self, files: Mapping[str, Finding]) -> None:
        super().__init__(", ".join(files))
        self.files = files


@dataclass(slots=True)
class _Adopting:
    """One adoption; `edits` are the files so far, by path, `locked` those that stay as they are."""

    path: Path
    provider: Reader
    question: Question
    locked: frozenset[str]
    edits: dict[str, Edited] = field(default_factory=dict)
    refused: Refused = field(default_factory=Refused)

    def adopt(self) -> Adoption:
        """One try. Raises `_Locked`, `FilesError`."""
        first = self.plan()
        planned = self.rename(first)
        case = self.case(planned)
        adopt_differences(case)
        self.take(case)
        refused = [*self.refused.findings, *self.settled(first)]
        return Adoption(list(self.edits.values()), refused, list(self.forgone(planned)))

    def forgone(self, planned: Planned) -> Iterator[str]:
        """What an apply would have made, but for who comes with a role or group."""
        made = {one.ref for one in planned.plan.changes if one.action is Action.CREATE}
        for change in planned.plan.changes:
            is_new = change.action is Action.CREATE and change.ref.parent not in made
            is_alone = change.action is Action.GRANT and change.ref not in made
            if (is_new or is_alone) and not self.refused.covers(change):
                yield planned.plan.spelling.sentence(change)

    def plan(self) -> Planned:
        """The plan with the files as they are edited by now. Raises `FilesError`."""
        edited = {path: edit.new for path, edit in self.edits.items()}
        question = replace(self.question, edited=edited)
        try:
            return plan(sound_files(self.path, question), self.provider, question)
        except FilesError as error:
            if not edited:
                raise
            message = "Nothing is adopted: the edited files would have errors."
            raise FilesError(message, error.findings) from error

    def case(self, planned: Planned) -> Case:
        """What a plan would change, on a desk of its own."""
        return Case(
            project=planned.files.project,
            declared=planned.files.declared,
            live=planned.live,
            target=planned.target,
            now=self.question.now,
            changes=list(planned.plan.changes),
            refused=self.refused,
            unmanaged=planned.plan.unmanaged.things,
            locked=self.locked,
        )

    def rename(self, planned: Planned) -> Planned:
        """Adopt names and places until there are no more of them; the plan that is left then."""
        tried: set[Renaming] = set()
        while True:
            case = self.case(planned)
            renames = Renames(case)
            for renaming in renamings(case):
                if renaming not in tried and renames.adopt(renaming):
                    tried.add(renaming)
            if not self.take(case):
                return planned
            planned = self.plan()

    def take(self, case: Case) -> bool:
        """Take the edited files from a desk; whether there are any. Raises `_Locked`."""
        edits, findings = case.desk.finish()
        wrong = {one.origin.path: one for one in findings if one.origin and _is_error(one)}
        if wrong:
            raise _Locked(wrong)
        for edit in edits:
            old = self.edits[edit.path].old if edit.path in self.edits else edit.old
            self.edits[edit.path] = replace(edit, old=old)
        return bool(edits)

    def settled(self, first: Planned) -> Sequence[Finding]:
        """What stands against the plan before and after.

        Raises `FilesError` where something is left that was not refused, or left to itself.
        """
        planned = self.plan()
        known = {_said(one) for one in first.plan.findings}
        wrong = [one for one in planned.plan.findings if _is_error(one) and not is_refusal(one)]
        changes = differences(planned, self.question.now)
        left = [one for one in changes if not self.refused.covers(one)]
        found = [
            *(one for one in wrong if _said(one) not in known),
            *(difference(one, planned) for one in left),
            *abandoned(first, planned),
        ]
        if found:
            raise FilesError("Nothing is adopted: the plan would not be empty.", found)
        return [one for one in wrong if _said(one) in known]


def _is_error(finding: Finding) -> bool:
    return finding.severity is Severity.ERROR


def _said(finding: Finding) -> tuple[str, object, str]:
    """What a finding says, wherever it stands by now."""
    return finding.code, finding.ref, finding.message
