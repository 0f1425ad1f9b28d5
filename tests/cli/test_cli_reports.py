"""Reports of a run: each in its file, whole or not at all, whatever the run comes to."""

import json
import os
from xml.etree import ElementTree as ET

import pytest

from reconciler.cli import reports
from reconciler.cli.ci_shared import saved_review
from reconciler.cli.formats import CHANNELS
from reconciler.cli.main import main
from reconciler.cli.session import Session
from reconciler.errors import Exit
from reconciler.report.diagnostics import ROOM
from reconciler.report.markdown import LIMITS, markdown

FORMS = ("text", "json", "sarif", "github", "gitlab", "junit")


def asked(*forms):
    return [word for form in forms for word in ("--report", f"{form}=out.{form}")]


def run_of(folder):
    (run,) = json.loads((folder / "out.sarif").read_text("utf-8"))["runs"]
    return run


def rules(folder):
    return [one["ruleId"] for one in run_of(folder)["results"]]


def said(capsys):
    return " ".join(capsys.readouterr().err.split())


def test_one_run_writes_as_many_reports_as_are_asked_for(story, capsys):
    capsys.readouterr()
    assert main(["plan", *asked(*FORMS), "--format", "json"]) == Exit.OK
    assert json.loads(capsys.readouterr().out)["command"] == "plan"
    assert sorted(file.name for file in story.glob("out.*")) == sorted(
        f"out.{one}" for one in FORMS
    )
    assert rules(story) == ["privileged-reach"]
    assert "0 to re-date.\n" in (story / "out.text").read_text("utf-8")
    assert "::notice file=london.yaml,line=8," in (story / "out.github").read_text("utf-8")
    assert ET.parse(story / "out.junit").getroot().tag == "testsuites"  # noqa: S314 - our own
    assert [path.name for path in story.glob(".out*")] == []


@pytest.mark.parametrize("form", ["sarif", "gitlab", "junit"])
def test_a_format_prints_what_a_report_holds(story, capsys, form):
    assert main(["plan", "--out", "plan.json"]) == Exit.OK
    capsys.readouterr()
    assert main(["show", "plan.json", "--format", form, *asked(form)]) == Exit.OK
    assert capsys.readouterr().out == (story / f"out.{form}").read_text("utf-8")


def test_a_saved_plan_is_reported_as_the_run_that_made_it_reported_it(story):
    assert main(["plan", "--out", "plan.json", *asked("sarif", "junit", "gitlab")]) == Exit.OK
    made = {path.name: path.read_text("utf-8") for path in story.glob("out.*")}
    assert main(["show", "plan.json", *asked("sarif", "junit", "gitlab")]) == Exit.OK
    assert {path.name: path.read_text("utf-8") for path in story.glob("out.*")} == made


def test_the_json_report_is_the_plan_as_it_is_saved(story):
    assert main(["plan", "--out", "plan.json", *asked("json")]) == Exit.OK
    assert (story / "out.json").read_bytes() == (story / "plan.json").read_bytes()
    assert main(["apply", "out.json"]) == Exit.OK


def test_files_with_errors_are_reported_all_the_same(story, capsys):
    wrong = (story / "london.yaml").read_text("utf-8").replace("soft_phone", "soft_fone")
    (story / "london.yaml").write_text(wrong, "utf-8")
    assert main(["plan", *asked(*FORMS)]) == Exit.ERROR
    assert set(rules(story)) == {"RC0230"}
    document = json.loads((story / "out.json").read_text("utf-8"))
    assert {one["code"] for one in document["findings"]} == {"RC0230"}
    assert "error[RC0230]" in (story / "out.text").read_text("utf-8")
    assert "::error file=london.yaml,line=" in (story / "out.github").read_text("utf-8")
    capsys.readouterr()
    assert main(["show", "out.json"]) == Exit.ERROR
    assert "is no plan" in said(capsys)


