"""Read a file into a post or a page: the front matter is parsed, the body only measured."""

import os
import re
from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

import msgspec
from msgspec import Raw, Struct

from generator.formats.urls import composed
from generator.model.digest import Digest, digest_bytes, digest_of
from generator.model.post import Figure, Image, Page, Post, Teaser
from generator.model.problem import InputError, Problem
from generator.model.settings import Settings
from generator.model.to_html import KeptBodies, ToHtml
from generator.read.config.defaults import merge, values_for
from generator.read.files.discover import Source
from generator.read.story.body_images import read_figures
from generator.read.story.comments import open_comments
from generator.read.story.dates import check_expiry, story_date
from generator.read.story.field_table import read_field, read_fields
from generator.read.story.forms import FieldReader, field_reader, limited, read_typeset
from generator.read.story.front_matter import FrontMatter, read_front_matter
from generator.read.story.link_fields import check_links, image_position
from generator.read.story.liquid import liquid_in
from generator.read.story.misspelled import misspelled_keys
from generator.read.story.news_fields import read_corrections, story_only_keys
from generator.read.story.stubs import is_stub
from generator.read.story.urls import is_markdown, output_ext, plain_url, post_tokens, post_url
from generator.read.yaml.fields import Fields
from generator.text.excerpt import Text, excerpt, is_familiar, word_count

# A date counts only at the start of a name: `covid-19-12-05-rules.md` has none.
FILE_NAME = re.compile(r"(\d{2,4}-\d{1,2}-\d{1,2})-([^/]*)(\.[^.]+)$")
MAX_SIZE = 10_000_000  # bytes; the longest known real story has 400,000
# A page does not show these: the text's digest covers the front matter, and only messages have line numbers.
NOT_SHOWN = frozenset(("digest", "meta", "body_line", "image_position", "problems"))
# The teaser has these. (Its `source` and `digest` are not front matter: there, `source` credits an agency.)
OVERLAID = frozenset(Teaser.__struct_fields__) - {"source", "digest"}
BARE = ("none", "null", "nil", "")


class ReadContext(Struct, frozen=True):
    """All that the reading of a story needs besides its file.

    ``authors`` are the entries of `_data/authors.yml` and of `authors:`, by key; ``shown`` returns the path of a source
    for messages; ``to_html`` converts Markdown. ``bodies`` caches the HTML of whole texts for their pages.
    """

    settings: Settings
    authors: Mapping[str, Any]
    shown: Callable[[str], str]
    to_html: ToHtml
    bodies: KeptBodies | None = None


def read_post(source: Source, raw: bytes, context: ReadContext) -> Post:
    """Read one story. Raises InputError with the first error."""
    front, fields = _open(source, raw, context, "drafts" if source.kind == "draft" else "posts")
    settings = context.settings
    match = FILE_NAME.match(os.path.basename(source.name))
    date = story_date(source, fields, match, settings)
    title_part = composed(match[2] if match else os.path.splitext(os.path.basename(source.name))[0])
    reader = field_reader(fields, settings, context.authors)
    categories = _categories(source, reader)
    warnings = [*_without_front_matter(front, fields.file), *misspelled_keys(fields, front.key_positions)]
    if liquid := liquid_in(front, fields, "warning"):
        warnings.append(liquid)
    url = post_url(fields, settings, post_tokens(source, fields, date, title_part, categories), warnings)
    body_digest = digest_bytes(front.body.encode("utf-8", "surrogatepass"))
    text = _text(source, front, context, reader.lang, None if fields.flag("toc") else body_digest)
    warnings += open_comments(front, text, fields.file)
    figures = read_figures(front, text, source.name, url, settings)
    shown = read_fields(Teaser, reader, without=("date", "excerpt", "categories", "sitemap", "source"))
    if shown["updated"] and shown["updated"] <= date:
        shown["updated"] = None  # changes before the publication are no updates
    told = read_fields(Post, reader, without=("layout", "published"))
    teaser = Teaser(
        **{**shown, "title": shown["title"] or _title_from_slug(title_part)},
        source=source.name,
        url=url,
        date=date,
        excerpt=_excerpt(text, reader),
        categories=categories,
        draft=source.kind == "draft",
        sitemap=not told["noindex"] and _is_listed(fields, url, settings),
    )
    meta = msgspec.json.encode({key: value for key, value in fields.values.items() if key not in OVERLAID})
    layout = _layout(fields, "post")
    teaser = with_digest(teaser)
    text_digest = digest_of(meta, layout, body_digest)
    told["expires"] = check_expiry(fields, told["expires"], None if teaser.draft else date, warnings)
    post = Post(
        **told,
        teaser=teaser,
        meta=Raw(meta),
        layout=layout,
        words=word_count(front.body),
        body_line=front.body_line,
        text_digest=text_digest,
        digest=text_digest,
        published=fields.flag("published", default=True),
        image_position=image_position(fields),
        unwritten=is_stub(front, fields),
        problems=tuple(warnings),
        figures=figures,
        body_digest=body_digest,
    )
    return msgspec.structs.replace(post, digest=_digest(post))


