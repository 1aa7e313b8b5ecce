"""Give each story's pictures their sizes and shapes: where these will be, how wide and how high."""

from collections.abc import Callable, Iterable, Mapping
from functools import cached_property
from operator import is_
from pathlib import Path
from urllib.parse import quote, unquote

import msgspec

from generator.model.contents import AGAIN, CHANGED, ChangedError
from generator.model.known import Record
from generator.model.library import Asset
from generator.model.picture import FALLBACK_WIDTH, Picture, PictureError, Rendition, crops, renditions
from generator.model.post import Crop, Figure, Image, Post, Sizes
from generator.model.problem import Problem
from generator.model.settings import Settings
from generator.model.urls import composed
from generator.read.near import Index
from generator.read.pictures import is_raster, probe
from generator.read.posts import repictured, repictured_page

NO_IMAGE = Image("")
PUT = "Put it into the content folder under that path, or mend the path."
WITHOUT = "With images: {missing: warn} in _config.yml the site is built without it."
MOVED = PictureError(CHANGED, AGAIN)


class Illustrator:
    """Resolves pictures against the files of the site; probes only those that are new."""

    def __init__(self, settings: Settings, files: Mapping[str, Asset], known: Mapping[str, Picture]) -> None:
        """Take the published files by path, and what was known of pictures."""
        self.settings = settings
        self.files = files
        self.known = known
        self.published = frozenset(asset.path for asset in files.values())
        self.pictures: dict[str, Picture] = {}
        self.faults: dict[str, PictureError] = {}
        self.paths: dict[str, str] = {}  # by what front matter says
        self.problems: list[Problem] = []
        self.changed: list[str] = []  # files that were others when they were looked at than when they were read

    def check_font(self) -> None:
        """Say that there is no such font for cards; they are drawn with another one then."""
        settings = self.settings
        font = settings.images.card_font
        if font and font not in self.published:
            message = f'images: card_font: there is no file "{font}"'
            place = settings.places.get("images", (0, 0))
            self.problems.append(Problem(settings.file, message, *place, PUT, "warning"))

    def unknown(self, records: Iterable[Record]) -> list[str]:
        """Return the paths of the pictures that have to be looked at, because they are new or have changed."""
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
        """Note that there is a picture of pixels at `path`, whose content may be known already."""
        asset = self.files.get(path)
        if asset is None:
            return
        known = self.known.get(path)
        if known is not None and known.digest == asset.digest:
            self.pictures[path] = known
        elif is_raster(path):
            unknown[path] = None

    def path(self, image: Image) -> str:
        """Return the path below the site of a picture that front matter names."""
        path = self.paths.get(image.path)
        if path is None:
            path = self.paths[image.path] = site_path(image.path, self.settings.baseurl)
        return path

    def look(self, path: str) -> Picture | PictureError:
        """Look at a picture's file; may be done by another process."""
        asset = self.files[path]
        try:
            return probe(Path(asset.source), asset.digest)
        except PictureError as error:
            return error
        except ChangedError:
            return MOVED

    def learn(self, path: str, seen: Picture | PictureError) -> None:
        """Take note of what was seen of a picture."""
        if isinstance(seen, PictureError):
            self.faults[path] = seen
            self.changed += [self.files[path].name] if seen.message == MOVED.message else []
        else:
            self.pictures[path] = seen

    def illustrate(self, records: Iterable[Record], shown: Callable[[str], str]) -> list[Record]:
        """Return the records with every picture of ours resolved; what is wrong is added to `problems`."""
        return [self.record(record, shown) for record in records]

    def record(self, record: Record, shown: Callable[[str], str]) -> Record:
        """Resolve the pictures of one record."""
        story = record.post or record.page
        if story is None:
            return record
        image = old = story.teaser.image if isinstance(story, Post) else story.image
        if not story.figures and (old is None or self.is_settled(old)):
            return record  # of twenty thousand pictures, few have changed
        file = shown(record.name)
        if old is not None:
            image = self.image(old, file, story.image_place)
        figures = tuple([self.figure(figure, file) for figure in story.figures])
        if image is old and all(map(is_, figures, story.figures)):
            return record
        if isinstance(story, Post):
            return msgspec.structs.replace(record, post=repictured(story, image, figures))
        return msgspec.structs.replace(record, page=repictured_page(story, image, figures))

    def is_settled(self, image: Image) -> bool:
        """Tell whether a picture is resolved already, and its file as it was then."""
        picture = self.pictures.get(self.path(image)) if image.picture else None
        return picture is not None and picture.digest == image.picture

    def image(self, image: Image, file: str, place: tuple[int, int]) -> Image:
        """Return the image with its sizes and shapes, or bare if there is no such picture."""
        if image.src and not image.picture:  # somebody else's
            return image
        path = self.path(image)
        if path not in self.files:
            self.missing("image: ", image.path, file, place)
            return self.bare(image)
        return self.resolved(image, path, file, place, is_own=True)

    def figure(self, figure: Figure, file: str) -> Figure:
        """Return the figure with its sizes, or bare if it is not one of our pictures."""
        path = next((path for path in figure.paths if path in self.files), None)
        if path is None:
            if not self.is_elsewhere(figure):
                self.missing("", figure.src, file, figure.place)
            return figure if figure.image == NO_IMAGE else msgspec.structs.replace(figure, image=NO_IMAGE)
        address = f"{self.settings.baseurl}/{quote(path)}"
        old = figure.image if figure.image.path == address else Image(address)
        image = self.resolved(old, path, file, figure.place, is_own=False)
        return figure if image is figure.image else msgspec.structs.replace(figure, image=image)

    def is_elsewhere(self, figure: Figure) -> bool:
        """Tell whether what is no file of ours may still be there: beside the site, or under its published name."""
        base = self.settings.baseurl
        if base and figure.src.startswith("/") and not figure.src.startswith(base + "/"):
            return True
        return any(path in self.published for path in figure.paths)

    def resolved(self, image: Image, path: str, file: str, place: tuple[int, int], *, is_own: bool) -> Image:
        """Return the image of a file that there is, a story's own or one of its text; a drawing has no sizes."""
        asset = self.files[path]
        if not is_raster(path):
            src = f"/{quote(asset.path)}"
            return image if image.picture == asset.digest else self.bare(image, src=src, picture=asset.digest)
        picture = self.picture(path)
        if isinstance(picture, PictureError):
            said = "image: " if is_own else ""
            self.lacking(f"{said}{asset.name}: {picture.message}", file, place, picture.hint)
            return self.bare(image)
        return image if image.picture == picture.digest else self.sized(image, path, picture, is_own=is_own)

    def picture(self, path: str) -> Picture | PictureError:
        """Return what is known of a picture, or what is wrong with it, looking at its file if nobody has."""
        picture = self.pictures.get(path) or self.faults.get(path)
        if picture is None:
            picture = self.look(path)
            self.learn(path, picture)
        return picture

    def sized(self, image: Image, path: str, picture: Picture, *, is_own: bool) -> Image:
        """Name the sizes in which the picture is published, and the shapes of a story's own; say what its file says."""
        settings = self.settings
        large = self.sizes(path, picture, settings.images.hero if is_own else settings.images.widths)
        small = self.sizes(path, picture, settings.images.thumbnail) if is_own and settings.images.thumbnail else None
        cuts = crops(path, picture, image.focus, settings) if is_own and settings.images.crops else []
        caption, credit = image.told or (image.caption, image.credit)
        return msgspec.structs.replace(
            image,
            caption=caption or picture.caption,
            credit=credit or picture.credit,
            copyright=picture.copyright,
            told=(caption, credit) if picture.caption or picture.credit else None,
            src=large.src,
            srcset=large.srcset,
            sources=large.sources,
            width=large.width,
            height=large.height,
            small=small,
            mime=picture.mime,
            length=picture.length,
            picture=picture.digest,
            color=picture.color,
            crops=tuple(Crop(cut.ratio, f"/{quote(cut.path)}", cut.width, cut.height) for cut in cuts),
        )

    def sizes(self, path: str, picture: Picture, asked: Iterable[int]) -> Sizes:
        """Name the sizes in which a picture is published that are as wide as `asked`."""
        formats: dict[str, list[Rendition]] = {}
        for size in renditions(path, picture, asked, self.settings):
            formats.setdefault(size.mime, []).append(size)
        *others, (_, plain) = formats.items()
        chosen = ([size for size in plain if size.width <= FALLBACK_WIDTH] or plain[:1])[-1]
        sources = tuple((mime, self.srcset(members)) for mime, members in others)
        return Sizes(f"/{quote(chosen.path)}", self.srcset(plain), sources, chosen.width, chosen.height)

    def srcset(self, sizes: Iterable[Rendition]) -> str:
        """Name sizes of a picture as browsers choose among them."""
        return ", ".join(f"{self.settings.baseurl}/{quote(size.path)} {size.width}w" for size in sizes)

    @staticmethod
    def bare(image: Image, src: str = "", picture: str = "") -> Image:
        """Return the image as the front matter gives it; the same object if it is so already."""
        told = image.told or (image.caption, image.credit)
        wanted = Image(image.path, image.alt, *told, src=src, picture=picture, focus=image.focus)
        return image if image == wanted else wanted

    def missing(self, said: str, path: str, file: str, place: tuple[int, int]) -> None:
        """Say that there is no such picture, and which one may be meant."""
        near = self.index.near(site_path(path, self.settings.baseurl))
        # A blank that looks like another one is written as an address has it.
        spelt = "".join(sign if sign.isprintable() else quote(sign) for sign in near)
        hint = f'There is "{spelt}": write it so.' if near else PUT
        self.lacking(f'{said}there is no picture "{path}"', file, place, hint)

    def lacking(self, message: str, file: str, place: tuple[int, int], hint: str) -> None:
        """Say that a picture cannot be shown: as bad as the settings say."""
        if self.settings.images.missing == "warn":
            self.problems.append(Problem(file, message, *place, hint, "warning"))
        else:
            self.problems.append(Problem(file, message, *place, f"{hint} {WITHOUT}"))

    @cached_property
    def index(self) -> Index:
        """The files of the site, by what is alike in their names."""
        return Index(self.files)


def site_path(path: str, baseurl: str) -> str:
    """Return the path below the site that a front matter's `image` means."""
    below = path.removeprefix(baseurl) if path.startswith(baseurl + "/") else path
    return composed(unquote(below)).lstrip("/")
