"""Give each story's picture its sizes and shapes: where the thumbnails will be, how wide and how high."""

from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import TypeVar
from urllib.parse import quote, unquote

import msgspec

from generator.model.known import Record
from generator.model.library import Asset
from generator.model.picture import Picture, PictureError, crops, renditions
from generator.model.post import Crop, Image, Page, Post
from generator.model.problem import Problem
from generator.model.settings import Settings
from generator.read.pictures import is_raster, probe
from generator.read.posts import repictured, repictured_page

PREFERRED = 960  # pixels: the size for browsers that do not choose from `srcset`
Story = TypeVar("Story", Post, Page)


class Illustrator:
    """Resolves pictures against the files of the site; probes only those that are new."""

    def __init__(self, settings: Settings, files: Mapping[str, Asset], known: Mapping[str, Picture]) -> None:
        """Take the published files by path, and what was known of pictures."""
        self.settings = settings
        self.files = files
        self.known = known
        self.pictures: dict[str, Picture] = {}
        self.problems: list[Problem] = []

    def illustrate(self, records: Iterable[Record], shown: Callable[[str], str]) -> list[Record]:
        """Return the records with every picture of ours resolved; what is wrong is added to `problems`."""
        return [self.record(record, shown) for record in records]

    def record(self, record: Record, shown: Callable[[str], str]) -> Record:
        """Resolve the picture of one record."""
        if record.post is not None and record.post.teaser.image is not None:
            image = self.image(record.post.teaser.image, shown(record.name), record.post.image_place)
            if image is not record.post.teaser.image:
                return msgspec.structs.replace(record, post=repictured(record.post, image))
        elif record.page is not None and record.page.image is not None:
            image = self.image(record.page.image, shown(record.name), record.page.image_place)
            if image is not record.page.image:
                return msgspec.structs.replace(record, page=repictured_page(record.page, image))
        return record

    def image(self, image: Image, file: str, place: tuple[int, int]) -> Image:
        """Return the image with its sizes, or bare if there is no such picture."""
        if image.src and not image.picture:  # somebody else's
            return image
        path = site_path(image.path, self.settings.baseurl)
        asset = self.files.get(path)
        if asset is None:
            self.missing(image, file, place)
            return self.bare(image)
        if not is_raster(path):
            src = f"/{quote(asset.path)}"
            return image if image.picture == asset.digest else self.bare(image, src=src, picture=asset.digest)
        picture = self.picture(path, asset, file, place)
        if picture is None:
            return self.bare(image)
        return image if image.picture == picture.digest else self.sized(image, path, picture)

    def picture(self, path: str, asset: Asset, file: str, place: tuple[int, int]) -> Picture | None:
        """Return what is known of a picture, looking at its file if that changed."""
        picture = self.pictures.get(path) or self.known.get(path)
        if picture is None or picture.digest != asset.digest:
            try:
                picture = probe(Path(asset.source), asset.digest)
            except PictureError as error:
                self.problems.append(Problem(file, f"image: {asset.name}: {error.message}", *place, error.hint))
                return None
        self.pictures[path] = picture
        return picture

    def sized(self, image: Image, path: str, picture: Picture) -> Image:
        """Name the sizes and shapes in which the picture is published."""
        settings = self.settings
        sizes = renditions(path, picture, settings.image_widths, settings.image_quality)
        cuts = crops(path, picture, image.focus, settings.image_quality) if settings.image_crops else []
        chosen = [size for size in sizes if size.width <= PREFERRED][-1:] or sizes[:1]
        return msgspec.structs.replace(
            image,
            src=f"/{quote(chosen[0].path)}",
            srcset=", ".join(f"{settings.baseurl}/{quote(size.path)} {size.width}w" for size in sizes),
            width=chosen[0].width,
            height=chosen[0].height,
            mime=picture.mime,
            length=picture.length,
            picture=picture.digest,
            crops=tuple(Crop(cut.ratio, f"/{quote(cut.path)}", cut.width, cut.height) for cut in cuts),
        )

    @staticmethod
    def bare(image: Image, src: str = "", picture: str = "") -> Image:
        """Return the image as the front matter gives it; the same object if it is so already."""
        wanted = Image(image.path, image.alt, image.caption, image.credit, src=src, picture=picture, focus=image.focus)
        return image if image == wanted else wanted

    def missing(self, image: Image, file: str, place: tuple[int, int]) -> None:
        """Say that there is no such picture."""
        severity = "warning" if self.settings.missing_images == "warn" else "error"
        message = f'image: there is no picture "{image.path}"'
        hint = "Put it into the content folder under that path, or mend the path."
        self.problems.append(Problem(file, message, *place, hint, "warning" if severity == "warning" else "error"))


def site_path(path: str, baseurl: str) -> str:
    """Return the path below the site that a front matter's `image` means."""
    below = path.removeprefix(baseurl) if path.startswith(baseurl + "/") else path
    return unquote(below).lstrip("/")
