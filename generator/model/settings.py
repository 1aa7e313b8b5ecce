"""The settings of `_config.yml`, and the folders of a project."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any, Literal

from msgspec import Struct

from generator.model.digest import Digest, digest_of
from generator.model.problem import Problem
from generator.model.target import Announce, Target

Numbering = Literal["oldest", "newest"]
WIDTHS = (480, 960, 1600)  # pixels
UNREAD = digest_of("settings that nobody wrote")


class ImageOptions(Struct, frozen=True):
    """How pictures are published: `images:` of `_config.yml`.

    Those in texts come in ``widths``, a story's own in ``hero``, and in lists in ``thumbnail`` where there are any; all
    in pixels. ``card_font`` is a path below the site, ``missing`` says how bad it is if there is no such picture.
    """

    widths: tuple[int, ...] = WIDTHS
    hero: tuple[int, ...] = WIDTHS
    thumbnail: tuple[int, ...] = ()
    quality: int = 80
    formats: tuple[str, ...] = ("avif", "original")
    crops: bool = True
    cards: bool = False
    card_font: str = ""
    missing: Literal["error", "warn"] = "error"


class Default(Struct, frozen=True):
    """One entry of `defaults:`; `values` apply to sources below `path` (or matching it) of `type`."""

    path: str
    type: str
    values: dict[str, Any]


class Collection(Struct, frozen=True):
    """One entry of `collections:`: documents in the folder `_<label>`."""

    label: str
    output: bool = False
    permalink: str = ""


class Link(Struct, frozen=True):
    """A name that leads somewhere."""

    name: str
    url: str


class Colors(Struct, frozen=True):
    """Colours of the theme that the site sets itself, by the name of their custom property: `paper`, `ink` …."""

    light: dict[str, str] = {}
    dark: dict[str, str] = {}


# What the default theme prints on (`--paper` in static/css/main.css).
PAPER, PAPER_DARK = "#fcfbf8", "#15171a"


class ThemeOptions(Struct, frozen=True):
    """`theme:` in `_config.yml`: what gives a paper its own face, without a template being touched.

    Colours are `#rrggbb`, or empty where the theme's own hold. ``logo`` is a path below `baseurl` or a URL, with its
    size in pixels where that is known (else 0), and so is ``logo_dark``, for dark pages; ``logo_is_sized`` tells that
    the settings say how large they are to be. ``icon`` names a file of the site as the illustrator knows it.
    """

    accent: str = ""
    accent_dark: str = ""
    colors: Colors = Colors()
    logo: str = ""
    logo_width: int = 0
    logo_height: int = 0
    logo_is_sized: bool = False
    logo_dark: str = ""
    logo_dark_width: int = 0
    logo_dark_height: int = 0
    icon: str = ""
    ears: tuple[str, ...] = ()
    social: tuple[Link, ...] = ()
    share: tuple[str, ...] = ("email", "whatsapp", "facebook", "bluesky")

    @property
    def paper(self) -> str:
        """The colour of the paper."""
        return self.colors.light.get("paper", PAPER)

    @property
    def paper_dark(self) -> str:
        """The colour of the paper of dark pages."""
        return self.colors.dark.get("paper", PAPER_DARK)


class Settings(Struct, frozen=True):
    """`_config.yml` with Jekyll's meanings; `values` is all of it but `deploy:`, for templates.

    ``url`` has no slash at its end, ``baseurl`` is empty or begins with one. ``digest`` covers every
    setting but the targets: a change of any of them makes every output stale. ``deploy_error`` is what is wrong with
    the targets; then there are none. ``positions`` is where each key's value stands, ``warnings`` what is doubtful.
    """

    file: str = "_config.yml"
    title: str = ""
    tagline: str = ""
    description: str = ""
    url: str = ""
    baseurl: str = ""
    lang: str = "en"
    timezone: str = "UTC"
    permalink: str = "date"
    paginate: int = 10
    paginate_path: str = "/page:num/"
    numbering: Numbering = "oldest"
    excerpt_separator: str = "\n\n"
    include: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()
    future: bool = False
    show_drafts: bool = False
    unpublished: bool = False
    defaults: tuple[Default, ...] = ()
    collections: tuple[Collection, ...] = ()
    data_dir: str = "_data"
    markdown: str = "markdown"
    markdown_extensions: tuple[str, ...] = ()
    markdown_extension_configs: dict[str, dict[str, Any]] = {}
    authors: dict[str, Any] = {}
    feed_items: int = 20
    images: ImageOptions = ImageOptions()
    theme: ThemeOptions = ThemeOptions()
    targets: tuple[Target, ...] = ()
    deploy_error: Problem | None = None
    announce: Announce = Announce()
    warnings: tuple[Problem, ...] = ()
    positions: dict[str, tuple[int, int]] = {}
    values: dict[str, Any] = {}
    digest: Digest = UNREAD

    @property
    def typography(self) -> Mapping[str, Any]:
        """The options of Markdown's typographer, which sets headlines as well."""
        told = self.markdown_extension_configs
        return told.get("smarty") or told.get("markdown.extensions.smarty") or {}


class Project(Struct, frozen=True):
    """Where a site's parts lie, and what this run was asked to show.

    ``templates`` and ``static`` are searched in order: the site's own folder, then the default theme's.
    """

    root: Path
    content: Path
    templates: tuple[Path, ...]
    static: tuple[Path, ...]
    output: Path
    cache: Path
    drafts: bool = False
    future: bool = False
    unpublished: bool = False

    def show(self, path: Path) -> str:
        """Return `path` as a report names it: relative to the root where it lies below, with slashes."""
        return path.relative_to(self.root).as_posix() if path.is_relative_to(self.root) else path.as_posix()
