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
from generator.plan.kind import Kind, Planned
from generator.plan.paths import Claim, PathTable, Rank


def _only(*names: str) -> Callable[[Library], Iterable[str]]:
    """Return what names the same keys in any library."""
    return lambda _: names


def _changed(delta: Delta) -> Iterable[str]:
    """Name the stories and pages that changed: a key that looks at nothing else than one of them."""
    return delta.sources


def _listed(library: Library) -> list[str]:
    """Name the URLs that the kinds ask the sitemap to list."""
    return [url for kind in KINDS.values() for url in kind.listed(library)]


def _sitemap(library: Library, _: str) -> Iterable[Planned]:
    return sitemaps.outputs(library, _listed(library))


def _touched_sitemap(delta: Delta) -> Iterable[str]:
    is_other = _listed(delta.before) != _listed(delta.after)
    return ("",) if is_other else sitemaps.touched(delta)


# Each kind of output, by the name that begins its keys. Where we would make two outputs at one path, the first has it.
KINDS: Mapping[str, Kind] = {
    "story": Kind(articles.keys, articles.outputs, articles.every, reverse=True, touched=articles.touched),
    "page": Kind(pages.keys, pages.outputs, touched=pages.touched),
    "asset": Kind(static.keys, static.outputs),
    "retracted": Kind(retracted.keys, retracted.outputs, touched=_changed),
    "redirect": Kind(redirects.keys, redirects.outputs, reverse=True, touched=_changed),
    "list": Kind(lists.keys, lists.outputs, touched=lists.touched),
    "index": Kind(lists.indexes, lists.index, touched=lists.touched_indexes, listed=lists.index_urls),
    "site feed": Kind(feeds.sites, feeds.site, touched=feeds.touched_sites),
    "feed": Kind(feeds.terms, feeds.of_term, touched=feeds.touched_terms),
    "sitemap": Kind(_only(""), _sitemap, touched=_touched_sitemap),
    "news": Kind(_only(""), sitemaps.news, touched=sitemaps.touched_news),
    "robots": Kind(_only(""), sitemaps.robots),
    "image": Kind(images.keys, images.outputs, touched=images.touched),
    "card": Kind(cards.keys, cards.outputs, touched=_changed),
    "icons": Kind(_only(""), icons.outputs),
    "indexnow": Kind(_only(""), indexnow.outputs),
}


class Plan(Struct, frozen=True):
    """Every file of the finished site, by path, and what is wrong with the plan.

    ``claims`` are what is planned under each key of each kind, ``faults`` what is wrong with one.
    """

    table: PathTable
    claims: Mapping[str, dict[str, tuple[Claim, ...]]]
    faults: dict[tuple[str, str], tuple[Problem, ...]]

    @property
    def outputs(self) -> Mapping[str, Output]:
        """The outputs by path."""
        return self.table.outputs

    @property
    def problems(self) -> list[Problem]:
        """All that is wrong."""
        return [*(fault for faults in self.faults.values() for fault in faults), *self.table.problems]


def plan(library: Library, project: Project) -> Plan:
    """Plan every output. A source takes precedence over a generated page with the same path; two sources clash."""
    made = empty_plan(project)
    for name, kind in KINDS.items():
        for key, planned in kind.all(library):
            _put(made, name, key, planned)
    return made


def empty_plan(project: Project) -> Plan:
    """Plan nothing."""

    def shown(source: str) -> str:
        return project.show(project.content / source) if source else ""

    return Plan(PathTable(shown), {name: {} for name in KINDS}, {})


def advance(made: Plan, delta: Delta) -> Plan:
    """Plan again what a delta touches: the result is what a plan of the library after it would be."""
    touched = {name: dict.fromkeys(kind.touched(delta)) for name, kind in KINDS.items()}
    claims = {name: dict(keys) if touched[name] else keys for name, keys in made.claims.items()}
    new = Plan(made.table.copy(), claims, dict(made.faults))
    for name, keys in touched.items():
        for key in keys:
            for claim in claims[name].pop(key, ()):
                new.table.take(claim)
            new.faults.pop((name, key), None)
    for name, keys in touched.items():
        for key in keys:
            _put(new, name, key, KINDS[name].outputs(delta.after, key))
    return new


def _put(made: Plan, name: str, key: str, planned: Iterable[Planned]) -> None:
    """Take what is planned under a key into a plan."""
    claims: list[Claim] = []
    for one in planned:
        if isinstance(one, Problem):
            fault = msgspec.structs.replace(one, file=made.table.shown(one.file))
            made.faults[name, key] = (*made.faults.get((name, key), ()), fault)
        else:
            claim = Claim(RANKS[name][2 if one.yields else 0 if one.source else 1], key, one)
            claims.append(claim)
            made.table.put(claim)
    if claims:
        made.claims[name][key] = tuple(claims)


def _ranks(number: int, name: str) -> tuple[Rank, Rank, Rank]:
    """Return the ranks of a kind's outputs: those that a source asks for, ours, and those that yield."""
    step = -1 if KINDS[name].reverse else 1
    return (0, number, step), (1, number, step), (2, number, step)


RANKS = {name: _ranks(number, name) for number, name in enumerate(KINDS)}
