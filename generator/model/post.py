"""Stories: lists show a teaser; the story's own page shows a post.

The class in which a field is declared decides what it invalidates: a field of `Teaser` can change
lists, feeds and neighbours; a field of `Post` only the story's own page. An attribute that front matter sets is
declared with a `Field`; a new field needs nothing else.

All are `array_like`, so that the cache of twenty thousand stories does not repeat the names of fields.
"""

from datetime import datetime
from typing import Annotated

import msgspec
from msgspec import Raw, Struct

from generator.model.digest import Digest
from generator.model.field import Field
from generator.model.problem import Problem


class Author(Struct, frozen=True, array_like=True):
    """The author of a story: the name to show, and the URL of their page."""

    name: str
    slug: str
    url: str


class Crop(Struct, frozen=True, array_like=True):
    """A crop of an image: ``ratio`` is "16x9", "4x3", "1x1" or "card", ``src`` its path below `baseurl`."""

    ratio: str
    src: str
    width: int
    height: int


class Sizes(Struct, frozen=True, array_like=True):
    """The sizes of an image for one place on a page.

    ``src`` and ``srcset`` are in the format that every browser supports, ``sources`` in others, the best first, each
    with its MIME type; ``width`` and ``height`` are those of ``src`` in pixels.
    """

    src: str
    srcset: str
    sources: tuple[tuple[str, str], ...]
    width: int
    height: int

    @property
    def widest(self) -> int:
        """The width of the widest, in pixels, beyond which browsers enlarge it; 0 if unknown."""
        last = [srcset.rpartition(" ")[2] for _, srcset in (*self.sources, ("", self.srcset)) if srcset]
        return max((int(width.removesuffix("w")) for width in last), default=self.width)


class Image(Struct, frozen=True, array_like=True):
    """The image of a story.

    ``path`` is the value in the front matter (an absolute URL, or a path below the site), ``focus`` the point that
    crops keep visible, in percent from the left and from the top. The rest is only known for images of the site:
    ``src``, ``srcset``, ``sources``, ``width`` and ``height`` are its `Sizes` where it is large, ``small`` those for
    lists, if different; ``mime`` and ``length`` (in bytes) are those of the original, ``file_digest`` is its digest,
    ``crops`` are for search engines and social cards, ``color`` is the placeholder. If front matter has no caption or
    credit, they are from the file's metadata, and ``written`` are those in the front matter.
    """

    path: str
    alt: str = ""
    caption: str = ""
    credit: str = ""
    src: str = ""
    srcset: str = ""
    width: int = 0
    height: int = 0
    mime: str = ""
    length: int = 0
    file_digest: str = ""
    focus: tuple[int, int] = (50, 50)
    crops: tuple[Crop, ...] = ()
    sources: tuple[tuple[str, str], ...] = ()
    color: str = ""
    copyright: str = ""
    written: tuple[str, str] | None = None
    small: Sizes | None = None

    @property
    def thumbnail(self) -> Sizes:
        """The sizes for lists: the large ones if there are no others; those are not stored twice."""
        return self.small or Sizes(self.src, self.srcset, self.sources, self.width, self.height)

    @property
    def widest(self) -> int:
        """The width of the widest of its large sizes, in pixels, beyond which browsers enlarge it."""
        return Sizes(self.src, self.srcset, self.sources, self.width, self.height).widest


class Figure(Struct, frozen=True, array_like=True):
    """An image in a story's text: ``src`` as in the text, ``position`` of that, ``image`` with its sizes.

    ``paths`` are its possible paths below the site, the most likely first.
    """

    src: str
    position: tuple[int, int]
    image: Image
    paths: tuple[str, ...] = ()


class Correction(Struct, frozen=True, array_like=True):
    """A correction of a story, and its date."""

    text: str
    date: datetime | None = None


class Credit(Struct, frozen=True, array_like=True):
    """The original publisher of a story: the name to show, and the URL there, if known."""

    name: str
    url: str = ""