def test_a_live_system_that_is_away_is_reported(story):
    (story / ".reconciler/portal.db").unlink()
    code = main(["plan", *asked(*FORMS)])
    assert code == Exit.TARGET
    (invocation,) = run_of(story)["invocations"]
    assert invocation["executionSuccessful"] is False
    message = json.loads((story / "out.json").read_text("utf-8"))["message"]
    assert message
    assert message in " ".join((story / "out.text").read_text("utf-8").split())
    root = ET.parse(story / "out.junit").getroot()  # noqa: S314 - our own
    assert root[0].get("failures") == "1"


def test_a_plan_that_a_limit_refuses_is_reported_and_stays_refused(story):
    assert main(["apply", "--auto-approve"]) == Exit.OK
    project = (story / "reconciler.yaml").read_text("utf-8")
    limits = "limits: {removals: {count: 0}}"
    (story / "reconciler.yaml").write_text(f"{project}\n{limits}\n", "utf-8")
    held = "\n          - {user: isla, expires: 2090-01-31, reason: holiday cover}"
    london = (story / "london.yaml").read_text("utf-8").replace(held, " []")
    (story / "london.yaml").write_text(london, "utf-8")
    assert main(["plan", *asked("sarif", "junit")]) == Exit.REFUSED
    assert rules(story)[0].startswith("RC04")


def test_files_alone_are_reported_by_validate_and_test(story):
    assert main(["validate", *asked("sarif", "junit")]) == Exit.OK
    (invocation,) = run_of(story)["invocations"]
    assert invocation["executionSuccessful"] is True
    assert main(["test", "--no-lint", *asked("sarif")]) == Exit.OK
    assert rules(story) == []


WRONG = {
    "html": "`html` is no FORMAT=FILE",
    "html=": "`html=` is no FORMAT=FILE",
    "=x": "`=x` is no FORMAT=FILE",
    "pdf=plan.pdf": "the formats are text, markdown, json, html, sarif, github, gitlab, junit.",
    "text=no/such/plan.txt": "no/such/plan.txt cannot be written: there is no folder no/such.",
    "text=catalog.yaml/x": "catalog.yaml/x cannot be written: there is no folder catalog.yaml.",
    "text=.reconciler": ".reconciler is not written: something else than a file stands there.",
}


@pytest.mark.parametrize(("report", "words"), WRONG.items(), ids=list(WRONG))
def test_what_cannot_be_written_is_said_before_anything_is_asked(story, capsys, report, words):
    (story / ".reconciler/portal.db").unlink()
    capsys.readouterr()
    assert main(["plan", "--report", report]) == Exit.ERROR
    assert words in said(capsys)


@pytest.mark.parametrize("form", ["text", "sarif"])
def test_a_planted_link_is_neither_followed_nor_replaced(story, capsys, form):
    (story / "mine").write_text("mine", "utf-8")
    (story / "out").symlink_to(story / "mine")
    assert main(["plan", "--report", f"{form}=out"]) == Exit.ERROR
    assert "something else than a file stands there" in said(capsys)
    assert ((story / "mine").read_text("utf-8"), (story / "out").is_symlink()) == ("mine", True)


def test_a_folder_that_a_link_leads_out_of_is_none_of_ours(story, tmp_path_factory, capsys):
    outside = tmp_path_factory.mktemp("outside")
    (story / "out").symlink_to(outside)
    assert main(["plan", "--report", "text=out/plan.txt"]) == Exit.ERROR
    assert "a link leads out of this folder" in said(capsys)
    assert list(outside.iterdir()) == []
    assert main(["plan", "--report", f"text={outside}/plan.txt"]) == Exit.OK


def test_a_link_in_the_way_of_the_new_file_is_not_followed(story):
    (story / "mine").write_text("mine", "utf-8")
    (story / f".out.text.{os.getpid()}").symlink_to(story / "mine")
    assert main(["plan", *asked("text")]) == Exit.OK
    assert (story / "mine").read_text("utf-8") == "mine"
    assert not (story / "out.text").is_symlink()


