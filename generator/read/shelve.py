"""Put the visible stories on their shelves: newest first, by tag, category, author, series, year and month."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from itertools import takewhile
from typing import Any
from urllib.parse import quote

from generator.model.library import Asset, Library, Term
from generator.model.post import Author, Page, Post, Teaser
from generator.model.problem import Problem
from generator.model.settings import Settings
from generator.read.dates import MONTHS
from generator.read.illustrate import Illustrator, site_path
from generator.read.slugs import term_slug

FOLDERS = {"tag": "tags", "category": "categories", "author": "authors", "series": "series"}
RECENT = timedelta(hours=48)


def shelve(  # noqa: PLR0913 (the library is made of all these)
    settings: Settings,
    *,
    posts: Iterable[Post],
    pages: Sequence[Page],
    retracted: Sequence[Post] = (),
    assets: Sequence[Asset],
    data: Mapping[str, Any],
    authors: Mapping[str, Any],
    pictures: Illustrator,
    layouts: frozenset[str],
    shown: Callable[[str], str],
    now: datetime,
) -> tuple[Library, list[Problem]]:
    """Arrange the library as it is at `now`; two spellings of one term are a warning."""
    ordered = sorted(posts, key=lambda post: (post.teaser.date, post.teaser.source), reverse=True)
    teasers = [post.teaser for post in ordered]
    problems: list[Problem] = []
    shelf = _Shelf(teasers, problems, shown)
    library = Library(
        settings=settings,
        posts=ordered,
        teasers=teasers,
        pages=pages,
        retracted=retracted,
        assets=assets,
        data=data,
        terms={
            "archive": {"": Term("archive", "", "", "/", teasers)},
            "tag": shelf.named("tag", [teaser.tags for teaser in teasers]),
            "category": shelf.named("category", [teaser.categories for teaser in teasers]),
            "author": shelf.authors(),
            "series": shelf.named("series", [(teaser.series,) if teaser.series else () for teaser in teasers]),
            "year": shelf.years(),
            "month": shelf.months(),
        },
        pictures=pictures.pictures,
        picture_files={path: pictures.files[path].source for path in pictures.pictures},
        layouts=layouts,
        picture_of=lambda image: site_path(image.path, settings.baseurl),
        author_data=_author_data(authors),
        recent=_recent(ordered, now),
        published={asset.key: asset.path for asset in assets if asset.key},
    )
    return library, problems


def _recent(newest_first: Iterable[Post], now: datetime) -> list[Teaser]:
    """Return the published stories of the last 48 hours that have a page of their own."""
    young = takewhile(lambda post: now - post.teaser.date < RECENT, newest_first)
    return [post.teaser for post in young if post.teaser.date <= now and not (post.teaser.draft or post.redirect_to)]


def _author_data(authors: Mapping[str, Any]) -> dict[str, Mapping[str, Any]]:
    """Return what is told of each author, by the slug of the name."""
    told: dict[str, Mapping[str, Any]] = {}
    for key, value in authors.items():
        if isinstance(value, dict):
            told[term_slug(str(value.get("name") or key))] = value
    return told


def _named_in(story: Teaser, kind: str) -> tuple[str, ...]:
    """Return the names of a kind that a story bears."""
    return story.tags if kind == "tag" else story.categories if kind == "category" else (story.series,)


class _Shelf:
    def __init__(self, teasers: Sequence[Teaser], problems: list[Problem], shown: Callable[[str], str]) -> None:
        self.teasers = teasers
        self.problems = problems
        self.shown = shown

    def named(self, kind: str, names: Iterable[tuple[str, ...]]) -> dict[str, Term]:
        """Group by names, of which two spellings may mean one term."""
        slugs: dict[str, str] = {}
        shelves: dict[str, list[Teaser]] = {}
        counted: Counter[str] = Counter()
        for teaser, own in zip(self.teasers, names, strict=True):
            counted.update(own)
            for name in own:
                slug = slugs.get(name)
                if slug is None:
                    slug = slugs[name] = term_slug(name)
                    shelves.setdefault(slug, [])
                shelf = shelves[slug]
                if not shelf or shelf[-1] is not teaser:  # a story may name both spellings
                    shelf.append(teaser)
        spellings: dict[str, dict[str, int]] = {}
        for name, slug in slugs.items():
            spellings.setdefault(slug, {})[name] = counted[name]
        return {
            slug: Term(
                kind,
                self.spelling(kind, slug, spellings[slug], shelves[slug]),
                slug,
                f"/{FOLDERS[kind]}/{quote(slug)}/",
                shelves[slug],
            )
            for slug in sorted(shelves)
        }

    def spelling(self, kind: str, slug: str, counted: Mapping[str, int], shelf: Sequence[Teaser]) -> str:
        """Choose the commonest spelling, and warn where there is another."""
        best, *others = sorted(counted, key=lambda name: (-counted[name], name))
        for other in others:
            teaser = next(story for story in shelf if other in _named_in(story, kind))
            message = f'the {kind} "{other}" is written "{best}" in most stories; both are one page, {slug}'
            hint = f'Write "{best}", or give it another name.'
            self.problems.append(Problem(self.shown(teaser.source), message, hint=hint, severity="warning"))
        return best

    def authors(self) -> dict[str, Term]:
        shelves: dict[str, list[Teaser]] = {}
        who: dict[str, Author] = {}
        for teaser in self.teasers:
            for author in teaser.authors:
                who.setdefault(author.slug, author)
                shelves.setdefault(author.slug, []).append(teaser)
        return {
            slug: Term("author", who[slug].name, slug, who[slug].url, shelves[slug], who[slug])
            for slug in sorted(shelves)
        }

    def years(self) -> dict[str, Term]:
        shelves: dict[str, list[Teaser]] = {}
        for teaser in self.teasers:
            shelves.setdefault(f"{teaser.date.year:04}", []).append(teaser)
        return {year: Term("year", year, year, f"/{year}/", shelf) for year, shelf in shelves.items()}

    def months(self) -> dict[str, Term]:
        shelves: dict[tuple[int, int], list[Teaser]] = {}
        for teaser in self.teasers:
            shelves.setdefault((teaser.date.year, teaser.date.month), []).append(teaser)
        found = {}
        for (year, month), shelf in shelves.items():
            slug = f"{year:04}/{month:02}"
            found[slug] = Term("month", f"{MONTHS[month - 1]} {year}", slug, f"/{slug}/", shelf)
        return found
