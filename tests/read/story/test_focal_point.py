import pytest
from smallsite import Site

from generator.model.problem import InputError
from generator.read.story.focal_point import read_focus
from generator.read.yaml.fields import Fields


def focus(value: object) -> tuple[int, int]:
    return read_focus(Fields("a.md", {"focus": value}, {"focus": (4, 1)}, {}, above="image: "))


@pytest.mark.parametrize(
    ("written", "point"),
    [
        ("30% 40%", (30, 40)),
        ("30 40", (30, 40)),
        ("30%, 40%", (30, 40)),
        ([30, 40], (30, 40)),
        (["30%", "40%"], (30, 40)),
        ("33.4% 66.6%", (33, 67)),
        ([0, 100], (0, 100)),
        ("20%", (20, 50)),
        (20, (20, 50)),
        ("center", (50, 50)),
        ("centre", (50, 50)),
        ("left", (0, 50)),
        ("top", (50, 0)),
        ("left top", (0, 0)),
        ("top left", (0, 0)),
        ("Right Bottom", (100, 100)),
        ("center top", (50, 0)),
        ("top center", (50, 0)),
        ("left 20%", (0, 20)),
        ("20% top", (20, 0)),
        ("", (50, 50)),
        (None, (50, 50)),
    ],
)
def test_a_point_is_written_as_in_css(written: object, point: tuple[int, int]) -> None:
    assert focus(written) == point


@pytest.mark.parametrize(
    "written",
    ["middle", "101% 5%", "-1% 5%", "1% 2% 3%", "top bottom", "left right", "1e1 2", "nan 2", "٣ ٤", "30px 40px",
     [1, 2, 3], [[1], 2], True],
)  # fmt: skip
def test_what_is_no_point_is_refused(written: object) -> None:
    with pytest.raises(InputError) as caught:
        focus(written)
    assert "is not a point of the picture" in caught.value.problem.message
    assert (caught.value.problem.line, caught.value.problem.column) == (4, 1)
    assert "30% 40%" in caught.value.problem.hint


def test_a_wrong_focus_is_shown_at_its_line(site: Site) -> None:
    site.write("content/_posts/2026-07-12-a.md", "---\ntitle: A\nimage:\n  path: a.jpg\n  focus: 30 foot\n---\nA.\n")
    (problem,) = site.build().problems
    assert problem.file == "content/_posts/2026-07-12-a.md"
    assert problem.line == 4  # where the group `image` begins
    assert problem.message == 'image: focus: "30 foot" is not a point of the picture'
