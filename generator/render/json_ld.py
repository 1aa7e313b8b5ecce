"""Build a page's JSON-LD (schema.org)."""

from collections.abc import Mapping, Sequence
from typing import Any

from generator.model.icon import SiteIcon
from generator.model.image import CARD, MIN_AREA
from generator.model.post import Author, Correction, Credit, Image
from generator.model.settings import Settings
from generator.render.meta import NOWHERE, Meta, PageContext, is_front, iso_date, whole

JsonLd = dict[str, Any]

INDEXES = {
    "tag": "/tags/",
    "category": "/categories/",
    "author": "/authors/",
    "series": "/series/",
    "year": "/archive/",
    "month": "/archive/",
}


def structured_data(settings: Settings, shown: PageContext, meta: Meta, indexes: Mapping[str, str]) -> list[JsonLd]:
    """Return the JSON-LD objects of the page whose template sees `shown`.

    ``meta`` is the page's metadata; ``indexes`` maps each kind of list to the theme's title of its index. Unknown
    values are left out, and so are URLs that would be relative because the site has no `url`.
    """
    page = shown["page"]
    if page.url == NOWHERE:
        return []
    if page.kind == "post":
        things = [_article(settings, shown, meta), _breadcrumbs(settings, shown, meta, indexes)]
    elif is_front(page):
        things = [_site(settings, meta.description), _paper(settings, shown)]
    elif page.kind in ("list", "terms"):
        things = [_list(settings, shown, meta), _breadcrumbs(settings, shown, meta, indexes)]
    else:
        things = [_breadcrumbs(settings, shown, meta, indexes)]
    return [{"@context": "https://schema.org", **thing} for thing in map(_prune_empty, things) if thing]


def _article(settings: Settings, shown: PageContext, meta: Meta) -> JsonLd:
    page = shown["page"]
    part = shown.get("part")
    series = {"@type": "CreativeWorkSeries", "name": part.name, "url": whole(part.url, settings)} if part else {}
    return {
        "@type": "NewsArticle",
        "headline": page.title,
        "alternativeHeadline": page.get("subtitle"),
        "description": meta.description,
        "url": meta.url,
        "mainEntityOfPage": {"@type": "WebPage", "@id": meta.canonical} if meta.canonical else {},
        "image": _images(page.get("image"), settings),
        "datePublished": meta.published,
        "dateModified": meta.updated,
        "author": [_person(author, settings) for author in page.authors],
        "publisher": _publisher(settings, shown),
        "articleSection": meta.section,
        "keywords": list(page.tags),
        "inLanguage": shown.get("lang"),
        "dateline": page.location,
        "contentLocation": {"@type": "Place", "name": page.location},
        "wordCount": page.words,
        "isAccessibleForFree": True,
        "isPartOf": [_site(settings), series],
        "position": part.number if part else 0,
        "isBasedOn": _original(page.source) if page.source else {},
        "correction": [_correction(one, settings) for one in page.corrections],
    }


def _images(image: object, settings: Settings) -> list[JsonLd]:
    """Return an image in all of its crops, or uncropped if there are none."""
    if not isinstance(image, Image):
        return []
    crops = [crop for crop in image.crops if crop.ratio != CARD]
    shapes = [(whole(shape.src, settings), shape.width, shape.height) for shape in crops or (image,)]
    return [
        {
            "@type": "ImageObject",
            "url": url,
            "width": width,
            "height": height,
            "caption": image.caption,
            "creditText": image.credit,
            "copyrightNotice": image.copyright,
        }
        for url, width, height in shapes
        if url and not 0 < width * height < MIN_AREA
    ]


def _person(author: Author, settings: Settings) -> JsonLd:
    return {"@type": "Person", "name": author.name, "url": whole(author.url, settings)}


def _original(source: Credit) -> JsonLd:
    """Return the original publication of a story."""
    return {"@type": "CreativeWork", "url": source.url, "publisher": {"@type": "Organization", "name": source.name}}


def _correction(one: Correction, settings: Settings) -> JsonLd:
    return {"@type": "CorrectionComment", "text": one.text, "datePublished": iso_date(one.date, settings)}


