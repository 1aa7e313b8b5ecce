"""Stories: a teaser is what lists show; a post is what the story's own page shows.

The class in which a field is declared decides what it invalidates: a field of `Teaser` can change
lists, feeds and neighbours; a field of `Post` only the story's own page.

All are `array_like`: the cache holds twenty thousand of them, and need not name each field each time.
"""

from datetime import datetime

from msgspec import Raw, Struct

from generator.model.digest import Digest
from generator.model.problem import Problem


class Author(Struct, frozen=True, array_like=True):
    """Who wrote a story: the name to show, and where their page is."""

    name: str
    slug: str
    url: str


class Crop(Struct, frozen=True, array_like=True):
    """A picture cut to a shape: ``ratio`` is "16x9", "4x3", "1x1" or "card", ``src`` its path below `baseurl`."""

    ratio: str
    src: str
    width: int
    height: int


class Sizes(Struct, frozen=True, array_like=True):
    """The sizes of a picture for one place on a page.

    ``src`` and ``srcset`` name them in the format that every browser knows, ``sources`` in others, best first, each
    with its type; ``width`` and ``height`` are those of ``src`` in pixels.
    """

    src: str
    srcset: str
    sources: tuple[tuple[str, str], ...]
    width: int
    height: int

    @property
    def widest(self) -> int:
        """How wide the widest of them is, in pixels: to show it wider is to enlarge it. 0 where nothing is known."""
        last = [srcset.rpartition(" ")[2] for _, srcset in (*self.sources, ("", self.srcset)) if srcset]
        return max((int(width.removesuffix("w")) for width in last), default=self.width)


class Image(Struct, frozen=True, array_like=True):
    """A story's picture as a template shows it.

    ``path`` is what the front matter says (an absolute URL, or a path below the site), ``focus`` the
    point that crops keep in sight, in percent from the left and from the top. The rest is
    known for pictures of our own only: ``src``, ``srcset``, ``sources``, ``width`` and ``height`` are its `Sizes`
    where it is shown large, ``small`` those for lists if it has any of their own,
    ``mime`` and ``length`` (in bytes) are the original's, ``picture`` is its digest, ``crops``
    are the shapes that search engines and cards ask for, ``color`` is what to show until it is there. Where front
    matter gives no caption or credit, they are those that the file brings along, and ``told`` is what front
    matter says.
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
    picture: str = ""
    focus: tuple[int, int] = (50, 50)
    crops: tuple[Crop, ...] = ()
    sources: tuple[tuple[str, str], ...] = ()
    color: str = ""
    copyright: str = ""
    told: tuple[str, str] | None = None
    small: Sizes | None = None

    @property
    def thumbnail(self) -> Sizes:
        """The sizes for lists: the large ones where there are no others, which are not kept twice."""
        return self.small or Sizes(self.src, self.srcset, self.sources, self.width, self.height)

    @property
    def widest(self) -> int:
        """How wide the widest of its large sizes is, in pixels: to show it wider is to enlarge it."""
        return Sizes(self.src, self.srcset, self.sources, self.width, self.height).widest


class Figure(Struct, frozen=True, array_like=True):
    """A picture in a story's text: ``src`` as the text names it, ``place`` where it does, ``image`` what it is.

    ``paths`` are where below the site it may be, likeliest first.
    """

    src: str
    place: tuple[int, int]
    image: Image
    paths: tuple[str, ...] = ()


class Correction(Struct, frozen=True, array_like=True):
    """What was wrong in a story, and since when it is mended."""

    text: str
    date: datetime | None = None


class Credit(Struct, frozen=True, array_like=True):
    """Where a story first appeared: the name to show, and its address there, if it is told."""

    name: str
    url: str = ""


class Teaser(Struct, frozen=True, array_like=True):
    """What lists, feeds and neighbours show of a post: never its body.

    ``url`` is the path below `baseurl`, as Jekyll's `page.url`. ``excerpt`` is HTML when it comes
    from the body, and as written when the front matter gives it. ``digest`` covers all other fields.
    """

    source: str
    url: str
    title: str
    date: datetime
    updated: datetime | None = None
    excerpt: str = ""
    description: str = ""
    subtitle: str = ""
    authors: tuple[Author, ...] = ()
    categories: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    image: Image | None = None
    lang: str = ""
    draft: bool = False
    pin: bool = False
    sitemap: bool = True
    series: str = ""
    digest: Digest | None = None

    @property
    def id(self) -> str:
        """Jekyll's `post.id`: the URL without its ending."""
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

    ``meta`` is the whole front matter as JSON, for templates that know keys which we do not.
    ``text_digest`` covers the front matter and the body, ``digest`` the teaser as well. ``source`` credits
    whoever published the story first, ``location`` is its dateline, ``expires`` when it is taken down. One that is
    ``unwritten`` has no text yet; one that was ``retracted`` (why, if that is told) leaves a page that says so.
    """

    teaser: Teaser
    meta: Raw
    layout: str
    words: int
    body_line: int
    text_digest: Digest
    digest: Digest
    published: bool = True
    redirect_from: tuple[str, ...] = ()
    redirect_to: str = ""
    image_place: tuple[int, int] = (0, 0)
    collection: str = "posts"
    corrections: tuple[Correction, ...] = ()
    source: Credit | None = None
    location: str = ""
    expires: datetime | None = None
    noindex: bool = False
    toc: bool = False
    problems: tuple[Problem, ...] = ()
    figures: tuple[Figure, ...] = ()
    unwritten: bool = False
    retracted: str | None = None


class Page(Struct, frozen=True, array_like=True):
    """A page outside `_posts`: its own URL, its own layout, on no list.

    ``collection`` names the collection of a document such as `_recipes/soup.md`, and is empty for
    plain pages. ``digest`` covers all that the page shows, ``text_digest`` front matter and body.
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
    image_place: tuple[int, int] = (0, 0)
    collection: str = ""
    output_ext: str = ".html"
    noindex: bool = False
    toc: bool = False
    problems: tuple[Problem, ...] = ()
    figures: tuple[Figure, ...] = ()

    @property
    def path(self) -> str:
        """Jekyll's `page.path`: the source below the content folder."""
        return self.source
