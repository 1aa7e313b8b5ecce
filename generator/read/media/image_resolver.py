"""Resolve each story's images to renditions: their URLs, widths and heights."""

from collections.abc import Callable, Iterable, Mapping
from functools import cached_property
from operator import is_
from pathlib import Path
from urllib.parse import quote, unquote

import msgspec

from generator.formats.urls import composed
from generator.images.probe import is_raster, probe
from generator.images.renditions import FALLBACK_WIDTH, crops, renditions
from generator.model.cache_records import SourceRecord
from generator.model.image import ImageError, ImageInfo, Rendition
from generator.model.library import Asset
from generator.model.post import Crop, Figure, Image, Post, Sizes
from generator.model.problem import Problem
from generator.model.settings import Settings
from generator.model.source_bytes import AGAIN, CHANGED, ChangedError
from generator.read.media.similar_names import SimilarNames
from generator.read.story.posts import page_with_images, with_images

NO_IMAGE = Image("")
PUT = "Put it into the content folder under that path, or mend the path."
WITHOUT = "With images: {missing: warn} in _config.yml the site is built without it."
MOVED = ImageError(CHANGED, AGAIN)


class ImageResolver:
    """Resolves images against the files of the site; probes only those that are new."""

    def __init__(self, settings: Settings, files: Mapping[str, Asset], known: Mapping[str, ImageInfo]) -> None:
        """Take the published files by path, and what was known of images."""
        self.settings = settings
        self.files = files
        self.cached = known
        self.published = frozenset(asset.path for asset in files.values())
        self.images: dict[str, ImageInfo] = {}
        self.errors: dict[str, ImageError] = {}
        self.paths: dict[str, str] = {}  # by what front matter says
        self.problems: list[Problem] = []
        self.changed: list[str] = []  # files that were others when they were looked at than when they were read

    def check_font(self) -> None:
        """Say that there is no such font for cards; they are drawn with another one then."""
        settings = self.settings
        font = settings.images.card_font
        if font and font not in self.published:
            message = f'images: card_font: there is no file "{font}"'
            place = settings.positions.get("images", (0, 0))
            self.problems.append(Problem(settings.file, message, *place, PUT, "warning"))

    def pending(self, records: Iterable[SourceRecord]) -> list[str]:
        """Return the paths of the images that have to be looked at, because they are new or have changed."""
        found: dict[str, None] = {}
        for record in records:
            story = record.post or record.page
            if story is None:
                continue
            image = story.teaser.image if type(story) is Post else story.image  # type: ignore[union-attr]
            if image is not None and (image.picture or not image.src):
                self._note(self.path(image), found)
            for figure in story.figures:
                self._note(next((path for path in figure.paths if path in self.files), ""), found)
        return list(found)

    def _note(self, path: str, unknown: dict[str, None]) -> None:
        """Note that there is an image of pixels at `path`, whose content may be known already."""
        asset = self.files.get(path)
        if asset is None:
            return
        known = self.cached.get(path)
        if known is not None and known.digest == asset.digest:
            self.images[path] = known
        elif is_raster(path):
            unknown[path] = None

    def path(self, image: Image) -> str:
        """Return the path below the site of an image that front matter names."""
        path = self.paths.get(image.path)
        if path is None:
            path = self.paths[image.path] = site_path(image.path, self.settings.baseurl)
        return path

    def probe(self, path: str) -> ImageInfo | ImageError:
        """Look at an image's file; may be done by another process."""
        asset = self.files[path]
        try:
            return probe(Path(asset.source), asset.digest)
        except ImageError as error:
            return error
        except ChangedError:
            return MOVED

    def add(self, path: str, seen: ImageInfo | ImageError) -> None:
        """Take note of what was seen of an image."""
        if isinstance(seen, ImageError):
            self.errors[path] = seen
            self.changed += [self.files[path].name] if seen.message == MOVED.message else []
        else:
            self.images[path] = seen

    def resolve_all(self, records: Iterable[SourceRecord], shown: Callable[[str], str]) -> list[SourceRecord]:
        """Return the records with every image of ours resolved; what is wrong is added to `problems`."""
        return [self.resolve_record(record, shown) for record in records]

    def resolve_record(self, record: SourceRecord, shown: Callable[[str], str]) -> SourceRecord:
        """Resolve the images of one record."""
        story = record.post or record.page
        if story is None:
            return record
        image = old = story.teaser.image if isinstance(story, Post) else story.image
        if not story.figures and (old is None or self.is_current(old)):
            return record  # of twenty thousand images, few have changed
        file = shown(record.name)
        if old is not None:
            image = self.resolve_image(old, file, story.image_place)
        figures = tuple([self.resolve_figure(figure, file) for figure in story.figures])
        if image is old and all(map(is_, figures, story.figures)):
            return record
        if isinstance(story, Post):
            return msgspec.structs.replace(record, post=with_images(story, image, figures))
        return msgspec.structs.replace(record, page=page_with_images(story, image, figures))

    def is_current(self, image: Image) -> bool:
        """Tell whether an image is resolved already, and its file as it was then."""
        info = self.images.get(self.path(image)) if image.picture else None
        return info is not None and info.digest == image.picture

    def resolve_image(self, image: Image, file: str, place: tuple[int, int]) -> Image:
        """Return the image with its sizes and shapes, or bare if there is no such image."""
        if image.src and not image.picture:  # somebody else's
            return image
        path = self.path(image)
        if path not in self.files:
            self.report_missing("image: ", image.path, file, place)
            return self.without_renditions(image)
        return self.resolve_file(image, path, file, place, is_own=True)

    def resolve_figure(self, figure: Figure, file: str) -> Figure:
        """Return the figure with its sizes, or bare if it is not one of our images."""
        path = next((path for path in figure.paths if path in self.files), None)
        if path is None:
            if not self.is_elsewhere(figure):
                self.report_missing("", figure.src, file, figure.place)
            return figure if figure.image == NO_IMAGE else msgspec.structs.replace(figure, image=NO_IMAGE)
        address = f"{self.settings.baseurl}/{quote(path)}"
        old = figure.image if figure.image.path == address else Image(address)
        image = self.resolve_file(old, path, file, figure.place, is_own=False)
        return figure if image is figure.image else msgspec.structs.replace(figure, image=image)

    def is_elsewhere(self, figure: Figure) -> bool:
        """Tell whether what is no file of ours may still be there: beside the site, or under its published name."""
        base = self.settings.baseurl
        if base and figure.src.startswith("/") and not figure.src.startswith(base + "/"):
            return True
        return any(path in self.published for path in figure.paths)

    def resolve_file(self, image: Image, path: str, file: str, place: tuple[int, int], *, is_own: bool) -> Image:
        """Return the image of a file that there is, a story's own or one of its text; a drawing has no sizes."""
        asset = self.files[path]
        if not is_raster(path):
            src = f"/{quote(asset.path)}"
            return (
                image if image.picture == asset.digest else self.without_renditions(image, src=src, digest=asset.digest)
            )
        info = self.info(path)
        if isinstance(info, ImageError):
            said = "image: " if is_own else ""
            self.lacking(f"{said}{asset.name}: {info.message}", file, place, info.hint)
            return self.without_renditions(image)
        return image if image.picture == info.digest else self.with_renditions(image, path, info, is_own=is_own)

    def info(self, path: str) -> ImageInfo | ImageError:
        """Return what is known of an image, or what is wrong with it, looking at its file if nobody has."""
        info = self.images.get(path) or self.errors.get(path)
        if info is None:
            info = self.probe(path)
            self.add(path, info)
        return info

    def with_renditions(self, image: Image, path: str, info: ImageInfo, *, is_own: bool) -> Image:
        """Name the sizes in which the image is published, and the shapes of a story's own; say what its file says."""
        settings = self.settings
        large = self.sizes(path, info, settings.images.hero if is_own else settings.images.widths)
        small = self.sizes(path, info, settings.images.thumbnail) if is_own and settings.images.thumbnail else None
        cuts = crops(path, info, image.focus, settings) if is_own and settings.images.crops else []
        caption, credit = image.told or (image.caption, image.credit)
        return msgspec.structs.replace(
            image,
            caption=caption or info.caption,
            credit=credit or info.credit,
            copyright=info.copyright,
            told=(caption, credit) if info.caption or info.credit else None,
            src=large.src,
            srcset=large.srcset,
            sources=large.sources,
            width=large.width,
            height=large.height,
            small=small,
            mime=info.mime,
            length=info.length,
            picture=info.digest,
            color=info.color,
            crops=tuple(Crop(cut.ratio, f"/{quote(cut.path)}", cut.width, cut.height) for cut in cuts),
        )

    def sizes(self, path: str, info: ImageInfo, asked: Iterable[int]) -> Sizes:
        """Name the sizes in which an image is published that are as wide as `asked`."""
        formats: dict[str, list[Rendition]] = {}
        for size in renditions(path, info, asked, self.settings):
            formats.setdefault(size.mime, []).append(size)
        *others, (_, plain) = formats.items()
        chosen = ([size for size in plain if size.width <= FALLBACK_WIDTH] or plain[:1])[-1]
        sources = tuple((mime, self.srcset(members)) for mime, members in others)
        return Sizes(f"/{quote(chosen.path)}", self.srcset(plain), sources, chosen.width, chosen.height)

    def srcset(self, sizes: Iterable[Rendition]) -> str:
        """Name sizes of an image as browsers choose among them."""
        return ", ".join(f"{self.settings.baseurl}/{quote(size.path)} {size.width}w" for size in sizes)

    @staticmethod
    def without_renditions(image: Image, src: str = "", digest: str = "") -> Image:
        """Return the image as the front matter gives it; the same object if it is so already."""
        told = image.told or (image.caption, image.credit)
        wanted = Image(image.path, image.alt, *told, src=src, picture=digest, focus=image.focus)
        return image if image == wanted else wanted

    def report_missing(self, said: str, path: str, file: str, place: tuple[int, int]) -> None:
        """Say that there is no such image, and which one may be meant."""
        near = self.index.near(site_path(path, self.settings.baseurl))
        # A blank that looks like another one is written as an address has it.
        spelt = "".join(sign if sign.isprintable() else quote(sign) for sign in near)
        hint = f'There is "{spelt}": write it so.' if near else PUT
        self.lacking(f'{said}there is no picture "{path}"', file, place, hint)

    def lacking(self, message: str, file: str, place: tuple[int, int], hint: str) -> None:
        """Say that an image cannot be shown: as bad as the settings say."""
        if self.settings.images.missing == "warn":
            self.problems.append(Problem(file, message, *place, hint, "warning"))
        else:
            self.problems.append(Problem(file, message, *place, f"{hint} {WITHOUT}"))

    @cached_property
    def index(self) -> SimilarNames:
        """The files of the site, by what is alike in their names."""
        return SimilarNames(self.files)


def site_path(path: str, baseurl: str) -> str:
    """Return the path below the site that a front matter's `image` means."""
    below = path.removeprefix(baseurl) if path.startswith(baseurl + "/") else path
    return composed(unquote(below)).lstrip("/")
