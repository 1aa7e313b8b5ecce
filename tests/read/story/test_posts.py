"""What front matter says of a story."""

from pathlib import Path
from typing import Any

import msgspec
import pytest

from generator.model.post import Post
from generator.model.problem import InputError
from generator.model.settings import Default, Settings
from generator.read.files.discover import Source
from generator.read.story.posts import ReadContext, read_post

SETTINGS = Settings(url="https://test.example", baseurl="/paper", permalink="pretty")


def story(
    name: str = "_posts/2026-07-12-flood.md",
    body: str = "It rose.",
    settings: Settings = SETTINGS,
    **front: Any,  # front matter of all types
) -> Post:
    head = "".join(f"{key}: {msgspec.json.encode(value).decode()}\n" for key, value in front.items())
    source = Source(name, name, "post", (1, 0, 0, 1))
    authors = {"ada": {"name": "Ada Byron"}}
    desk = ReadContext(settings, authors, lambda shown: f"content/{shown}", lambda text, _="": f"<p>{text.strip()}</p>")
    return read_post(source, f"---\n{head}---\n{body}\n".encode(), desk)


@pytest.mark.parametrize(
    ("front", "listed"),
    [
        ({}, True),
        ({"sitemap": False}, False),
        ({"noindex": True}, False),
        ({"robots": "NoIndex, follow"}, False),
        ({"robots": "max-image-preview:large"}, True),
        ({"canonical_url": "https://agency.example/story"}, False),
        ({"canonical_url": "https://test.example/paper/2026/07/12/flood/"}, True),
        ({"canonical_url": "/2026/07/12/flood/"}, True),
    ],
)
def test_search_engines_may_find_what_is_ours(front: dict[str, Any], listed: bool) -> None:
    assert story(**front).teaser.sitemap is listed


@pytest.mark.parametrize(
    ("front", "tags"),
    [
        ({"tags": ["a b", "c"]}, ("a b", "c")),
        ({"tags": "a b"}, ("a", "b")),
        ({"tag": "a b"}, ("a b",)),
        ({"tag": "one", "tags": ["other"]}, ("one",)),
        ({"tags": ["a", "a", None, 7]}, ("a", "7")),
        ({}, ()),
    ],
)
def test_tags_are_read_as_jekyll_reads_them(front: dict[str, Any], tags: tuple[str, ...]) -> None:
    assert story(**front).teaser.tags == tags


@pytest.mark.parametrize(
    ("name", "front", "categories"),
    [
        ("_posts/2026-07-12-x.md", {"categories": "a b"}, ("a", "b")),
        ("_posts/2026-07-12-x.md", {"category": "a b"}, ("a b",)),
        ("news/uk/_posts/2026-07-12-x.md", {"categories": ["uk", "rain"]}, ("news", "uk", "rain")),
        ("_posts/deeper/2026-07-12-x.md", {}, ()),
    ],
)
def test_categories_come_from_folders_and_front_matter(
    name: str, front: dict[str, Any], categories: tuple[str, ...]
) -> None:
    assert story(name, **front).teaser.categories == categories


@pytest.mark.parametrize(
    ("front", "names"),
    [
        ({"author": "ada"}, ["Ada Byron"]),
        ({"author": "Somebody Else"}, ["Somebody Else"]),
        ({"author": {"name": "C. Cole"}}, ["C. Cole"]),
        ({"authors": ["ada", "ben"], "author": "ignored"}, ["Ada Byron", "ben"]),
        ({}, []),
    ],
)
def test_authors_are_names_or_keys(front: dict[str, Any], names: list[str]) -> None:
    assert [author.name for author in story(**front).teaser.authors] == names


def test_a_post_without_a_title_is_called_by_its_file() -> None:
    assert story("_posts/2026-07-12-high-water.md").teaser.title == "High Water"


def test_the_excerpt_is_the_front_matters_or_the_beginning() -> None:
    assert story(excerpt="By *hand*").teaser.excerpt == "By *hand*"
    assert story(body="One.\n\nTwo.").teaser.excerpt == "<p>One.</p>"
    assert (
        story(body="One.\n\nTwo.\n<!--more-->\nThree.", excerpt_separator="<!--more-->").teaser.excerpt
        == "<p>One.\n\nTwo.</p>"
    )


def test_defaults_fill_in_what_front_matter_leaves_open() -> None:
    settings = msgspec.structs.replace(
        SETTINGS,
        defaults=(
            Default("", "posts", {"layout": "story", "lang": "en", "image": {"path": "a.jpg", "alt": "A"}}),
            Default("news", "", {"lang": "fr"}),
            Default("", "pages", {"lang": "xx"}),
        ),
    )
    post = story("news/_posts/2026-07-12-x.md", settings=settings, image={"path": "b.jpg"})
    assert (post.layout, post.teaser.lang) == ("story", "fr")
    assert post.teaser.image is not None
    assert (post.teaser.image.path, post.teaser.image.alt) == ("b.jpg", "A")


@pytest.mark.parametrize("key", ["canonical_url", "link", "redirect_to", "redirect_from", "image", "source_url"])
@pytest.mark.parametrize(
    "address", ["javascript:alert(1)", "JavaScript:x", "java\nscript:x", " vbscript:x", "data:text/html,x"]
)
def test_c19_an_address_that_runs_is_refused(key: str, address: str) -> None:
    with pytest.raises(InputError, match="is not a") as caught:
        story("_posts/2026-07-12-flood.md", "It rose.", SETTINGS, **{key: address})
    assert caught.value.problem.line == 2


def test_c19_deep_in_front_matter() -> None:
    with pytest.raises(InputError, match="is not a web address"):
        story(source={"name": "X", "url": "javascript:alert(1)"})


def test_what_is_not_understood_is_kept() -> None:
    assert msgspec.json.decode(story(rating=5, nested={"a": [1]}).meta) == {"rating": 5, "nested": {"a": [1]}}


def test_digests_tell_the_body_from_the_teaser() -> None:
    one, other = story(body="One."), story(body="One.\n\nMore.")
    assert one.teaser.digest == other.teaser.digest
    assert one.digest != other.digest
    assert story(title="A").teaser.digest != story(title="B").teaser.digest


def test_the_reading_does_not_depend_on_where_the_site_lies() -> None:
    assert Path(story().teaser.source) == Path("_posts/2026-07-12-flood.md")
