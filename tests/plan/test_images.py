from collections.abc import Mapping, Sequence
from datetime import UTC, datetime

import pytest
from msgspec import Raw
from msgspec.structs import replace

from generator.images.renditions import output_formats
from generator.library.index import sources_of_images
from generator.model.digest import Digest
from generator.model.image import ImageInfo
from generator.model.library import Asset, Library
from generator.model.output import Copy, Output, Resize
from generator.model.post import Figure, Image, Page, Post, Teaser
from generator.model.settings import ImageOptions, Settings
from generator.plan import images, static
from generator.plan.paths import Claim, PathTable

HARBOUR = ImageInfo(width=1200, height=800, mime="image/jpeg", length=9, digest=Digest("d1"))
DATE = datetime(2026, 7, 12, tzinfo=UTC)


def post(name: str, image: str, place: tuple[int, int] = (4, 8), focus: tuple[int, int] = (50, 50)) -> Post:
    picture = Image(path=image, focus=focus) if image else None
    teaser = Teaser(f"_posts/{name}.md", f"/{name}/", name, DATE, image=picture)
    return Post(
        teaser,
        Raw(b"{}"),
        "post",
        words=1,
        body_line=1,
        text_digest=Digest("t"),
        digest=Digest("p"),
        image_position=place,
    )


def page(name: str, image: str) -> Page:
    return Page(
        f"{name}.md",
        f"/{name}/",
        name,
        Raw(b"{}"),
        "page",
        body_line=1,
        text_digest=Digest("t"),
        digest=Digest("g"),
        image=Image(path=image),
        image_position=(3, 1),
    )


def path_of(image: Image) -> str:
    return image.path.lstrip("/")


def library(  # noqa: PLR0913 (what a library holds)
    posts: Sequence[Post],
    pictures: Mapping[str, ImageInfo],
    *,
    pages: Sequence[Page] = (),
    assets: Sequence[Asset] = (),
    has_crops: bool = False,
    asked: tuple[str, ...] = ("original",),
) -> Library:
    return Library(
        settings=Settings(file="content/_config.yml", images=ImageOptions(formats=asked, crops=has_crops)),
        stories={entry.teaser.source: entry for entry in posts},
        teasers=[entry.teaser for entry in posts],
        pages={entry.source: entry for entry in pages},
        assets={asset.path: asset for asset in assets},
        data={},
        terms={},
        images=pictures,
        image_files={path: f"files/{path}" for path in pictures},
        layouts=frozenset({"post", "page"}),
        image_path=path_of,
        image_sources=sources_of_images(posts, pages, path_of),
        author_data={},
    )


def planned(given: Library) -> list[Output]:
    table = PathTable(str)
    for key in images.keys(given):
        for output in images.outputs(given, key):
            table.put(Claim((0, 0, 1), key, output))
    assert not table.problems
    return list(table.outputs.values())


def recipe(output: Output) -> Resize:
    assert isinstance(output.recipe, Resize)
    return output.recipe


def test_every_size_of_a_picture_none_enlarged() -> None:
    outputs = planned(library([post("a", "/img/harbour.jpg")], {"img/harbour.jpg": HARBOUR}))
    assert [(recipe(output).width, recipe(output).height) for output in outputs] == [
        (480, 320),
        (960, 640),
        (1200, 800),
    ]
    assert all(output.path.startswith(f"img/harbour-{recipe(output).width}-") for output in outputs)
    assert {recipe(output).source for output in outputs} == {"files/img/harbour.jpg"}
    assert len({recipe(output).digest for output in outputs}) == 3


def test_a_modern_format_has_every_size_and_the_fallback_one() -> None:
    both = library([post("a", "/x.jpg")], {"x.jpg": HARBOUR}, asked=("avif", "original"))
    assert [(output.path.split("-")[1], recipe(output).mime) for output in planned(both)] == [
        ("480", "image/avif"),
        ("960", "image/avif"),
        ("1200", "image/avif"),
        ("960", "image/jpeg"),
    ]
    assert {recipe(output).base_size for output in planned(both)} == {(1200, 800)}


@pytest.mark.parametrize("sizes", [(90, 700, 240), (700, 90, 240), (90, 240, 700), (240, 240, 700)])
def test_all_sizes_are_made_of_the_widest_of_any_place(sizes: tuple[int, int, int]) -> None:
    text, hero, thumbnail = sizes
    stories = [
        post("a", "/x.jpg"),
        replace(post("b", ""), figures=(Figure("/x.jpg", (1, 1), Image("/x.jpg", srcset="x")),)),
    ]
    given = library(stories, {"x.jpg": HARBOUR})
    images = replace(given.settings.images, widths=(text,), hero=(hero,), thumbnail=(thumbnail,))
    asked = replace(given.settings, images=images)
    outputs = planned(replace(given, settings=asked))
    assert sorted(recipe(output).width for output in outputs) == sorted(set(sizes))
    assert {recipe(output).base_size for output in outputs} == {(700, 467)}
    small = replace(HARBOUR, width=600, height=400)
    outputs = planned(replace(given, settings=asked, images={"x.jpg": small}))
    assert {recipe(output).base_size for output in outputs} == {(600, 400)}


