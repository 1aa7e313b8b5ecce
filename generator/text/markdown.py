"""Convert Markdown to HTML, raw HTML allowed, in bounded time."""

from __future__ import annotations

import re
import signal
import threading
import unicodedata
from contextlib import contextmanager
from html import escape
from importlib import import_module
from time import thread_time
from typing import TYPE_CHECKING, Any

from markdown.extensions.footnotes import FootnoteExtension
from markdown.util import ETX, STX

from generator.model.problem import MarkdownError
from generator.text.fastmarkdown.budget import OvertimeError, OverworkError
from generator.text.fastmarkdown.converter import FastMarkdown
from generator.text.fastmarkdown.fast_path import convert_plain
from generator.text.typography import style_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from markdown.extensions import Extension

    from generator.text.typography import TypographyStyle

    Configs = Mapping[str, Mapping[str, object]]

TIME_BUDGET = 120.0
"""The limit of CPU time in seconds, for texts whose work is not counted by the budget."""


APOSTROPHES = str.maketrans("", "", "'\u2019")


def slugify(heading: str, separator: str) -> str:
    """Make the id of a heading in any script: letters, digits and combining marks, in lower case, with hyphens."""
    kept = "".join(
        letter if letter.isalnum() or letter == "_" or unicodedata.category(letter)[0] == "M" else " "
        for letter in unicodedata.normalize("NFC", heading.translate(APOSTROPHES))
    )
    return separator.join(kept.lower().split()) or "section"


STANDARD: dict[str, dict[str, object]] = {
    "markdown.extensions.footnotes": {},
    "markdown.extensions.attr_list": {},
    "markdown.extensions.def_list": {},
    "markdown.extensions.tables": {},
    "markdown.extensions.abbr": {},
    "markdown.extensions.md_in_html": {},
    "markdown.extensions.toc": {"slugify": slugify},
    "markdown.extensions.smarty": {},
    "generator.text.dialect.interrupt_paragraph": {},
    "generator.text.dialect.headings": {},
    "generator.text.dialect.links": {},
    "generator.text.dialect.lists": {},
    "generator.text.dialect.tasks": {},
}
"""Extensions for every text, and their settings."""

OURS = {
    "markdown.extensions.attr_list": "generator.text.dialect.attributes",
    "markdown.extensions.md_in_html": "generator.text.dialect.html",
    "markdown.extensions.smarty": "generator.text.dialect.typography",
}
"""Extensions of the library, and those that replace them here, with their names and settings."""

RARE: dict[str, dict[str, object]] = {
    "pymdownx.highlight": {"_enabled": False},
    "pymdownx.superfences": {"relaxed_headers": True},
    "pymdownx.tilde": {"subscript": False},
}
"""Extensions that only affect texts with a `~` or a fence: importing them, and Pygments, is slow."""

COVERED = {"codehilite", "extra", "fenced_code", "sane_lists"}
"""Names of extensions that those above include already."""

OWN_NAMES = {"admonition", "legacy_attrs", "legacy_em", "meta", "nl2br", "wikilinks"}
SHORT_NAMES = {name.rpartition(".")[2]: name for name in STANDARD} | {
    name: f"markdown.extensions.{name}" for name in OWN_NAMES
}


def _full_name(name: str) -> str:
    short = name.removeprefix("markdown.extensions.")
    return SHORT_NAMES.get(short, short)


def _extension(name: str, settings: dict[str, Any]) -> Extension:
    try:
        if name == "pymdownx.highlight":
            return _escaping_highlight(settings)
        if name in STANDARD or name in RARE or name in SHORT_NAMES.values():
            # By module name: the library's way, with entry points, reads the metadata of every installed package.
            extension: Extension = import_module(OURS.get(name, name)).makeExtension(**settings)
            return extension
        return FastMarkdown().build_extension(name, settings)
    except ImportError as error:
        message = (
            f'there is no Markdown extension "{name}" ({error}). Known: {", ".join(sorted(SHORT_NAMES))}. '
            "For another, install its package and write its full name, such as pymdownx.tasklist."
        )
        raise ValueError(message) from error
    except (KeyError, TypeError, AttributeError) as error:
        message = f'the Markdown extension "{name}" does not take these settings: {settings} ({error})'
        raise ValueError(message) from error


