"""The library: all visible stories and pages, newest first and grouped by term."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from msgspec import Struct

from generator.formats.feeds import RSS
from generator.model.digest import Digest, digest_of
from generator.model.icon import IconSource, SiteIcon
from generator.model.image import ImageInfo
from generator.model.post import Author, Image, Page, Post, Teaser
from generator.model.settings import Settings

WITH_FEED = ("tag", "category", "author", "series")


class Term(Struct, frozen=True):
    """A tag, category, author, series, year or month, with its stories, newest first.

    ``kind`` is "tag", "category", "author", "series", "year", "month", or "archive" for all stories together.
    ``drafts`` are the drafts among the stories, ``spellings`` counts the names by which they call it.
    """

    kind: str
    name: str
    slug: str
    url: str
    posts: Sequence[Teaser]
    author: Author | None = None
    drafts: Sequence[Teaser] = ()
    spellings: Mapping[str, int] = {}

    @property
    def key(self) -> str:
        """The key of this list among all lists."""
        return f"{self.kind}/{self.slug}"

    @property
    def label(self) -> "TermLabel":
        """The term without its stories, for the page that lists it."""
        return TermLabel(self.kind, self.name, self.slug, self.url, self.feed)

    @property
    def feed(self) -> str:
        """The URL of the term's feed, or nothing."""
        return f"{self.url}{RSS.path}" if self.kind in WITH_FEED else ""


class TermLabel(Struct, frozen=True):
    """A term without its stories."""

    kind: str
    name: str
    slug: str
    url: str
    feed: str = ""


class TermLink(Struct, frozen=True):
    """A term in an index or a navigation, with the number of its stories where that is shown."""

    name: str
    url: str
    slug: str
    count: int = 0


class Asset(Struct, frozen=True):
    """A file that is copied to the site. ``path`` is its path below the site, ``source`` that of the source file.

    ``key`` is the name of a file in `static/`, whose published name contains a digest; it is empty for files of the
    content folder. ``is_themes`` is true for the default theme's files. ``links`` are the replaced links of a style
    sheet, None for other files. ``content`` is the digest of the file alone, if ``digest`` also covers the files that
    it refers to.
    """

    path: str
    source: str
    name: str
    digest: Digest
    is_themes: bool = False
    key: str = ""
    links: tuple[tuple[str, str], ...] | None = None
    content: Digest | None = None


class Library(Struct, frozen=True):
    """Everything that was read and is visible now, in order.

    ``teasers`` are those of the visible stories, newest first. ``stories``, ``pages`` and ``retracted`` map sources to
    them; of retracted stories, which are in no list, only a notice is shown. ``assets`` maps paths to the files that
    are published unchanged. ``terms`` maps a kind ("tag", …) to its terms by slug, in
    alphabetical order (years and months: newest first). ``images`` and ``image_files`` are the properties and the files
    of images, by path below the site; ``image_path`` returns that path; ``image_sources`` maps `image_keys` to the
    sources that show the image, the newest story first, pages last. ``guids`` maps the ids that stories have from their
    first publisher to the stories. ``author_data`` is the content of
    `_data/authors.yml`, by slug; ``layouts`` are the names of the templates; ``recent`` are the stories of the last 48
    hours; ``published`` maps the keys of files in `static/` to their paths; ``icons`` are the site's icons, and
    ``icon_file`` is the image that they are generated from, if any.
    """

    settings: Settings
    stories: Mapping[str, Post]
    teasers: Sequence[Teaser]
    pages: Mapping[str, Page]
    assets: Mapping[str, Asset]
    data: Mapping[str, Any]
    terms: Mapping[str, Mapping[str, Term]]
    images: Mapping[str, ImageInfo]
    image_files: Mapping[str, str]
    layouts: frozenset[str]
    image_path: Callable[[Image], str]
    author_data: Mapping[str, Mapping[str, Any]]
    image_sources: Mapping[str, Sequence[str]] = {}
    guids: Mapping[str, Sequence[Teaser]] = {}
    recent: Sequence[Teaser] = ()
    published: Mapping[str, str] = {}
    icons: tuple[SiteIcon, ...] = ()
    icon_file: IconSource | None = None
    retracted: Mapping[str, Post] = {}

    @property
    def posts(self) -> Iterator[Post]:
        """All visible stories, newest first."""
        return map(self.stories.__getitem__, [teaser.source for teaser in self.teasers])

    def source(self, name: str) -> Post | Page:
        """Return the story or page of a source. Raises KeyError where nothing of it is shown."""
        return self.stories.get(name) or self.pages[name]

    def shown(self, name: str) -> Post | Page | None:
        """Return what is shown of a source: a story, a page, a retracted story, or nothing."""
        return self.stories.get(name) or self.pages.get(name) or self.retracted.get(name)

    @property
    def digest(self) -> Digest:
        """The digest of everything that any page may show."""
        return digest_of(
            self.settings.digest,
            [post.digest for post in self.posts],
            [(post.teaser.source, post.teaser.url, post.digest) for post in self.retracted.values()],
            [(page.source, page.url, page.digest) for page in self.pages.values()],
            "\n".join([f"{path} {asset.digest}" for path, asset in self.assets.items()]),  # a text: there may be many
            sorted((name, member.digest) for name, member in self.data.items()),
            sorted(self.layouts),
            [teaser.url for teaser in self.recent],
        )

    @property
    def archive(self) -> Term:
        """The list of all stories."""
        return self.terms["archive"][""]

    def term(self, key: str) -> Term | None:
        """Find a term by its `Term.key`."""
        kind, _, slug = key.partition("/")
        return self.terms.get(kind, {}).get(slug)
