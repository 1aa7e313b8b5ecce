import time

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from generator.model.problem import InputError, Problem
from generator.read.yaml.load import decode, load_yaml
from generator.read.yaml.parser import Limits, Loaded

YAMLISH = st.lists(
    st.one_of(
        st.sampled_from(
            [
                "a: ", "b:\n", "- ", "  ", "\n", "\t", "[", "]", "{", "}", ", ", ": ", "? ", "&a ", "*a", "!!str ",
                "!x ", "'", '"', "\\", "\\0", "|\n", ">-\n", "<<: ", "---\n", "...\n", "# c\n", "%YAML 1.1\n", "~",
                "012", "1.5", "\u2028", "\x85", "\r", "\ufeff", "é", "😀", "no", "@", "`", "2026-02-30",
            ]
        ),
        st.text(max_size=5),
    ),
    max_size=40,
).map("".join)  # fmt: skip


def fault(text: str, **limits: int) -> Problem:
    with pytest.raises(InputError) as caught:
        load_yaml(text, "a.md", limits=Limits(**limits))
    return caught.value.problem


def value(text: str) -> object:
    return load_yaml(text, "a.md").value


@pytest.fixture(params=["libyaml", "pure"])
def parser(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Run a test with each of PyYAML's parsers."""
    if request.param == "pure":
        monkeypatch.setitem(__import__("sys").modules, "yaml.cyaml", None)
    elif not yaml.__with_libyaml__:
        pytest.skip("PyYAML was built without libyaml")


@pytest.mark.usefixtures("parser")
@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("yes", True), ("No", False), ("on", True), ("OFF", False), ("true", True), ("y", "y"), ("~", None),
        ("null", None), ("", None), ("0", 0), ("-7", -7), ("+7", 7), ("1.5", 1.5), ("1.5e+3", 1500.0), (".5", 0.5),
        ("012", "012"), ("0x1f", "0x1f"), ("1_000", "1_000"), ("12:30", "12:30"), ("1e5", "1e5"), (".inf", ".inf"),
        ("9" * 30, "9" * 30), ("9223372036854775807", 2**63 - 1), ("9223372036854775808", "9223372036854775808"),
        ("2026-05-01", "2026-05-01"), ("2026-05-01 10:00:00 +0100", "2026-05-01 10:00:00 +0100"),
        ("'12'", "12"), ('"no"', "no"), ("!!str 12", "12"), ("!!int 12", 12), ("! no", "no"), ("[1, a]", [1, "a"]),
    ],
)  # fmt: skip
def test_values_mean_what_writers_expect(written: str, meant: object) -> None:
    found = value(f"a: {written}\n")
    assert found == {"a": meant}
    assert isinstance(found, dict)
    assert type(found["a"]) is type(meant)


def test_the_text_of_plain_values_is_kept_as_written() -> None:
    loaded = load_yaml(
        "title: no\nid: 012\ndate: 2026-05-01\nquoted: 'x'\nnothing: ~\ntags: [1.10, no, ~, 'b']\n", "a.md"
    )
    assert loaded.texts == {"title": "no", "id": "012", "date": "2026-05-01"}
    assert loaded.words == {"tags": ("1.10", "no", "b")}


def test_lists_of_more_than_words_have_no_words() -> None:
    assert load_yaml("a: [b, {c: d}]\ne: [[f]]\n", "a.md").words == {}


def test_places_are_those_of_the_file() -> None:
    loaded = load_yaml("title:  x\ntags:\n  - a\n", "a.md", first_line=2)
    assert loaded.positions == {"title": (2, 9), "tags": (4, 3)}
    assert loaded.key_positions == {"title": (2, 1), "tags": (3, 1)}


def test_places_count_lines_as_editors_do() -> None:
    assert load_yaml("a: 'x\u2028y'\nb: z\n", "a.md").positions["b"] == (2, 4)


def test_keys_are_text() -> None:
    assert value("on: a\n1: b\n~: c\n2026-01-01: d\n") == {"on": "a", "1": "b", "~": "c", "2026-01-01": "d"}


def test_merging_lets_what_is_written_win() -> None:
    text = "base: &b {x: 1, y: 2}\nother: &o {y: 9, z: 9}\nuse:\n  <<: [*b, *o]\n  x: 5\n"
    found = value(text)
    assert isinstance(found, dict)
    assert found["use"] == {"x": 5, "y": 2, "z": 9}