def _publisher(settings: Settings, shown: PageContext) -> JsonLd:
    return {
        "@type": "NewsMediaOrganization",
        "name": settings.title,
        "url": whole("/", settings),
        "logo": {"@type": "ImageObject", **_logo(settings, shown["site"].icons)},
    }


def _logo(settings: Settings, icons: Sequence[SiteIcon]) -> JsonLd:
    """Return the site's logo, or the largest of its icons."""
    if settings.theme.logo:
        return {"url": whole(settings.theme.logo, settings)}
    icon = max((one for one in icons if one.role in ("app", "svg")), key=lambda one: one.size, default=None)
    if icon is None or not (url := whole(f"/{icon.path}", settings)):
        return {}
    return {"url": url, "width": icon.size, "height": icon.size}


def _paper(settings: Settings, shown: PageContext) -> JsonLd:
    """Return the publisher as the front page describes it."""
    links = [link.url for link in settings.theme.social if link.url.lower().startswith(("http://", "https://"))]
    return {**_publisher(settings, shown), "description": settings.description, "sameAs": links}


def _site(settings: Settings, description: str = "") -> JsonLd:
    return {
        "@type": "WebSite",
        "name": settings.title,
        "url": whole("/", settings),
        "description": description,
        "inLanguage": settings.lang if description else "",
    }


def _list(settings: Settings, shown: PageContext, meta: Meta) -> JsonLd:
    """Return the object of a list of stories; the first page of an author's list is a profile."""
    term = shown.get("term")
    page: JsonLd = {
        "@type": "CollectionPage",
        "name": meta.title,
        "description": meta.description,
        "url": meta.url,
        "inLanguage": shown.get("lang"),
        "isPartOf": _site(settings),
    }
    if term is None or term.kind != "author" or shown.get("number"):
        return page
    author = _profile(shown.get("person") or {}, settings)
    who = {"@type": "Person", "name": term.name, "url": meta.url, **author, "worksFor": _publisher(settings, shown)}
    return {**page, "@type": "ProfilePage", "mainEntity": who}


def _profile(person: Mapping[str, Any], settings: Settings) -> JsonLd:
    """Return the author's profile from `_data/authors.yml`, with the values that their page shows."""

    def text(*keys: str) -> str:
        return next((person[key] for key in keys if person.get(key) and isinstance(person[key], str)), "")

    links = person.get("links")
    named = [link.get("url") for link in links if isinstance(link, dict)] if isinstance(links, list) else []
    addresses = [link for link in (person.get("url"), person.get("website"), *named) if isinstance(link, str)]
    return {
        "image": whole(text("picture", "image", "avatar"), settings),
        "jobTitle": text("role", "position"),
        "description": " ".join(text("bio").split()),
        "sameAs": [link for link in dict.fromkeys(addresses) if link.lower().startswith(("http://", "https://"))],
    }


def _breadcrumbs(settings: Settings, shown: PageContext, meta: Meta, indexes: Mapping[str, str]) -> JsonLd:
    """Return the breadcrumbs from the front page to this page."""
    page = shown["page"]
    term = shown.get("term")
    steps = [(settings.title, "/")]
    if term is not None and term.kind in INDEXES:
        steps += [(indexes.get(term.kind, ""), INDEXES[term.kind]), (meta.title, term.url)]
    elif page.kind == "post":
        steps += [(name, shown["category_url"](name)) for name in page.categories[:1]]
        steps.append((page.title, page.url))
    else:
        steps.append((meta.title, page.url))
    named = [(name, whole(url, settings)) for name, url in steps if name]
    if not all(url for _, url in named):
        return {}
    items = [
        {"@type": "ListItem", "position": place, "name": name, "item": url}
        for place, (name, url) in enumerate(named, 1)
    ]
    return {"@type": "BreadcrumbList", "itemListElement": items}


def _prune_empty(thing: JsonLd) -> JsonLd:
    """Remove empty strings and lists, and objects that have only a type."""
    kept = {}
    for key, value in thing.items():
        told = _prune_empty(value) if type(value) is dict else _prune_all(value) if type(value) is list else value
        if told:
            kept[key] = told
    return kept if len(kept) > 1 or "@type" not in kept else {}


def _prune_all(members: list[Any]) -> list[Any]:
    told = [_prune_empty(member) if type(member) is dict else member for member in members]
    return [member for member in told if member]
