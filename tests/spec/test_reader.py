import pytest
from ruamel.yaml.error import YAMLError

from reconciler.spec import bounds, builder, flow, reader, text
from reconciler.spec.reader import read_yaml
from reconciler.spec.syntax import syntax_finding


def read(text):
    tree, findings = read_yaml("x.yaml", text if isinstance(text, bytes) else text.encode())
    return tree and tree.data, [
        f"{each.code} {each.origin.line}:{each.origin.column}" for each in findings
    ]


def said(text):
    return read(text)[1]


def sound(text):
    data, findings = read(text)
    assert findings == []
    return data


def test_every_scalar_stays_what_was_typed():
    typed = [
        "0100",
        "NO",
        "12:30",
        "1.10",
        "+442079460000",
        "1_000",
        "0x1F",
        "2027-01-31",
        "yes",
        "=",
    ]
    assert sound("\n".join(f"- {text}" for text in typed)) == typed


def test_a_colon_or_question_mark_inside_a_word_in_brackets_is_part_of_it():
    assert sound("[set:m, /acme:bob, 12:30, why?, a?b]") == [
        "set:m",
        "/acme:bob",
        "12:30",
        "why?",
        "a?b",
    ]
    assert sound("{url: https://x.example/?a=b, t: 2027-01-31T18:00:00Z}") == {
        "url": "https://x.example/?a=b",
        "t": "2027-01-31T18:00:00Z",
    }
    assert sound("{\"a\":b, 'c':d}") == {"a": "b", "c": "d"}
    assert sound("{reason: a\ue000b:c}") == {"reason": "a\ue000b:c"}


def test_a_file_that_uses_every_private_character_is_still_read_or_refused():
    private = "".join(map(chr, range(0xE000, 0xF8FF)))
    assert said(f"- reason: {private}\n- [a:b]") == ["RC0004 2:5"]


@pytest.mark.parametrize("text", ["a:", "a: ~", "a: null", "a: NULL", "a: nUlL", "{a}", "{a: }"])
def test_null_is_an_error_in_every_spelling(text):
    assert [finding.split()[0] for finding in said(text)] == ["RC0106"]


def test_null_is_an_error_in_a_list_and_a_quoted_null_is_a_name():
    assert said("- a\n-\n- ~\n") == ["RC0106 2:2", "RC0106 3:3"]
    assert sound("['null', \"~\", '']") == ["null", "~", ""]


def test_a_duplicate_key_is_an_error_with_both_places():
    _, findings = read_yaml("x.yaml", b"a: 1\nb: 2\nb: [x]\na: 3\n")
    assert [(str(each.origin), str(each.related[0][1])) for each in findings] == [
        ("x.yaml:3:1", "x.yaml:2:1"),
        ("x.yaml:4:1", "x.yaml:1:1"),
    ]


def test_merge_keys_tags_and_keys_that_are_no_names_are_errors():
    assert said("a: &a {b: c}\nd:\n  <<: *a\n") == ["RC0102 3:3"]
    assert sound("'<<': a") == {"<<": "a"}
    assert said("a: !!str b\nc: !x [d]\n") == ["RC0103 1:4", "RC0103 2:4"]
    assert said("? [a]\n: b\n~: c\n{d: e}: f\n") == ["RC0105 1:3", "RC0105 3:1", "RC0105 4:1"]


def test_several_problems_of_one_file_are_all_found():
    assert said("a: ~\na: b\n<<: c\nd: !t e\n@") == [
        "RC0106 1:4",
        "RC0101 2:1",
        "RC0102 3:1",
        "RC0103 4:4",
        "RC0004 5:1",
    ]


def test_aliases_stand_for_what_they_name():
    assert sound("a: &x [1, 2]\nb: *x\nc: &y z\nd: *y\n*y : [*x, *y]\n") == {
        "a": ["1", "2"],
        "b": ["1", "2"],
        "c": "z",
        "d": "z",
        "z": [["1", "2"], "z"],
    }


def test_an_alias_of_nothing_is_an_error_also_inside_of_itself():
    assert said("a: *x\n") == ["RC0104 1:4"]
    assert said("a: &x [*x]\n") == ["RC0104 1:8"]