class Teaser(Struct, frozen=True, array_like=True):
    """What lists, feeds and neighbours show of a post: never its body.

    ``url`` is the path below `baseurl`, as Jekyll's `page.url`. ``excerpt`` is HTML when it comes
    from the body, and as written when the front matter gives it. ``digest`` covers all other fields.
    """

    source: str
    url: str
    title: Annotated[
        str,
        Field(
            "typeset",
            "the headline (default: the words of the file name)",
            'title: "High water"',
            "everywhere",
            pages=True,
        ),
    ]
    date: Annotated[
        datetime,
        Field(
            "date",
            "the publication date (default: the date in the file name)",
            "date: 2026-02-11 11:00:00 +0000",
            "everywhere; stories are sorted by it",
            pages=True,
        ),
    ]
    updated: Annotated[
        datetime | None,
        Field(
            "date",
            "the date of the last change; ignored unless it is later than `date`",
            "updated: 2026-02-12 08:30:00 +0000",
            "the story, feeds, sitemap",
            also=("last_modified_at",),
            pages=True,
        ),
    ] = None
    excerpt: Annotated[
        str,
        Field(
            "typeset",
            "the summary in lists if there is no `description` (default: the first paragraph that has words)",
            'excerpt: "The wall held."',
            "lists, feeds",
            pages=True,
        ),
    ] = ""
    description: Annotated[
        str,
        Field(
            "typeset",
            "a summary of one or two sentences; also the standfirst if there is no `subtitle`",
            'description: "The wall held in its first spring tide."',
            "lists, feeds, search engines, social cards",
            pages=True,
        ),
    ] = ""
    subtitle: Annotated[
        str,
        Field(
            "typeset",
            "the standfirst, shown below the headline",
            'subtitle: "The wall held"',
            "the story; lists and feeds if there is no `description`",
            pages=True,
        ),
    ] = ""
    authors: Annotated[
        tuple[Author, ...],
        Field(
            "authors",
            "names, keys of `_data/authors.yml`, or `{name: …}`",
            "authors: [Nils Barrowby, Maren Astley]",
            "the story, lists, feeds, each author's page",
            also=("author",),
        ),
    ] = ()
    categories: Annotated[
        tuple[str, ...],
        Field(
            "names",
            "the sections; the first one is the main section",
            "categories: [Sea and Weather]",
            "the story, the section's page and feed",
            also=("category",),
        ),
    ] = ()
    tags: Annotated[
        tuple[str, ...],
        Field(
            "tags",
            "the topics; rare ones count most for related stories",
            "tags: [flood-wall, tides]",
            "the story, the topic's page and feed",
            also=("tag",),
        ),
    ] = ()
    image: Annotated[
        Image | None,
        Field(
            "image",
            "the main image: a path below the site, a URL, or a map of `path`, `alt`, `caption`, `credit` and `focus`. "
            "`focus` is the point that crops keep visible (from the left, from the top)",
            'image: {path: assets/wall.jpg, alt: "A steel gate", focus: 30% 40%}',
            "the story, lists, feeds, social cards",
            pages=True,
        ),
    ] = None
    lang: Annotated[
        str,
        Field(
            "language",
            "the language, if it is not the site's: a code such as `fr`, `pt-BR`, `zh-Hant`",
            "lang: fr",
            "the whole page: the theme's words, dates, text direction",
            pages=True,
        ),
    ] = ""
    draft: bool = False
    pin: Annotated[
        bool,
        Field(
            "pin",
            "`true` puts it at the top of the front page",
            "pin: true",
            "the front page",
            also=("featured", "sticky"),
        ),
    ] = False
    sitemap: Annotated[
        bool, Field("flag", "`false` leaves it out of the sitemaps only", "sitemap: false", "", pages=True)
    ] = True
    series: Annotated[
        str,
        Field(
            "text",
            "the series that the story belongs to; parts are numbered from the oldest",
            "series: The flood wall",
            'the story ("Part 3"), the series\' page and feed, `/series/`',
        ),
    ] = ""
    digest: Digest | None = None

    @property
    def id(self) -> str:
        """Jekyll's `post.id`: the URL without its extension."""
        return self.url.removesuffix("/").removesuffix(".html")

    @property
    def author(self) -> str:
        """The first author's name, or nothing."""
        return self.authors[0].name if self.authors else ""

    @property
    def path(self) -> str:
        """Jekyll's `post.path`: the source below the content folder."""
        return self.source