def test_a_pipe_is_no_file(story, capsys):
    os.mkfifo(story / "out")
    assert main(["plan", "--report", "text=out"]) == Exit.ERROR
    assert "something else than a file stands there" in said(capsys)


@pytest.mark.parametrize(
    "words",
    [
        ["plan", "--report", "text=one", "--report", "sarif=one"],
        ["plan", "--report", "text=one", "--report", "sarif=./one"],
        ["plan", "--report", "text=one", "--report", "sarif=ONE"],
        ["plan", "--report", "json=one", "--out", "one"],
        ["test", "--report", "junit=one", "--junit", "one"],
    ],
    ids=" ".join,
)
def test_no_file_is_written_twice(story, capsys, words):
    (story / ".reconciler/portal.db").unlink()
    capsys.readouterr()
    assert main(words) == Exit.ERROR
    assert "is named twice: --report writes each file once" in said(capsys)
    assert not (story / "one").exists()


def test_a_plan_is_not_replaced_by_a_report_of_it(story, capsys):
    assert main(["plan", "--out", "plan.json"]) == Exit.OK
    before = (story / "plan.json").read_bytes()
    assert main(["show", "plan.json", "--report", "text=plan.json"]) == Exit.ERROR
    assert "plan.json is named twice" in said(capsys)
    assert (story / "plan.json").read_bytes() == before


def test_the_environment_never_names_a_file(story, monkeypatch):
    monkeypatch.setenv("RECONCILER_REPORT", "text=out.text")
    assert main(["plan"]) == Exit.OK
    assert not (story / "out.text").exists()


def test_a_report_is_replaced_whole(story):
    (story / "out.text").write_text("x" * 100_000, "utf-8")
    assert main(["plan", *asked("text")]) == Exit.OK
    assert "xxx" not in (story / "out.text").read_text("utf-8")


def test_a_folder_that_goes_away_meanwhile_costs_one_report_and_not_the_others(
    story, capsys, monkeypatch
):
    save = reports.save_report

    def vanishes(path, text):
        if path.parent.name == "gone":
            path.parent.rmdir()
        save(path, text)

    (story / "gone").mkdir()
    monkeypatch.setattr(reports, "save_report", vanishes)
    assert main(["plan", "--report", "text=gone/x", *asked("sarif")]) == Exit.ERROR
    assert "gone/x cannot be written: there is no folder gone." in said(capsys)
    assert rules(story) == ["privileged-reach"]


def test_places_start_at_the_root_of_the_repository(story, monkeypatch):
    monkeypatch.setenv("GITHUB_WORKSPACE", str(story.parent))
    assert main(["plan", *asked("gitlab", "github")]) == Exit.OK
    (issue,) = json.loads((story / "out.gitlab").read_text("utf-8"))
    assert issue["location"]["path"] == f"{story.name}/london.yaml"
    assert f"file={story.name}/london.yaml," in (story / "out.github").read_text("utf-8")


def test_a_command_without_a_plan_has_no_such_format(story, capsys):
    assert main(["export", "--format", "sarif", "--out", "live"]) == Exit.ERROR
    assert "--format sarif is for `plan`, `show`, `validate` and `test`" in said(capsys)
    assert not (story / "live").exists()


CHANNEL_NAMES = ("github", "gitlab", "bitbucket", "azure-devops", "github-summary")


def test_a_channel_has_the_name_of_its_limit():
    assert CHANNELS == tuple(LIMITS) == CHANNEL_NAMES


