"""Quotation marks of the world's languages, outer and inner, mostly after Unicode's CLDR.

Where CLDR's second pair equals the first (French), or usage differs (Dutch), this is the pair that printers use.
"""

from msgspec import Struct

NARROW = "\u202f"  # the narrow no-break space


class Quotes(Struct, frozen=True):
    """The quotation marks of a language: the outer pair and the inner pair.

    ``is_spaced`` languages have a narrow space within the marks and before `;`, `!` and `?`, and a space before `:`.
    """

    open: str
    close: str
    open_inner: str
    close_inner: str
    is_spaced: bool = False


def _quotes(marks: str) -> Quotes:
    return Quotes(*marks)


ENGLISH = _quotes("\u201c\u201d\u2018\u2019")
GERMAN = _quotes("\u201e\u201c\u201a\u2018")
SWISS = _quotes("\u00ab\u00bb\u2039\u203a")
POINTED = _quotes("\u00ab\u00bb\u201c\u201d")
RUSSIAN = _quotes("\u00ab\u00bb\u201e\u201c")
SWEDISH = _quotes("\u201d\u201d\u2019\u2019")
CORNERS = _quotes("\u300c\u300d\u300e\u300f")
FRENCH = Quotes(f"\u00ab{NARROW}", f"{NARROW}\u00bb", "\u201c", "\u201d", is_spaced=True)

LANGUAGES: dict[str, Quotes] = {
    "ar": _quotes("\u201d\u201c\u2019\u2018"),
    "be": RUSSIAN,
    "bg": _quotes("\u201e\u201c\u2019\u2018"),
    "bs": _quotes("\u201e\u201d\u2018\u2019"),
    "ca": POINTED,
    "cs": GERMAN,
    "de": GERMAN,
    "de-CH": SWISS,
    "de-LI": SWISS,
    "dsb": GERMAN,
    "el": POINTED,
    "es": POINTED,
    "et": _quotes("\u201e\u201c\u00ab\u00bb"),
    "eu": POINTED,
    "fa": SWISS,
    "fi": SWEDISH,
    "fr": FRENCH,
    "fr-CH": Quotes(FRENCH.open, FRENCH.close, f"\u2039{NARROW}", f"{NARROW}\u203a", is_spaced=True),
    "he": SWEDISH,
    "hr": _quotes("\u201e\u201d\u201a\u2018"),
    "hsb": GERMAN,
    "hu": _quotes("\u201e\u201d\u00bb\u00ab"),
    "hy": SWISS,
    "is": GERMAN,
    "it": POINTED,
    "it-CH": SWISS,
    "ja": CORNERS,
    "ka": GERMAN,
    "kk": RUSSIAN,
    "lb": GERMAN,
    "lt": _quotes("\u201e\u201c\u201a\u2018"),
    "mk": GERMAN,
    "nb": _quotes("\u00ab\u00bb\u2018\u2019"),
    "nn": _quotes("\u00ab\u00bb\u2018\u2019"),
    "no": _quotes("\u00ab\u00bb\u2018\u2019"),
    "pl": _quotes("\u201e\u201d\u00ab\u00bb"),
    "pt-PT": POINTED,
    "rm": SWISS,
    "ro": _quotes("\u201e\u201d\u00ab\u00bb"),
    "ru": RUSSIAN,
    "sk": GERMAN,
    "sl": GERMAN,
    "sq": POINTED,
    "sr": _quotes("\u201e\u201d\u2018\u2019"),
    "sv": SWEDISH,
    "uk": RUSSIAN,
    "zh-Hant": CORNERS,
    "zh-HK": CORNERS,
    "zh-TW": CORNERS,
}
"""The quotation marks of languages that differ from English."""


def quotes_of(lang: str) -> Quotes:
    """Return the quotation marks of a language, or of its nearest parent that has some."""
    code = lang
    while code:
        if code in LANGUAGES:
            return LANGUAGES[code]
        code = code.rpartition("-")[0]
    return ENGLISH
