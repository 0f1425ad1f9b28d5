"""Findings as data: every place to the byte, and JSON that nothing obeys."""

import json

import pytest

from reconciler.cli.sources import FileSources
from reconciler.core.finding import Finding, Origin, Severity
from reconciler.core.model import Ref
from reconciler.core.scope import Scope
from reconciler.report.data import LONGEST_LINE, finding_data, findings_data, json_text
from reconciler.report.sources import no_sources

BYTES = "\ufeff# Zoë\r\nname: Sälés # 営業\r\n".encode()


@pytest.fixture
def sources(tmp_path):
    (tmp_path / "a.yaml").write_bytes(BYTES)
    (tmp_path / "long.yaml").write_text("x" * LONGEST_LINE + "\n" + "y" * (LONGEST_LINE + 1))
    return FileSources(tmp_path)


def error(origin=None, **more):
    return Finding("RC0230", Severity.ERROR, "wrong", origin=origin, **more)


def test_a_finding_says_everything_that_its_text_says(sources):
    finding = error(
        Origin("a.yaml", 2, 7, 12),
        ref=Ref("group", Scope("/acme/london"), ("top role", "sales")),
        related=(("the first time", Origin("a.yaml", 1, 3, 6)),),
        help="write another",
    )
    assert finding_data(finding, sources) == {
        "severity": "error",
        "code": "RC0230",
        "title": "Unknown permission",
        "message": "wrong",
        "help": "write another",
        "ref": "group:/acme/london:top role/sales",
        "range": {
            "file": "a.yaml",
            "start": {"line": 2, "column": 7, "byte": 17},
            "end": {"line": 2, "column": 12, "byte": 24},
        },
        "source": "name: Sälés # 営業",
        "related": [
            {
                "message": "the first time",
                "range": {
                    "file": "a.yaml",
                    "start": {"line": 1, "column": 3, "byte": 5},
                    "end": {"line": 1, "column": 6, "byte": 9},
                },
                "source": "# Zoë",
            }
        ],
    }


@pytest.mark.parametrize(("start", "end"), [(7, 12), (15, 17), (1, 5)])
def test_the_bytes_of_a_range_are_those_of_the_file(sources, start, end):
    data = finding_data(error(Origin("a.yaml", 2, start, end)), sources)
    found = BYTES[data["range"]["start"]["byte"] : data["range"]["end"]["byte"]]
    assert found.decode() == data["source"][start - 1 : end - 1]


def test_a_finding_without_a_place_has_none():
    data = finding_data(error(), no_sources)
    assert (data["range"], data["source"], data["ref"], data["help"]) == (None, None, None, None)


@pytest.mark.parametrize("origin", [Origin("gone.yaml", 3, 2, 4), Origin("a.yaml", 9, 2, 4)])
def test_a_place_that_cannot_be_read_keeps_its_line_and_column(sources, origin):
    data = finding_data(error(origin), sources)
    assert data["source"] is None
    assert data["range"]["start"] == {"line": origin.line, "column": 2, "byte": None}


def test_a_line_of_thousands_of_characters_is_left_out(sources):
    lines = [finding_data(error(Origin("long.yaml", n, 1, 2)), sources) for n in (1, 2)]
    assert [line["source"] for line in lines] == ["x" * LONGEST_LINE, None]
    assert lines[1]["range"]["start"]["byte"] == LONGEST_LINE + 1


def test_an_end_is_never_before_its_start(sources):
    data = finding_data(error(Origin("a.yaml", 2, 7)), sources)
    assert data["range"]["start"] == data["range"]["end"]


def test_a_code_of_somebody_elses_provider_has_no_title():
    assert finding_data(Finding("XY0001", Severity.HINT, "so"), no_sources)["title"] is None


def test_findings_stand_in_their_order():
    first, second = error(Origin("a.yaml", 1)), error(Origin("b.yaml", 1))
    found = findings_data({second: no_sources, first: no_sources})
    assert [one["range"]["file"] for one in found] == ["a.yaml", "b.yaml"]


@pytest.mark.parametrize(
    "text", ["\x1b[2J\x9b", "\u202eabc", "##[error]x", "a ##vso[task]", "\ud800", "営業 ë"]
)
def test_json_holds_what_was_said_and_does_nothing(text):
    written = json_text({"text": text}, indent=2)
    assert json.loads(written) == {"text": text}
    assert written.isascii()
    assert not any(ord(character) < 32 for character in written.replace("\n", ""))
    assert "##" not in written
