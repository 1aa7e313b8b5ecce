"""Plan the outputs: every file of the finished site, each with all that the file will show."""

from collections.abc import Callable, Iterable, Mapping

import msgspec
from msgspec import Struct

from generator.model.delta import Delta
from generator.model.library import Library
from generator.model.output import Output
from generator.model.problem import Problem
from generator.model.settings import Project
from generator.plan import (
    articles,
    cards,
    feeds,
    icons,
    images,
    indexnow,
    lists,
    pages,
    redirects,
    retracted,
    sitemaps,
    static,
)
from generator.plan.kind import Kind
from generator.plan.paths import Claim, PathTable, Rank


def _only(*names: str) -> Callable[[Library], Iterable[str]]:
    """Return what names the same keys in any library."""
    return lambda _: names


def _changed(delta: Delta) -> Iterable[str]:
    """Name the stories and pages that changed: a key that looks at nothing else than one of them."""
    return delta.sources


# Each kind of output, by the name that begins its keys. Where we would make two outputs at one path, the first has it.
KINDS: Mapping[str, Kind] = {
    "story": Kind(articles.keys, articles.outputs, articles.every, reverse=True, touched=articles.touched),
    "page": Kind(pages.keys, pages.outputs, touched=pages.touched),
    "asset": Kind(static.keys, static.outputs),
    "retracted": Kind(retracted.keys, retracted.outputs, touched=_changed),
    "redirect": Kind(redirects.keys, redirects.outputs, reverse=True, touched=_changed),
    "list": Kind(lists.keys, lists.outputs, touched=lists.touched),
    "index": Kind(lists.indexes, lists.index, touched=lists.touched_indexes),
    "site feed": Kind(feeds.sites, feeds.site, touched=feeds.touched_sites),
    "feed": Kind(feeds.terms, feeds.of_term, touched=feeds.touched_terms),
    "sitemap": Kind(_only(""), sitemaps.outputs, touched=sitemaps.touched),
    "news": Kind(_only(""), sitemaps.news, touched=sitemaps.touched_news),
    "robots": Kind(_only(""), sitemaps.robots),
    "image": Kind(images.keys, images.outputs, touched=images.touched),
    "card": Kind(cards.keys, cards.outputs, touched=_changed),
    "icons": Kind(_only(""), icons.outputs),
    "indexnow": Kind(_only(""), indexnow.outputs),
}


class Plan(Struct, frozen=True):
    """Every file of the finished site, by path, and the problems of the plan."""

    outputs: Mapping[str, Output]
    problems: list[Problem]


def plan(library: Library, project: Project) -> Plan:
    """Name every output. What a source claims goes before what we would make there; two sources clash."""

    def shown(source: str) -> str:
        return project.show(project.content / source) if source else ""

    table = PathTable(shown)
    problems = []
    for name, kind in KINDS.items():
        ranks = _ranks(name)
        for key, planned in kind.all(library):
            for one in planned:
                if isinstance(one, Problem):
                    problems.append(msgspec.structs.replace(one, file=shown(one.file)))
                else:
                    table.put(Claim(ranks[2 if one.yields else 0 if one.source else 1], key, one))
    return Plan(table.outputs, problems + table.problems)


def _ranks(name: str) -> tuple[Rank, Rank, Rank]:
    """Return the ranks of a kind's outputs: those that a source asks for, ours, and those that yield."""
    number, step = list(KINDS).index(name), -1 if KINDS[name].reverse else 1
    return (0, number, step), (1, number, step), (2, number, step)