def test_an_alias_of_null_is_null():
    assert said("a: &x\nb: *x\nc: [*x]\n") == ["RC0106 1:4", "RC0106 2:4"]


def test_a_list_or_mapping_as_alias_cannot_be_a_key():
    assert said("a: &x [b]\n*x : c\n") == ["RC0105 2:1"]


def test_a_bomb_of_aliases_is_harmless():
    lines = ["a0: &a0 [x,x,x,x,x,x,x,x,x,x]"]
    lines += [f"a{n}: &a{n} [{','.join([f'*a{n - 1}'] * 10)}]" for n in range(1, 9)]
    assert [each.split()[0] for each in said("\n".join(lines))] == ["RC0014"]


def test_a_bomb_of_merge_keys_is_harmless():
    lines = ["a0: &a0 {k: v}"]
    lines += [
        f"a{n}: &a{n} {{" + ", ".join(f"m{i}: {{<<: *a{n - 1}}}" for i in range(9)) + "}"
        for n in range(1, 9)
    ]
    assert {each.split()[0] for each in said("\n".join(lines))} <= {"RC0102", "RC0014"}


def test_nesting_has_a_limit_also_through_aliases_and_in_every_style():
    deep = bounds.MAX_DEPTH
    assert sound("[" * deep + "]" * deep)
    assert said("[" * (deep + 1) + "]" * (deep + 1)) == [f"RC0012 1:{deep + 1}"]
    assert said("- " * 100_000) == [f"RC0012 1:{2 * deep + 1}"]
    assert said("{a: " * 100_000) == [f"RC0012 1:{4 * deep + 1}"]
    half = deep // 2
    nested = f"a: &a {'[' * half}x{']' * half}\nb: {'[' * half}*a{']' * half}\n"
    assert [each.split()[0] for each in said(nested)] == ["RC0012"]


@pytest.mark.parametrize(
    "text", ["- a\n" * 100, "[" + "a," * 100 + "]", "a: b\n" * 50, "[" + "[]," * 50 + "]"]
)
def test_too_many_nodes_are_refused_before_the_parser_starts(text, monkeypatch):
    monkeypatch.setattr(reader, "MAX_NODES", 100)
    monkeypatch.setattr(builder, "CParser", None)
    assert said(text) == ["RC0013 1:1"]


def test_as_many_nodes_as_the_limit_allows_are_read(monkeypatch):
    monkeypatch.setattr(reader, "MAX_NODES", 101)
    assert sound("- a\n" * 100) == ["a"] * 100


@pytest.mark.parametrize("quote", ["", "'", '"'])
def test_text_has_a_limit_as_value_and_as_key(quote):
    longest = "x" * bounds.MAX_SCALAR
    assert sound(f"- {quote}{longest}{quote}\n") == [longest]
    assert said(f"- {quote}{longest}x{quote}\n- ~\n") == ["RC0015 1:3", "RC0106 2:3"]
    assert said(f"? {quote}{longest}x{quote}\n: b\n") == ["RC0015 1:3"]


@pytest.mark.parametrize("text", ["- !{} a", "- *{}", "- '{}'", "? {}\n: b\n? {}\n: c\n"])
def test_no_finding_quotes_more_than_a_name(text):
    _, findings = read_yaml("x.yaml", text.replace("{}", "x" * 100_000).encode())
    assert [finding for finding in findings if len(finding.message) > 2 * bounds.MAX_NAME] == []
    assert findings != []


def test_a_long_file_keeps_its_colons_wherever_it_is_cut(monkeypatch):
    words = ["a:b", "c?d:e", "fgh:ij:k", "https://x:1/?y", "'q: r'", '"s:t"'] * 9
    for size in range(30, 60):
        monkeypatch.setattr(flow, "_PIECE", size)
        tree, findings = read_yaml("x.yaml", f"[{', '.join(words)}]".encode())
        assert (tree.data, findings) == ([word.strip("'\"") for word in words], [])


