from rich.cells import cell_len
from rich.text import Text

from reconciler.report.layout import Item, Page, fold, keep_end


def plain(lines):
    return [line.plain for line in lines]


def test_a_line_that_fits_stays_one_line():
    assert plain(fold(Text("as wide as the page"), 19)) == ["as wide as the page"]


def test_a_long_line_breaks_at_spaces_and_goes_on_below_its_text():
    text = Text("  + member  isla  through 2027-01-31  (parental leave cover)")
    assert plain(fold(text, 40, 12)) == [
        "  + member  isla  through 2027-01-31",
        "            (parental leave cover)",
    ]


def test_a_word_longer_than_the_page_is_broken_and_nothing_is_lost():
    word = "x" * 100
    lines = plain(fold(Text(f"a {word} b"), 30, 2))
    assert all(cell_len(line) <= 30 for line in lines)
    assert "".join(lines).replace(" ", "") == f"a{word}b"


def test_wide_characters_count_two_cells():
    lines = plain(fold(Text("漢" * 40), 30))
    assert lines == ["漢" * 15, "漢" * 15, "漢" * 10]


def test_colours_survive_the_fold():
    lines = fold(Text.assemble("one two three four five ", ("six seven", "red")), 24)
    assert [(line.plain, [str(span.style) for span in line.spans]) for line in lines] == [
        ("one two three four five", []),
        ("six seven", ["red"]),
    ]


def test_a_note_stands_at_the_right_edge_of_the_first_line():
    item = Item(Text("one two three four five six seven"), 2, "a.yaml:1")
    assert plain(Page(40, 20).lay([item])) == [
        "one two three four five six     a.yaml:1",
        "  seven",
    ]


def test_what_goes_on_below_a_note_has_the_whole_line():
    item = Item(
        Text("one two three four five six seven eight nine ten eleven twelve"), 2, "a.yaml:1"
    )
    assert plain(Page(40, 20).lay([item])) == [
        "one two three four five six     a.yaml:1",
        "  seven eight nine ten eleven twelve",
    ]


def test_a_note_is_left_away_where_the_page_has_no_room_for_notes():
    assert plain(Page(80).lay([Item(Text("one"), 2, "a.yaml:1")])) == ["one"]


def test_a_long_place_is_cut_at_its_left():
    assert keep_end("customers/acme/london.yaml:12", 16) == "…/london.yaml:12"
