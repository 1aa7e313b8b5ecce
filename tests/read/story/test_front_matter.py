import frontmatter
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from generator.model.problem import InputError, Problem
from generator.read.story.front_matter import HANDLER, has_front_matter, read_front_matter

CLEAN = b"---\ntitle: Flood\ntags: [a, b]\n---\n\nIt rose.\n\nIt fell.\n"
PIECES = st.lists(
    st.one_of(
        st.sampled_from(
            [b"---", b"...", b"\n", b"\r\n", b"\r", b" ", b"\t", b"a: b", b"[", b'"', b"\xef\xbb\xbf", b"\xe9"]
        ),
        st.binary(max_size=4),
    ),
    max_size=20,
).map(b"".join)


def fault(raw: bytes) -> Problem:
    with pytest.raises(InputError) as caught:
        read_front_matter(raw, "a.md")
    return caught.value.problem


def test_a_file_has_two_parts() -> None:
    found = read_front_matter(CLEAN, "a.md")
    assert found.data == {"title": "Flood", "tags": ["a", "b"]}
    assert found.body == "It rose.\n\nIt fell.\n"
    assert found.body_line == 6
    assert found.positions == {"title": (2, 8), "tags": (3, 7)}
    assert found.present


def test_python_frontmatter_reads_the_same() -> None:
    post = frontmatter.loads(CLEAN.decode(), handler=HANDLER)
    assert post.metadata == read_front_matter(CLEAN, "a.md").data
    assert post.content == "It rose.\n\nIt fell."


def test_c01_never_closed() -> None:
    problem = fault(b"---\ntitle: x\n\nText.\n")
    assert (problem.line, problem.column) == (1, 1)
    assert "never closed" in problem.message


@pytest.mark.parametrize(
    "raw", [b"---\n\nA thematic break.\n", b"Text.\n---\n", b"", b"---", b"----\nA: b\n---\n", b" ---\n\nWords.\n---\n"]
)
def test_files_without_front_matter_are_all_body(raw: bytes) -> None:
    found = read_front_matter(raw, "a.md")
    assert (found.data, found.body, found.body_line, found.present) == ({}, raw.decode(), 1, False)


def test_c04_places_are_those_of_the_file() -> None:
    problem = fault(b"---\ntitle: x\ntitle: y\n---\n")
    assert (problem.line, problem.message) == (3, '"title" stands twice, first on line 2')


@pytest.mark.parametrize("raw", [b"\xef\xbb\xbf" + CLEAN, CLEAN.replace(b"\n", b"\r\n"), CLEAN.replace(b"\n", b"\r")])
def test_c11_c12_bom_and_line_breaks_change_nothing(raw: bytes) -> None:
    assert read_front_matter(raw, "a.md") == read_front_matter(CLEAN, "a.md")
    assert has_front_matter(raw)


def test_c13_the_byte_is_found_in_the_whole_file() -> None:
    problem = fault(CLEAN + b"caf\xe9")
    assert (problem.line, problem.column) == (9, 4)


@pytest.mark.parametrize(
    "raw", [b"---\na: b\n---", b"---\na: b\n---\n", b"---\na: b\n---\n \n\t\n  ", b"---\na: b\n...\n"]
)
def test_c15_an_empty_post(raw: bytes) -> None:
    found = read_front_matter(raw, "a.md")
    assert (found.data, found.body) == ({"a": "b"}, "")


@pytest.mark.parametrize("raw", [b"---\n---\nx", b"---\n\n---\nx", b"---\n# a comment\n---\nx"])
def test_empty_front_matter_is_front_matter(raw: bytes) -> None:
    found = read_front_matter(raw, "a.md")
    assert (found.data, found.body, found.present) == ({}, "x", True)


def test_front_matter_is_a_mapping() -> None:
    assert fault(b"---\njust words\n---\n").message == 'front matter is not "key: value"'
    assert fault(b"---\n- a\n---\n").line == 2


def test_trailing_blanks_and_dots_close() -> None:
    assert read_front_matter(b"--- \na: b\n... \t\n\n\nx\n---\ny", "a.md").body == "x\n---\ny"


def test_the_indentation_of_a_body_stays() -> None:
    found = read_front_matter(b"---\na: b\n---\n\n    code\n", "a.md")
    assert (found.body, found.body_line) == ("    code\n", 5)


def test_long_front_matter_is_refused() -> None:
    assert "allowed" in fault(b"---\na: " + b"x" * 65536 + b"\n---\n").message


@pytest.mark.parametrize("head", [b"---\n", b"---  \r\n", b"\xef\xbb\xbf---\na"])
def test_heads_with_front_matter(head: bytes) -> None:
    assert has_front_matter(head)


@pytest.mark.parametrize("head", [b"", b"--", b"----\n", b"--- a\n", b"\n---\n", b"\x89PNG\r\n"])
def test_heads_without_front_matter(head: bytes) -> None:
    assert not has_front_matter(head)


@given(PIECES)
@example(b"---\n\xef\xbb\xbf---\n")
def test_any_bytes_are_read_or_refused_with_a_place(raw: bytes) -> None:
    try:
        found = read_front_matter(raw, "a.md")
    except InputError as error:
        problem = error.problem
        assert problem.line >= 1
        assert problem.column >= 1
    else:
        lines = raw.removeprefix(b"\xef\xbb\xbf").decode().replace("\r\n", "\n").replace("\r", "\n").split("\n")
        assert "\n".join(lines[found.body_line - 1 :]).endswith(found.body)


@given(st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=50))
def test_a_body_is_kept_to_the_letter(body: str) -> None:
    raw = f"---\na: b\n---\n.{body}".encode()
    assert read_front_matter(raw, "a.md").body == f".{body}"
