"""Read a file into a post or a page: the front matter is parsed, the body only measured."""

import os
import re
from collections.abc import Callable, Mapping
from typing import Any, TypeVar
from urllib.parse import quote

import msgspec
from msgspec import Raw, Struct

from generator.formats.slugs import term_slug
from generator.formats.urls import composed
from generator.model.digest import digest_of
from generator.model.post import Author, Figure, Image, Page, Post, Teaser
from generator.model.problem import InputError, Problem
from generator.model.settings import Settings
from generator.model.to_html import ToHtml
from generator.read.config.defaults import merge, values_for
from generator.read.files.discover import Source
from generator.read.story.body_images import read_figures
from generator.read.story.dates import read_datetime, read_expiry, read_updated, story_date
from generator.read.story.front_matter import FrontMatter, read_front_matter
from generator.read.story.link_fields import check_links, read_addresses, read_image
from generator.read.story.liquid import liquid_in
from generator.read.story.news_fields import (
    misspelled_keys,
    read_corrections,
    read_credit,
    read_noindex,
    read_pin,
    read_retracted,
    story_only_keys,
)
from generator.read.story.stubs import is_stub
from generator.read.story.urls import is_markdown, output_ext, plain_url, post_tokens, post_url
from generator.read.yaml.fields import Fields
from generator.read.yaml.language import read_lang
from generator.text.excerpt import Text, excerpt, is_familiar, word_count
from generator.text.typography import set_line, style_of

# A date counts at the head of a name only: `covid-19-12-05-rules.md` has none.
FILE_NAME = re.compile(r"(\d{2,4}-\d{1,2}-\d{1,2})-([^/]*)(\.[^.]+)$")
MOST_TERMS = 200
T = TypeVar("T")
MAX_SIZE = 10_000_000  # bytes; the longest real story we know of has 400,000
# The teaser says these, better. (Its own `source` and `digest` are no front matter: that `source` credits an agency.)
OVERLAID = frozenset(Teaser.__struct_fields__) - {"source", "digest"}
BARE = ("none", "null", "nil", "")


class ReadContext(Struct, frozen=True):
    """What reading a story needs besides its file.

    ``authors`` maps the keys of `_data/authors.yml` and of `authors:` to what is said of each;
    ``shown`` turns a source's name into the path that a report prints; ``to_html`` makes HTML of Markdown.
    """

    settings: Settings
    authors: Mapping[str, Any]
    shown: Callable[[str], str]
    to_html: ToHtml


def read_post(source: Source, raw: bytes, context: ReadContext) -> Post:
    """Read one story. Raises InputError with the first thing that makes it unfit to publish."""
    front, fields = _open(source, raw, context, "drafts" if source.kind == "draft" else "posts")
    settings = context.settings
    match = FILE_NAME.match(os.path.basename(source.name))
    date = story_date(source, fields, match, settings)
    updated = read_updated(fields, settings)
    title_part = composed(match[2] if match else os.path.splitext(os.path.basename(source.name))[0])
    categories = _categories(source, fields)
    image, image_place = read_image(fields)
    warnings = [*_bare(front, fields.file), *misspelled_keys(fields, front.key_positions)]
    if liquid := liquid_in(front, fields, "warning"):
        warnings.append(liquid)
    url = post_url(fields, settings, post_tokens(source, fields, date, title_part, categories), warnings)
    noindex = read_noindex(fields)
    lang = read_lang(fields)
    printed = _printed(fields, lang, settings)
    text = _text(source, front, context, lang)
    figures = read_figures(front, text, source.name, url, settings)
    teaser = Teaser(
        source=source.name,
        url=url,
        title=printed("title") or _title_from_slug(title_part),
        date=date,
        updated=updated if updated and updated > date else None,  # what was written before it came out is no update
        excerpt=_excerpt(text, fields, lang, settings),
        description=printed("description"),
        subtitle=printed("subtitle"),
        authors=_authors(fields, context.authors),
        categories=categories,
        tags=_tags(fields),
        image=image,
        lang=lang,
        draft=source.kind == "draft",
        pin=read_pin(fields),
        sitemap=not noindex and _is_listed(fields, url, settings),
        series=fields.text("series").strip(),
    )
    meta = msgspec.json.encode({key: value for key, value in fields.values.items() if key not in OVERLAID})
    layout = _layout(fields, "post")
    teaser = with_digest(teaser)
    text_digest = digest_of(meta, layout, front.body)
    return Post(
        teaser=teaser,
        meta=Raw(meta),
        layout=layout,
        words=word_count(front.body),
        body_line=front.body_line,
        text_digest=text_digest,
        digest=digest_of(teaser, text_digest, figures),
        published=fields.flag("published", default=True),
        redirect_from=read_addresses(fields, "redirect_from"),
        redirect_to="".join(read_addresses(fields, "redirect_to")[:1]),
        image_place=image_place,
        corrections=read_corrections(fields, settings),
        source=read_credit(fields),
        location=fields.text("location").strip(),
        expires=read_expiry(fields, None if teaser.draft else date, settings, warnings),
        unwritten=is_stub(front, fields),
        retracted=read_retracted(fields),
        noindex=noindex,
        toc=fields.flag("toc"),
        problems=tuple(warnings),
        figures=figures,
    )


