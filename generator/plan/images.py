"""Plan the renditions of every image that a visible story or page shows."""

from collections.abc import Iterator

from generator.images.renditions import base_size, crops, renditions
from generator.model.image import CropRendition, ImageInfo, Rendition
from generator.model.library import Library
from generator.model.output import Output, Resize
from generator.model.post import Image, Page, Post
from generator.model.settings import Settings

Place = tuple[int, int]
Focus = tuple[int, int]


def outputs(library: Library) -> Iterator[Output]:
    """Plan each rendition and crop of each image once, even if several stories share it.

    Messages about the image name the newest of these stories.
    """
    folder = "".join(library.settings.file.rpartition("/")[:2])
    done: set[object] = set()
    for story, image, at, focus in _images_of_stories(library):
        path = library.image_path(image)
        info = library.images.get(path)
        if info is None or (path, focus) in done:
            continue
        done.add((path, focus))
        place = (folder + _source(story), *at)
        first = base_size(info, library.settings)
        for size in _sizes(path, info, focus, library.settings):
            if size.path in done:  # planned for another page, or focus, or `a.jpg` and `a.jpeg` have the same content
                continue
            done.add(size.path)
            recipe = Resize(
                source=library.image_files[path],
                width=size.width,
                height=size.height,
                quality=library.settings.images.quality,
                place=place,
                digest=size.digest,
                box=size.box if isinstance(size, CropRendition) else None,
                mime=size.mime,
                base_size=first,
                content=info.digest,
            )
            yield Output(size.path, recipe, source=_source(story), line=at[0], lasts=True)


def _sizes(path: str, info: ImageInfo, focus: Focus | None, settings: Settings) -> Iterator[Rendition | CropRendition]:
    """Yield the renditions of an image, and its crops if it has a focus."""
    if focus is None:
        yield from renditions(path, info, settings.images.widths, settings)
        return
    yield from renditions(path, info, settings.images.hero, settings)
    if settings.images.thumbnail:
        yield from renditions(path, info, settings.images.thumbnail, settings)
    if settings.images.crops:
        yield from crops(path, info, focus, settings)


def _images_of_stories(library: Library) -> Iterator[tuple[Post | Page, Image, Place, Focus | None]]:
    """Yield the images of all stories, the position of each, and the focus of those with crops.

    Images in texts come last, and have no crops.
    """
    for post in library.posts:
        if post.teaser.image is not None:
            yield post, post.teaser.image, post.image_place, post.teaser.image.focus
    for page in library.pages:
        if page.image is not None:
            yield page, page.image, page.image_place, page.image.focus
    stories: list[Post | Page] = [*library.posts, *library.pages]
    for story in stories:
        for figure in story.figures:
            if figure.image.srcset:
                yield story, figure.image, figure.place, None


def _source(story: Post | Page) -> str:
    return story.teaser.source if isinstance(story, Post) else story.source