class Post(Struct, frozen=True, array_like=True):
    """One story. The body stays in its file until its page is rendered.

    ``meta`` is the whole front matter as JSON, for templates with their own keys. ``text_digest`` covers the front
    matter and the body, ``digest`` the teaser as well, ``body_digest`` the body alone. ``source`` credits the original
    publisher, ``location`` is the dateline, ``expires`` the time when it is unpublished. An ``unwritten`` story has no
    text yet; of a ``retracted`` one (the reason, if given) only a notice is published.
    """

    teaser: Teaser
    meta: Raw
    layout: Annotated[
        str,
        Field(
            "text",
            "the template (default: `post`); `none` for a page without a layout",
            "layout: post",
            "",
            pages=True,
        ),
    ]
    words: int
    body_line: int
    text_digest: Digest
    digest: Digest
    published: Annotated[bool, Field("flag", "`false` hides it", "published: false", "nowhere", pages=True)] = True
    redirect_from: Annotated[
        tuple[str, ...],
        Field(
            "addresses",
            "old URLs of the story",
            "redirect_from: [/2026/02/wall/, /wall.html]",
            "a redirect at each. When the URL of a published story changes, the build prints once what to write here",
            pages=True,
        ),
    ] = ()
    redirect_to: Annotated[
        str,
        Field(
            "address",
            "the new URL of the story: its page becomes a redirect",
            "redirect_to: https://ledger.example/wall",
            "its URL",
            pages=True,
        ),
    ] = ""
    image_position: tuple[int, int] = (0, 0)
    collection: str = "posts"
    corrections: Annotated[
        tuple[Correction, ...],
        Field(
            "corrections",
            "corrections, shown in this order: a list of `{date, text}` or of strings, or a single one",
            'corrections: [{date: 2026-02-13, text: "There are five gates, not six."}]',
            "a notice on the story, and structured data",
        ),
    ] = ()
    source: Annotated[
        Credit | None,
        Field(
            "credit",
            "the original publisher: `{name, url}`, a name or a URL (http or https)",
            'source: {name: The National Ledger, url: "https://ledger.example/wall"}',
            "a credit on the story",
        ),
    ] = None
    location: Annotated[str, Field("text", "the dateline", "location: Low Street", "before the body")] = ""
    expires: Annotated[
        datetime | None,
        Field(
            "date",
            "the story is unpublished at this time",
            "expires: 2027-01-31 18:00:00 +0000",
            "nowhere after that",
        ),
    ] = None
    noindex: Annotated[
        bool,
        Field(
            "noindex",
            "`true` (or `robots: noindex`) asks search engines not to index the page",
            "noindex: true",
            "the page's head; the sitemaps leave it out",
            also=("robots",),
            pages=True,
        ),
    ] = False
    toc: Annotated[
        bool,
        Field(
            "flag",
            "`true` puts a table of contents before the body; write `[TOC]` in the body to put it elsewhere. One with "
            "more than eight entries is collapsed",
            "toc: true",
            "the story",
            pages=True,
        ),
    ] = False
    problems: tuple[Problem, ...] = ()
    figures: tuple[Figure, ...] = ()
    unwritten: bool = False
    retracted: Annotated[
        str | None,
        Field(
            "reason",
            "the reason why the story was withdrawn (or `true`)",
            'retracted: "The figures were wrong."',
            "a notice at its URL; nowhere else",
        ),
    ] = None
    body_digest: Digest | None = None

    @property
    def guid(self) -> str:
        """The id of the story at its original publisher, or ""."""
        if b'"guid"' not in bytes(self.meta):  # as in nearly all
            return ""
        guid = msgspec.json.decode(self.meta).get("guid")
        return str(guid).strip() if isinstance(guid, (str, int)) else ""


class Publication(Struct, frozen=True):
    """Fields that only the reading of a story uses: when and where it is published."""

    embargo: Annotated[
        datetime | None,
        Field(
            "date",
            "the story is not published before this time, as with a later `date`",
            "embargo: 2026-02-12 06:00:00 +0000",
            "nowhere until then",
        ),
    ] = None
    permalink: Annotated[
        str, Field("text", "the story's own URL", "permalink: /news/wall-holds/", "the URL", pages=True)
    ] = ""
    slug: Annotated[str, Field("text", "the last part of the URL", "slug: wall-holds", "the URL")] = ""
    canonical_url: Annotated[
        str,
        Field(
            "text",
            "the canonical URL, if the story was first published elsewhere",
            "canonical_url: https://ledger.example/wall",
            "the page's head; the sitemaps leave it out",
            pages=True,
        ),
    ] = ""
    excerpt_separator: Annotated[
        str,
        Field(
            "text",
            "the text before this mark is the summary (default: that of the site)",
            'excerpt_separator: "<!--more-->"',
            "lists, feeds",
        ),
    ] = ""


class Page(Struct, frozen=True, array_like=True):
    """A page outside `_posts`: with its own URL and layout, in no list.

    ``collection`` names the collection of a document such as `_recipes/soup.md`, and is empty for
    plain pages. ``digest`` covers all that the page shows, ``text_digest`` front matter and body, ``body_digest`` the
    body alone.
    """

    source: str
    url: str
    title: str
    meta: Raw
    layout: str
    body_line: int
    text_digest: Digest
    digest: Digest
    excerpt: str = ""
    description: str = ""
    date: datetime | None = None
    updated: datetime | None = None
    image: Image | None = None
    lang: str = ""
    published: bool = True
    sitemap: bool = True
    redirect_from: tuple[str, ...] = ()
    redirect_to: str = ""
    image_position: tuple[int, int] = (0, 0)
    collection: str = ""
    output_ext: str = ".html"
    noindex: bool = False
    toc: bool = False
    problems: tuple[Problem, ...] = ()
    figures: tuple[Figure, ...] = ()
    body_digest: Digest | None = None

    @property
    def path(self) -> str:
        """Jekyll's `page.path`: the source below the content folder."""
        return self.source
