"""Translate the theme's messages, dates and numbers into the language of the page."""

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from functools import lru_cache
from gettext import NullTranslations
from pathlib import Path

from msgspec import Struct

from generator.render.catalogs import ENGLISH, catalog_codes, codes_of, read_catalog
from generator.render.dates import as_datetime

STYLES = ("full", "long", "medium", "moment", "time", "month")
KEPT = 100_000  # moments written before: a story's stand on some ten lists

_MONTH = re.compile(r"(\d{4})[/-](\d\d?)", re.ASCII)
_LEFTWARD = frozenset(
    ("Adlm", "Arab", "Aran", "Armi", "Hebr", "Mand", "Mend", "Nkoo", "Rohg", "Samr", "Syrc", "Thaa", "Yezi")
)


class Language(Struct, frozen=True):
    """A language as pages are written in it: its words, and Babel's name of the customs for dates and numbers."""

    name: str
    locale: str
    words: NullTranslations


class Translations:
    """Speaks one language at a time: that of the page being filled."""

    def __init__(
        self,
        catalogs: Mapping[str, Sequence[str]],
        timezone: Callable[[], str] = lambda: "UTC",
        show: Callable[[Path], str] = str,
        read: Callable[[str], bytes] = lambda path: Path(path).read_bytes(),
    ) -> None:
        """Take the paths of the catalogues of each language, the site's own before the default theme's.

        `timezone` tells that of days without a time; `show` names a file in a report, and `read` reads it.
        """
        self._read = read
        self._catalogs = catalogs
        self._timezone = timezone
        self._show = show
        self._by_code: dict[str, Language] = {}
        self._by_name: dict[str, Language] = {}
        self.voice = Language(ENGLISH, ENGLISH, NullTranslations())

    def activate(self, lang: str) -> None:
        """Turn to a language: a code such as "fr", "pt-BR" or "ar"; one that nobody knows is English.

        Raises InputError where its catalogue is broken.
        """
        voice = self._by_code.get(lang)
        self.voice = self._by_code[lang] = voice or self._find(lang)

    def gettext(self, message: str) -> str:
        """Return a message in the page's language."""
        return self.voice.words.gettext(message) if message else ""  # of "" a catalogue tells its own facts

    def ngettext(self, one: str, many: str, count: int) -> str:
        """Return the form of a message that suits `count`."""
        return self.voice.words.ngettext(one, many, count)

    def pgettext(self, context: str, message: str) -> str:
        """Return a message whose English has two meanings; `context` tells which is meant."""
        return self.voice.words.pgettext(context, message)

    def npgettext(self, context: str, one: str, many: str, count: int) -> str:
        """Return the form of such a message that suits `count`."""
        return self.voice.words.npgettext(context, one, many, count)

    def local(self, value: object, style: str = "long") -> str:
        """Write a moment as the page's language does, by the clock that the moment carries; "" for none.

        Raises ValueError for what is no moment (in the style `month` also "2026/07"), and for an unknown style.
        """
        if style not in STYLES:
            message = f'"{style}" is not a style of moments; they are {", ".join(STYLES)}'
            raise ValueError(message)
        if type(value) is not datetime or value.tzinfo is None:
            if value is None or value == "":
                return ""
            month = _MONTH.fullmatch(value) if style == "month" and isinstance(value, str) else None
            value = _first_day(month) if month else as_datetime(value, self._timezone())
        return _written(value.replace(tzinfo=None), style, self.voice.locale)

    def number(self, value: float) -> str:
        """Write a number as the page's language does; "" for none."""
        return "" if value is None else _written_number(value, self.voice.locale)

    def direction(self, lang: str) -> str:
        """Tell in which direction a language runs: "ltr" or "rtl"."""
        return _direction(lang)

    def _find(self, lang: str) -> Language:
        """Find the catalogues of a language, of its parents and of English, and its customs."""
        locale = _locale(lang)
        codes = [code for code in catalog_codes(lang) if code in self._catalogs]
        name = " ".join((locale, *codes))
        if name not in self._by_name:
            words = NullTranslations()
            for code in codes:
                for path in self._catalogs[code]:
                    words.add_fallback(read_catalog(self._show(Path(path)), self._read(path), code))
            self._by_name[name] = Language(name, locale, words)
        return self._by_name[name]


def _locale(lang: str) -> str:
    """Return Babel's name of the language, or of the nearest of its parents that Babel knows."""
    from babel import Locale, UnknownLocaleError  # what has no page needs no dates

    for code in codes_of(lang):
        try:
            return str(Locale.parse(code, sep="-"))
        except (ValueError, UnknownLocaleError):
            continue
    return ENGLISH


@lru_cache(1000)
def _direction(lang: str) -> str:
    """Tell a language's direction by its script, the one that it names or the likely one."""
    from babel.core import get_global

    likely = get_global("likely_subtags")
    for code in codes_of(lang):
        tags = code.split("-")
        likely_tags = (likely.get("_".join((tags[0], *map(str.upper, tags[1:])))) or "").split("_")
        for script in map(str.title, [*tags[1:], *likely_tags[1:]]):
            if len(script) == len("Arab"):
                return "rtl" if script in _LEFTWARD else "ltr"
    return "ltr"


def _first_day(month: re.Match[str]) -> datetime:
    try:
        return datetime(int(month[1]), int(month[2]), 1)  # noqa: DTZ001 (of a month only the calendar is shown)
    except ValueError:
        message = f'"{month[0]}" is not a month'
        raise ValueError(message) from None


@lru_cache(KEPT)
def _written(moment: datetime, style: str, locale: str) -> str:
    """Write a moment of a wall clock: two of equal clocks in different zones look the same."""
    from babel import dates

    if style in ("full", "long"):
        return dates.format_date(moment, style, locale)
    if style == "time":
        return dates.format_time(moment, "short", locale=locale)
    if style == "moment":
        order = str(dates.get_datetime_format("long", locale))
        day, hour = _written(moment, "long", locale), _written(moment, "time", locale)
        return order.replace("'", "").replace("{0}", hour).replace("{1}", day)
    # The medium style of CLDR is digits only in many languages.
    return dates.format_skeleton({"medium": "yMMMd", "month": "yMMMM"}[style], moment, locale=locale)


@lru_cache(KEPT)
def _written_number(value: float, locale: str) -> str:
    from babel.numbers import format_decimal

    return format_decimal(value, locale=locale)