def read_page(source: Source, raw: bytes, context: ReadContext) -> Page:
    """Read one page, or one document of a collection. Raises InputError as `read_post` does."""
    front, fields = _open(source, raw, context, source.label or "pages")
    read_corrections(fields, context.settings)
    image, image_place = read_image(fields)
    warnings = story_only_keys(fields)
    if liquid := liquid_in(front, fields, "error"):
        raise InputError(liquid)
    meta = msgspec.json.encode(fields.values)
    layout = _layout(fields, "page" if is_markdown(source.name) else "")
    text_digest = digest_of(meta, layout, front.body)
    base = composed(os.path.splitext(os.path.basename(source.name))[0])
    lang = read_lang(fields)
    printed = _printed(fields, lang, context.settings)
    title = printed("title") or ("" if base == "index" else _title_from_slug(base))
    url = plain_url(source, fields, context.settings, warnings)
    noindex = read_noindex(fields)
    figures = read_figures(front, _text(source, front, context, lang), source.name, url, context.settings)
    return Page(
        source=source.name,
        url=url,
        title=title,
        meta=Raw(meta),
        layout=layout,
        body_line=front.body_line,
        text_digest=text_digest,
        digest=digest_of(text_digest, title, image, source.name, source.label, url, figures),
        excerpt=printed("excerpt"),
        description=printed("description"),
        date=read_datetime(fields, "date", context.settings),
        updated=read_updated(fields, context.settings),
        image=image,
        lang=lang,
        published=fields.flag("published", default=True),
        sitemap=not noindex and _is_listed(fields, url, context.settings),
        redirect_from=read_addresses(fields, "redirect_from"),
        redirect_to="".join(read_addresses(fields, "redirect_to")[:1]),
        image_place=image_place,
        collection=source.label,
        output_ext=output_ext(source.name),
        noindex=noindex,
        toc=fields.flag("toc"),
        problems=tuple(warnings),
        figures=figures,
    )


def with_digest(teaser: Teaser) -> Teaser:
    """Give a teaser the digest of all that it shows."""
    bare = msgspec.structs.replace(teaser, digest=None)
    return msgspec.structs.replace(teaser, digest=digest_of(msgspec.json.encode(bare)))


def with_images(post: Post, image: Image | None, figures: tuple[Figure, ...]) -> Post:
    """Return the post with other pictures, and with digests that say so."""
    teaser = (
        post.teaser if image is post.teaser.image else with_digest(msgspec.structs.replace(post.teaser, image=image))
    )
    digest = digest_of(teaser, post.text_digest, figures)
    return msgspec.structs.replace(post, teaser=teaser, figures=figures, digest=digest)


def page_with_images(page: Page, image: Image | None, figures: tuple[Figure, ...]) -> Page:
    """Return the page with other pictures, and with a digest that says so."""
    digest = digest_of(page.text_digest, page.title, image, page.source, page.collection, page.url, figures)
    return msgspec.structs.replace(page, image=image, figures=figures, digest=digest)


def without_missing_image(post: Post) -> Post:
    """Return the post as it is shown: without its picture where there is none to show."""
    image = post.teaser.image
    return post if image is None or image.src else with_images(post, None, post.figures)


def page_without_missing_image(page: Page) -> Page:
    """Return the page as it is shown: without its picture where there is none to show."""
    return page if page.image is None or page.image.src else page_with_images(page, None, page.figures)


