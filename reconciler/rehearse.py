"""Rehearsal: what would be planned if some files were written, known before they are."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from reconciler.core.change import Action, Change
from reconciler.core.diff import has_ended
from reconciler.core.finding import Finding, Severity
from reconciler.core.model import NOBODY, Container, Member, Membership, Ref
from reconciler.core.plan import Unmanaged
from reconciler.pipeline import Planned, Question, plan, sound_files
from reconciler.providers.base import Reader, ReadOnly
from reconciler.spec.catalog import write_catalog
from reconciler.spec.discover import discover, discover_policies
from reconciler.spec.files import read_bytes
from reconciler.spec.project import Project
from reconciler.spec.write import write_text


@dataclass(frozen=True, slots=True)
class Rehearsal:
    """A project whose role files are those of `home`, and what is asked of it.

    `beside` are paths of role files that `home` lacks and the project brings.
    """

    project: Project
    home: Path
    provider: Reader
    question: Question
    beside: frozenset[str] = frozenset()

    def plan(self, texts: Mapping[str, str]) -> Planned:
        """The plan with these texts in the place of some files; the others are as they are.

        It is made in a copy, through the very pipeline of `plan`, with the catalog that is live.
        Raises as that does.
        """
        with TemporaryDirectory(prefix="reconciler-") as folder:
            stage = Path(folder)
            for path, raw in self._there():
                (stage / path).parent.mkdir(parents=True, exist_ok=True)
                (stage / path).write_bytes(raw)
            for path, text in texts.items():
                write_text(stage, path, text)
            write_catalog(replace(self.project, root=stage), self.provider.describe())
            files = sound_files(stage / self.project.file, self.question)
            return plan(files, ReadOnly(self.provider), self.question)

    def _there(self) -> Iterator[tuple[str, bytes]]:
        """The project file, its policies, and every role file that can be read."""
        project, home = self.project, self.home
        found = discover(replace(project, root=home))[0] if home.is_dir() else []
        places = [(home, file.path, file.base) for file in found]
        if self.beside:
            own = [file for file in discover(project)[0] if file.path in self.beside]
            places += [(project.root, file.path, file.base) for file in own]
        policies = [(project.root, one.path, one.base) for one in discover_policies(project)[0]]
        for root, path, base in [(project.root, project.file, ""), *policies, *places]:
            raw, _ = read_bytes(root, path, base)
            if raw is not None:
                yield path, raw


def differences(planned: Planned, now: datetime) -> list[Change]:
    """What a plan would change, less the memberships that have ended: no file can keep these."""
    return [change for change in planned.plan.changes if not _clears_away(change, now)]


def _clears_away(change: Change, now: datetime) -> bool:
    before = change.before
    return change.after is None and isinstance(before, Membership) and has_ended(before, now)


def abandoned(before: Planned, after: Planned) -> Iterator[Finding]:
    """What files answered for before and would not any more, each as an error.

    Who was to leave a list, that of another place as a rule, may be in one now that only adds.
    """
    known, left = _unmanaged(before), _unmanaged(after)
    spelling, revoked = after.plan.spelling, _revoked(before)
    for ref in sorted(left.things - known.things):
        yield _abandoned(f"{ref.kind} {spelling.path(ref)}", ref)
    for container in sorted(left.members):
        members = left.members[container].without(set(known.members.get(container, NOBODY)))
        for member in sorted(set(members) - revoked[container], key=str):
            who, path = spelling.member(member, container), spelling.path(container.ref)
            yield _abandoned(f"{who} in {container.ref.kind} {path}", container.ref)


def _unmanaged(planned: Planned) -> Unmanaged:
    """What no file answers for, as it is called in the live system."""
    moves = [change for change in planned.plan.changes if change.action is Action.MOVE]

    def live(ref: Ref) -> Ref:
        for move in reversed(moves):
            if move.ref.holds(ref):
                name = (*move.old_ref.name, *ref.name[len(move.ref.name) :])
                ref = Ref(ref.kind, ref.scope, name)
        return ref

    left = planned.plan.unmanaged
    members = {Container(live(at.ref), at.scope): who for at, who in left.members.items()}
    return Unmanaged(frozenset(map(live, left.things)), members)


def _revoked(planned: Planned) -> Mapping[Container, set[Member]]:
    found: dict[Container, set[Member]] = defaultdict(set)
    for change in planned.plan.changes:
        if change.after is None and isinstance(change.before, Membership):
            found[change.before.container].add(change.before.member)
    return found


def _abandoned(what: str, ref: Ref) -> Finding:
    message = f"no file would answer for {what} any more"
    return Finding("RC0716", Severity.ERROR, message, ref)


def difference(change: Change, planned: Planned) -> Finding:
    """What a plan would still change, as an error."""
    sentence = planned.plan.spelling.sentence(change)
    return Finding("RC0715", Severity.ERROR, f"the next plan would {sentence}", change.ref)
