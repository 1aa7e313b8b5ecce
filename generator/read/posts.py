"""A file becomes a post or a page: its front matter understood, its body only measured."""

import os
import re
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta, timezone
from typing import Any
from urllib.parse import quote, unquote

import msgspec
from msgspec import Raw, Struct

from generator.model.digest import digest_of
from generator.model.post import Author, Image, Page, Post, Teaser
from generator.model.problem import FaultError, Problem
from generator.model.settings import Settings
from generator.read.addresses import check_links, read_addresses, read_image
from generator.read.dates import file_date, parse_date, parse_zone
from generator.read.defaults import merge, values_for
from generator.read.discover import Source
from generator.read.excerpt import excerpt_source, word_count
from generator.read.fields import Fields
from generator.read.frontmatter import FrontMatter, read_front_matter
from generator.read.permalinks import Tokens, expand, page_url, portability_warning
from generator.read.slugs import term_slug

FILE_NAME = re.compile(r"(\d{2,4}-\d{1,2}-\d{1,2})-([^/]*)(\.[^.]+)$")
MARKDOWN = (".md", ".markdown", ".mkdown", ".mkdn", ".mkd")
MAX_SIZE = 10_000_000  # bytes; the longest real story we know of has 400,000
# The teaser says these, better. (Its own `source` and `digest` are no front matter: that `source` credits an agency.)
OVERLAID = frozenset(Teaser.__struct_fields__) - {"source", "digest"}
BARE = ("none", "null", "nil", "")


class Desk(Struct, frozen=True):
    """What reading a story needs besides its file.

    ``authors`` maps the keys of `_data/authors.yml` and of `authors:` to what is said of each;
    ``shown`` turns a source's name into the path that a report prints; ``prose`` makes HTML of Markdown.
    """

    settings: Settings
    authors: Mapping[str, Any]
    shown: Callable[[str], str]
    prose: Callable[[str], str]


def is_markdown(name: str) -> bool:
    """Tell whether the body of the source `name` is Markdown, by its ending."""
    return name.lower().endswith(MARKDOWN)


def read_post(source: Source, raw: bytes, desk: Desk) -> Post:
    """Read one story. Raises FaultError with the first thing that makes it unfit to publish."""
    front, fields = _open(source, raw, desk, "drafts" if source.kind == "draft" else "posts")
    match = FILE_NAME.search(os.path.basename(source.name))
    date = _date(source, fields, match, desk.settings)
    title_part = match[2] if match else os.path.splitext(os.path.basename(source.name))[0]
    categories = _categories(source, fields)
    image, image_place = read_image(fields)
    warnings: list[Problem] = []
    url = _post_url(fields, desk, _tokens(source, fields, date, title_part, categories), warnings)
    teaser = Teaser(
        source=source.name,
        url=url,
        title=fields.text("title") or _spoken(title_part),
        date=date,
        updated=_updated(fields, desk.settings),
        excerpt=_excerpt(source, fields, front, desk),
        description=fields.text("description"),
        authors=_authors(fields, desk.authors),
        categories=categories,
        tags=_unique(fields.members("tag") if fields.values.get("tag") is not None else fields.names("tags")),
        image=image,
        lang=fields.text("lang"),
        draft=source.kind == "draft",
        pin=any(fields.values.get(key) is True for key in ("pin", "featured", "sticky")),
        sitemap=_is_listed(fields, url, desk.settings),
    )
    meta = msgspec.json.encode({key: value for key, value in fields.values.items() if key not in OVERLAID})
    layout = _layout(fields, "post")
    teaser = sealed(teaser)
    text_digest = digest_of(meta, layout, front.body)
    return Post(
        teaser=teaser,
        meta=Raw(meta),
        layout=layout,
        words=word_count(front.body),
        body_line=front.body_line,
        text_digest=text_digest,
        digest=digest_of(teaser, text_digest),
        published=fields.flag("published", default=True),
        redirect_from=read_addresses(fields, "redirect_from"),
        redirect_to="".join(read_addresses(fields, "redirect_to")[:1]),
        image_place=image_place,
        problems=tuple(warnings),
    )


