"""Plan the front page, its archive, and the lists of every tag, category, author, year and month."""

import re
from collections.abc import Collection, Iterator

from generator.formats.urls import output_path
from generator.model.delta import Delta, TermDelta
from generator.model.library import Library, Term, TermLink
from generator.model.output import Output, fill
from generator.model.paginator import Paginator, count_pages, neighbours, page_numbers, page_slice
from generator.model.settings import Settings
from generator.plan.generated_page import GeneratedPage

INDEXES = {
    "tag": ("Tags", "/tags/"),
    "category": ("Sections", "/categories/"),
    "author": ("Authors", "/authors/"),
    "series": ("Series", "/series/"),
    "month": ("Archive", "/archive/"),
}


def keys(library: Library) -> Iterator[str]:
    """Name the pages of all lists, each by the list's key and its number."""
    settings = library.settings
    for terms in library.terms.values():
        for term in terms.values():
            for number in page_numbers(len(term.posts), settings.paginate, settings.numbering):
                yield f"{term.key}/{number}"


def outputs(library: Library, page: str) -> Iterator[Output]:
    """Plan one page of a list."""
    key, _, number = page.rpartition("/")
    term = library.term(key)
    found = _paginator(term, int(number), library.settings) if term else None
    if term is None or found is None:
        return
    url, paginator, is_front = found
    if term.kind == "archive" and is_front:
        recipe = fill("home.html", page=GeneratedPage("home", library.settings.title, url), paginator=paginator)
    else:
        recipe = fill(
            "list.html",
            page=GeneratedPage("list", term.name or "Archive", url),
            term=term.label,
            number=0 if is_front else paginator.page,
            person=library.author_data.get(term.slug, {}) if term.kind == "author" else {},
            paginator=paginator,
        )
    yield Output(output_path(url), recipe)


def touched(delta: Delta) -> Iterator[str]:
    """Name the pages of the lists that changed, from the first place on that did."""
    for term in delta.terms.values():
        numbers = _touched_pages(term, delta.after.settings)
        yield from (f"{term.key}/{number}" for number in numbers)


def _touched_pages(term: TermDelta, settings: Settings) -> set[int]:
    per_page, numbering = settings.paginate, settings.numbering
    everything = {number for total in term.totals for number in page_numbers(total, per_page, numbering)}
    if term.has_other_name:
        return everything
    is_newest = numbering == "newest"
    places = [*term.gone, *term.come] if is_newest else [rank for ranks in term.ranks for rank in ranks]
    pages = {place // per_page + 1 for place in places}
    if not term.is_in_place:  # all between, or all behind, have moved; and the links to what has come or gone
        least, most = min(pages), max(pages) if len(term.totals) == 1 else max(everything)
        pages = set(range(least - 1, most + 1))
        pages |= {count_pages(total, per_page, numbering) - (not is_newest) for total in term.totals}
    return everything & (pages if is_newest else pages | {0})


def touched_indexes(delta: Delta) -> Iterator[str]:
    """Name the kinds of which there is another term, or one of another name or size."""
    return (key.partition("/")[0] for key, term in delta.terms.items() if term.has_other_name or len(term.totals) > 1)


def indexes(library: Library) -> Iterator[str]:
    """Name the kinds of terms that have an index."""
    return (kind for kind, terms in library.terms.items() if has_index(kind, terms))


def index_urls(library: Library) -> Iterator[str]:
    """Name the URLs of all indexes."""
    return (INDEXES[kind][1] for kind in indexes(library))


def index(library: Library, kind: str) -> Iterator[Output]:
    """Plan the index of the terms of one kind."""
    terms = library.terms.get(kind, {})
    if has_index(kind, terms):
        title, url = INDEXES[kind]
        links = tuple(TermLink(term.name, term.url, term.slug, len(term.posts)) for term in terms.values())
        page = GeneratedPage("terms", title, url)
        yield Output(output_path(url), fill("terms.html", page=page, index=kind, terms=links))


def has_index(kind: str, terms: Collection[str]) -> bool:
    """Tell whether there is an index of the terms of a kind; that of series exists only if there are any."""
    return kind in INDEXES and (kind != "series" or bool(terms))


def front_paginator(library: Library) -> Paginator:
    """Return the paginator of the front page."""
    numbering = library.settings.numbering
    found = _paginator(library.archive, 1 if numbering == "newest" else 0, library.settings)
    if found is None:  # each list has a front
        raise LookupError(numbering)
    return found[1]


def _paginator(term: Term, number: int, settings: Settings) -> tuple[str, Paginator, bool] | None:
    """Return the URL of a list's page, its paginator, and whether it is the front; None if there is no such page."""
    total, per_page, numbering = len(term.posts), settings.paginate, settings.numbering
    leaf = page_slice(total, per_page, numbering, number)
    if leaf is None:
        return None
    newer, older = neighbours(count_pages(total, per_page, numbering), numbering, number)
    front = 1 if numbering == "newest" else 0
    pattern = _page_pattern(term, settings) if (newer, older) != (None, None) else ""

    def url(page: int) -> str:
        return term.url if page == front else pattern.replace(":num", str(page))

    paginator = Paginator(
        key=term.key,
        page=number,
        per_page=per_page,
        posts=tuple(term.posts[leaf.start : leaf.stop]),
        previous_page=newer,
        previous_page_path=None if newer is None else url(newer),
        next_page=older,
        next_page_path=None if older is None else url(older),
    )
    return url(number), paginator, number == front


def _page_pattern(term: Term, settings: Settings) -> str:
    """Return the pattern of archive pages' URLs: `paginate_path` at the root, its last part below a term."""
    pattern = settings.paginate_path
    if term.kind != "archive":
        match = re.search(r"(?:page/)?[^/]*:num.*$", pattern)
        pattern = term.url + (match[0] if match else "page:num/")
    return pattern
