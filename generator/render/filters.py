"""The filters and functions of templates, independent of the clock and the machine."""

import json
import re
from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime, tzinfo
from functools import lru_cache
from typing import TypeVar
from urllib.parse import quote

from jinja2 import pass_context
from jinja2.runtime import Context
from markupsafe import Markup

from generator.formats.feeds import FEEDS
from generator.formats.html_links import absolute_links, plain_text
from generator.model.settings import Settings
from generator.model.to_html import ToHtml
from generator.render.dates import as_datetime, format_date
from generator.render.values import TemplateValue
from generator.text.contents import contents
from generator.text.no_break import without_breaks
from generator.text.tables import scrollable

Item = TypeVar("Item")
KEPT = 100_000  # cached URLs and dates: those of a story are in about ten lists

TERM_FOLDERS = {"tag_url": "tags", "category_url": "categories", "author_url": "authors", "series_url": "series"}
XML_SCHEMA = "%Y-%m-%dT%H:%M:%S%:z"
RFC_822 = "%a, %d %b %Y %H:%M:%S %z"

_SCHEME = re.compile(r"([a-zA-Z][a-zA-Z0-9+.\-]*):")
_IGNORED_BY_BROWSERS = re.compile(r"[\x00-\x20\x7f-\xa0\u2028\u2029\ufeff]+")
_SAFE_SCHEMES = frozenset(("http", "https", "mailto", "tel", "sms", "geo", "webcal", "ftp", "xmpp", "sip"))
_NOT_OF_A_URL = re.compile(r"[^!#$%&'()*+,\-./0-9:;=?@A-Z\[\]_a-z~]+")
_NOT_OF_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_IN_SCRIPTS = (
    ("&", "\\u0026"), ("<", "\\u003c"), (">", "\\u003e"), ("'", "\\u0027"),
    ("\u2028", "\\u2028"), ("\u2029", "\\u2029"),
)  # fmt: skip


def filters(settings: Settings, to_html: ToHtml) -> dict[str, Callable[..., TemplateValue]]:
    """Return the filters of a site's templates; `to_html` makes HTML of Markdown.

    They ask for a setting when they need it, since that counts as a look at it.
    """

    def dates(fixed: str) -> Callable[[object], str]:
        return lambda value: _written(value, fixed, settings)

    @pass_context
    def markdownify(context: Context, text: object) -> Markup:
        """Convert Markdown to HTML, in the page's language."""
        lang = str(context.get("lang") or "")
        return Markup("" if text is None else to_html(str(text), lang))  # noqa: S704 (as in a story)

    return {
        "relative_url": lambda url: (
            _known_url(url, settings.baseurl) if type(url) is str else relative_url(url, settings.baseurl)
        ),
        "absolute_url": lambda url: absolute_url(url, settings.url, settings.baseurl),
        "safe_url": safe_url,
        "absolute_links": lambda html, base_url: "" if html is None else absolute_links(html, base_url),
        "date": lambda value, pattern="%d %B %Y": _written(value, pattern, settings),
        "date_to_xmlschema": dates(XML_SCHEMA),
        "date_to_rfc822": dates(RFC_822),
        "date_to_string": dates("%d %b %Y"),
        "date_to_long_string": dates("%d %B %Y"),
        "strip_html": lambda html: "" if html is None else plain_text(html),
        "slugify": slugify,
        "jsonify": jsonify,
        "markdownify": markdownify,
        "xml_clean": xml_clean,
        "cdata": cdata,
        "within": within,
        "unbroken": without_breaks,
        "scrollable": scrollable,
        "contents": contents,
    }


def functions(settings: Settings, term_slug: Callable[[str], str]) -> dict[str, Callable[..., TemplateValue]]:
    """Return the global functions of a site's templates: the URLs of terms, and the feed formats."""
    del settings  # the paths of lists are fixed

    def url_of(folder: str) -> Callable[[str], str]:
        return lambda name: f"/{folder}/{quote(term_slug(str(name)))}/"

    return {**{name: url_of(folder) for name, folder in TERM_FOLDERS.items()}, "feeds": lambda: FEEDS}


def safe_url(url: object) -> str:
    """Return a URL if it is safe, or "" for one that a browser would run, such as `javascript:`."""
    text = "" if url is None else str(url).strip()
    scheme = _SCHEME.match(_IGNORED_BY_BROWSERS.sub("", text))
    if scheme is None or scheme[1].lower() in _SAFE_SCHEMES or text.lower().startswith("data:image/"):
        return text
    return ""


