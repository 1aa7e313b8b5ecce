"""The URL of a post or page from its permalink, and the file below `_site/` for a URL.

    expand(template, tokens, *, style=False) -> str            a post's URL, from a permalink with placeholders
    page_url(path, permalink_style, output_ext, permalink="") -> str
    safe_url(url) -> str                                        any URL path, made safe and in its normal form
    portability_warning(path) -> str                            "" or why Windows cannot store this file

URLs are percent-encoded, in Unicode's normal form C, and begin with `/`. No segment is `..` or begins with a dot
(except `.well-known`), contains a backslash or a control character, or is longer than a file name may be: a longer one
is cut and ends in a digest. Errors are ValueErrors with messages for the writer.
"""

import re
import unicodedata
from collections.abc import Callable, Collection
from datetime import datetime
from typing import Final, NoReturn
from urllib.parse import quote, unquote

from msgspec import Struct

from generator.formats.dates import DAYS, MONTHS
from generator.formats.slugs import MAX_NAME, shorten, slugify, title_slug
from generator.formats.urls import ENDING

STYLES: Final = {
    "date": "/:categories/:year/:month/:day/:title:output_ext",
    "pretty": "/:categories/:year/:month/:day/:title/",
    "ordinal": "/:categories/:year/:y_day/:title:output_ext",
    "weekdate": "/:categories/:year/W:week/:short_day/:title:output_ext",
    "none": "/:categories/:title:output_ext",
}
MAX_URL: Final = 900  # bytes; macOS allows paths of 1024

_PLACEHOLDER: Final = re.compile(r":([a-z_]+)")
_PAGE_ENDINGS: Final = (".html", ".htm", ".xhtml")
_SAFE_SIGNS: Final = "!$&'()*+,;=:@"  # the punctuation of RFC 3986's pchar
_ADDRESS: Final = re.compile(r"[a-z][a-z0-9+.-]*://", re.IGNORECASE)
_FORBIDDEN: Final = re.compile("[\\\\\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]")
_HIDDEN_SIGN: Final = re.compile("%(?:2e|2f|5c)", re.IGNORECASE)
_WINDOWS_NAMES: Final = re.compile(r"(?:con|prn|aux|nul|(?:com|lpt)[0-9¹²³])(?:\.|\Z)", re.IGNORECASE)
_WINDOWS_SIGNS: Final = re.compile(r'[:*?"<>|\\]')


class Tokens(Struct, frozen=True):
    """The values of placeholders. ``slug`` is from the front matter, ``title`` from the file name, both as written.

    ``name`` and ``path`` are the source's, without extension; ``path`` is relative to the folder of its collection.
    """

    date: datetime
    slug: str | None
    title: str
    name: str = ""
    path: str = ""
    categories: tuple[str, ...] = ()
    collection: str = "posts"
    output_ext: str = ".html"


def _slug(tokens: Tokens, slugged: Callable[[str], str]) -> str:
    written = tokens.title if tokens.slug is None else tokens.slug
    slug = slugged(written)
    if not slug:
        message = f'nothing of "{written[:80]}" can stand in a URL: write a `slug` with letters or digits'
        raise ValueError(message)
    return slug


def _distinct(names: list[str]) -> str:
    return "/".join(name for name in dict.fromkeys(names) if name)


_VALUES: Final[dict[str, Callable[[Tokens], str]]] = {
    "year": lambda tokens: f"{tokens.date.year:04d}",
    "short_year": lambda tokens: f"{tokens.date.year % 100:02d}",
    "month": lambda tokens: f"{tokens.date.month:02d}",
    "i_month": lambda tokens: f"{tokens.date.month}",
    "short_month": lambda tokens: MONTHS[tokens.date.month - 1][:3],
    "long_month": lambda tokens: MONTHS[tokens.date.month - 1],
    "day": lambda tokens: f"{tokens.date.day:02d}",
    "i_day": lambda tokens: f"{tokens.date.day}",
    "y_day": lambda tokens: f"{tokens.date.timetuple().tm_yday:03d}",
    "w_year": lambda tokens: f"{tokens.date.isocalendar().year:04d}",
    "week": lambda tokens: f"{tokens.date.isocalendar().week:02d}",
    "w_day": lambda tokens: f"{tokens.date.isoweekday()}",
    "short_day": lambda tokens: DAYS[tokens.date.weekday()][:3],
    "long_day": lambda tokens: DAYS[tokens.date.weekday()],
    "hour": lambda tokens: f"{tokens.date.hour:02d}",
    "minute": lambda tokens: f"{tokens.date.minute:02d}",
    "second": lambda tokens: f"{tokens.date.second:02d}",
    "title": lambda tokens: _slug(tokens, title_slug),
    "slug": lambda tokens: _slug(tokens, slugify),
    "name": lambda tokens: slugify(tokens.name),
    "path": lambda tokens: tokens.path.rstrip("."),
    "categories": lambda tokens: _distinct([name.lower() for name in tokens.categories]),
    "slugified_categories": lambda tokens: _distinct([slugify(name) for name in tokens.categories]),
    "collection": lambda tokens: tokens.collection,
    "output_ext": lambda tokens: tokens.output_ext,
}


