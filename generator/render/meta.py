"""Build a page's metadata for search engines and social networks."""

from collections.abc import Mapping
from functools import cache, lru_cache
from typing import Protocol

from msgspec import Struct

from generator.formats.html_links import plain_text
from generator.images.card_names import CARD_SIZE, card_path, has_card, is_photograph
from generator.model.image import CARD
from generator.model.post import Image
from generator.model.settings import Settings
from generator.render.dates import as_datetime, format_date
from generator.render.filters import KEPT, XML_SCHEMA, absolute_url
from generator.render.page_proxy import PageProxy
from generator.render.values import TemplateValue

MAX_LENGTH = 160  # characters of a description that search engines show
NOWHERE = "/404.html"  # the page for missing URLs, generated or not


class PageContext(Protocol):
    """All variables of a template, by name."""

    def __getitem__(self, name: str, /) -> TemplateValue:
        """Return the variable of this name."""

    def get(self, name: str, default: TemplateValue = None, /) -> TemplateValue:
        """Return the variable of this name, or `default`."""


class ShareImage(Struct, frozen=True):
    """An image for social cards; ``width`` and ``height`` are 0 if unknown."""

    url: str
    width: int = 0
    height: int = 0
    alt: str = ""


class Meta(Struct, frozen=True):
    """The metadata of a page. All URLs are absolute; empty strings are left out.

    ``canonical`` is the canonical URL, ``url`` the page's own; both are "" for the 404 page, and if `url` is not set.
    ``published`` and ``updated`` have the format of `<time datetime>`; ``authors`` are the URLs of their pages.
    """

    kind: str
    title: str
    description: str
    url: str
    canonical: str
    robots: str
    locale: str
    image: ShareImage | None = None
    published: str = ""
    updated: str = ""
    section: str = ""
    tags: tuple[str, ...] = ()
    authors: tuple[str, ...] = ()


def page_meta(settings: Settings, shown: PageContext) -> Meta:
    """Return the metadata of the page whose template sees `shown`.

    A template with another heading than `page.title` sets `heading`.
    """
    page: PageProxy = shown["page"]
    url = "" if page.url == NOWHERE else whole(page.url, settings)
    is_story = page.kind == "post"
    categories = page.categories if is_story else ()
    return Meta(
        kind="article" if is_story else "website",
        title=str(shown.get("heading") or page.title or settings.title),
        # An author's archive pages do not repeat the description, so they do not change with it.
        description=_description(page, settings, None if shown.get("number") else shown.get("person")),
        url=url,
        canonical=_canonical(page, settings, url) if url else "",
        robots=_robots(page),
        locale=locale_of(str(shown.get("lang") or settings.lang)),
        image=_share_image(page, settings),
        published=iso_date(page.date, settings) if is_story else "",
        updated=iso_date(page.updated, settings) if is_story and page.updated != page.date else "",
        section=categories[0] if categories else "",
        tags=page.tags if is_story else (),
        authors=tuple(whole(one.url, settings) for one in page.authors if settings.url) if is_story else (),
    )


def whole(url: object, settings: Settings) -> str:
    """Return the absolute URL of a path of the site, or another site's URL; "" if unknown."""
    return _known_address(str(url or ""), settings.url, settings.baseurl)


@lru_cache(KEPT)
def _known_address(url: str, root: str, baseurl: str) -> str:
    address = absolute_url(url, root, baseurl)
    return address if address[:8].lower().startswith(("http://", "https://")) else ""


def iso_date(value: object, settings: Settings) -> str:
    """Format a date like `date_to_xmlschema`; "" for none."""
    return format_date(as_datetime(value, settings.timezone), XML_SCHEMA) if value else ""


def shortened(text: str) -> str:
    """Shorten a text at the end of a word."""
    if len(text) <= MAX_LENGTH:
        return text
    kept, blank, _ = text[:MAX_LENGTH].rpartition(" ")
    return (kept.rstrip(" ,;:-") if blank else text[: MAX_LENGTH - 1]) + "…"


@cache
def locale_of(lang: str) -> str:
    """Return a language as in Open Graph: en-GB is en_GB, fr is fr_FR; "" for an unknown one."""
    language, *others = lang.replace("_", "-").split("-")
    for part in others:
        if len(part) == 2 or part.isdigit():  # noqa: PLR2004 (a country, or the digits of a region)
            return f"{language.lower()}_{part.upper()}"
    from babel.core import get_global  # most codes name their country

    likely = get_global("likely_subtags")
    script = others[0].title() if others else ""
    found = likely.get(f"{language.lower()}_{script}") or likely.get(language.lower())
    return f"{language.lower()}_{found.rpartition('_')[2]}" if found else ""


def is_front(page: PageProxy) -> bool:
    """Tell whether a page is the site's front page, generated or not."""
    return page.kind == "home" or bool(page.url == "/")


def _description(page: PageProxy, settings: Settings, person: Mapping[str, TemplateValue] | None) -> str:
    """Return the description of the page, or the beginning of its text."""
    told = page.get("description") or page.get("subtitle")
    if not told and is_front(page):
        told = settings.description or settings.tagline
    if told:
        return " ".join(str(told).split())
    if person and isinstance(person.get("bio"), str):
        return shortened(" ".join(person["bio"].split()))
    return shortened(plain_text(str(page.get("excerpt") or "")))


def _canonical(page: PageProxy, settings: Settings, url: str) -> str:
    told = str(page.get("canonical_url") or "")
    if told in ("", page.url):
        return url
    # As with images, a path may include `baseurl`.
    below = told.removeprefix(settings.baseurl) if told.startswith(settings.baseurl + "/") else told
    return whole(below, settings) or url


def _robots(page: PageProxy) -> str:
    """Return the robots value for pages that search engines should not index, or that are not published yet."""
    is_hidden = page.url == NOWHERE or page.get("noindex") or page.get("draft") or page.get("published") is False
    return "noindex" if is_hidden else "max-image-preview:large"


def _share_image(page: PageProxy, settings: Settings) -> ShareImage | None:
    """Return the image for social cards: the crop for cards if there is one, or the generated card."""
    image = page.get("image")
    if page.kind == "post" and has_card(settings, image):
        url = whole(f"/{card_path(settings, page.title)}", settings)
        return ShareImage(url, *CARD_SIZE, alt=page.title)
    if not isinstance(image, Image) or not is_photograph(image):
        return None
    crop = next((crop for crop in image.crops if crop.ratio == CARD), image)
    url = whole(crop.src, settings)
    return ShareImage(url, crop.width, crop.height, image.alt) if url else None