def read_page(source: Source, raw: bytes, desk: Desk) -> Page:
    """Read one page, or one document of a collection. Raises FaultError as `read_post` does."""
    front, fields = _open(source, raw, desk, source.label or "pages")
    image, image_place = read_image(fields)
    warnings: list[Problem] = []
    meta = msgspec.json.encode(fields.values)
    layout = _layout(fields, "page" if is_markdown(source.name) else "")
    text_digest = digest_of(meta, layout, front.body)
    base = os.path.splitext(os.path.basename(source.name))[0]
    title = fields.text("title") or ("" if base == "index" else _spoken(base))
    date = fields.values.get("date")
    url = _page_url(source, fields, desk, warnings)
    return Page(
        source=source.name,
        url=url,
        title=title,
        meta=Raw(meta),
        layout=layout,
        body_line=front.body_line,
        text_digest=text_digest,
        digest=digest_of(text_digest, title, image, source.name, source.label, url),
        excerpt=fields.text("excerpt"),
        description=fields.text("description"),
        date=None if date is None else _parsed_date(fields, "date", desk.settings),
        updated=_updated(fields, desk.settings),
        image=image,
        lang=fields.text("lang"),
        published=fields.flag("published", default=True),
        sitemap=_is_listed(fields, url, desk.settings),
        redirect_from=read_addresses(fields, "redirect_from"),
        redirect_to="".join(read_addresses(fields, "redirect_to")[:1]),
        image_place=image_place,
        collection=source.label,
        output_ext=_output_ext(source.name),
        problems=tuple(warnings),
    )


def sealed(teaser: Teaser) -> Teaser:
    """Give a teaser the digest of all that it shows."""
    bare = msgspec.structs.replace(teaser, digest="")
    return msgspec.structs.replace(teaser, digest=digest_of(msgspec.json.encode(bare)))


def repictured(post: Post, image: Image) -> Post:
    """Return the post with another picture, and with digests that say so."""
    teaser = sealed(msgspec.structs.replace(post.teaser, image=image))
    return msgspec.structs.replace(post, teaser=teaser, digest=digest_of(teaser, post.text_digest))


def repictured_page(page: Page, image: Image) -> Page:
    """Return the page with another picture, and with a digest that says so."""
    return msgspec.structs.replace(
        page, image=image, digest=digest_of(page.text_digest, page.title, image, page.source, page.collection, page.url)
    )


def _open(source: Source, raw: bytes, desk: Desk, kind: str) -> tuple[FrontMatter, Fields]:
    """Read the front matter and lay it over the defaults of `_config.yml`."""
    file = desk.shown(source.name)
    front = read_front_matter(raw, file)
    defaults = values_for(desk.settings.defaults, source.name, kind)
    values = merge(defaults, front.data) if defaults else front.data
    fields = Fields(file, values, front.places, front.texts, front.words)
    check_links(fields)
    _check_corrections(fields, desk.settings)
    return front, fields


def _parsed_date(fields: Fields, key: str, settings: Settings) -> datetime:
    try:
        value = fields.texts.get(key, fields.values[key])
        return _fixed(parse_date(value, parse_zone(settings.timezone), quoted=key not in fields.texts))
    except ValueError as error:
        raise fields.fault(key, str(error), "Write it as 2026-07-12 or 2026-07-12 09:30:00 +0200.") from None


