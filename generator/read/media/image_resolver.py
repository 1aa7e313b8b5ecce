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
        """Store the published files, by path, and the known properties of images."""
        self.settings = settings
        self.files = files
        self.cached = known
        self.published = frozenset(asset.path for asset in files.values())
        self.images: dict[str, ImageInfo] = {}
        self.errors: dict[str, ImageError] = {}
        self.paths: dict[str, str] = {}  # by the value in the front matter
        self.problems: list[Problem] = []
        self.changed: list[str] = []  # files that changed between reading and probing

    def check_font(self) -> None:
        """Warn if the font for cards does not exist; they are then drawn with the default font."""
        settings = self.settings
        font = settings.images.card_font
        if font and font not in self.published:
            message = f'images: card_font: there is no file "{font}"'
            position = settings.positions.get("images", (0, 0))
            self.problems.append(Problem(settings.file, message, *position, PUT, "warning"))

    def pending(self, records: Iterable[SourceRecord]) -> list[str]:
        """Return the paths of the images to probe, because they are new or have changed."""
        found: dict[str, None] = {}
        for record in records:
            story = record.post or record.page
            if story is None:
                continue
            image = story.teaser.image if type(story) is Post else story.image  # type: ignore[union-attr]
            if image is not None and (image.file_digest or not image.src):
                self._note(self.path(image), found)
            for figure in story.figures:
                self._note(next((path for path in figure.paths if path in self.files), ""), found)
        return list(found)

    def _note(self, path: str, unknown: dict[str, None]) -> None:
        """Add the raster image at `path` to `unknown`, unless its content is known."""
        asset = self.files.get(path)
        if asset is None:
            return
        known = self.cached.get(path)
        if known is not None and known.digest == asset.digest:
            self.images[path] = known
        elif is_raster(path):
            unknown[path] = None

    def path(self, image: Image) -> str:
        """Return the path below the site of an image in front matter."""
        path = self.paths.get(image.path)
        if path is None:
            path = self.paths[image.path] = site_path(image.path, self.settings.baseurl)
        return path

    def probe(self, path: str) -> ImageInfo | ImageError:
        """Probe an image file; other processes may call it."""
        asset = self.files[path]
        try:
            return probe(Path(asset.source), asset.digest)
        except ImageError as error:
            return error
        except ChangedError:
            return MOVED

    def add(self, path: str, seen: ImageInfo | ImageError) -> None:
        """Store the result of a probe."""
        if isinstance(seen, ImageError):
            self.errors[path] = seen
            self.changed += [self.files[path].name] if seen.message == MOVED.message else []
        else:
            self.images[path] = seen

    def resolve_record(self, record: SourceRecord, shown: Callable[[str], str]) -> SourceRecord:
        """Return a record with every image of the site resolved; problems are added to `problems`."""
        story = record.post or record.page
        if story is None:
            return record
        image = old = story.teaser.image if isinstance(story, Post) else story.image
        if not story.figures and (old is None or self.is_current(old)):
            return record  # of twenty thousand images few have changed
        file = shown(record.name)
        if old is not None:
            image = self.resolve_image(old, file, story.image_position)
        figures = tuple([self.resolve_figure(figure, file) for figure in story.figures])
        if image is old and all(map(is_, figures, story.figures)):
            return record
        if isinstance(story, Post):
            return msgspec.structs.replace(record, post=with_images(story, image, figures))
        return msgspec.structs.replace(record, page=page_with_images(story, image, figures))

    def is_current(self, image: Image) -> bool:
        """Tell whether an image is resolved already, and its file unchanged."""
        info = self.images.get(self.path(image)) if image.file_digest else None
        return info is not None and info.digest == image.file_digest

    def resolve_image(self, image: Image, file: str, position: tuple[int, int]) -> Image:
        """Return the image with its renditions and crops, or without if the file does not exist."""
        if image.src and not image.file_digest:  # an image of another site
            return image
        path = self.path(image)
        if path not in self.files:
            self.report_missing("image: ", image.path, file, position)
            return self.without_renditions(image)
        return self.resolve_file(image, path, file, position, is_own=True)

    def resolve_figure(self, figure: Figure, file: str) -> Figure:
        """Return the figure with its renditions, or without if it is not an image of the site."""
        path = next((path for path in figure.paths if path in self.files), None)
        if path is None:
            if not self.is_elsewhere(figure):
                self.report_missing("", figure.src, file, figure.position)
            return figure if figure.image == NO_IMAGE else msgspec.structs.replace(figure, image=NO_IMAGE)
        address = f"{self.settings.baseurl}/{quote(path)}"
        old = figure.image if figure.image.path == address else Image(address)
        image = self.resolve_file(old, path, file, figure.position, is_own=False)
        return figure if image is figure.image else msgspec.structs.replace(figure, image=image)

    def is_elsewhere(self, figure: Figure) -> bool:
        """Tell whether an image that is no source may still exist: outside the site, or as a published name."""
        base = self.settings.baseurl
        if base and figure.src.startswith("/") and not figure.src.startswith(base + "/"):
            return True
        return any(path in self.published for path in figure.paths)

    def resolve_file(self, image: Image, path: str, file: str, position: tuple[int, int], *, is_own: bool) -> Image:
        """Resolve an image whose file exists, a story's own or one in its text; an SVG has no renditions."""
        asset = self.files[path]
        if not is_raster(path):
            src = f"/{quote(asset.path)}"
            return (
                image
                if image.file_digest == asset.digest
                else self.without_renditions(image, src=src, digest=asset.digest)
            )
        info = self.info(path)
        if isinstance(info, ImageError):
            written_path = "image: " if is_own else ""
            self.lacking(f"{written_path}{asset.name}: {info.message}", file, position, info.hint)
            return self.without_renditions(image)
        return image if image.file_digest == info.digest else self.with_renditions(image, path, info, is_own=is_own)

    def info(self, path: str) -> ImageInfo | ImageError:
        """Return the properties of an image, or its error; probe it if necessary."""
        info = self.images.get(path) or self.errors.get(path)
        if info is None:
            info = self.probe(path)
            self.add(path, info)
        return info

    def with_renditions(self, image: Image, path: str, info: ImageInfo, *, is_own: bool) -> Image:
        """Add the renditions, the crops of a story's own image, and the metadata of the file."""
        settings = self.settings
        large = self.sizes(path, info, settings.images.hero if is_own else settings.images.widths)
        small = self.sizes(path, info, settings.images.thumbnail) if is_own and settings.images.thumbnail else None
        cuts = crops(path, info, image.focus, settings) if is_own and settings.images.crops else []
        caption, credit = image.written or (image.caption, image.credit)
        return msgspec.structs.replace(
            image,
            caption=caption or info.caption,
            credit=credit or info.credit,
            copyright=info.copyright,
            written=(caption, credit) if info.caption or info.credit else None,
            src=large.src,
            srcset=large.srcset,
            sources=large.sources,
            width=large.width,
            height=large.height,
            small=small,
            mime=info.mime,
            length=info.length,
            file_digest=info.digest,
            color=info.color,
            crops=tuple(Crop(cut.ratio, f"/{quote(cut.path)}", cut.width, cut.height) for cut in cuts),
        )

    def sizes(self, path: str, info: ImageInfo, asked: Iterable[int]) -> Sizes:
        """Return the renditions of an image in the given widths."""
        formats: dict[str, list[Rendition]] = {}
        for size in renditions(path, info, asked, self.settings):
            formats.setdefault(size.mime, []).append(size)
        *others, (_, plain) = formats.items()
        chosen = ([size for size in plain if size.width <= FALLBACK_WIDTH] or plain[:1])[-1]
        sources = tuple((mime, self.srcset(members)) for mime, members in others)
        return Sizes(f"/{quote(chosen.path)}", self.srcset(plain), sources, chosen.width, chosen.height)

    def srcset(self, sizes: Iterable[Rendition]) -> str:
        """Return renditions as the value of a `srcset` attribute."""
        return ", ".join(f"{self.settings.baseurl}/{quote(size.path)} {size.width}w" for size in sizes)

    @staticmethod
    def without_renditions(image: Image, src: str = "", digest: str = "") -> Image:
        """Return the image as in the front matter; the same object if nothing changes."""
        written = image.written or (image.caption, image.credit)
        wanted = Image(image.path, image.alt, *written, src=src, file_digest=digest, focus=image.focus)
        return image if image == wanted else wanted

    def report_missing(self, written_path: str, path: str, file: str, position: tuple[int, int]) -> None:
        """Report that an image does not exist, and suggest a similar one."""
        near = self.index.near(site_path(path, self.settings.baseurl))
        # Unusual spaces are shown percent-encoded.
        spelt = "".join(sign if sign.isprintable() else quote(sign) for sign in near)
        hint = f'There is "{spelt}": write it so.' if near else PUT
        self.lacking(f'{written_path}there is no picture "{path}"', file, position, hint)

    def lacking(self, message: str, file: str, position: tuple[int, int], hint: str) -> None:
        """Report an image that cannot be shown, with the severity from the settings."""
        if self.settings.images.missing == "warn":
            self.problems.append(Problem(file, message, *position, hint, "warning"))
        else:
            self.problems.append(Problem(file, message, *position, f"{hint} {WITHOUT}"))

    @cached_property
    def index(self) -> SimilarNames:
        """The files of the site, for suggestions."""
        return SimilarNames(self.files)


def site_path(path: str, baseurl: str) -> str:
    """Return the path below the site for a value of `image`."""
    below = path.removeprefix(baseurl) if path.startswith(baseurl + "/") else path
    return composed(unquote(below)).lstrip("/")
