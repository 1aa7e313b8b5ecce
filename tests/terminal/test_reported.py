"""Which warnings are shown, and which are counted."""

from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from generator.model.problem import Problem
from generator.terminal.reported import NAME, counts_of, load_reported, save_reported, select

problems = st.lists(
    st.builds(
        Problem,
        st.sampled_from(["a.md", "b.md"]),
        st.sampled_from(["odd", "strange"]),
        st.integers(0, 9),
        severity=st.sampled_from(["error", "warning"]),
    )
)


@given(problems, problems)
def test_each_problem_is_shown_or_counted_and_errors_come_first(before: list[Problem], now: list[Problem]) -> None:
    found = select(now, counts_of(one for one in before if one.severity == "warning"))
    assert len(found.shown) + found.known == len(now)
    kinds = [one.severity for one in found.shown]
    assert kinds == sorted(kinds)
    assert kinds.count("error") == sum(one.severity == "error" for one in now)


@given(problems)
def test_what_has_just_been_reported_is_known(now: list[Problem]) -> None:
    found = select(now, counts_of(one for one in now if one.severity == "warning"))
    assert all(one.severity == "error" for one in found.shown)


def test_one_more_of_a_kind_in_a_file_shows_all_of_it(tmp_path: Path) -> None:
    old = Problem("a.md", "dead link", 9, severity="warning")
    new = Problem("a.md", "dead link", 3, severity="warning")
    known = save_reported(tmp_path, [old], {})
    assert load_reported(tmp_path) == known
    assert select([new, old], known).shown == [new, old]
    assert select([new], known).shown == []


def test_nothing_of_what_a_warning_says_is_kept(tmp_path: Path) -> None:
    save_reported(tmp_path, [Problem("a.md", "secret", 1, severity="warning")], {})
    assert b"secret" not in (tmp_path / NAME).read_bytes()


def test_where_nothing_can_be_kept_nothing_is(tmp_path: Path) -> None:
    warning = Problem("a.md", "odd", severity="warning")
    for folder in (tmp_path / "none" / "such", tmp_path / "file"):
        (tmp_path / "file").write_text("")
        assert save_reported(folder, [warning], {})
        assert load_reported(folder) == {}