def _escaping_highlight(settings: dict[str, Any]) -> Extension:
    """Create the highlighter of fences, which escapes a fence's class, id and attributes."""
    from pymdownx import highlight  # this imports Pygments

    class EscapingHighlight(highlight.Highlight):  # type: ignore[misc]
        def highlight(self, src: str, language: str, css_class: str = "highlight", **options: Any) -> Any:  # noqa: ANN401
            options["classes"] = [escape(name) for name in options.get("classes") or ()]
            options["id_value"] = escape(options.get("id_value") or "")
            options["attrs"] = {escape(k): escape(v or k) for k, v in (options.get("attrs") or {}).items()}
            options["title"] = escape(options["title"]) if options.get("title") else None
            return super().highlight(src, language, css_class, **options)

    class EscapingHighlightExtension(highlight.HighlightExtension):  # type: ignore[misc]
        def get_pymdownx_highlighter(self) -> type[EscapingHighlight]:
            return EscapingHighlight

        def get_pymdownx_highlight_settings(self) -> dict[str, object]:
            return dict(self.getConfigs())

    extension: Extension = EscapingHighlightExtension(**settings)
    return extension


def load_extensions(configs: Configs) -> list[Extension]:
    """Create the extensions in `configs` for one converter; they have its state, so they cannot be shared."""
    return [_extension(name, dict(settings)) for name, settings in configs.items()]


MAX_QUOTE_DEPTH = 100
DEEP_QUOTE = re.compile(rf"^[ ]{{0,3}}(?:>[ ]?){{{MAX_QUOTE_DEPTH}}}", re.MULTILINE)


def _refuse_depth(text: str) -> None:
    """Raise a MarkdownError for quotes nested so deep that the result would depend on the caller's stack."""
    if ">" in text and ">" * MAX_QUOTE_DEPTH in text.replace(" ", "") and DEEP_QUOTE.search(text):
        message = f"Markdown quotes nested more than {MAX_QUOTE_DEPTH} deep"
        raise MarkdownError(message)


def _knows_plain(configs: Configs) -> bool:
    """Tell whether plain texts can take the fast path: other extensions or settings may change their meaning."""
    typography = configs.get("markdown.extensions.smarty", {})
    return "substitutions" not in typography and {**configs, "markdown.extensions.smarty": {}} == STANDARD | RARE


class PythonMarkdown:
    """Converts texts to HTML, each independent of those before.

    ``was_plain`` is true if the last text took the fast path, which takes hardly any time.
    """

    def __init__(self, extensions: Sequence[str], configs: Configs, seconds: float, lang: str = "en") -> None:
        """Load the standard extensions now, and those of RARE when a text needs them."""
        used: dict[str, dict[str, object]] = {**STANDARD, **RARE}
        for name in extensions:
            # If the site names the highlighter, it also highlights indented code.
            if name.removeprefix("markdown.extensions.") not in COVERED and (
                name == "pymdownx.highlight" or _full_name(name) not in used
            ):
                used[_full_name(name)] = {}
        for name, settings in configs.items():
            full_name = _full_name(name)
            if full_name not in used:
                message = f'settings for a Markdown extension that is not in use: "{name}". In use: {", ".join(used)}'
                raise ValueError(message)
            used[full_name] = {**used[full_name], **settings}
        self.configs = used
        """The extensions in use, by full name, and their settings."""
        # An unknown extension could create a fence, or depend on another extension: then all are loaded now.
        self._can_wait = frozenset(RARE) if used.keys() == STANDARD.keys() | RARE.keys() else frozenset()
        self._is_plain_known = _knows_plain(used)
        self._styles: dict[str, TypographyStyle] = {}
        self._seconds = seconds
        self.uses_timer = True
        """Whether a slow text is interrupted by a signal, which only a process of our own should do."""
        self._lang = lang
        self._converters: dict[bool, FastMarkdown] = {}
        self.was_plain = False
        self._converter(is_rare=not self._can_wait)

    def _converter(self, *, is_rare: bool) -> FastMarkdown:
        if is_rare not in self._converters:
            waiting = frozenset() if is_rare else self._can_wait
            extensions = load_extensions({name: self.configs[name] for name in self.configs if name not in waiting})
            self._converters[is_rare] = FastMarkdown(extensions=extensions, output_format="html")
        return self._converters[is_rare]

    def __call__(self, text: str, lang: str = "") -> str:
        """Convert one text, in its own language or the site's."""
        html = convert_plain(text, self._style(lang or self._lang), slugify) if self._is_plain_known else None
        self.was_plain = html is not None
        if html is not None:
            return html
        _refuse_depth(text)
        is_rare = not self._can_wait or any(mark in text for mark in ("~", "```", STX, ETX))
        converter = self._converter(is_rare=is_rare)
        converter.lang = lang or self._lang
        try:
            with _time_budget(converter, self._seconds, uses_timer=self.uses_timer):
                return _reset(converter).convert(text)
        except BaseException as error:
            # The next text must not see the state of an aborted one.
            del self._converters[is_rare]
            if reason := self._reason(error):
                raise MarkdownError(reason) from error
            raise

    def _style(self, lang: str) -> TypographyStyle:
        if lang not in self._styles:
            self._styles[lang] = style_of(lang, self.configs["markdown.extensions.smarty"])
        return self._styles[lang]

    def give_up(self) -> None:
        """Abort the current text, from another thread, and all that follow."""
        self._seconds = 0.0
        for converter in list(self._converters.values()):
            converter.deadline = NOW

    def _reason(self, error: BaseException) -> str:
        if isinstance(error, OverworkError):
            return (
                "Markdown that has to be read again and again: are there thousands of unclosed brackets, "
                "or of tags, headings or rules without blank lines between?"
            )
        if isinstance(error, OvertimeError):
            return f"Markdown is not done after {self._seconds:g} seconds: are there thousands of unclosed brackets?"
        if isinstance(error, RecursionError):
            return "Markdown nested too deeply: hundreds of quotes, lists or brackets within each other"
        if isinstance(error, Exception):
            return f"Markdown fails on this text ({type(error).__name__}: {error})"
        return ""


