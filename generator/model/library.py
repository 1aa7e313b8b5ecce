"""All that was read, newest first and grouped; and the views of it that templates may look at."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from msgspec import Struct

from generator.model.digest import Digest, digest_of
from generator.model.emblem import Emblem, Original
from generator.model.paginator import count_pages
from generator.model.picture import Picture
from generator.model.post import Author, Image, Page, Post, Teaser
from generator.model.settings import Settings

WITH_FEED = ("tag", "category", "author", "series")


class Term(Struct, frozen=True):
    """A tag, category, author, series, year or month, with its stories, newest first.

    ``kind`` is "tag", "category", "author", "series", "year", "month", or "archive" for all stories together.
    """

    kind: str
    name: str
    slug: str
    url: str
    posts: Sequence[Teaser]
    author: Author | None = None

    @property
    def key(self) -> str:
        """Name this list among all lists."""
        return f"{self.kind}/{self.slug}"

    @property
    def label(self) -> "TermLabel":
        """What a page says of the term it lists."""
        return TermLabel(self.kind, self.name, self.slug, self.url, self.feed)

    @property
    def feed(self) -> str:
        """The URL of the term's feed, or nothing."""
        return f"{self.url}feed.xml" if self.kind in WITH_FEED else ""


class TermLabel(Struct, frozen=True):
    """A term without its stories."""

    kind: str
    name: str
    slug: str
    url: str
    feed: str = ""


class TermLink(Struct, frozen=True):
    """A term as an index or a navigation shows it, with how many stories it has where that is shown."""

    name: str
    url: str
    slug: str
    count: int = 0


class Asset(Struct, frozen=True):
    """A file that is published as it is. ``path`` is where below the site, ``source`` where it lies.

    ``key`` is what templates call a file of `static/`, whose published name has a digest in it; it is empty for files
    of the content folder. ``is_themes`` tells the default theme's files from the site's own. ``links`` tells
    what some links of a style sheet become; it is None for other files. ``content`` is the digest of the file alone
    where ``digest`` covers what it leads to as well.
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
    """Everything that was read and is to be shown now, in order.

    ``posts`` are the visible stories, newest first; ``terms`` maps a kind ("tag", …) to its terms by
    slug, in alphabetical order (years and months: newest first). ``pictures`` and ``picture_files``
    give what is known of each story's picture, and where its file lies, by its path below the site;
    ``picture_of`` gives that path. ``author_data`` is what `_data/authors.yml` says, by slug;
    ``layouts`` names the templates there are; ``recent`` are the stories of the last 48 hours;
    ``published`` gives the path of each file of `static/` by its key, ``icons`` are the site's,
    and ``icon_file`` is the picture that they are made of, if they are. Of the ``retracted`` stories,
    which are on no list, only a notice is shown.
    """

    settings: Settings
    posts: Sequence[Post]
    teasers: Sequence[Teaser]
    pages: Sequence[Page]
    assets: Sequence[Asset]
    data: Mapping[str, Any]
    terms: Mapping[str, Mapping[str, Term]]
    pictures: Mapping[str, Picture]
    picture_files: Mapping[str, str]
    layouts: frozenset[str]
    picture_of: Callable[[Image], str]
    author_data: Mapping[str, Mapping[str, Any]]
    recent: Sequence[Teaser] = ()
    published: Mapping[str, str] = {}
    icons: tuple[Emblem, ...] = ()
    icon_file: Original | None = None
    retracted: Sequence[Post] = ()

    @property
    def digest(self) -> Digest:
        """The digest of everything that any page may show."""
        return digest_of(
            self.settings.digest,
            [post.digest for post in self.posts],
            [(post.teaser.source, post.teaser.url, post.digest) for post in self.retracted],
            [(page.source, page.url, page.digest) for page in self.pages],
            "\n".join([f"{asset.path} {asset.digest}" for asset in self.assets]),  # a text, for there may be many
            sorted((name, member.digest) for name, member in self.data.items()),
            sorted(self.layouts),
            [teaser.url for teaser in self.recent],
        )

    @property
    def archive(self) -> Term:
        """The list of all stories."""
        return self.terms["archive"][""]

    def term(self, key: str) -> Term | None:
        """Find a list by its `Term.key`."""
        kind, _, slug = key.partition("/")
        return self.terms.get(kind, {}).get(slug)


def _named(kind: str) -> Callable[[Library, str], object]:
    return lambda library, _: {term.name: term.posts for term in library.terms[kind].values()}


def _links(library: Library, kind: str) -> tuple[TermLink, ...]:
    return tuple(TermLink(term.name, term.url, term.slug, len(term.posts)) for term in library.terms[kind].values())


def _sections(library: Library, _: str) -> tuple[TermLink, ...]:
    return tuple(TermLink(term.name, term.url, term.slug) for term in library.terms["category"].values())


def _top(library: Library, argument: str) -> tuple[TermLink, ...]:
    """Name the most used terms of a kind, without their counts, which change with every story."""
    kind, _, most = argument.partition("/")
    ranked = sorted(_links(library, kind), key=lambda link: (-link.count, link.name))
    return tuple(TermLink(link.name, link.url, link.slug) for link in ranked[: int(most)])


def _totals(library: Library, key: str) -> tuple[int, int]:
    term = library.term(key)
    total = len(term.posts) if term else 0
    settings = library.settings
    return total, count_pages(total, settings.paginate, settings.numbering)


def _stories(library: Library, argument: str) -> Sequence[Teaser]:
    """Return the newest stories of one list: argument is `COUNT/KIND/SLUG`."""
    most, _, key = argument.partition("/")
    term = library.term(key)
    return term.posts[: int(most)] if term else ()


# What a template may ask the library: name -> function of the library and one argument (often unused).
VIEWS: Mapping[str, Callable[[Library, str], object]] = {
    "posts": lambda library, _: library.teasers,
    "stories": _stories,
    "pinned": lambda library, _: [teaser for teaser in library.teasers if teaser.pin],
    "pages": lambda library, _: [page for page in library.pages if not page.collection],
    "documents": lambda library, label: [page for page in library.pages if page.collection == label],
    "categories": _named("category"),
    "tags": _named("tag"),
    "authors": _named("author"),
    "terms": _links,
    "sections": _sections,
    "top": _top,
    "has": lambda library, kind: bool(library.terms[kind]),
    "totals": _totals,
    "data": lambda library, name: library.data.get(name),
    "asset": lambda library, key: library.published.get(key, ""),
    "icons": lambda library, _: library.icons,
    "asset names": lambda library, _: tuple(library.published),
    "data names": lambda library, _: tuple(library.data),
}


def look(library: Library, view: str) -> object:
    """Return what a view shows; `view` is `NAME` or `NAME:ARGUMENT`."""
    name, _, argument = view.partition(":")
    return VIEWS[name](library, argument)