def relative_url(url: object, baseurl: str) -> str:
    """Return a path of the site with `baseurl`; other sites' URLs and `#fragments` are unchanged."""
    text = safe_url(url)
    if not text or text[0] in "#?" or text.startswith("//") or _SCHEME.match(text):
        return _quoted(text)
    return f"{baseurl}/{_quoted(text.removeprefix('/'))}"


@lru_cache(KEPT)
def _known_url(url: str, baseurl: str) -> str:
    return relative_url(url, baseurl)


def absolute_url(url: object, root: str, baseurl: str) -> str:
    """Return the absolute URL of a path of the site; other sites' URLs are unchanged; "" for none."""
    text = safe_url(url)
    if text.startswith("//"):
        return f"{root.partition(':')[0] or 'https'}:{_quoted(text)}"
    if not text or _SCHEME.match(text):
        return _quoted(text)
    return f"{root}{baseurl}/{_quoted(text.removeprefix('/'))}"


def slugify(text: object) -> str:
    """Return `text` as a part of a URL: letters and digits of any language in lower case, `-` for everything else."""
    kept = "".join([sign if sign.isalnum() or _is_mark(sign) else "-" for sign in str("" if text is None else text)])
    return re.sub("-+", "-", kept).strip("-").lower()


def jsonify(value: object) -> Markup:
    """Return `value` as JSON that is safe in scripts and attributes."""
    text = json.dumps(value, default=_plain, ensure_ascii=False, allow_nan=False)
    for sign, escaped in _IN_SCRIPTS:
        text = text.replace(sign, escaped)
    return Markup(text)  # noqa: S704 (all characters of HTML are escaped)


def xml_clean(text: object) -> str:
    """Remove the characters that XML 1.0 forbids; Markup stays Markup."""
    if isinstance(text, Markup):
        return Markup(_NOT_OF_XML.sub("", text))  # noqa: S704 (as safe as the input)
    return "" if text is None else _NOT_OF_XML.sub("", str(text))


def cdata(text: object) -> Markup:
    """Return `text` as a CDATA section, with `]]>` escaped."""
    inner = str(xml_clean(text)).replace("]]>", "]]]]><![CDATA[>")
    return Markup("<![CDATA[" + inner + "]]>")  # noqa: S704 (its end marker is escaped)


def within(items: Iterable[Item], write: Callable[[Item], str], limit: int) -> Markup:
    """Write items as long as the total is at most `limit` bytes of UTF-8.

    Only complete items are written, so that no escape sequence is cut.
    """
    written: list[str] = []
    size = 0
    for item in items:
        text = write(item)
        size += len(text.encode("utf-8", "replace"))
        if size > limit:
            break
        written.append(text)
    return Markup("".join(written))  # noqa: S704 (a macro's result is escaped)


def _written(value: object, pattern: str, settings: Settings) -> str:
    if type(value) is datetime and value.tzinfo is not None:
        # Equal times in two zones are equal keys, but must be formatted differently.
        return _written_before(value.replace(tzinfo=None), value.tzinfo, pattern)
    return "" if value is None or value == "" else format_date(as_datetime(value, settings.timezone), pattern)


@lru_cache(KEPT)
def _written_before(naive: datetime, zone: tzinfo, pattern: str) -> str:
    """Format a date; that of a story is in about ten lists."""
    return format_date(naive.replace(tzinfo=zone), pattern)


def _quoted(url: str) -> str:
    """Percent-encode characters that URLs do not allow; encoded ones are unchanged."""
    return quote(url, safe="!#$%&'()*+,/:;=?@[]~") if _NOT_OF_A_URL.search(url) else url


def _is_mark(sign: str) -> bool:
    """Tell whether a character is a combining mark, such as the vowel signs of Hindi and Thai."""
    if sign.isascii():
        return False
    import unicodedata  # most slugs are ASCII

    return unicodedata.category(sign).startswith("M")


def _plain(value: TemplateValue) -> object:  # whatever a template shows
    """Return a JSON-compatible form of a value that msgspec cannot encode."""
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Mapping):
        return dict(value)
    if fields := getattr(value, "__struct_fields__", None):
        return {name: getattr(value, name) for name in fields}
    if hasattr(value, "get") and hasattr(value, "__iter__"):  # `page`
        return {name: value[name] for name in value}
    if isinstance(value, Iterable):
        return list(value)
    message = f"{type(value).__name__} cannot be written as JSON"
    raise TypeError(message)
