"""Group stories by tag, category, author, series, year and month."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from urllib.parse import quote

from generator.formats.dates import MONTHS
from generator.formats.slugs import term_slug
from generator.model.library import Term
from generator.model.post import Teaser
from generator.model.problem import Problem

FOLDERS = {"tag": "tags", "category": "categories", "author": "authors", "series": "series"}
# The terms of a story by kind; two spellings may be one term.
SPELLED: Mapping[str, Callable[[Teaser], Sequence[str]]] = {
    "tag": lambda story: story.tags,
    "category": lambda story: story.categories,
    "series": lambda story: (story.series,) if story.series else (),
}
# The slugs of a story's terms by kind, each once.
SLUGS: Mapping[str, Callable[[Teaser], Collection[str]]] = {
    "archive": lambda _: ("",),
    "tag": lambda story: dict.fromkeys(map(term_slug, story.tags)),
    "category": lambda story: dict.fromkeys(map(term_slug, story.categories)),
    "author": lambda story: dict.fromkeys([author.slug for author in story.authors]),
    "series": lambda story: (term_slug(story.series),) if story.series else (),
    "year": lambda story: (f"{story.date.year:04}",),
    "month": lambda story: (f"{story.date.year:04}/{story.date.month:02}",),
}
NEWEST_FIRST = ("year", "month")  # all others are in alphabetical order


def terms_of(newest_first: Sequence[Teaser]) -> dict[str, dict[str, Term]]:
    """Group stories by kind and slug of their terms, in the same order."""
    return {kind: in_order(kind, _grouped(kind, newest_first)) for kind in SLUGS}


def _grouped(kind: str, newest_first: Iterable[Teaser]) -> dict[str, Term]:
    groups: dict[str, list[Teaser]] = {"": []} if kind == "archive" else {}
    counted: dict[str, dict[str, int]] = {}
    slugs, names = SLUGS[kind], SPELLED.get(kind)
    for story in newest_first:
        for slug in slugs(story):
            groups.setdefault(slug, []).append(story)
        for name in names(story) if names else ():
            spellings = counted.setdefault(term_slug(name), {})
            spellings[name] = spellings.get(name, 0) + 1
    return {slug: make_term(kind, slug, posts, counted.get(slug, {})) for slug, posts in groups.items()}


def in_order(kind: str, terms: Mapping[str, Term]) -> dict[str, Term]:
    """Return the terms of a kind in the order in which pages list them."""
    return {slug: terms[slug] for slug in sorted(terms, reverse=kind in NEWEST_FIRST)}


def make_term(
    kind: str, slug: str, posts: Sequence[Teaser], spellings: Mapping[str, int], drafts: Sequence[Teaser] | None = None
) -> Term:
    """Create a term from its stories, with the most common spelling."""
    if drafts is None:
        drafts = [story for story in posts if story.draft]
    if kind == "archive":
        return Term(kind, "", "", "/", posts, drafts=drafts)
    if kind == "author":
        author = next(author for author in posts[0].authors if author.slug == slug)
        return Term(kind, author.name, slug, author.url, posts, author, drafts)
    if kind == "year":
        return Term(kind, slug, slug, f"/{slug}/", posts, drafts=drafts)
    if kind == "month":
        year, month = slug.split("/")
        return Term(kind, f"{MONTHS[int(month) - 1]} {year}", slug, f"/{slug}/", posts, drafts=drafts)
    url = f"/{FOLDERS[kind]}/{quote(slug)}/"
    return Term(kind, _best(spellings), slug, url, posts, drafts=drafts, spellings=spellings)


def _best(spellings: Mapping[str, int]) -> str:
    return min(spellings, key=lambda name: (-spellings[name], name))


def spelling_problems(terms: Mapping[str, Mapping[str, Term]], shown: Callable[[str], str]) -> Iterator[Problem]:
    """Warn of terms with two spellings."""
    for kind, names in SPELLED.items():
        for slug, term in terms[kind].items():
            for other in term.spellings if len(term.spellings) > 1 else ():
                if other != term.name:
                    story = next(story for story in term.posts if other in names(story))
                    message = (
                        f'the {kind} "{other}" is written "{term.name}" in most stories; both are one page, {slug}'
                    )
                    hint = f'Write "{term.name}", or give it another name.'
                    yield Problem(shown(story.source), message, hint=hint, severity="warning")
