"""Views of the library, by name: the data that templates can access."""

from collections.abc import Callable, Mapping, Sequence

from msgspec import Struct

from generator.model.delta import Delta
from generator.model.library import Library, TermLink
from generator.model.paginator import count_pages
from generator.model.post import Page, Teaser


def _named(kind: str) -> Callable[[Library, str], object]:
    return lambda library, _: {term.name: term.posts for term in library.terms[kind].values()}


def _links(library: Library, kind: str) -> tuple[TermLink, ...]:
    return tuple(TermLink(term.name, term.url, term.slug, len(term.posts)) for term in library.terms[kind].values())


def _sections(library: Library, _: str) -> tuple[TermLink, ...]:
    return tuple(TermLink(term.name, term.url, term.slug) for term in library.terms["category"].values())


def _top(library: Library, argument: str) -> tuple[TermLink, ...]:
    """Return the most used terms of a kind, without counts, which change with every story."""
    kind, _, most = argument.partition("/")
    ranked = sorted(_links(library, kind), key=lambda link: (-link.count, link.name))
    return tuple(TermLink(link.name, link.url, link.slug) for link in ranked[: int(most)])


def _totals(library: Library, key: str) -> tuple[int, int]:
    term = library.term(key)
    total = len(term.posts) if term else 0
    settings = library.settings
    return total, count_pages(total, settings.paginate, settings.numbering)


def _setting(library: Library, path: str) -> object:
    """Return a setting as it was written, as it is understood, and the digest of what it only names.

    `path` is `NAME`, or `theme.NAME` for one of a group.
    """
    name, _, part = path.partition(".")
    settings = library.settings
    if part:
        return getattr(getattr(settings, name), part)
    return settings.values.get(name), getattr(settings, name, None), settings.outside.get(name)


def _stories(library: Library, argument: str) -> Sequence[Teaser]:
    """Return the newest stories of one list; the argument is `COUNT/KIND/SLUG`."""
    most, _, key = argument.partition("/")
    term = library.term(key)
    return term.posts[: int(most)] if term else ()


class View(Struct, frozen=True):
    """A view: what it shows of the library under an argument, and whether a delta may have changed that.

    The law: where ``look`` differs before and after a delta, it is ``touched``. Saying so of more costs time only.
    """

    look: Callable[[Library, str], object]
    touched: Callable[[Delta, str], bool]


def _never(_: Delta, __: str) -> bool:
    """Tell that only settings, templates, data and other files change a view."""
    return False


def _any_of(kind: str) -> Callable[[Delta, str], bool]:
    """Tell whether any list of a kind changed."""
    return lambda delta, _: any(key.startswith(f"{kind}/") for key in delta.terms)


def _links_changed(delta: Delta, argument: str) -> bool:
    """Tell whether a term of a kind has come or gone, or has another name or size."""
    prefix = argument.partition("/")[0] + "/"
    found = (term for key, term in delta.terms.items() if key.startswith(prefix))
    return any(term.has_other_name or len(term.totals) > 1 for term in found)


def _stories_changed(delta: Delta, argument: str) -> bool:
    most, _, key = argument.partition("/")
    term = delta.terms.get(key)
    return term is not None and (term.has_other_name or term.newest < int(most))


def _pages_changed(delta: Delta, label: str) -> bool:
    pages = (one for change in delta.changes for one in change.both if isinstance(one, Page))
    return any(page.collection == label for page in pages)


# What a template may ask the library, by name. Many need no argument.
VIEWS: Mapping[str, View] = {
    "posts": View(lambda library, _: library.teasers, lambda delta, _: delta.archive is not None),
    "stories": View(_stories, _stories_changed),
    "pinned": View(
        lambda library, _: [teaser for teaser in library.teasers if teaser.pin],
        lambda delta, _: any(post.teaser.pin for post in delta.stories),
    ),
    "pages": View(
        lambda library, _: [page for page in library.pages.values() if not page.collection],
        lambda delta, _: _pages_changed(delta, ""),
    ),
    "documents": View(
        lambda library, label: [page for page in library.pages.values() if page.collection == label], _pages_changed
    ),
    "categories": View(_named("category"), _any_of("category")),
    "tags": View(_named("tag"), _any_of("tag")),
    "authors": View(_named("author"), _any_of("author")),
    "terms": View(_links, _links_changed),
    "sections": View(_sections, lambda delta, _: _links_changed(delta, "category")),
    "top": View(_top, _links_changed),
    "has": View(lambda library, kind: bool(library.terms[kind]), _links_changed),
    "totals": View(_totals, lambda delta, key: key in delta.terms),
    "setting": View(_setting, _never),
    "data": View(lambda library, name: library.data.get(name), _never),
    "asset": View(lambda library, key: library.published.get(key, ""), _never),
    "icons": View(lambda library, _: library.icons, _never),
    "asset names": View(lambda library, _: tuple(library.published), _never),
    "data names": View(lambda library, _: tuple(library.data), _never),
}


def look(library: Library, view: str) -> object:
    """Return what a view shows; `view` is `NAME:ARGUMENT`, or just `NAME`."""
    name, _, argument = view.partition(":")
    return VIEWS[name].look(library, argument)


def touched(delta: Delta, view: str) -> bool:
    """Tell whether a view may show something else after a delta."""
    name, _, argument = view.partition(":")
    found = VIEWS.get(name)  # templates and translations are views, too, but not of the library
    return found is not None and found.touched(delta, argument)
