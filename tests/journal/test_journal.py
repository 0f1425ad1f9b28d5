"""The journal: what it says of a run at every moment at which the run may have ended."""

import json
import os
import stat
from datetime import UTC, datetime, timedelta

import pytest

from reconciler.apply import Ledger, apply
from reconciler.core.change import Change
from reconciler.core.model import Container, Group, Membership, Ref
from reconciler.core.order import waiting
from reconciler.core.outcome import Outcome, Status
from reconciler.core.plan import Plan, Step
from reconciler.core.scope import Scope
from reconciler.core.settled import Settled
from reconciler.core.spelling import Spelling
from reconciler.errors import JournalError, NothingWritten, TargetError
from reconciler.journal import FOLDER, Journal, keeping, read_journal, settle
from reconciler.providers.base import Run
from reconciler.receipt import write_receipt

LONDON = Scope("/acme/london")
NOW = datetime(2026, 7, 1, 12, tzinfo=UTC)
SALES = Ref("group", LONDON, ("top role", "sales"))
SPELLING = Spelling(({SALES: "Sales", Ref("user", LONDON, ("noah",)): "Noah"},))
RUN = Run(NOW, "0123456789abcdef", "c0ffee", "ivy", "https://ci.example/17", "desk", SPELLING)
CREATE = Change(None, Group(SALES, "Sells", frozenset({"soft_phone.access"})))
MOVE = Change(Group(Ref("group", LONDON, ("top role", "a")), "", frozenset()), None)
NOAH = Change(None, Membership("noah", Container.of(SALES), NOW + timedelta(days=9)))
ISLA = Change(None, Membership("isla", Container.of(SALES), None))
PLAN = Plan(
    "northwind",
    "",
    (Step(CREATE, 0), Step(MOVE, 0), Step(NOAH, 1), Step(ISLA, 1)),
    spelling=SPELLING,
    digest=RUN.digest,
)
TARGET = "https://portal.example"


class System:
    """A live system that answers as it is told, and raises what it is told for the second slice."""

    def __init__(self, answers=(), trouble=None, look=lambda: None):
        self.answers, self.trouble, self.look, self.slices = dict(answers), trouble, look, 0

    def apply(self, changes, _run):
        self.look()
        self.slices += 1
        if self.trouble and self.slices == 2:
            raise self.trouble
        for change in changes:
            yield Outcome(change, self.answers.get(change, Status.APPLIED), "so it is")


def carried_out(root, system, plan=PLAN):
    """The ledger of a run that leaves a journal."""
    ledger = Ledger(plan)
    journal = Journal.begin(root, ledger, RUN, TARGET, lambda: NOW)
    ledger.watches.append(journal)
    with keeping(journal, lambda error: type(error).__name__):
        apply(ledger, system, RUN, waiting(plan.steps, ()))
    return ledger


def journal_of(root):
    (path,) = (root / FOLDER).iterdir()
    return path


def kinds(path):
    return [json.loads(line)["type"] for line in path.read_text().splitlines()]


def test_what_is_handed_over_and_what_comes_back_stands_there_in_the_order_it_happened(tmp_path):
    carried_out(tmp_path, System())
    assert kinds(journal_of(tmp_path)) == [
        "run",
        *("slice", "outcome", "outcome"),
        *("slice", "outcome", "outcome"),
        "end",
    ]


def test_a_slice_stands_on_the_disk_before_the_provider_is_called(tmp_path, monkeypatch):
    synced, sync = [], os.fsync
    monkeypatch.setattr(os, "fsync", lambda file: (sync(file), synced.append(os.fstat(file))))
    seen = []

    def look():
        path = journal_of(tmp_path)
        seen.append((kinds(path)[-1], synced[-1].st_size == path.stat().st_size))

    carried_out(tmp_path, System(look=look))
    assert seen == [("slice", True), ("slice", True)]


def test_it_says_all_that_its_run_knew(tmp_path):
    ledger = carried_out(tmp_path, System({CREATE: Status.FAILED}))
    found = read_journal(journal_of(tmp_path))
    assert list(found.ledger.all) == list(ledger.all)
    assert found.ledger.plan.account == PLAN.account
    said = [found.run.spelling.sentence(step.change) for step in found.ledger.plan.steps]
    assert said == [SPELLING.sentence(step.change) for step in PLAN.steps]
    assert (found.target, found.ended, found.cause) == (TARGET, NOW, None)


def test_a_receipt_can_be_made_from_it(tmp_path):
    ledger = carried_out(tmp_path, System({NOAH: Status.CONFLICT}))
    left = tmp_path / write_receipt(tmp_path, ledger, RUN, NOW, None)
    receipt = left.read_bytes()
    found = read_journal(journal_of(tmp_path))
    write_receipt(tmp_path, found.ledger, found.run, found.ended, found.cause)
    assert left.read_bytes() == receipt


