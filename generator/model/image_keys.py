"""The images that a story or page shows, and their focal points."""

from collections.abc import Callable, Iterator

from generator.model.post import Image, Page, Post

IN_TEXT = "text"  # instead of a focal point: such an image has no crops


def image_keys(story: Post | Page, image_path: Callable[[Image], str]) -> Iterator[str]:
    """Return the keys of a story's images: the focal point and the path below the site."""
    image = story.teaser.image if isinstance(story, Post) else story.image
    if image is not None:
        yield f"{image.focus[0]},{image.focus[1]}/{image_path(image)}"
    if story.figures:
        shown = (f"{IN_TEXT}/{image_path(figure.image)}" for figure in story.figures if figure.image.srcset)
        yield from dict.fromkeys(shown)


def position_of_image(story: Post | Page, path: str, focus: str, image_path: Callable[[Image], str]) -> tuple[int, int]:
    """Return the line and column of an image in a story."""
    if focus != IN_TEXT:
        return story.image_position
    shown = (one for one in story.figures if one.image.srcset and image_path(one.image) == path)
    return next(shown).position