def test_a_word_that_is_far_too_long_is_not_gone_through(monkeypatch):
    monkeypatch.setattr(flow, "_PIECE", 16)
    assert said("[" + "a:" * 100 + "b]") == ["RC0004 1:3"]


def test_the_problems_of_one_file_have_a_limit():
    assert len(said("- ~\n" * 1000)) == bounds.MAX_FINDINGS


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (b"a\n\xff", "RC0003 2:1"),
        (b"a\r\n\rbc\xe9", "RC0003 3:3"),
        (b"a: b\x07", "RC0005 1:5"),
        ("a: b\n- \u2028".encode(), "RC0005 2:3"),
        ("a: \x85".encode(), "RC0005 1:4"),
        (b"", "RC0002 1:1"),
        (b"# nothing\n", "RC0002 1:1"),
        (b"---\n...\n", "RC0106 2:1"),
        (b"a: b\n---\nc: d\n", "RC0006 2:1"),
        (b"a: b: c\n", "RC0004 1:5"),
        (b"\ta: b\n", "RC0004 1:1"),
        (b"@a\n", "RC0004 1:1"),
        (b"a: [b\n", "RC0004 2:1"),
        (b"a: 'b\n", "RC0004 2:1"),
        (b"%FOO\n---\n", "RC0004 1:5"),
        (b"a:\n<<<<<<< HEAD\n  - b\n=======\n  - c\n>>>>>>> d\n", "RC0004 2:1"),
    ],
)
def test_a_file_that_cannot_be_read_says_why_and_where(text, expected):
    assert said(text)[:1] == [expected]


def test_a_merge_that_is_not_finished_is_called_so():
    _, (finding,) = read_yaml("x.yaml", b"a: b\n<<<<<<< HEAD\nc: d\n=======\n>>>>>>> e\n")
    assert (finding.message, finding.origin.line) == ("a merge that is not finished", 2)


def test_utf_8_is_judged_as_a_whole_wherever_it_is_cut(monkeypatch):
    monkeypatch.setattr(text, "_PIECE", 3)
    assert sound("- \U0001f600é\U0001f600a") == ["\U0001f600é\U0001f600a"]
    assert said(b"- aaa\xf0\x9f\x98") == ["RC0003 1:6"]
    assert said(b"- \xf0\x9faa\x98\x80") == ["RC0003 1:3"]


def test_a_syntax_error_shows_where_it_began_and_what_to_do():
    _, (finding,) = read_yaml("x.yaml", b"a:\n  - [b, c\nd: e\n")
    assert finding.message == "a list in brackets is not closed"
    assert str(finding.related[0][1]) == "x.yaml:2:5"
    assert finding.help is not None


def test_a_byte_order_mark_is_nothing_and_another_one_an_error():
    assert sound(b"\xef\xbb\xbfa: b") == {"a": "b"}
    assert said(b"a: \xef\xbb\xbfb") == ["RC0005 1:4"]


HIDING = {
    "bidirectional": "\u061c\u200e\u200f\u202a\u202e\u2066\u2069",
    "zero width": "\u00ad\u034f\u200b\u200c\u200d\u2060\u206f\ufe0f\U000e0041\U000e0100",
    "fillers and blanks": "\u115f\u1160\u17b4\u180e\u2800\u3164\uffa0\U0001d159",
    "controls of scripts": "\ufff9\U00013430\U0001bca0\U0001d173",
    "private use": "\ue000\uf8ff\U000f0000\U0010fffd",
    "noncharacters": "\ufdd0\ufdef\U0001fffe\U000effff\U0010ffff",
}


@pytest.mark.parametrize("character", "".join(HIDING.values()), ids=ascii)
def test_characters_that_hide_are_errors_in_names(character):
    assert said(f"a: b\nc: x{character}y\n") == ["RC0107 2:4"]
    assert said(f"x{character}: y\n") == ["RC0107 1:1"]


@pytest.mark.parametrize("character", "\x00\x1b\x7f\x85\x9f\u2028\u2029\ufeff", ids=ascii)
def test_control_characters_are_errors_wherever_they_stand_and_in_every_disguise(character):
    assert said(f"a: x{character}y\n") == ["RC0005 1:5"]
    assert said(f'a: "x\\u{ord(character):04x}y"\n') == ["RC0107 1:4"]


