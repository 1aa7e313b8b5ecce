"""Plan the renditions of every image that a visible story or page shows."""

from collections.abc import Iterable, Iterator

from generator.images.renditions import base_size, crops, renditions
from generator.model.delta import Delta
from generator.model.image import CropRendition, ImageInfo, Rendition
from generator.model.image_keys import IN_TEXT, image_keys, position_of_image
from generator.model.library import Library
from generator.model.output import Output, Resize
from generator.model.settings import Settings


def keys(library: Library) -> Iterable[str]:
    """Name all pictures that are shown."""
    return library.image_sources


def touched(delta: Delta) -> Iterator[str]:
    """Name the images of the stories and pages that changed, as they were and as they are."""
    for change in delta.changes:
        for one in change.both:
            yield from image_keys(one, delta.after.image_path)


def outputs(library: Library, key: str) -> Iterator[Output]:
    """Plan each size and shape of a picture, however many stories share it.

    Messages about the image name the newest of these stories.
    """
    focus, _, path = key.partition("/")
    info = library.images.get(path)
    if info is None or key not in library.image_sources:
        return
    source = library.image_sources[key][0]
    line, column = position_of_image(library.source(source), path, focus, library.image_path)
    folder = "".join(library.settings.file.rpartition("/")[:2])
    first = base_size(info, library.settings)
    for size in _sizes(path, info, focus, library.settings):
        recipe = Resize(
            source=library.image_files[path],
            width=size.width,
            height=size.height,
            quality=library.settings.images.quality,
            position=(folder + source, line, column),
            digest=size.digest,
            box=size.box if isinstance(size, CropRendition) else None,
            mime=size.mime,
            base_size=first,
            content=info.digest,
        )
        yield Output(size.path, recipe, source=source, line=line, lasts=True)


def _sizes(path: str, info: ImageInfo, focus: str, settings: Settings) -> Iterator[Rendition | CropRendition]:
    """Name what is made of a picture; one in a text is not cut."""
    if focus == IN_TEXT:
        yield from renditions(path, info, settings.images.widths, settings)
        return
    yield from renditions(path, info, settings.images.hero, settings)
    if settings.images.thumbnail:
        yield from renditions(path, info, settings.images.thumbnail, settings)
    if settings.images.crops:
        left, top = map(int, focus.split(","))
        yield from crops(path, info, (left, top), settings)
