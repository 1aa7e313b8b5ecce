"""Views of the library, by name: what a template may ask for."""

from collections.abc import Callable, Mapping, Sequence

from generator.model.library import Library, TermLink
from generator.model.paginator import count_pages
from generator.model.post import Teaser


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
    "pages": lambda library, _: [page for page in library.pages.values() if not page.collection],
    "documents": lambda library, label: [page for page in library.pages.values() if page.collection == label],
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
    """Return what a view shows; `view` is `PRUNED` or `NAME:ARGUMENT`."""
    name, _, argument = view.partition(":")
    return VIEWS[name](library, argument)
