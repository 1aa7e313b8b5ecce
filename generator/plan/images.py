"""The sizes of every picture that a visible story or page shows."""

from collections.abc import Iterator
from pathlib import PurePosixPath

from generator.model.library import Library
from generator.model.output import Output, Resize
from generator.model.picture import renditions
from generator.model.post import Image, Page, Post


def outputs(library: Library) -> Iterator[Output]:
    """Name each size of each picture of ours once, however many stories share it.

    The newest of them is the one that a message about the picture names.
    """
    settings = library.settings
    folder = PurePosixPath(settings.file).parent
    done: set[str] = set()
    for story, image in _illustrated(library):
        path = library.picture_of(image)
        picture = library.pictures.get(path)
        if picture is None or path in done:
            continue
        done.add(path)
        file = (folder / _source(story)).as_posix()
        for size in renditions(path, picture, settings.image_widths, settings.image_quality):
            if size.path in done:  # `a.jpg` and `a.jpeg` with the same content
                continue
            done.add(size.path)
            recipe = Resize(
                source=library.picture_files[path],
                width=size.width,
                height=size.height,
                quality=settings.image_quality,
                place=(file, *story.image_place),
                digest=size.digest,
            )
            yield Output(size.path, recipe, source=_source(story), line=story.image_place[0])


def _illustrated(library: Library) -> Iterator[tuple[Post | Page, Image]]:
    for post in library.posts:
        if post.teaser.image is not None:
            yield post, post.teaser.image
    for page in library.pages:
        if page.image is not None:
            yield page, page.image


def _source(story: Post | Page) -> str:
    return story.teaser.source if isinstance(story, Post) else story.source