def _date(source: Source, fields: Fields, match: re.Match[str] | None, settings: Settings) -> datetime:
    """Take the front matter's date, or the file name's, or a draft's time of change."""
    if fields.values.get("date") is not None:
        return _parsed_date(fields, "date", settings)
    if match:
        try:
            return _fixed(file_date(match[1], parse_zone(settings.timezone)))
        except ValueError as error:
            raise FaultError(Problem(fields.file, str(error), hint="Mend the date in the file's name.")) from None
    changed = datetime.fromtimestamp(source.stamp[1] // 1_000_000_000, UTC)
    return _fixed(changed.astimezone(parse_zone(settings.timezone)))


def _fixed(date: datetime) -> datetime:
    """Keep the offset and forget the zone's name, as the cache does: a recalled post equals a read one."""
    offset = date.utcoffset() or timedelta()
    minutes = round(offset / timedelta(minutes=1))  # of local mean time, the cache cannot keep the seconds
    return date.astimezone(timezone(timedelta(minutes=minutes)))


def _updated(fields: Fields, settings: Settings) -> datetime | None:
    for key in ("last_modified_at", "updated"):
        if fields.values.get(key) is not None:
            return _parsed_date(fields, key, settings)
    return None


def _categories(source: Source, fields: Fields) -> tuple[str, ...]:
    """Merge the folders above `_posts` or `_drafts` with `categories` and `category`."""
    folders = source.name.split("/")[:-1]
    special = next((place for place, folder in enumerate(folders) if folder in ("_posts", "_drafts")), 0)
    return _unique((*folders[:special], *fields.names("categories"), *fields.members("category")))


def _unique(names: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(names))


def _spoken(slug: str) -> str:
    """Make a title of a file name: its words, capitalised."""
    return " ".join(word.capitalize() for word in re.split(r"[-_\s]+", slug) if word)


def _tokens(source: Source, fields: Fields, date: datetime, title: str, categories: tuple[str, ...]) -> Tokens:
    path = os.path.splitext(source.name)[0]
    return Tokens(
        date=date,
        slug=fields.text("slug") or None,
        title=title,
        name=os.path.basename(path),
        path=re.sub(r"(^|/)_(posts|drafts)/", r"\1", path),
        categories=categories,
    )


def _post_url(fields: Fields, desk: Desk, tokens: Tokens, warnings: list[Problem]) -> str:
    own = fields.text("permalink")
    if own:
        return _checked(fields, lambda: expand(own, tokens), warnings)
    return _checked(fields, lambda: expand(desk.settings.permalink, tokens, style=True), warnings)


def _checked(fields: Fields, make: Callable[[], str], warnings: list[Problem]) -> str:
    """Make a URL; a fault is shown where a permalink or slug asks for it, or else at the file's name."""
    try:
        url = make()
    except ValueError as error:
        for key in ("permalink", "slug"):
            if key in fields.places:
                raise fields.fault(key, str(error), "Write a path below the site, such as /news/flood/.") from None
        hint = "Rename the file, or write a slug or a permalink in its front matter."
        raise FaultError(Problem(fields.file, f"no URL can be made for this: {error}", hint=hint)) from None
    if trouble := portability_warning(unquote(url)):
        line, column = fields.places.get("permalink", (0, 0))
        hint = "Choose another slug or permalink."
        warnings.append(Problem(fields.file, f"{url}: {trouble}", line, column, hint, "warning"))
    return url


def _is_listed(fields: Fields, url: str, settings: Settings) -> bool:
    """Tell whether search engines may find a page: robots are welcome, and its canonical URL is its own."""
    own = settings.baseurl + url
    canonical = fields.text("canonical_url") or own
    is_hidden = fields.flag("noindex") or "noindex" in str(fields.values.get("robots")).lower()
    return fields.flag("sitemap", default=True) and not is_hidden and canonical in (url, own, settings.url + own)


def _output_ext(name: str) -> str:
    return ".html" if is_markdown(name) else os.path.splitext(name)[1]


def _page_url(source: Source, fields: Fields, desk: Desk, warnings: list[Problem]) -> str:
    path, output_ext = os.path.splitext(source.name)[0], _output_ext(source.name)
    if not source.label:
        own = fields.text("permalink")
        return _checked(fields, lambda: page_url(source.name, desk.settings.permalink, output_ext, own), warnings)
    base = os.path.basename(path)
    tokens = Tokens(
        date=datetime.fromtimestamp(0, UTC),
        slug=fields.text("slug") or None,
        title=base,
        name=base,
        path=path.removeprefix(f"_{source.label}/"),
        collection=source.label,
        output_ext=output_ext,
    )
    told = next((entry.permalink for entry in desk.settings.collections if entry.label == source.label), "")
    pattern = fields.text("permalink") or told or "/:collection/:path:output_ext"
    return _checked(fields, lambda: expand(pattern, tokens), warnings)


def _layout(fields: Fields, otherwise: str) -> str:
    """Return the layout's name, or "" for none."""
    if "layout" not in fields.values:
        return otherwise
    layout = fields.text("layout")
    return "" if layout in BARE else layout


def _excerpt(source: Source, fields: Fields, front: FrontMatter, desk: Desk) -> str:
    """Take the front matter's excerpt as it is, or render the body's beginning."""
    if fields.values.get("excerpt") is not None:
        return fields.text("excerpt")
    separator = fields.text("excerpt_separator") or desk.settings.excerpt_separator
    beginning = excerpt_source(front.body, separator)
    return desk.prose(beginning).strip() if is_markdown(source.name) else beginning


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
            raise fields.fault(
                key, "this author has no name", "Write author: {name: …}, or a key of _data/authors.yml."
            )
        name = name or str(member).strip()
        if name:
            slug = term_slug(name)
            found.setdefault(slug, Author(name, slug, f"/authors/{quote(slug)}/"))
    return tuple(found.values())


def _check_corrections(fields: Fields, settings: Settings) -> None:
    """Refuse corrections that the story's page could not show."""
    corrections = fields.values.get("corrections")
    hint = 'Write corrections: [{date: 2026-07-12, text: "…"}].'
    for entry in corrections if isinstance(corrections, list) else [corrections] if corrections is not None else []:
        if not isinstance(entry, dict | str):
            raise fields.fault("corrections", "this should be a list, each with its date and text", hint)
        if isinstance(entry, dict) and entry.get("date") is not None:
            try:
                parse_date(entry["date"], parse_zone(settings.timezone))
            except ValueError as error:
                raise fields.fault("corrections", str(error), hint) from None