@pytest.mark.parametrize(
    "name",
    ["na\u00efve", "\u0645\u06dd", "\u4e2d\u3000", "x\u00a0y", "\U0001f600", "\u0378"],
    ids=ascii,
)
def test_every_script_is_welcome_and_what_is_not_assigned_yet(name):
    assert sound(f"a: {name}\n".encode()) == {"a": name}


def test_half_of_a_surrogate_pair_is_no_text():
    assert said(b"a: \xed\xa0\x80\n") == ["RC0003 1:4"]
    assert said('a: "\\ud800"\n') == ["RC0004 1:7"]


def test_characters_that_hide_behind_an_escape_are_errors_too():
    assert said('a: "\\u202e"\nb: "\\a"\n') == ["RC0107 1:4", "RC0107 2:4"]


def test_free_text_may_join_characters_but_not_reorder_them():
    assert sound("description: 👩\u200d💻\nreason: \u200c\n") == {
        "description": "👩\u200d💻",
        "reason": "\u200c",
    }
    assert said("description: \u202e\n") == ["RC0107 1:14"]


def test_comments_may_hold_what_names_may_not():
    assert sound("a: b # \u202e\u200d\n") == {"a": "b"}


def test_positions_count_characters_and_name_the_end():
    tree, _ = read_yaml("x.yaml", "é😀: 'q x'\nlist: [a, {k: v}]\nlong: |\n  x\n".encode())
    places = tree.places
    assert str(tree.origin(places.of("é😀"))) == "x.yaml:1:5"
    assert tree.origin(places.of("é😀")).end == 10
    assert tree.origin(places.of_key("list")).end == 5
    inside = places.below("list")
    assert str(tree.origin(inside.of(0))) == "x.yaml:2:8"
    assert str(tree.origin(inside.below(1).of("k"))) == "x.yaml:2:15"
    assert (0 in inside, 2 in inside, "k" in inside, "no" in inside.below(1)) == (
        True,
        False,
        False,
        False,
    )
    assert tree.origin(places.of("long")).end == 8
    assert [(key, len(below.packed)) for key, _, below in places.entries()] == [
        ("é😀", 0),
        ("list", 2),
        ("long", 0),
    ]


def test_an_error_without_a_place_is_still_a_finding():
    finding = syntax_finding("x.yaml", YAMLError("odd"), b"")
    assert (finding.code, str(finding.origin), finding.related) == ("RC0004", "x.yaml:1:1", ())


@pytest.mark.parametrize("together", [1, 2, 256])
def test_names_are_the_same_however_many_are_taken_together(together, monkeypatch):
    monkeypatch.setattr("reconciler.spec.builder._RUN", together)
    tree, findings = read_yaml("a.yaml", b"- amelia\n- noah\n- ~\n- isla\n- jack\n- [\n")
    assert tree is None
    assert [(one.code, one.origin.line) for one in findings] == [("RC0106", 3), ("RC0004", 7)]


@pytest.mark.parametrize("together", [1, 2, 256])
def test_where_the_parser_fails_after_a_name_that_is_said_once(together, monkeypatch):
    monkeypatch.setattr("reconciler.spec.builder._RUN", together)
    tree, findings = read_yaml("a.yaml", b"- amelia\n- ~\n- @x\n")
    assert tree is None
    assert [(one.code, one.origin.line) for one in findings] == [("RC0106", 2), ("RC0004", 3)]


def test_a_hidden_character_is_found_among_plain_names():
    _, findings = read_yaml("a.yaml", "- amelia\n- no\u200bah\n- isla and jack\n".encode())
    assert [(one.code, one.origin.line) for one in findings] == [("RC0107", 2)]


def test_an_anchor_is_kept_among_plain_names():
    tree, findings = read_yaml("a.yaml", b"- amelia\n- &other noah and co\n- *other\n")
    assert findings == []
    assert tree.data == ["amelia", "noah and co", "noah and co"]
