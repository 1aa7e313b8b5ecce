"""The images that a story or page shows, and the point in them that crops keep in sight."""

from collections.abc import Callable, Iterator

from generator.model.post import Image, Page, Post

IN_TEXT = "text"  # in place of a point in sight: such a picture is not cut


def image_keys(story: Post | Page, image_path: Callable[[Image], str]) -> Iterator[str]:
    """Name the pictures of a story, each by the point that crops keep in sight, and its path below the site."""
    image = story.teaser.image if isinstance(story, Post) else story.image
    if image is not None:
        yield f"{image.focus[0]},{image.focus[1]}/{image_path(image)}"
    if story.figures:
        shown = (f"{IN_TEXT}/{image_path(figure.image)}" for figure in story.figures if figure.image.srcset)
        yield from dict.fromkeys(shown)


def place_of_image(story: Post | Page, path: str, focus: str, image_path: Callable[[Image], str]) -> tuple[int, int]:
    """Return the line and column where a story names a picture."""
    if focus != IN_TEXT:
        return story.image_place
    shown = (one for one in story.figures if one.image.srcset and image_path(one.image) == path)
    return next(shown).place