@pytest.mark.parametrize(
    ("asked", "mime", "moving", "expected"),
    [
        (("avif", "original"), "image/png", False, ["image/avif", "image/png"]),
        (("avif", "original"), "image/webp", False, ["image/avif", "image/webp"]),
        (("webp", "original"), "image/webp", False, ["image/webp"]),
        (("avif", "webp", "jpeg"), "image/png", False, ["image/avif", "image/webp", "image/jpeg"]),
        (("avif", "original"), "image/gif", True, ["image/webp", "image/gif"]),
        (("avif", "webp", "jpeg"), "image/gif", True, ["image/webp", "image/gif"]),
        (("avif", "original"), "image/webp", True, ["image/webp"]),
        (("original",), "image/gif", True, ["image/gif"]),
    ],
)
def test_formats(asked: tuple[str, ...], mime: str, moving: bool, expected: list[str]) -> None:
    picture = ImageInfo(1200, 800, mime, 9, Digest("d"), animated=moving)
    assert output_formats(picture, 1200, Settings(images=ImageOptions(formats=asked))) == expected


def test_a_picture_too_long_for_modern_formats_has_its_own() -> None:
    tower = ImageInfo(600, 60_000, "image/jpeg", 9, Digest("d"))
    asked = Settings(images=ImageOptions(formats=("avif", "webp")))
    assert output_formats(tower, 480, asked) == ["image/jpeg"]
    assert output_formats(tower, 160, asked) == ["image/avif", "image/webp"]


def test_the_asking_line_is_named() -> None:
    outputs = planned(library([post("a", "/x.jpg", (7, 3))], {"x.jpg": HARBOUR}))
    assert {recipe(output).position for output in outputs} == {("content/_posts/a.md", 7, 3)}
    assert {(output.source, output.line) for output in outputs} == {("_posts/a.md", 7)}


def test_a_shared_picture_is_made_once_for_the_newest() -> None:
    stories = [post("new", "/x.jpg"), post("old", "x.jpg")]
    outputs = planned(library(stories, {"x.jpg": HARBOUR}, pages=[page("about", "/x.jpg")]))
    assert len(outputs) == 3
    assert {output.source for output in outputs} == {"_posts/new.md"}


def test_two_names_of_one_picture_do_not_clash() -> None:
    both = library([post("a", "/x.jpg"), post("b", "/x.jpeg")], {"x.jpg": HARBOUR, "x.jpeg": HARBOUR})
    paths = [output.path for output in planned(both)]
    assert len(paths) == len(set(paths)) == 3


def test_pages_have_pictures_too() -> None:
    outputs = planned(library([], {"x.jpg": HARBOUR}, pages=[page("about", "/x.jpg")]))
    assert {recipe(output).position for output in outputs} == {("content/about.md", 3, 1)}


def test_pictures_of_others_and_drawings_are_left_alone() -> None:
    stories = [post("a", "https://example.org/x.jpg"), post("b", "/drawing.svg"), post("c", "")]
    assert planned(library(stories, {})) == []


def test_a_changed_picture_or_quality_has_a_new_name() -> None:
    other = ImageInfo(width=1200, height=800, mime="image/jpeg", length=9, digest=Digest("d2"))
    one, two = (planned(library([post("a", "/x.jpg")], {"x.jpg": known})) for known in (HARBOUR, other))
    assert not {output.path for output in one} & {output.path for output in two}


def cuts(given: Library) -> dict[str, Resize]:
    """Return the crops that are planned, by path."""
    return {output.path: recipe(output) for output in planned(given) if recipe(output).box is not None}


def test_four_shapes_of_each_picture() -> None:
    made = cuts(library([post("a", "/img/harbour.jpg")], {"img/harbour.jpg": HARBOUR}, has_crops=True))
    assert [(cut.width, cut.height, cut.box) for cut in made.values()] == [
        (1200, 675, (0, 62, 1200, 737)),
        (1067, 800, (66, 0, 1133, 800)),
        (800, 800, (200, 0, 1000, 800)),
        (1200, 630, (0, 85, 1200, 715)),
    ]
    assert [path.rpartition("-")[0] for path in made] == [
        "img/harbour-16x9",
        "img/harbour-4x3",
        "img/harbour-1x1",
        "img/harbour-card",
    ]
    assert {cut.source for cut in made.values()} == {"files/img/harbour.jpg"}


def test_two_focus_points_of_one_picture_give_both_sets() -> None:
    stories = [post("a", "/x.jpg", focus=(0, 0)), post("b", "/x.jpg", focus=(100, 100)), post("c", "/x.jpg", (9, 9))]
    made = cuts(library(stories, {"x.jpg": HARBOUR}, has_crops=True))
    assert len(made) == 12
    assert {cut.box for cut in made.values() if cut.width == cut.height} == {
        (0, 0, 800, 800),
        (400, 0, 1200, 800),
        (200, 0, 1000, 800),
    }


def test_focus_points_that_cut_alike_share_a_crop() -> None:
    stories = [post("a", "/x.jpg", focus=(50, 0)), post("b", "/x.jpg", focus=(50, 10))]
    shapes = [path.split("-")[1] for path in cuts(library(stories, {"x.jpg": HARBOUR}, has_crops=True))]
    assert sorted(shapes) == [
        "16x9",
        "1x1",
        "4x3",
        "card",
    ]  # of a lying picture, only left and right are cut for two of them


def test_the_sizes_of_a_picture_with_two_focus_points_are_made_once() -> None:
    stories = [post("a", "/x.jpg", focus=(0, 0)), post("b", "/x.jpg")]
    outputs = planned(library(stories, {"x.jpg": HARBOUR}, has_crops=True))
    assert [output.path.split("-")[1] for output in outputs if recipe(output).box is None] == ["480", "960", "1200"]


def test_assets_are_copied_to_their_place() -> None:
    asset = Asset("img/x.jpg", "files/x.jpg", "content/img/x.jpg", Digest("d3"))
    expected = Output("img/x.jpg", Copy("files/x.jpg", Digest("d3")), source="files/x.jpg")
    assert list(static.outputs(library([], {}, assets=[asset]), "img/x.jpg")) == [expected]