@pytest.mark.parametrize("how", ["option", "variable"])
def test_markdown_is_written_for_the_channel_that_is_named(story, monkeypatch, capsys, how):
    assert main(["plan", *asked("markdown")]) == Exit.OK
    assert "<sub>" in (story / "out.markdown").read_text("utf-8")
    words = ["--channel", "bitbucket"] if how == "option" else []
    if how == "variable":
        monkeypatch.setenv("RECONCILER_CHANNEL", "bitbucket")
    for command in ("plan", "validate", "test"):
        assert main([command, *words, *asked("markdown")]) == Exit.OK
        assert "<sub>" not in (story / "out.markdown").read_text("utf-8")
    assert main(["plan", "--out", "plan.json"]) == Exit.OK
    capsys.readouterr()
    assert main(["show", "plan.json", *words, "--format", "markdown"]) == Exit.OK
    text = capsys.readouterr().out
    assert ("Made at" in text, "<sub>" in text) == (True, False)


def test_an_unknown_channel_is_an_error_that_names_those_there_are(story, capsys):
    assert main(["plan", "--channel", "slack", *asked("markdown")]) == Exit.ERROR
    found = said(capsys)
    assert "'slack' is not one of" in found
    assert [name for name in CHANNEL_NAMES if name not in found] == []
    assert not (story / "out.markdown").exists()


@pytest.mark.parametrize("name", ["CI", "RECONCILER_IN_AUTOMATION"])
def test_no_comment_of_a_pipeline_says_how_to_apply_what_is_not_merged(
    story, monkeypatch, capsys, name
):
    assert main(["plan", "--out", "plan.json", *asked("markdown")]) == Exit.OK
    assert "reconciler apply" in (story / "out.markdown").read_text("utf-8")
    monkeypatch.setenv(name, "1")
    for command in (["plan"], ["show", "plan.json"]):
        assert main([*command, *asked("markdown")]) == Exit.OK
        text = (story / "out.markdown").read_text("utf-8")
        assert ("reconciler apply" in text, "This plan is good until " in text) == (False, True)
    capsys.readouterr()
    assert main(["show", "plan.json", "--format", "markdown"]) == Exit.OK
    assert "reconciler apply" not in capsys.readouterr().out


def test_what_a_forge_is_told_of_a_saved_plan_never_says_how_to_apply_it(story):
    assert main(["plan", "--out", "plan.json"]) == Exit.OK
    text = markdown(saved_review(Session({}), story / "plan.json"))
    assert ("reconciler apply" in text, "This plan is good until " in text) == (False, True)


@pytest.mark.parametrize("command", [["validate"], ["plan"], ["test"]])
def test_the_log_of_a_workflow_holds_some_hundred_findings_and_a_terminal_all(
    story, capsys, command
):
    keys = ", ".join(f"no.such_{number}" for number in range(ROOM + 20))
    wrong = (
        (story / "london.yaml").read_text("utf-8").replace("[soft_phone", f"[{keys}, soft_phone", 1)
    )
    assert keys in wrong
    (story / "london.yaml").write_text(wrong, "utf-8")
    for words, number in (([], ROOM + 20), (["--format", "github"], ROOM)):
        capsys.readouterr()
        assert main([*command, *words]) == Exit.ERROR
        text = "".join(capsys.readouterr())
        assert text.count("error[RC0230]: ") == number
        assert ("... and 20 more error[RC0230]" in text) == bool(words)
    assert f"::9 shown of {ROOM + 20:,}: " in text


def test_so_does_the_log_of_a_plan_and_a_report_of_it(story, capsys):
    names = ", ".join(f"ghost {number}" for number in range(ROOM + 20))
    isla = "\n          - {user: isla, expires: 2090-01-31, reason: holiday cover}"
    text = (story / "london.yaml").read_text("utf-8")
    assert isla in text
    (story / "london.yaml").write_text(text.replace(isla, f" [{names}]"), "utf-8")
    for words, number in (([], ROOM + 20), (["--format", "github"], ROOM - 1)):
        capsys.readouterr()
        assert main(["plan", *words, *asked("text")]) == Exit.REFUSED
        assert capsys.readouterr().out.count("\nwarning[") == number
    assert (story / "out.text").read_text("utf-8").count("\nwarning[") == ROOM - 1
