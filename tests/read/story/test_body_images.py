"""Where a text names its pictures, found without reading it again for each."""

import pytest

from generator.read.story import body_images
from generator.read.story.body_images import Written
from generator.read.story.front_matter import FrontMatter


def written(body: str, first: int = 5) -> Written:
    return Written(FrontMatter({}, body, {}, {}, {}, {}, first))


@pytest.mark.parametrize(
    ("body", "src", "place"),
    [
        ("![a](x.jpg)", "x.jpg", (5, 6)),
        ("x.jpg is\n\nhere: ![a](  <x.jpg> 'x')", "x.jpg", (7, 15)),
        ("![a](x.jpg.png)\n![a](x.jpg)", "x.jpg", (6, 6)),
        ("![a][b]\n\n[b]: /assets/x.jpg", "/assets/x.jpg", (7, 6)),
        ('<img\n src="/a?b=1&amp;c=2">', "/a?b=1&c=2", (6, 7)),
        ("<img src=x.jpg>", "x.jpg", (5, 10)),
        ("<img src='a b.jpg'>", "a b.jpg", (5, 11)),
        ("![a](b(1).jpg)", "b(1).jpg", (5, 6)),
        ("somewhere x.jpg", "x.jpg", (5, 11)),
        ("nowhere", "x.jpg", (5, 1)),
        ("", "x.jpg", (5, 1)),
    ],
)
def test_a_picture_is_placed_where_the_text_names_it(body: str, src: str, place: tuple[int, int]) -> None:
    assert written(body).position(src) == place


def test_a_text_with_thousands_of_pictures_is_walked_once() -> None:
    text = written("\n".join(f"Words ![a](/p{number}.jpg) and more" for number in range(5000)))
    assert [text.position(f"/p{number}.jpg") for number in range(5000)] == [(5 + number, 12) for number in range(5000)]
    assert text.searched == 0


def test_what_has_to_be_searched_for_is_so_within_limits(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(body_images, "MAX_SEARCHED", 100)
    text = written(f"![a](<a b.jpg>) ![a](<c d.jpg>)\n{'-' * 40}")
    assert text.position("a b.jpg") == (5, 7)
    assert text.position("c d.jpg") == (5, 1)