def read_page(source: Source, raw: bytes, context: ReadContext) -> Page:
    """Read one page, or one document of a collection. Raises InputError as `read_post` does."""
    front, fields = _open(source, raw, context, source.label or "pages")
    settings = context.settings
    read_corrections(fields, settings)
    warnings = story_only_keys(fields)
    if liquid := liquid_in(front, fields, "error"):
        raise InputError(liquid)
    meta = msgspec.json.encode(fields.values)
    layout = _layout(fields, "page" if is_markdown(source.name) else "")
    body_digest = digest_bytes(front.body.encode("utf-8", "surrogatepass"))
    text_digest = digest_of(meta, layout, body_digest)
    base = composed(os.path.splitext(os.path.basename(source.name))[0])
    reader = field_reader(fields, settings, context.authors)
    told = read_fields(Page, reader, without=("source", "layout", "published", "sitemap"))
    told["title"] = told["title"] or ("" if base == "index" else _title_from_slug(base))
    url = plain_url(source, fields, settings, warnings)
    text = _text(source, front, context, reader.lang, None if told["toc"] else body_digest)
    warnings += open_comments(front, text, fields.file)
    figures = read_figures(front, text, source.name, url, settings)
    page = Page(
        **told,
        source=source.name,
        url=url,
        meta=Raw(meta),
        layout=layout,
        body_line=front.body_line,
        text_digest=text_digest,
        digest=text_digest,
        published=fields.flag("published", default=True),
        sitemap=not told["noindex"] and _is_listed(fields, url, settings),
        image_position=image_position(fields),
        collection=source.label,
        output_ext=output_ext(source.name),
        problems=tuple(warnings),
        figures=figures,
        body_digest=body_digest,
    )
    return msgspec.structs.replace(page, digest=_digest(page))


def with_digest(teaser: Teaser) -> Teaser:
    """Return the teaser with the digest of all that it shows."""
    bare = msgspec.structs.replace(teaser, digest=None)
    return msgspec.structs.replace(teaser, digest=digest_of(msgspec.json.encode(bare)))


def with_images(post: Post, image: Image | None, figures: tuple[Figure, ...]) -> Post:
    """Return the post with other images, and new digests."""
    teaser = (
        post.teaser if image is post.teaser.image else with_digest(msgspec.structs.replace(post.teaser, image=image))
    )
    changed = msgspec.structs.replace(post, teaser=teaser, figures=figures)
    return msgspec.structs.replace(changed, digest=_digest(changed))


def page_with_images(page: Page, image: Image | None, figures: tuple[Figure, ...]) -> Page:
    """Return the page with other images, and a new digest."""
    changed = msgspec.structs.replace(page, image=image, figures=figures)
    return msgspec.structs.replace(changed, digest=_digest(changed))


def _digest(story: Post | Page) -> Digest:
    """Return the digest of all that a story's own page shows, including values that depend on settings."""
    return digest_of([getattr(story, name) for name in story.__struct_fields__ if name not in NOT_SHOWN])


def without_missing_image(post: Post) -> Post:
    """Return the post without its image if that is missing."""
    image = post.teaser.image
    return post if image is None or image.src else with_images(post, None, post.figures)


def page_without_missing_image(page: Page) -> Page:
    """Return the page without its image if that is missing."""
    return page if page.image is None or page.image.src else page_with_images(page, None, page.figures)


def _open(source: Source, raw: bytes, context: ReadContext, kind: str) -> tuple[FrontMatter, Fields]:
    """Read the front matter, and merge it with the defaults of `_config.yml`."""
    file = context.shown(source.name)
    front = read_front_matter(raw, file)
    defaults = values_for(context.settings.defaults, source.name, kind)
    values = merge(defaults, front.data) if defaults else front.data
    fields = Fields(file, values, front.positions, front.texts, front.words)
    check_links(fields)
    return front, fields


def _without_front_matter(front: FrontMatter, file: str) -> list[Problem]:
    """Warn of a story without front matter: it is published, as in Jekyll."""
    if front.present or not front.body.strip():
        return []
    message = "this story has no front matter: its headline and its date are those of its file name"
    hint = "Begin it with a line ---, then title: and what else is to be said of it, then --- again."
    return [Problem(file, message, 1, 1, hint, "warning")]


def _text(source: Source, front: FrontMatter, context: ReadContext, lang: str, digest: Digest | None) -> Text:
    """Return a body, which is Markdown or HTML, in its language; with a digest, its HTML is cached for its page."""
    if not is_markdown(source.name):
        return Text(front.body, None)

    def prose(body: str) -> str:
        return context.to_html(body, lang)

    if context.bodies is None or digest is None:
        return Text(front.body, prose)
    return Text(front.body, prose, convert_whole=partial(context.bodies.html, digest, lang, partial(prose, front.body)))


def _categories(source: Source, reader: FieldReader) -> tuple[str, ...]:
    """Combine the folders above `_posts` or `_drafts` with `categories` and `category`."""
    folders = composed(source.name).split("/")[:-1]
    special = next((place for place, folder in enumerate(folders) if folder in ("_posts", "_drafts")), 0)
    own: tuple[str, ...] = read_field("categories", reader)
    return limited(reader.fields, "categories", tuple(dict.fromkeys((*folders[:special], *own))))


def _title_from_slug(slug: str) -> str:
    """Return a title made from a file name: its words, capitalised."""
    return " ".join(word.capitalize() for word in re.split(r"[-_\s]+", slug) if word)


def _is_listed(fields: Fields, url: str, settings: Settings) -> bool:
    """Tell whether sitemaps list a page: nothing forbids it, and its canonical URL is its own."""
    own = settings.baseurl + url
    canonical = fields.text("canonical_url") or own
    return fields.flag("sitemap", default=True) and canonical in (url, own, settings.url + own)


def _layout(fields: Fields, otherwise: str) -> str:
    """Return the layout's name, or "" for none."""
    if "layout" not in fields.values:
        return otherwise
    layout = fields.text("layout")
    return "" if layout in BARE else layout


def _excerpt(text: Text, reader: FieldReader) -> str:
    """Return the excerpt of the front matter, or of the body."""
    fields, settings = reader.fields, reader.settings
    if fields.values.get("excerpt") is not None:
        return read_typeset(reader, ("excerpt",))
    separator = fields.text("excerpt_separator") or settings.excerpt_separator
    return excerpt(text, separator, plain=is_familiar(settings.markdown_extensions))
