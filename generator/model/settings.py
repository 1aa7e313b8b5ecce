"""The settings of `_config.yml`, and the folders of a project."""

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any, Literal

from msgspec import Struct

from generator.model.digest import Digest, digest_of
from generator.model.field import Setting
from generator.model.problem import Problem
from generator.model.target import Announce, Target

Numbering = Literal["oldest", "newest"]
WIDTHS = (480, 960, 1600)  # pixels
# The sections of `docs/settings.md`.
SITE, POSTS, FILES = "The site", "Stories and pages", "Files, Markdown, images, feeds"
UNREAD = digest_of("settings that nobody wrote")


class ImageOptions(Struct, frozen=True):
    """How images are published: `images:` of `_config.yml`.

    Images in texts have the widths ``widths``, a story's own image has ``hero``, and in lists ``thumbnail``, if given;
    all in pixels. ``card_font`` is a path below the site, ``missing`` the severity of a missing image.
    """

    widths: Annotated[
        tuple[int, ...],
        Setting(
            "widths",
            FILES,
            "the widths of published images, in pixels: one width or several ([images.md](images.md))",
            "`[480, 960, 1600]`",
        ),
    ] = WIDTHS
    hero: Annotated[
        tuple[int, ...],
        Setting(
            "hero",
            FILES,
            "the widths of a story's main image, at the top of its page and of the front page",
            "those of `widths`",
        ),
    ] = WIDTHS
    thumbnail: Annotated[
        tuple[int, ...],
        Setting(
            "widths", FILES, "the widths of the main image in lists; by default, lists use the sizes of `hero`", "none"
        ),
    ] = ()
    quality: Annotated[int, Setting("quality", FILES, "the image quality, 1 to 100", "`80`")] = 80
    formats: Annotated[
        tuple[str, ...],
        Setting(
            "formats",
            FILES,
            "the formats of published images, with the one that every browser supports last: `avif`, `webp`, "
            "`jpeg`, `original` ([images.md](images.md))",
            "`[avif, original]`",
        ),
    ] = ("avif", "original")
    crops: Annotated[
        bool,
        Setting(
            "on", FILES, "whether images are cropped to 16:9, 4:3 and 1:1 for search engines and social cards", "`true`"
        ),
    ] = True
    cards: Annotated[
        bool,
        Setting(
            "flag", FILES, "`true` generates a social card with the headline for each story without an image", "`false`"
        ),
    ] = False
    card_font: Annotated[
        str,
        Setting(
            "path",
            FILES,
            "a TTF or OTF file of the site for the text of these cards, for languages that the built-in font does "
            "not cover",
            "none",
        ),
    ] = ""
    missing: Annotated[
        Literal["error", "warn"],
        Setting(
            "missing",
            FILES,
            "`warn` reports a missing, empty or damaged image as a warning, and shows the story without it",
            "`error`",
        ),
    ] = "error"


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
    """The text and the URL of a link."""

    name: str
    url: str


class Colors(Struct, frozen=True):
    """The theme's colours that the site changes, by custom property: `paper`, `ink` and so on."""

    light: dict[str, str] = {}
    dark: dict[str, str] = {}


# The background colours of the default theme (`--paper` in static/css/main.css).
PAPER, PAPER_DARK = "#fcfbf8", "#15171a"


