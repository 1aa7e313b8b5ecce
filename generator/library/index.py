"""Index the visible stories: newest first, and by tag, category, author, series, year and month."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from itertools import takewhile
from typing import Any
from urllib.parse import quote

from generator.formats.dates import MONTHS
from generator.formats.slugs import term_slug
from generator.model.library import Asset, Library, Term
from generator.model.post import Author, Page, Post, Teaser
from generator.model.problem import Problem
from generator.model.settings import Settings
from generator.read.media.image_resolver import ImageResolver, site_path

FOLDERS = {"tag": "tags", "category": "categories", "author": "authors", "series": "series"}
RECENT = timedelta(hours=48)


def build_index(  # noqa: PLR0913 (the library is made of all these)
    settings: Settings,
    *,
    posts: Iterable[Post],
    pages: Sequence[Page],
    retracted: Sequence[Post] = (),
    assets: Sequence[Asset],
    data: Mapping[str, Any],
    authors: Mapping[str, Any],
    images: ImageResolver,
    layouts: frozenset[str],
    shown: Callable[[str], str],
    now: datetime,
) -> tuple[Library, list[Problem]]:
    """Arrange the library as it is at `now`; two spellings of one term are a warning."""
    ordered = sorted(posts, key=lambda post: (post.teaser.date, post.teaser.source), reverse=True)
    teasers = [post.teaser for post in ordered]
    problems: list[Problem] = []
    stories = _TermIndex(teasers, problems, shown)
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
            "tag": stories.named("tag", [teaser.tags for teaser in teasers]),
            "category": stories.named("category", [teaser.categories for teaser in teasers]),
            "author": stories.authors(),
            "series": stories.named("series", [(teaser.series,) if teaser.series else () for teaser in teasers]),
            "year": stories.years(),
            "month": stories.months(),
        },
        images=images.images,
        image_files={path: images.files[path].source for path in images.images},
        layouts=layouts,
        image_path=lambda image: site_path(image.path, settings.baseurl),
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


class _TermIndex:
    def __init__(self, teasers: Sequence[Teaser], problems: list[Problem], shown: Callable[[str], str]) -> None:
        self.teasers = teasers
        self.problems = problems
        self.shown = shown

    def named(self, kind: str, names: Iterable[tuple[str, ...]]) -> dict[str, Term]:
        """Group by names, of which two spellings may mean one term."""
        slugs: dict[str, str] = {}
        groups: dict[str, list[Teaser]] = {}
        counted: Counter[str] = Counter()
        for teaser, own in zip(self.teasers, names, strict=True):
            counted.update(own)
            for name in own:
                slug = slugs.get(name)
                if slug is None:
                    slug = slugs[name] = term_slug(name)
                    groups.setdefault(slug, [])
                stories = groups[slug]
                if not stories or stories[-1] is not teaser:  # a story may name both spellings
                    stories.append(teaser)
        spellings: dict[str, dict[str, int]] = {}
        for name, slug in slugs.items():
            spellings.setdefault(slug, {})[name] = counted[name]
        return {
            slug: Term(
                kind,
                self.spelling(kind, slug, spellings[slug], groups[slug]),
                slug,
                f"/{FOLDERS[kind]}/{quote(slug)}/",
                groups[slug],
            )
            for slug in sorted(groups)
        }

    def spelling(self, kind: str, slug: str, counted: Mapping[str, int], stories: Sequence[Teaser]) -> str:
        """Choose the commonest spelling, and warn where there is another."""
        best, *others = sorted(counted, key=lambda name: (-counted[name], name))
        for other in others:
            teaser = next(story for story in stories if other in _named_in(story, kind))
            message = f'the {kind} "{other}" is written "{best}" in most stories; both are one page, {slug}'
            hint = f'Write "{best}", or give it another name.'
            self.problems.append(Problem(self.shown(teaser.source), message, hint=hint, severity="warning"))
        return best

    def authors(self) -> dict[str, Term]:
        groups: dict[str, list[Teaser]] = {}
        who: dict[str, Author] = {}
        for teaser in self.teasers:
            for author in teaser.authors:
                who.setdefault(author.slug, author)
                groups.setdefault(author.slug, []).append(teaser)
        return {
            slug: Term("author", who[slug].name, slug, who[slug].url, groups[slug], who[slug])
            for slug in sorted(groups)
        }

    def years(self) -> dict[str, Term]:
        groups: dict[str, list[Teaser]] = {}
        for teaser in self.teasers:
            groups.setdefault(f"{teaser.date.year:04}", []).append(teaser)
        return {year: Term("year", year, year, f"/{year}/", stories) for year, stories in groups.items()}

    def months(self) -> dict[str, Term]:
        groups: dict[tuple[int, int], list[Teaser]] = {}
        for teaser in self.teasers:
            groups.setdefault((teaser.date.year, teaser.date.month), []).append(teaser)
        found = {}
        for (year, month), stories in groups.items():
            slug = f"{year:04}/{month:02}"
            found[slug] = Term("month", f"{MONTHS[month - 1]} {year}", slug, f"/{slug}/", stories)
        return found
