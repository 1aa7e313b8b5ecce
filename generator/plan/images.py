"""The sizes and shapes of every picture that a visible story or page shows."""

from collections.abc import Iterator
from pathlib import PurePosixPath

from generator.model.library import Library
from generator.model.output import Output, Resize
from generator.model.picture import Cut, Picture, Rendition, crops, renditions
from generator.model.post import Image, Page, Post
from generator.model.settings import Settings


def outputs(library: Library) -> Iterator[Output]:
    """Name each size and shape of each picture of ours once, however many stories share it.

    The newest of them is the one that a message about the picture names.
    """
    folder = PurePosixPath(library.settings.file).parent
    done: set[object] = set()
    for story, image in _illustrated(library):
        path = library.picture_of(image)
        picture = library.pictures.get(path)
        if picture is None or (path, image.focus) in done:
            continue
        done.add((path, image.focus))
        place = ((folder / _source(story)).as_posix(), *story.image_place)
        for size in _sizes(path, picture, image, library.settings):
            if size.path in done:  # another focus, or `a.jpg` and `a.jpeg` with the same content
                continue
            done.add(size.path)
            recipe = Resize(
                source=library.picture_files[path],
                width=size.width,
                height=size.height,
                quality=library.settings.image_quality,
                place=place,
                digest=size.digest,
                box=size.box if isinstance(size, Cut) else None,
            )
            yield Output(size.path, recipe, source=_source(story), line=story.image_place[0])


def _sizes(path: str, picture: Picture, image: Image, settings: Settings) -> Iterator[Rendition | Cut]:
    yield from renditions(path, picture, settings.image_widths, settings.image_quality)
    if settings.image_crops:
        yield from crops(path, picture, image.focus, settings.image_quality)


def _illustrated(library: Library) -> Iterator[tuple[Post | Page, Image]]:
    for post in library.posts:
        if post.teaser.image is not None:
            yield post, post.teaser.image
    for page in library.pages:
        if page.image is not None:
            yield page, page.image


def _source(story: Post | Page) -> str:
    return story.teaser.source if isinstance(story, Post) else story.source
