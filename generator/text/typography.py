"""Replace straight quotes, dashes and dots by typographic ones, by the language of a text."""

import re
from collections.abc import Callable, Mapping
from functools import lru_cache
from html import unescape

from msgspec import Struct

from generator.text.quotes import ENGLISH, Quotes, quotes_of

BREAK = "\x00"
"""The placeholder of an inline tag: it separates nothing, and stays unchanged."""
THING = "\x01"
"""The placeholder of an inline object, such as code or an image."""

# Each alternative begins with a different character, which the regex engine can search for.
TOKEN = re.compile(
    r"""\x02(?:wzxhzdk:(?P<html>\d+)|(?P<escaped>\d+))\x03|\x00|"|'|-(?<!--)(?<!<!-)-{1,2}(?![->])|\.(?<!\.\.)\.\.(?!\.)|<<|>>"""
)
TRIGGERS = ("'", '"', "--", "...")
OPENERS = frozenset("([{<\u00a1\u00bf\u00ab\u201e\u201c\u2018\u201a\u2039-\u2010\u2011\u2013\u2014/")
JOINERS = frozenset(":;,=|\uff1a\uff0c\u3001\u3002'\u2019")  # a quotation may begin directly after them: l'"Ave"
ENDERS = frozenset(",;:!?)]}")  # and none directly before these
GERSHAYIM = re.compile(r"[\u05d0-\u05ea]")  # between two Hebrew letters a quote is part of the word
WITHOUT_SPACES = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]")
YEARS = re.compile(r"\d\d(?:s|\b)")  # '90s, '68
ELISIONS = re.compile(r"(?:n'|(?:tis|twas|twere|twill|em|til)\b)", re.IGNORECASE)  # 'tis, rock 'n' roll
CLOSING_SINGLE = re.compile(r"(?<=[^\s(\[{])'(?!\w)")
BEFORE_SIGNS = re.compile(r"(?<=\S) (?=[;!?](?:[\s\x00\u00bb]|$))")
BEFORE_COLON = re.compile(r"(?<=\S) (?=:(?:\s|$))")
WITHIN_MARKS = re.compile(r"(?<=\u00ab)\u202f? | \u202f?(?=\u00bb)|(?<=\u2039)\u202f? | \u202f?(?=\u203a)")

Shown = Callable[[str], str]  # the visible text of stashed HTML, by its number: "" for a tag


class TypographyStyle(Struct, frozen=True):
    """The replacements for a text: ``quotes`` is None if they stay straight; the others are "" if unchanged.

    A text without any of the ``triggers`` stays unchanged.
    """

    quotes: Quotes | None = ENGLISH
    apostrophe: str = "\u2019"
    en_dash: str = "\u2013"
    em_dash: str = "\u2014"
    ellipsis: str = "\u2026"
    angles: tuple[str, str] = ("", "")

    triggers: tuple[str, ...] = TRIGGERS

    def acts_on(self, text: str) -> bool:
        """Tell whether the style may change a text."""
        for trigger in self.triggers:  # noqa: SIM110 (called for each line, and `any` is slower)
            if trigger in text:
                return True
        return False


def style_of(lang: str, options: Mapping[str, object]) -> TypographyStyle:
    """Return the style of a language; `options` are those of Markdown's `smarty`, which can switch off parts."""
    told = options.get("substitutions")
    marks = {str(name): str(mark) for name, mark in told.items()} if isinstance(told, Mapping) else {}
    own = quotes_of(lang)
    quotes = Quotes(
        marks.get("left-double-quote", own.open),
        marks.get("right-double-quote", own.close),
        marks.get("left-single-quote", own.open_inner),
        marks.get("right-single-quote", own.close_inner),
        own.is_spaced,
    )
    angles = marks.get("left-angle-quote", "\u00ab"), marks.get("right-angle-quote", "\u00bb")
    triggers = [*TRIGGERS, *(("<<", ">>") if options.get("smart_angled_quotes", False) else ())]
    if own.is_spaced:
        triggers += (" ;", " !", " ?", " :", "\u00ab", "\u00bb", "\u2039", "\u203a")
    return TypographyStyle(
        quotes=quotes if options.get("smart_quotes", True) else None,
        apostrophe=marks.get("right-single-quote", "\u2019"),
        en_dash=marks.get("ndash", "\u2013") if options.get("smart_dashes", True) else "",
        em_dash=marks.get("mdash", "\u2014") if options.get("smart_dashes", True) else "",
        ellipsis=marks.get("ellipsis", "\u2026") if options.get("smart_ellipses", True) else "",
        angles=angles if options.get("smart_angled_quotes", False) else ("", ""),
        triggers=tuple(triggers),
    )


def set_type(text: str, style: TypographyStyle, shown: Shown | None = None) -> str:
    """Apply a style to one paragraph. `shown` returns the visible text of stashed HTML in it."""
    if not style.acts_on(text):
        return text
    pen = _Typesetter(text, style, shown or (lambda _: ""))
    return pen.written()