def _open(source: Source, raw: bytes, context: ReadContext, kind: str) -> tuple[FrontMatter, Fields]:
    """Read the front matter and lay it over the defaults of `_config.yml`."""
    file = context.shown(source.name)
    front = read_front_matter(raw, file)
    defaults = values_for(context.settings.defaults, source.name, kind)
    values = merge(defaults, front.data) if defaults else front.data
    fields = Fields(file, values, front.positions, front.texts, front.words)
    check_links(fields)
    return front, fields


def _bare(front: FrontMatter, file: str) -> list[Problem]:
    """Warn of a story without front matter: it is published, as in Jekyll."""
    if front.present or not front.body.strip():
        return []
    message = "this story has no front matter: its headline and its date are those of its file name"
    hint = "Begin it with a line ---, then title: and what else is to be said of it, then --- again."
    return [Problem(file, message, 1, 1, hint, "warning")]


def _text(source: Source, front: FrontMatter, context: ReadContext, lang: str) -> Text:
    """Return a body, which is Markdown or HTML, in its language."""
    return Text(front.body, (lambda body: context.to_html(body, lang)) if is_markdown(source.name) else None)


def _categories(source: Source, fields: Fields) -> tuple[str, ...]:
    """Merge the folders above `_posts` or `_drafts` with `categories` and `category`."""
    folders = composed(source.name).split("/")[:-1]
    special = next((place for place, folder in enumerate(folders) if folder in ("_posts", "_drafts")), 0)
    found = _unique((*folders[:special], *fields.names("categories"), *fields.members("category")))
    return _few(fields, "categories", found)


def _tags(fields: Fields) -> tuple[str, ...]:
    """Return the tags of `tag`, or else of `tags`."""
    key = "tag" if fields.values.get("tag") is not None else "tags"
    return _few(fields, key, _unique(fields.members(key) if key == "tag" else fields.names(key)))


def _few(fields: Fields, key: str, found: tuple[T, ...]) -> tuple[T, ...]:
    """Refuse more terms than a story can be about: the feed of each would name all the others."""
    if len(found) > MOST_TERMS:
        message = f"{len(found):,} of them are more than the {MOST_TERMS} that a story may have"
        raise fields.error(key, message, "Keep those that readers would look for.")
    return found


def _unique(names: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(names))


def _title_from_slug(slug: str) -> str:
    """Make a title of a file name: its words, capitalised."""
    return " ".join(word.capitalize() for word in re.split(r"[-_\s]+", slug) if word)


def _is_listed(fields: Fields, url: str, settings: Settings) -> bool:
    """Tell whether sitemaps may name a page: nothing forbids it, and its canonical URL is its own."""
    own = settings.baseurl + url
    canonical = fields.text("canonical_url") or own
    return fields.flag("sitemap", default=True) and canonical in (url, own, settings.url + own)


def _printed(fields: Fields, lang: str, settings: Settings) -> Callable[[str], str]:
    """Return what reads a text for readers: with the quotation marks of the story's language, as in its body."""
    style = style_of(lang or settings.lang, settings.typography)
    return lambda key: set_line(fields.text(key), style)


def _layout(fields: Fields, otherwise: str) -> str:
    """Return the layout's name, or "" for none."""
    if "layout" not in fields.values:
        return otherwise
    layout = fields.text("layout")
    return "" if layout in BARE else layout


def _excerpt(text: Text, fields: Fields, lang: str, settings: Settings) -> str:
    """Take the front matter's excerpt, or that of the body."""
    if fields.values.get("excerpt") is not None:
        return _printed(fields, lang, settings)("excerpt")
    separator = fields.text("excerpt_separator") or settings.excerpt_separator
    return excerpt(text, separator, plain=is_familiar(settings.markdown_extensions))


def _authors(fields: Fields, known: Mapping[str, Any]) -> tuple[Author, ...]:
    """Resolve `authors` or `author`: names, keys of the authors' table, or mappings with a name."""
    key = "authors" if fields.values.get("authors") is not None else "author"
    value = fields.values.get(key)
    found: dict[str, Author] = {}
    for member in value if isinstance(value, list) else [value]:
        if member is None:
            continue
        told = member if isinstance(member, dict) else known.get(str(member))
        name = str(told.get("name") or "") if isinstance(told, dict) else ""
        if isinstance(member, dict) and not name:
            raise fields.error(
                key, "this author has no name", "Write author: {name: …}, or a key of _data/authors.yml."
            )
        name = name or str(member).strip()
        if name:
            slug = term_slug(name)
            found.setdefault(slug, Author(name, slug, f"/authors/{quote(slug)}/"))
    return _few(fields, key, tuple(found.values()))