class ThemeOptions(Struct, frozen=True):
    """`theme:` in `_config.yml`: a site's own design without a change of templates.

    Colours are `#rrggbb`, or empty for those of the theme. ``logo`` is a path below `baseurl` or a URL, with its size
    in pixels if known (otherwise 0), and so is ``logo_dark``, for dark pages; ``logo_is_sized`` says that the size is
    from the settings. ``icon`` is the path of an image of the site.
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
        """The background colour."""
        return self.colors.light.get("paper", PAPER)

    @property
    def paper_dark(self) -> str:
        """The background colour of dark pages."""
        return self.colors.dark.get("paper", PAPER_DARK)


class Settings(Struct, frozen=True):
    """`_config.yml` with Jekyll's meanings; `values` is all of it but `deploy:`, for templates.

    ``url`` has no trailing slash, ``baseurl`` is empty or begins with one. ``digest`` covers every setting except the
    targets: if it changes, everything is read and planned again. ``outside`` has the digests of what a setting only
    names, by the setting: the rules of the time zone, the code of Markdown extensions. ``deploy_error`` is the error of
    invalid targets, which are then empty. ``positions`` are those of the keys' values.
    """

    file: str = "_config.yml"
    title: Annotated[str, Setting("title", SITE, "the name of the site", "the host of `url`")] = ""
    tagline: Annotated[str, Setting("text", SITE, "a short line shown beside the title")] = ""
    description: Annotated[str, Setting("text", SITE, "one or two sentences for search engines and feed readers")] = ""
    url: Annotated[
        str,
        Setting(
            "site url",
            SITE,
            "the public URL of the site, without a path: `https://example.com`. Feeds, sitemaps and social cards "
            "need it; a build warns if it is missing",
        ),
    ] = ""
    baseurl: Annotated[str, Setting("base url", SITE, "the path below that URL, such as `/news`")] = ""
    lang: Annotated[
        str,
        Setting(
            "language",
            SITE,
            "the language of the site: a code such as `fr` or `en-GB`; see [translate.md](translate.md)",
            "`en`",
        ),
    ] = "en"
    timezone: Annotated[
        str,
        Setting(
            "time zone",
            SITE,
            "an IANA time zone such as `Europe/Dublin`, in which dates are read and shown. (Jekyll uses the "
            "machine's time zone; Newsprint does not, so that every machine builds the same site)",
            "`UTC`",
        ),
    ] = "UTC"
    permalink: Annotated[
        str,
        Setting(
            "permalink",
            POSTS,
            "the URLs of stories: `date`, `pretty`, `ordinal`, `weekdate`, `none`, or a pattern such as "
            "`/:year/:month/:title/`",
            "`date`",
        ),
    ] = "date"
    paginate: Annotated[int, Setting("count", POSTS, "the number of stories on a page of a list", "`10`")] = 10
    paginate_path: Annotated[
        str, Setting("paginate path", POSTS, "the path of the archive pages of a list", "`/page:num/`")
    ] = "/page:num/"
    numbering: Annotated[
        Numbering,
        Setting(
            "numbering",
            POSTS,
            "`oldest` numbers archive pages from the oldest, so that a new story does not move old ones; `newest` "
            "numbers them as Jekyll does",
            "`oldest`",
        ),
    ] = "oldest"
    excerpt_separator: Annotated[
        str,
        Setting(
            "text",
            POSTS,
            "the excerpt is the text before this separator, such as `<!--more-->`; by default, the excerpt is the "
            "first paragraph that has words",
            "a blank line",
        ),
    ] = "\n\n"
    include: Annotated[
        tuple[str, ...],
        Setting(
            "names",
            FILES,
            "names and glob patterns: files to publish although their names begin with a dot or an underscore",
            "none",
        ),
    ] = ()
    exclude: Annotated[
        tuple[str, ...], Setting("names", FILES, "names and glob patterns: files to leave out", "none")
    ] = ()
    future: Annotated[
        bool, Setting("flag", POSTS, "`true` includes stories with a date in the future, like `--future`", "`false`")
    ] = False
    show_drafts: Annotated[bool, Setting("flag", POSTS, "`true` includes drafts, like `--drafts`", "`false`")] = False
    unpublished: Annotated[
        bool, Setting("flag", POSTS, "`true` includes what has `published: false`, like `--unpublished`", "`false`")
    ] = False
    defaults: Annotated[
        tuple[Default, ...],
        Setting("defaults", POSTS, "default front matter: a list of `{scope: {path, type}, values}`", "none"),
    ] = ()
    collections: Annotated[
        tuple[Collection, ...],
        Setting(
            "collections",
            POSTS,
            'more collections of pages: `{recipes: {output: true, permalink: "/:collection/:name/"}}` for documents '
            "in `_recipes/`",
            "none",
        ),
    ] = ()
    data_dir: Annotated[str, Setting("text", FILES, "the folder of the data files", "`_data`")] = "_data"
    markdown: Annotated[
        str,
        Setting(
            "text",
            FILES,
            "the Markdown engine; Jekyll's names (`kramdown`, `GFM`, …) select Newsprint's own",
            "`markdown`",
        ),
    ] = "markdown"
    markdown_extensions: Annotated[
        tuple[str, ...],
        Setting(
            "names",
            FILES,
            "additional [Python-Markdown extensions](https://python-markdown.github.io/extensions/)",
            "none",
        ),
    ] = ()
    markdown_extension_configs: Annotated[
        dict[str, dict[str, Any]],
        Setting("extension options", FILES, "the options of Markdown extensions, by name", "none"),
    ] = {}
    authors: Annotated[
        dict[str, Any],
        Setting("group", SITE, "the authors, in the format of `_data/authors.yml`, which takes precedence"),
    ] = {}
    feed_items: Annotated[
        int,
        Setting("feed items", FILES, "the number of stories in a feed, at most 60", "`20`", key="feed: posts_limit"),
    ] = 20
    images: ImageOptions = ImageOptions()
    theme: Annotated[ThemeOptions, Setting("", SITE, "[colours, logo and icons](#theme-colours-logo-and-icons)")] = (
        ThemeOptions()
    )
    targets: Annotated[
        tuple[Target, ...], Setting("", SITE, "[deploy targets](#deploy-targets)", "none", key="deploy")
    ] = ()
    deploy_error: Problem | None = None
    announce: Annotated[
        Announce, Setting("", SITE, "[notifications after a deploy](#announce-notifications-after-a-deploy)", "none")
    ] = Announce()
    warnings: tuple[Problem, ...] = ()
    positions: dict[str, tuple[int, int]] = {}
    values: dict[str, Any] = {}
    outside: dict[str, Digest] = {}
    digest: Digest = UNREAD

    @property
    def typography(self) -> Mapping[str, Any]:
        """The options of the typography extension, which also applies to headlines."""
        told = self.markdown_extension_configs
        return told.get("smarty") or told.get("markdown.extensions.smarty") or {}


THEME_SETTINGS = {
    "navigation": Setting(
        "links", SITE, "a list of `{name, url}`: the navigation of the default theme", "all categories"
    ),
    "footer_links": Setting("links", SITE, "a list of `{name, url}`: links in the footer of the default theme", "none"),
}
"""Settings that only templates read, with `site.get`."""


class Project(Struct, frozen=True):
    """The folders of a site, and which hidden stories to include.

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
        """Return `path` for messages: relative to the root if it is below it, with slashes."""
        return path.relative_to(self.root).as_posix() if path.is_relative_to(self.root) else path.as_posix()