def expand(template: str, tokens: Tokens, *, style: bool = False) -> str:
    """Return the URL of a permalink. With `style`, as in the settings, it may be the name of a built-in one."""
    if style:
        template = STYLES.get(template, template)
    return safe_url(_filled(template, lambda name: _VALUES[name](tokens), _VALUES.keys()))


def page_url(path: str, permalink_style: str, output_ext: str, permalink: str = "") -> str:
    """Return the URL of the page at `path` below the content, by its own `permalink` or the site's style."""
    folder, _, name = path.rpartition("/")
    stem = name.rpartition(".")[0] or name
    template = permalink
    if not template and output_ext not in _PAGE_ENDINGS:
        template = "/:path/:basename:output_ext"
    elif not template and stem == "index":
        template = "/:path/"
    elif not template:
        template = "/:path/:basename" + _page_ending(permalink_style)
    values = {"path": folder, "basename": stem, "output_ext": output_ext}
    return safe_url(_filled(template, values.__getitem__, values.keys()))


def safe_url(url: str) -> str:
    """Return the normal form of a URL path. Raises ValueError if it leads out of the site."""
    text = url.strip()
    if _ADDRESS.match(text):
        _refuse(url, "is an address, not a path below the site")
    if "%2f" in text.lower():
        _refuse(url, "hides a / in it")
    try:
        path = unicodedata.normalize("NFC", unquote(text, errors="strict"))
    except UnicodeDecodeError:
        _refuse(url, "is not UTF-8 where it is percent-encoded")
    if _FORBIDDEN.search(path):
        _refuse(url, "holds a backslash or a control character")
    if _HIDDEN_SIGN.search(path):
        _refuse(url, "hides a dot or slash in it")
    names = [name for name in path.split("/") if name not in ("", ".")]
    for name in names:
        if name == "..":
            _refuse(url, 'holds ".."')
        if name.startswith(".") and name != ".well-known":
            _refuse(url, f'has a part that begins with a dot ("{name[:40]}")')
    names = [_short(name) for name in names]
    if len("/".join(names).encode()) > MAX_URL:
        _refuse(url, f"has more than {MAX_URL} bytes")
    closing = "/" if names and path.endswith(("/", "/.")) else ""
    return "/" + "/".join(quote(name, safe=_SAFE_SIGNS) for name in names) + closing


def portability_warning(path: str) -> str:
    """Say why Windows cannot store a file at `path`; "" if it can."""
    for name in path.split("/"):
        if _WINDOWS_NAMES.match(name):
            return f'Windows keeps the name "{name}" for itself'
        if name.endswith((".", " ")):
            return f'Windows drops the last character of "{name}"'
        if found := _WINDOWS_SIGNS.search(name):
            return f"Windows allows no {found[0]} in a file name"
    return ""


def _filled(template: str, value: Callable[[str], str], known: Collection[str]) -> str:
    """Fill in the placeholders of `template`; a `_` may end the name of one (`:month_:day`)."""

    def fill(found: re.Match[str]) -> str:
        name, rest = found[1], ""
        if name not in known and name.endswith("_"):
            name, rest = name[:-1], "_"
        if name not in known:
            message = f'":{name}" is no placeholder; there are ' + " ".join(f":{each}" for each in known)
            raise ValueError(message)
        return quote(value(name), safe=_SAFE_SIGNS + "/") + rest

    return _PLACEHOLDER.sub(fill, template)


def _page_ending(permalink_style: str) -> str:
    if permalink_style in ("date", "ordinal", "none") or permalink_style.endswith(":output_ext"):
        return ":output_ext"
    return "/" if permalink_style == "pretty" or permalink_style.endswith("/") else ""


def _short(name: str) -> str:
    stem, dot, ending = name.rpartition(".")
    if stem and ENDING.fullmatch(dot + ending):
        return shorten(stem, MAX_NAME - len(dot + ending)) + dot + ending
    return shorten(name)


def _refuse(url: str, why: str) -> NoReturn:
    message = f'"{url.strip()[:80]}" {why}'
    raise ValueError(message)