@pytest.mark.parametrize(
    ("trouble", "of_the_second_slice"),
    [(NothingWritten("no"), Status.NOT_ATTEMPTED), (TargetError("gone"), Status.UNKNOWN)],
    ids=["it made nothing, for sure", "who knows"],
)
def test_a_provider_that_breaks_off_is_taken_at_its_word(tmp_path, trouble, of_the_second_slice):
    with pytest.raises(TargetError):
        carried_out(tmp_path, System(trouble=trouble))
    found = read_journal(journal_of(tmp_path))
    assert [one.status for one in found.ledger.all][2:] == [of_the_second_slice] * 2
    assert found.cause == type(trouble).__name__
    assert found.is_open == (of_the_second_slice is Status.UNKNOWN)


def test_wherever_a_crash_cuts_it_off_it_says_no_more_than_was_known_and_no_less(tmp_path):
    """Every byte of it: a torn line is the last, and counts for nothing."""
    carried_out(tmp_path, System({NOAH: Status.FAILED}))
    path = journal_of(tmp_path)
    whole = path.read_bytes()
    for length in range(len(whole)):
        path.write_bytes(whole[:length])
        lines = [json.loads(line) for line in whole[:length].split(b"\n")[:-1]]
        assert statuses(read_journal(path)) == expected(lines)


def statuses(found):
    return found and [outcome.status for outcome in found.ledger.all]


def expected(lines):
    """What the whole lines say, read by hand."""
    if not lines:
        return None
    said = dict.fromkeys(range(len(PLAN.steps)), Status.NOT_ATTEMPTED)
    for line in lines:
        if line["type"] == "slice":
            said |= dict.fromkeys(line["places"], Status.UNKNOWN)
        if line["type"] == "outcome":
            said[line["place"]] = Status(line["status"])
    return list(said.values())


@pytest.mark.parametrize(
    ("line", "damage", "told"),
    [
        (1, lambda text: text[: len(text) // 2], "Invalid JSON"),
        (1, lambda text: text.replace('"1.0"', '"2.0"'), "format_version"),
        (1, lambda text: text.replace("group:/acme", "rule:/acme"), "ref"),
        (2, lambda text: text[:-9], "Invalid JSON"),
        (2, lambda text: text.replace('"slice"', '"sliced"'), "tag"),
        (2, lambda text: text.replace("[0,1]", "[0,4]"), "none of the plan"),
        (3, lambda text: text.replace('"place":0', '"place":-1'), "place"),
        (3, lambda text: text.replace('"place":0', '"place":17'), "none of the plan"),
        (4, lambda _: "", "Invalid JSON"),
    ],
)
def test_any_other_damage_is_an_error_that_says_where(tmp_path, line, damage, told):
    carried_out(tmp_path, System())
    path = journal_of(tmp_path)
    lines = path.read_text().splitlines()
    lines[line - 1] = damage(lines[line - 1])
    path.write_text("\n".join([*lines, ""]))
    with pytest.raises(JournalError, match=told) as raised:
        read_journal(path)
    assert str(raised.value).startswith(f"{FOLDER / path.name}:{line}: ")


def test_only_its_owner_may_read_it(tmp_path):
    carried_out(tmp_path, System())
    assert stat.S_IMODE(journal_of(tmp_path).stat().st_mode) == 0o600


def test_it_is_written_through_no_link_and_not_outside_of_the_project(tmp_path):
    outside = tmp_path / "outside"
    outside.mkdir()
    project = tmp_path / "project"
    (project / ".reconciler").mkdir(parents=True)
    (project / FOLDER).symlink_to(outside)
    with pytest.raises(JournalError, match="a link leads out of the project"):
        carried_out(project, System())
    assert list(outside.iterdir()) == []


def test_a_disk_that_takes_no_more_ends_the_run_before_it_hands_over_more(tmp_path):
    (tmp_path / "read-only").touch()
    journal = Journal(os.open(tmp_path / "read-only", os.O_RDONLY), lambda: NOW)
    journal.after(0, Outcome(CREATE, Status.APPLIED))
    with pytest.raises(JournalError, match="The journal cannot be written"):
        journal.before([1])
    journal.end(None)


def test_what_a_later_run_has_settled_is_open_no_more_though_the_last_line_was_torn(tmp_path):
    carried_out(tmp_path, System())
    path = journal_of(tmp_path)
    path.write_bytes(path.read_bytes()[:-3])
    assert read_journal(path).is_open
    settle(path, {2: Settled.APPLIED, 3: Settled.NOT_APPLIED}, NOW)
    assert (read_journal(path).is_open, kinds(path)[-1]) == (False, "settled")