def _reset(converter: FastMarkdown) -> FastMarkdown:
    """Forget the last text, and the number of texts, which would be part of footnotes with UNIQUE_IDS."""
    for extension in converter.registeredExtensions:
        if isinstance(extension, FootnoteExtension):
            extension.unique_prefix = 0
    return converter.reset()


NOW = 1e-9  # seconds: less than the CPU time of any started thread
AGAIN = 1.0  # seconds of CPU time: enough to leave the code that the signal interrupted


def _on_timer(*_: object) -> None:
    raise OvertimeError


@contextmanager
def _time_budget(converter: FastMarkdown, seconds: float, *, uses_timer: bool) -> Iterator[None]:
    """Raise an OvertimeError after `seconds` of CPU time: with a timer if allowed, otherwise between two steps."""
    is_main = threading.current_thread() is threading.main_thread()
    if not (uses_timer and is_main and hasattr(signal, "setitimer")):
        converter.deadline = thread_time() + seconds
        yield
        return
    before = signal.signal(signal.SIGVTALRM, _on_timer)
    try:
        # The timer repeats, since Python ignores an error that is raised in a callback of the garbage collector.
        signal.setitimer(signal.ITIMER_VIRTUAL, seconds, AGAIN)
        yield
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.signal(signal.SIGVTALRM, before)


ENGINES: dict[str, Callable[[Sequence[str], Configs, float, str], PythonMarkdown]] = dict.fromkeys(
    ("markdown", "kramdown", "GFM", "gfm", "commonmark", "CommonMark", "CommonMarkGhPages"), PythonMarkdown
)
"""The values of `markdown:` in `_config.yml`, and their converters."""


def make_markdown(
    engine: str = "markdown",
    extensions: Sequence[str] = (),
    configs: Configs | None = None,
    seconds: float = TIME_BUDGET,
    lang: str = "en",
) -> PythonMarkdown:
    """Return a converter from Markdown to HTML. Keep it: its creation takes as long as thirty texts.

    `extensions` are added to the standard ones; `configs` has the options of all, by name; `lang` is the language of
    texts without their own. A text that takes more than `seconds` of CPU time raises a MarkdownError. Invalid arguments
    raise a ValueError.
    """
    if engine not in ENGINES:
        message = f'markdown: "{engine}" is not an engine here. Write one of: {", ".join(ENGINES)}'
        raise ValueError(message)
    return ENGINES[engine](extensions, configs or {}, seconds, lang)
