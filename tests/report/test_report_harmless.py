from rich.text import Text

from reconciler.report.harmless import harmless


def test_a_harmless_line_stays_as_it_is():
    line = Text.assemble("fe80::1 ", ("red", "red"))
    assert harmless(line) is line


def test_a_line_is_no_command_of_a_build_server_and_keeps_its_colours():
    found = harmless(Text.assemble("  ::group::", ("x", "red")))
    assert found.plain == "  <U+003A>:group::x"
    assert [str(span.style) for span in found.spans] == ["red"]


def test_what_a_report_forgot_to_escape_is_written_out():
    assert harmless(Text("\n::group::\x1b[2J")).plain == "<U+000A>::group::<U+001B>[2J"
    assert harmless(Text("see ##[error]x")).plain == "see <U+0023>#[error]x"
