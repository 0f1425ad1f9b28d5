from rich.cells import cell_len

from reconciler.core.finding import Finding, Origin, Severity
from reconciler.core.scope import Scope
from reconciler.report.diagnostics import diagnostics
from reconciler.report.sources import no_sources

LONDON = "customers/acme/london.yaml"
FILES = {
    LONDON: [
        "scope: /acme/london",
        "groups:",
        "  - name: Managers",
        "    permissions: [users.acess, presence.access]",
        "\t- title:\tSales",
        "  - name: 営業部 # Sales",
        "  - name: cafe\u0301 Sales",
        "x" * 70 + " 'users.acess' " + "y" * 70,
        "  - name: ad\u200bmin",
    ],
    "reseller.yaml": ["scope: /", "roles:", *["  # more"] * 8, "  - name: Receptionist"],
}


def shown(*findings, width=80, sources=FILES.get):
    return [line.plain for line in diagnostics(findings, sources, width)]


def at(line, column, end, path=LONDON):
    return Origin(path, line, column, end)


def error(message="wrong", origin=None, **more):
    return Finding("RC0101", Severity.ERROR, message, origin=origin, **more)


def carets(line, column, end, **more):
    """The shown line and the line of carets, without the gutter."""
    lines = shown(error(origin=at(line, column, end)), **more)
    return lines[3][4:], lines[4][4:]


def test_a_finding_shows_code_place_line_caret_and_help():
    finding = Finding(
        "RC0201",
        Severity.ERROR,
        "unknown permission users.acess",
        origin=at(4, 19, 30),
        help="did you mean users.access?",
    )
    assert shown(finding) == [
        "error[RC0201]: unknown permission users.acess",
        " --> customers/acme/london.yaml:4:19",
        "  |",
        "4 |     permissions: [users.acess, presence.access]",
        "  |                   ^^^^^^^^^^^",
        "  = help: did you mean users.access?",
        "",
        "1 error in 1 file",
    ]


def test_the_second_place_of_a_conflict_is_shown_with_what_it_is():
    finding = error(
        "declared twice", at(3, 11, 19), related=(("first here", at(11, 11, 23, "reseller.yaml")),)
    )
    assert shown(finding)[:-2] == [
        "error[RC0101]: declared twice",
        "  --> customers/acme/london.yaml:3:11",
        "   |",
        " 3 |   - name: Managers",
        "   |           ^^^^^^^^",
        "  --> reseller.yaml:11:11",
        "   |",
        "11 |   - name: Receptionist",
        "   |           ------------ first here",
    ]


def test_a_label_without_room_beside_the_marks_stands_below():
    related = (("the group was declared here first of all", at(3, 11, 19)),)
    assert shown(error(related=related), width=50)[-4:-2] == [
        "  |           --------",
        "  | the group was declared here first of all",
    ]


def test_carets_stand_right_behind_tabs():
    assert carets(5, 11, 16) == ("    - title:    Sales", "                ^^^^^")


def test_carets_stand_right_behind_wide_characters():
    assert carets(6, 11, 14) == ("  - name: 営業部 # Sales", "          ^^^^^^")
    assert carets(6, 17, 22) == ("  - name: 営業部 # Sales", "                   ^^^^^")


def test_carets_stand_right_behind_combining_characters():
    assert carets(7, 17, 22) == ("  - name: cafe\u0301 Sales", "               ^^^^^")


def test_carets_cover_a_character_that_is_written_out():
    assert carets(9, 11, 17) == ("  - name: ad<U+200B>min", "          ^^^^^^^^^^^^^")


def test_a_long_line_is_cut_around_the_marked_part():
    line, marks = carets(8, 72, 85, width=60)
    assert cell_len(line) <= 56
    assert (line[0], line[-1]) == ("…", "…")
    assert line[marks.index("^") : len(marks)] == "'users.acess'"


def test_a_line_of_megabytes_is_shown_as_fast_as_any_other():
    sources = {LONDON: ["z" * 30_000_000]}.get
    line, marks = carets(1, 20_000_000, 20_000_004, sources=sources, width=60)
    assert cell_len(line) <= 56
    assert marks.strip() == "^^^^"


def test_a_place_behind_the_end_of_a_line_gets_one_caret_there():
    assert carets(2, 40, 50) == ("groups:", "       ^")


