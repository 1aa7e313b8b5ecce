"""Libraries made by hand, and the real templates filled with what is planned of them."""

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import msgspec
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup
from msgspec import Raw

from generator.formats.slugs import term_slug
from generator.library.terms import terms_of
from generator.model.digest import Digest
from generator.model.library import Library
from generator.model.order import moment
from generator.model.output import Fill, Output
from generator.model.post import Author, Image, Page, Post, Teaser
from generator.model.settings import Settings
from generator.plan import KINDS
from generator.plan.kind import Planned
from generator.render.filters import filters, functions
from generator.render.fragments import FragmentCache
from generator.render.lens import Lens
from generator.render.templates import OPTIONS

TEMPLATES = Path(__file__).parent.parent / "templates"
SETTINGS = Settings(title="The Test", url="https://test.example", description="All the news & more", permalink="pretty")
FIRST = datetime(2026, 7, 1, 9, 30, tzinfo=UTC)
POST_KEYS = frozenset(("redirect_from", "redirect_to"))


def story(number: int, meta: Mapping[str, Any] | None = None, **told: Any) -> Post:  # fields of all types
    """Make the story of that number, a day newer than the one before. Keywords are those of Post and Teaser."""
    own = {key: told.pop(key) for key in POST_KEYS & told.keys()}
    date = FIRST + timedelta(days=number)
    excerpt = "<p>It <em>begins</em>.</p>"
    bare = Teaser(f"_posts/{number}.md", f"/s/{number}/", f"Story {number}", date=date, excerpt=excerpt)
    teaser = msgspec.structs.replace(bare, **told)
    digest = Digest(repr((teaser, meta, own)))
    post = Post(teaser, Raw(msgspec.json.encode(meta or {})), "post", 100, 1, text_digest=digest, digest=digest)
    return msgspec.structs.replace(post, **own)


def page(name: str, **told: Any) -> Page:  # fields of all types
    """Make a page at `/NAME/`."""
    bare = Page(
        f"{name}.md",
        f"/{name}/",
        name,
        meta=Raw(b"{}"),
        layout="page",
        body_line=1,
        text_digest=Digest("t"),
        digest=Digest(name),
    )
    return msgspec.structs.replace(bare, **told)


def writer(name: str) -> Author:
    """Make an author."""
    slug = term_slug(name)
    return Author(name, slug, f"/authors/{slug}/")


def library(posts: Iterable[Post] = (), pages: Iterable[Page] = (), settings: Settings = SETTINGS) -> Library:
    """Make a library of some stories, without lists of authors, years and months."""
    ordered = sorted(posts, key=lambda post: moment(post.teaser), reverse=True)
    teasers = [post.teaser for post in ordered]
    guids: dict[str, list[Teaser]] = {}
    for post in ordered:
        if post.guid:
            guids.setdefault(post.guid, []).append(post.teaser)
    return Library(
        settings=settings,
        stories={post.teaser.source: post for post in ordered},
        teasers=teasers,
        pages={page.source: page for page in pages},
        guids=guids,
        assets={},
        data={},
        terms=terms_of(teasers) | {"author": {}, "year": {}, "month": {}},
        images={},
        image_files={},
        layouts=frozenset(("post", "page")),
        author_data={},
        image_path=lambda image: unquote(image.path).lstrip("/"),
    )


def all_of(shelf: Library, *kinds: str) -> list[Planned]:
    """Plan all keys of some kinds of outputs."""
    return [one for kind in kinds for _, planned in KINDS[kind].all(shelf) for one in planned]


def planned(outputs: Iterable[Planned]) -> dict[str, Output]:
    """Key outputs by path; no two may have the same, and nothing may be wrong."""
    found: dict[str, Output] = {}
    for output in outputs:
        assert isinstance(output, Output)
        assert output.path not in found
        found[output.path] = output
    return found


def filled(output: Output, settings: Settings = SETTINGS, bodies: Mapping[str, str] | None = None) -> str:
    """Fill the real template of an output; `bodies` maps a story's URL to its HTML."""
    assert isinstance(output.recipe, Fill)
    environment = Environment(loader=FileSystemLoader(TEMPLATES), undefined=StrictUndefined, **OPTIONS)  # type: ignore[arg-type]  # noqa: S701
    environment.filters.update(
        filters(settings, lambda text, _="": text), cached=FragmentCache(Lens(library())).filter()
    )
    environment.install_null_translations(newstyle=True)  # type: ignore[attr-defined]  # of its i18n extension
    environment.globals.update(functions(settings, term_slug), lang=settings.lang, direction=lambda _: "ltr")
    told = bodies or {}

    def body(post: Post) -> Markup:
        return Markup(told.get(post.teaser.url, "<p>It begins and ends.</p>"))  # noqa: S704

    return environment.get_template(output.recipe.template).render(site=settings, body=body, **output.recipe.shows)


PICTURE = Image(
    path="/assets/a%20b.jpg",
    alt='A "picture" & more',
    caption="A caption",
    credit="Ada <Lens>",
    src="/assets/a-960-1a2b3c4d.jpg",
    width=960,
    height=540,
    mime="image/jpeg",
    length=123456,
    file_digest="1a2b",
)