@pytest.mark.usefixtures("parser")
@pytest.mark.parametrize(
    ("text", "place", "words"),
    [
        pytest.param("title: New: UK\n", (1, 11), 'Write title: "New: UK"', id="c02-colon"),
        pytest.param('title: "A" said: B\n', (1, 12), "closing quotation mark", id="c02-after-quotes"),
        pytest.param("a: b: c\n", (1, 5), "needs quotes", id="c02-a-b-c"),
        pytest.param("a:\n\tb: c\n", (2, 1), "a tab", id="c03-tab"),
        pytest.param("a: 1\n\tb: 2\n", (2, 1), "a tab", id="c03-tab-after-a-value"),
        pytest.param("title: @home\n", (1, 8), 'begin with "@"', id="at-sign"),
        pytest.param("title: *bold*\n", (1, 8), 'begin with "*"', id="star"),
        pytest.param("title: *bold\n", (1, 8), '"*bold"', id="star-as-alias"),
        pytest.param('title: "abc\nauthor: x\n', (1, 8), "never closed", id="quote-never-closed"),
        pytest.param("title: 'It's here'\n", (1, 12), "two of them", id="apostrophe"),
        pytest.param("tags: [a, b\nauthor: x\n", (1, 7), '"[" is never closed', id="bracket-never-closed"),
        pytest.param("tags: [a, , b]\n", (1, 11), "missing", id="empty-item"),
        pytest.param("title: x\nwords\nauthor: y\n", (2, 1), 'no "key: value"', id="no-colon"),
        pytest.param("title: a\n  date: b\n", (2, 7), '"title" above it', id="indented"),
        pytest.param("title:a\ndate: b\n", (2, 5), "space after its colon", id="no-space"),
        pytest.param("a:\n   b: 1\n  c: 2\n", (3, 3), "indentation", id="dedented"),
        pytest.param("tags: - a\n", (1, 7), "line of its own", id="list-on-key-line"),
        pytest.param("- a\nb: c\n", (2, 1), "the list above", id="no-item"),
        pytest.param("  a: 1\nb: 2\n", (2, 1), "first column", id="outdented"),
        pytest.param("a: | text\n", (1, 6), '"|"', id="block"),
        pytest.param("a: 1\n---\nb: 2\n", (2, 1), "second document", id="two-documents"),
        pytest.param("title: !important\n", (1, 8), "!important", id="unknown-tag"),
        pytest.param("title: {{ page.x }}\n", (1, 9), "key must be a word", id="liquid"),
        pytest.param("a: !!int x\n", (1, 4), "no int", id="not-an-int"),
        pytest.param("a: &x [*x]\n", (1, 8), "&x", id="alias-of-itself"),
        pytest.param("<<: 1\n", (1, 5), "mappings only", id="merging-a-number"),
    ],
)
def test_faults_are_told_in_plain_words(text: str, place: tuple[int, int], words: str) -> None:
    problem = fault(text)
    assert (problem.line, problem.column) == place
    assert words in problem.message + " " + problem.hint
    assert problem.file == "a.md"


@pytest.mark.usefixtures("parser")
@pytest.mark.parametrize(("text", "place"), [("a: [", (1, 5)), ("a: [\n\n", (1, 5)), ("a: [1,\n  2,\n\n", (2, 5))])
def test_the_end_of_a_text_is_on_its_last_line(text: str, place: tuple[int, int]) -> None:
    problem = fault(text)
    assert (problem.line, problem.column) == place


def test_unknown_escapes_are_explained() -> None:
    problem = fault('path: "C:\\photos"\n')
    assert problem.line == 1
    assert "backslash" in problem.message


def test_c04_duplicate_keys_name_both_lines() -> None:
    problem = fault("title: a\ndate: b\ntitle: c\n")
    assert (problem.line, problem.column) == (3, 1)
    assert problem.message == '"title" stands twice, first on line 1'


def test_c04_duplicate_keys_deep_down() -> None:
    problem = fault("a:\n  - b:\n      c: 1\n      c: 2\n")
    assert problem.line == 4
    assert "line 3" in problem.message


@pytest.mark.parametrize(
    "tag", ["!!python/object/apply:os.system", "!!python/name:os.system", "!!binary", "!!set", "!<x>"]
)
@pytest.mark.parametrize("text", ["a: {} x\n", "a: {} [x]\n", "{} a: x\n", "{} {{a: x}}\n", "- {} x\n"])
def test_c08_tags_are_refused(tag: str, text: str) -> None:
    assert "is not allowed" in fault(text.format(tag)).message


@pytest.mark.parametrize("opening", ["[", "{", "- ", "? ", "[a: ", "- - ", "a: [", "[\n"])
@pytest.mark.parametrize("size", [64 * 1024, 4 * 1024 * 1024])
def test_c09_deep_nesting_is_refused_at_once(opening: str, size: int) -> None:
    text = opening * 1_000_000
    began = time.process_time()
    fault(text, size=size)
    assert time.process_time() - began < 0.5  # a tenth of this is aimed at; machines differ