def test_a_marked_part_wider_than_the_page_is_cut():
    line, marks = carets(8, 1, 160, width=60)
    assert (cell_len(line), cell_len(marks)) == (56, 56)


def test_a_file_that_cannot_be_shown_leaves_the_place():
    related = (("and here", at(1, 1, 1, "b.yaml")),)
    assert shown(error(origin=at(4, 1, 1), related=related), sources=no_sources)[1:3] == [
        " --> customers/acme/london.yaml:4:1",
        " --> b.yaml:1:1: and here",
    ]


def test_a_line_that_the_file_no_longer_has_leaves_the_place():
    assert shown(error(origin=at(400, 3, 5)))[1:-2] == ["   --> customers/acme/london.yaml:400:3"]


def test_a_finding_without_a_file_names_what_it_is_about():
    finding = Finding("RC0401", Severity.ERROR, "25 removals", ref=Scope("/acme/london"))
    assert shown(finding) == [
        "error[RC0401]: 25 removals",
        " --> /acme/london",
        "",
        "1 error",
    ]


def test_findings_stand_in_the_order_of_the_files_and_are_counted():
    findings = [
        error("no place"),
        error("late", at(4, 1, 2)),
        Finding("RC0102", Severity.WARNING, "other file", origin=at(1, 1, 2, "reseller.yaml")),
        Finding("RC0103", Severity.HINT, "early", origin=at(1, 1, 2)),
    ]
    lines = shown(*findings)
    assert [line.split(": ")[1] for line in lines if "[RC" in line] == [
        "early",
        "late",
        "other file",
        "no place",
    ]
    assert lines[-1] == "2 errors, 1 warning, 1 hint in 2 files"


def test_long_messages_and_help_fold_below_their_own_start():
    finding = error("one two three four five six seven eight nine", help="ten " * 12)
    assert shown(finding, width=40)[:-2] == [
        "error[RC0101]: one two three four five",
        "               six seven eight nine",
        "  = help: ten ten ten ten ten ten ten",
        "          ten ten ten ten ten",
    ]


def test_nothing_is_said_about_nothing():
    assert shown() == []


def test_hostile_text_is_inert_in_every_part():
    evil = "\x1b[2J\r\n::stop-commands::x\u202e"
    finding = error(
        evil, at(1, 1, 2, f"a{evil}.yaml"), help=evil, related=((evil, at(1, 1, 2, evil)),)
    )
    for sources in (no_sources, lambda path: [f"line {path}"]):
        text = "\n".join(shown(finding, sources=sources))
        assert not any(control in text for control in "\x1b\r\u202e")
        assert not any(line.lstrip().startswith("::") for line in text.splitlines())


def test_every_line_fits_the_page():
    finding = error("word " * 40, at(8, 72, 85), help="x" * 300, related=(("y" * 90, at(4, 1, 9)),))
    for width in (40, 80, 100, 160):
        assert max(map(cell_len, shown(finding, width=width))) <= width


def test_of_more_findings_than_there_is_room_for_the_worst_are_shown_and_the_rest_counted_by_code():
    found = [
        *(Finding("RC0230", Severity.WARNING, f"perhaps {number}") for number in range(1_200)),
        *(Finding("RC9999", Severity.HINT, f"by the way {number}") for number in range(2)),
        Finding("RC0101", Severity.ERROR, "wrong", origin=at(9, 1, 2)),
        Finding("RC0402", Severity.ERROR, "too many", origin=at(9, 1, 2)),
    ]
    lines = [line.plain for line in diagnostics(found, no_sources, 80, 3)]
    assert [line for line in lines if line and line[0] != " "] == [
        "error[RC0402]: too many",
        "error[RC0101]: wrong",
        "warning[RC0230]: perhaps 0",
        "... and 1,199 more warning[RC0230], Unknown permission",
        "... and 2 more hint[RC9999]",
        "2 errors, 1,200 warnings, 2 hints in 1 file",
    ]
    assert lines[-2] == ""


def test_findings_for_which_there_is_room_stay_in_their_order():
    found = [error("first", at(1, 1, 2)), error("last", at(9, 1, 2))]
    assert diagnostics(found, FILES.get, 80, 2) == diagnostics(found, FILES.get, 80)