class _Typesetter:
    """One pass over a paragraph, with the state of open quotations."""

    def __init__(self, text: str, style: TypographyStyle, shown: Shown) -> None:
        self.text = text
        self.style = style
        self.shown = shown
        self.outer = self.inner = 0  # open quotations
        self.openers = OPENERS
        if quotes := style.quotes:  # an opening mark of one language is a closing mark of another
            self.openers = OPENERS - {quotes.close, quotes.close_inner}
        self.last_single: int | None = None

    def written(self) -> str:
        pieces, done, before = [], 0, ""
        for token in TOKEN.finditer(self.text):
            if token.start() > done:
                pieces.append(self.text[done : token.start()])
                before = self.text[token.start() - 1]
            done = token.end()
            mark = token[0]
            if mark[0] == "\x02":
                before = self._seen(token) or before
            elif mark in "\"'" and self.style.quotes:
                mark, before = self._quote(mark, self.style.quotes, before, done)
            elif mark != BREAK:
                mark = self._sign(mark)
                before = mark[-1:]
            pieces.append(mark)
        pieces.append(self.text[done:])
        text = "".join(pieces)
        return _spaced(text) if self.style.quotes and self.style.quotes.is_spaced else text

    def _seen(self, token: re.Match[str]) -> str:
        return chr(int(token["escaped"])) if token["escaped"] else self.shown(token["html"])

    def _after(self, place: int) -> str:
        """Return the next visible character; "" at the end."""
        while token := TOKEN.match(self.text, place):
            if token[0] != BREAK and token[0][0] != "\x02":
                break
            if token[0] != BREAK and (seen := self._seen(token)):
                return seen[0]
            place = token.end()
        return self.text[place : place + 1]

    def _sign(self, mark: str) -> str:
        style = self.style
        return {
            "--": style.en_dash,
            "---": style.em_dash,
            "...": style.ellipsis,
            "<<": style.angles[0],
            ">>": style.angles[1],
        }.get(mark) or mark

    def _quote(self, mark: str, quotes: Quotes, before: str, end: int) -> tuple[str, str]:
        """Return the replacement of a quote, and what it is for the next quote: a bracket, or an object."""
        after = self._after(end)
        begins = not before or before.isspace() or before in self.openers
        if mark == '"':
            written = self._double(quotes, before, after, begins=begins)
        else:
            written = self._single(quotes, before, end, begins=begins)
        if written in (quotes.open, quotes.open_inner) and begins:
            return written, "("
        return written, mark if mark == "'" and before.isalpha() and written == self.style.apostrophe else THING

    def _double(self, quotes: Quotes, before: str, after: str, *, begins: bool) -> str:
        if GERSHAYIM.match(before) and GERSHAYIM.match(after):
            return '"'
        if not after or after.isspace():
            opens = False
        elif begins:
            opens = not (self.outer and after in ENDERS)
        else:
            opens = not self.outer and after not in ENDERS and self._is_joined(before)
        if not opens and not self.outer and before.isdigit():
            return '"'  # inches
        self.outer = self.outer + 1 if opens else max(0, self.outer - 1)
        return quotes.open if opens else quotes.close

    @staticmethod
    def _is_joined(before: str) -> bool:
        """Tell whether a quotation may begin directly after this character, which is not a space."""
        return before in JOINERS or bool(WITHOUT_SPACES.match(before))

    def _single(self, quotes: Quotes, before: str, end: int, *, begins: bool) -> str:
        after = self._after(end)
        if begins and after and not after.isspace():
            is_english = quotes.open_inner == ENGLISH.open_inner
            if YEARS.match(self.text, end) or (is_english and ELISIONS.match(self.text, end)):
                return self.style.apostrophe
            if self._last_single() < end:
                return self.style.apostrophe  # not closed: 'ne Sache
            self.inner += 1
            return quotes.open_inner
        if after.isalpha():
            return self.style.apostrophe
        if not self.inner:
            is_feet = before.isdigit() and (after.isdigit() or after == '"')
            return "'" if is_feet else self.style.apostrophe
        self.inner -= 1
        return quotes.close_inner

    def _last_single(self) -> int:
        """Return the position of the last single quote that may close a quotation."""
        if self.last_single is None:
            self.last_single = max((found.start() for found in CLOSING_SINGLE.finditer(self.text)), default=-1)
        return self.last_single


def _spaced(text: str) -> str:
    """Replace the spaces of French punctuation by narrow no-break spaces."""
    text = WITHIN_MARKS.sub("\u202f", text)
    return BEFORE_COLON.sub("\u00a0", BEFORE_SIGNS.sub("\u202f", text))


MARKUP = re.compile(
    r"`[^`]*`|https?://[^\s<>\"]*[\w/]|<(?P<close>/?)(?P<tag>[A-Za-z][A-Za-z0-9]*)[^<>]*>|<!--[^<>]*-->"
)
VERBATIM = frozenset(("code", "kbd", "math", "pre", "samp", "script", "style", "textarea", "tt", "var"))
"""Elements of code, without typography."""


@lru_cache(1000)
def set_line(line: str, style: TypographyStyle) -> str:
    """Apply a style to a line of front matter, which may contain HTML."""
    if not style.acts_on(line) or not {BREAK, THING, "\x02"}.isdisjoint(line):
        return line
    kept: list[str] = []
    runs: list[str] = []
    done, inside = 0, ""
    for found in MARKUP.finditer(line):
        tag = (found["tag"] or "").lower()
        if inside:
            if not (found["close"] and tag == inside):
                continue
            inside, runs = "", [*runs, THING]
            kept.append(line[done : found.end()])
        else:
            runs.append(line[done : found.start()])
            if tag in VERBATIM and not found["close"]:
                inside, done = tag, found.start()
                continue
            runs.append(BREAK if tag else THING)
            kept.append(found[0])
        done = found.end()
    runs.append(THING if inside else line[done:])
    if inside:
        kept.append(line[done:])
    pieces = re.split(f"[{BREAK}{THING}]", set_type("".join(runs), style))
    return "".join(text + more for text, more in zip(pieces, [*kept, ""], strict=True))


def seen(html: str) -> str:
    """Return the visible text of inline HTML: a placeholder character, or nothing."""
    if not html.startswith("<"):
        return unescape(html)[-1:]
    tag = re.match(r"</?([A-Za-z0-9]*)", html)
    name = tag[1].lower() if tag else ""
    if name in ("br", "hr"):
        return "\n"
    return THING if name in ("img", "input", "svg", "video") or name in VERBATIM else ""