@pytest.mark.usefixtures("parser")
@pytest.mark.parametrize("opening", ["[", "[ [", "['a', [", "{a: [", "[['a', ", "[a, ["])
@pytest.mark.parametrize("levels", [34, 999, 1001, 1500])
def test_c09_it_is_our_limit_that_is_named_however_far_a_parser_looks_ahead(opening: str, levels: int) -> None:
    text = "title: " + opening * levels
    problem = fault(text[:9_000])
    assert (problem.message, problem.line) == ("nested more than 32 levels deep", 1)
    assert problem.column == column_of_bracket(32, text)  # the mapping is the first level


def column_of_bracket(number: int, text: str) -> int:
    """Return the column of an opening bracket, counted from 1."""
    opened = [at for at, letter in enumerate(text, 1) if letter in "[{"]
    return opened[number - 1]


def test_c09_the_level_is_the_limit() -> None:
    def nested(levels: int) -> str:
        return "a: " + "[" * (levels - 1) + "]" * (levels - 1)

    assert value(nested(32))
    assert "levels deep" in fault(nested(33)).message


def test_c10_an_alias_bomb_is_refused() -> None:
    lines = ["a0: &a0 [lol, lol, lol, lol, lol, lol, lol, lol, lol]"]
    lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, 9)]
    assert "aliases repeat" in fault("\n".join(lines)).message


def test_c10_aliases_cannot_build_depth() -> None:
    lines = ["a0: &a0 " + "[" * 20 + "x" + "]" * 20]
    lines += [f"a{n}: &a{n} {'[' * 20}*a{n - 1}{']' * 20}" for n in range(1, 9)]
    assert "levels deep" in fault("\n".join(lines)).message


def test_a_few_aliases_are_welcome() -> None:
    assert value("a: &x [1]\nb: *x\nc: &y no\nd: *y\n") == {"a": [1], "b": [1], "c": False, "d": False}


def test_c13_latin_1_is_an_error_at_its_byte() -> None:
    with pytest.raises(InputError) as caught:
        decode("é\r\nd".encode() + b"\xe9j\xe0", "a.md")
    problem = caught.value.problem
    assert (problem.line, problem.column) == (2, 2)
    assert "0xE9" in problem.message
    assert "é" in problem.hint


def test_c13_utf_16_is_named() -> None:
    with pytest.raises(InputError, match="UTF-16"):
        decode("title: x".encode("utf-16"), "a.md")


@pytest.mark.parametrize("sign", ["\0", "\x07", "\x1b", "\x7f", "\ufffe", "\ud800"])
def test_c14_control_characters_are_refused(sign: str) -> None:
    problem = fault(f"a: b\nc: d{sign}e\n")
    assert (problem.line, problem.column) == (2, 5)
    assert f"U+{ord(sign):04X}" in problem.message


@pytest.mark.usefixtures("parser")
@pytest.mark.parametrize("escape", ["\\0", "\\x07", "\\e", "\\ud800", "\\U00110000"])
@pytest.mark.parametrize("text", ['a: "{}"\n', '"{}": a\n', '- "{}"\n'])
def test_c14_control_characters_do_not_come_in_as_escapes(text: str, escape: str) -> None:
    assert fault(text.format(escape)).line == 1


def test_c14_nul_in_a_file() -> None:
    with pytest.raises(InputError) as caught:
        decode(b"a\nb\0", "a.md")
    assert (caught.value.problem.line, caught.value.problem.column) == (2, 2)


def test_long_texts_are_refused() -> None:
    assert "64 allowed" in fault("a: " + "x" * 100, size=64).message


@given(YAMLISH)
def test_whatever_is_written_is_read_or_refused_with_a_place(text: str) -> None:
    try:
        loaded = load_yaml(text, "a.md")
    except InputError as error:
        problem = error.problem
        assert 1 <= problem.line <= text.count("\n") + text.count("\r") + 1
        assert problem.column >= 1
        assert problem.message
    else:
        assert isinstance(loaded, Loaded)


@given(YAMLISH)
def test_what_is_read_with_quotes_is_what_was_written(text: str) -> None:
    text = "".join(text.split("\0")).strip()
    try:
        loaded = load_yaml(yaml.safe_dump({"a": text}, allow_unicode=False, width=10**6), "a.md")
    except InputError as error:
        problem = error.problem
        assert "control character" in problem.message or "backslash" in problem.message
    else:
        assert loaded.texts.get("a", loaded.value["a"] if isinstance(loaded.value, dict) else None) == text


@given(st.binary(max_size=200))
def test_any_bytes_are_text_or_a_fault(raw: bytes) -> None:
    try:
        text = decode(raw, "a.md")
    except InputError as error:
        problem = error.problem
        assert problem.line >= 1
    else:
        assert "\r" not in text
        assert "\0" not in text
