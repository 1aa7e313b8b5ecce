"""Plan the front page, its archive, and the lists of every tag, category, author, year and month."""

import re
from collections.abc import Collection, Iterator

from generator.formats.urls import output_path
from generator.model.library import Library, Term, TermLink
from generator.model.output import Output, fill
from generator.model.paginator import PageSlice, Paginator, page_slices
from generator.model.settings import Settings
from generator.plan.generated_page import GeneratedPage

INDEXES = {
    "tag": ("Tags", "/tags/"),
    "category": ("Sections", "/categories/"),
    "author": ("Authors", "/authors/"),
    "series": ("Series", "/series/"),
    "month": ("Archive", "/archive/"),
}


def outputs(library: Library) -> Iterator[Output]:
    """Plan all lists and indexes."""
    for kind, terms in library.terms.items():
        for term in terms.values():
            yield from _list(term, library)
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
    settings, term = library.settings, library.archive
    return _paginators(term, settings)[0][2]


def _list(term: Term, library: Library) -> Iterator[Output]:
    """Plan the pages of one list, the front first."""
    is_archive = term.kind == "archive"
    titles = library.author_data.get(term.slug, {}) if term.kind == "author" else {}
    label = term.label
    for part, url, paginator in _paginators(term, library.settings):
        is_front = part.start == 0
        number = 0 if is_front else part.number
        if is_archive and is_front:
            recipe = fill("home.html", page=GeneratedPage("home", library.settings.title, url), paginator=paginator)
        else:
            page = GeneratedPage("list", term.name or "Archive", url)
            recipe = fill("list.html", page=page, term=label, number=number, person=titles, paginator=paginator)
        yield Output(output_path(url), recipe)


def _paginators(term: Term, settings: Settings) -> list[tuple[PageSlice, str, Paginator]]:
    """Split a list into pages, each with its URL and links to its neighbours."""
    slices = page_slices(len(term.posts), settings.paginate, settings.numbering)
    pattern = _page_pattern(term, settings)
    urls = [term.url if part.start == 0 else pattern.replace(":num", str(part.number)) for part in slices]
    last = len(slices) - 1
    return [
        (
            part,
            urls[place],
            Paginator(
                key=term.key,
                page=part.number,
                per_page=settings.paginate,
                posts=tuple(term.posts[part.start : part.stop]),
                previous_page=slices[place - 1].number if place else None,
                previous_page_path=urls[place - 1] if place else None,
                next_page=slices[place + 1].number if place < last else None,
                next_page_path=urls[place + 1] if place < last else None,
            ),
        )
        for place, part in enumerate(slices)
    ]


def _page_pattern(term: Term, settings: Settings) -> str:
    """Return the pattern of archive pages' URLs: `paginate_path` at the root, its last part below a term."""
    pattern = settings.paginate_path
    if term.kind != "archive":
        match = re.search(r"(?:page/)?[^/]*:num.*$", pattern)
        pattern = term.url + (match[0] if match else "page:num/")
    return pattern
