"""Bodies become HTML: Markdown as a news blogger writes it, raw HTML allowed, in bounded time."""

from __future__ import annotations

import signal
import threading
import unicodedata
from contextlib import contextmanager
from html import escape
from importlib import import_module
from time import thread_time
from typing import TYPE_CHECKING, Any

from markdown.util import ETX, STX

from generator.read.gates import GatedMarkdown, OvertimeError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from markdown.extensions import Extension

    Configs = Mapping[str, Mapping[str, object]]
    Prose = Callable[[str], str]

TIME_BUDGET = 10.0
"""Seconds of computing after which a text is given up."""


class ProseError(Exception):
    """A body could not be turned into HTML; the message says why."""


def slugify(heading: str, separator: str) -> str:
    """Make the id of a heading in any script: its letters, digits and the marks upon them, lower case, joined by `-`."""
    kept = "".join(
        letter if letter.isalnum() or letter == "_" or unicodedata.category(letter)[0] == "M" else " "
        for letter in unicodedata.normalize("NFC", heading.replace("'", "").replace("’", ""))
    )
    return separator.join(kept.lower().split()) or "section"


STANDARD: dict[str, dict[str, Any]] = {
    "markdown.extensions.footnotes": {},
    "markdown.extensions.attr_list": {},
    "markdown.extensions.def_list": {},
    "markdown.extensions.tables": {},
    "markdown.extensions.abbr": {},
    "markdown.extensions.md_in_html": {},
    "markdown.extensions.toc": {"slugify": slugify},
    "markdown.extensions.smarty": {
        "substitutions": {
            "left-single-quote": "‘",
            "right-single-quote": "’",
            "left-double-quote": "“",
            "right-double-quote": "”",
            "left-angle-quote": "«",
            "right-angle-quote": "»",
            "ndash": "–",
            "mdash": "—",
            "ellipsis": "…",
        }
    },
}
"""Extensions that every text gets, and their settings."""

RARE: dict[str, dict[str, Any]] = {
    "pymdownx.highlight": {"_enabled": False},
    "pymdownx.superfences": {"relaxed_headers": True},
    "pymdownx.tilde": {"subscript": False},
}
"""Extensions that act only on a text with a `~` or a fence: loading them, and Pygments with them, takes a while."""

COVERED = {"extra", "fenced_code", "codehilite"}
"""Extensions whose work is done by those above."""

SHORT_NAMES = {name.rpartition(".")[2]: name for name in STANDARD} | {
    name: f"markdown.extensions.{name}" for name in ("admonition", "legacy_em", "meta", "nl2br", "sane_lists", "wikilinks")
}


def _full_name(name: str) -> str:
    name = name.removeprefix("markdown.extensions.") if name.startswith("markdown.extensions.") else name
    return SHORT_NAMES.get(name, name)


def _extension(name: str, settings: dict[str, Any]) -> Extension:
    try:
        if name == "pymdownx.highlight" and settings.get("_enabled") is False:
            return _escaping_highlight(settings)
        if name in STANDARD or name in RARE or name in SHORT_NAMES.values():
            extension: Extension = import_module(name).makeExtension(**settings)
            return extension
        return GatedMarkdown().build_extension(name, settings)
    except ImportError as error:
        message = (
            f'there is no Markdown extension "{name}" ({error}). '
            f"Known: {', '.join(sorted(SHORT_NAMES))}; or install the package that has it and give its full name."
        )
        raise ValueError(message) from error
    except (KeyError, TypeError, AttributeError) as error:
        message = f'the Markdown extension "{name}" does not take these settings: {settings} ({error})'
        raise ValueError(message) from error


def _escaping_highlight(settings: dict[str, Any]) -> Extension:
    """Make the highlighter of fences, which shall write a fence's class, id and attributes as text, never as HTML."""
    from pymdownx import highlight  # noqa: PLC0415 it loads Pygments

    class EscapingHighlight(highlight.Highlight):  # type: ignore[misc]
        def highlight(self, *args: Any, **options: Any) -> Any:
            options["classes"] = [escape(name) for name in options.get("classes") or ()]
            options["id_value"] = escape(options.get("id_value") or "")
            options["attrs"] = {escape(k): escape(v or k) for k, v in (options.get("attrs") or {}).items()}
            return super().highlight(*args, **options)

    class EscapingHighlightExtension(highlight.HighlightExtension):  # type: ignore[misc]
        def get_pymdownx_highlighter(self) -> type[EscapingHighlight]:
            return EscapingHighlight

        def get_pymdownx_highlight_settings(self) -> dict[str, Any]:
            settings: dict[str, Any] = self.getConfigs()
            return settings

    extension: Extension = EscapingHighlightExtension(**settings)
    return extension


def load_extensions(names: Sequence[str], configs: Mapping[str, dict[str, Any]]) -> list[Extension]:
    """Make the extensions of one converter; they keep its state, so each converter needs its own."""
    return [_extension(name, configs.get(name, {})) for name in names]


class PythonMarkdown:
    """Turns texts into HTML, one after the other, each as if it were the first."""

    def __init__(self, extensions: Sequence[str], configs: Configs, seconds: float) -> None:
        """Load the usual extensions now, those of RARE when a text needs them."""
        added = [name for name in map(_full_name, extensions) if name not in COVERED]
        used = {**STANDARD, **RARE, **{name: {} for name in added if name not in STANDARD and name not in RARE}}
        if "pymdownx.highlight" in added:
            used["pymdownx.highlight"] = {}
        for name, settings in configs.items():
            if _full_name(name) not in used:
                message = f'settings for the Markdown extension "{name}", which is not in use. In use: {", ".join(used)}'
                raise ValueError(message)
            used[_full_name(name)] = {**used[_full_name(name)], **settings}
        self.configs = used
        """The extensions in use, by full name, and their settings."""
        # An extension that we do not know could make a fence, or rely on another extension: then load all at once.
        self._can_wait = set(RARE) if used.keys() == STANDARD.keys() | RARE.keys() else set()
        self._seconds = seconds
        self._converters: dict[bool, GatedMarkdown] = {}
        self._converter(is_rare=not self._can_wait)

    def _converter(self, *, is_rare: bool) -> GatedMarkdown:
        if is_rare not in self._converters:
            names = [name for name in self.configs if is_rare or name not in self._can_wait]
            extensions = load_extensions(names, self.configs)
            self._converters[is_rare] = GatedMarkdown(extensions=extensions, output_format="html")
        return self._converters[is_rare]

    def __call__(self, text: str) -> str:
        """Convert one text."""
        is_rare = not self._can_wait or any(mark in text for mark in ("~", "```", STX, ETX))
        converter = self._converter(is_rare=is_rare)
        try:
            with _time_budget(converter, self._seconds):
                return converter.reset().convert(text)
        except BaseException as error:
            # Whatever state the converter was left in, the next text shall not see it.
            del self._converters[is_rare]
            if reason := self._reason(error):
                raise ProseError(reason) from (None if isinstance(error, OvertimeError | RecursionError) else error)
            raise

    def _reason(self, error: BaseException) -> str:
        if isinstance(error, OvertimeError):
            return f"Markdown needs more than {self._seconds:g} seconds: thousands of unclosed brackets, quotes or stars?"
        if isinstance(error, RecursionError):
            return "Markdown nested too deeply: hundreds of quotes, lists or brackets within each other"
        if isinstance(error, Exception):
            return f"Markdown fails on this text ({type(error).__name__}: {error})"
        return ""


def _ring(*_: object) -> None:
    raise OvertimeError


@contextmanager
def _time_budget(converter: GatedMarkdown, seconds: float) -> Iterator[None]:
    """Raise an OvertimeError after `seconds` of computing: by a timer where there is one, else between two steps."""
    if threading.current_thread() is not threading.main_thread() or not hasattr(signal, "setitimer"):
        converter.deadline = thread_time() + seconds
        yield
        return
    before = signal.signal(signal.SIGVTALRM, _ring)
    try:
        signal.setitimer(signal.ITIMER_VIRTUAL, seconds)
        yield
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.signal(signal.SIGVTALRM, before)


ENGINES: dict[str, Callable[[Sequence[str], Configs, float], Prose]] = dict.fromkeys(
    ("markdown", "kramdown", "GFM", "gfm", "commonmark", "CommonMark", "CommonMarkGhPages"), PythonMarkdown
)
"""What `markdown:` in `_config.yml` may say -> who does it."""


def make_prose(
    engine: str = "markdown",
    extensions: Sequence[str] = (),
    configs: Configs | None = None,
    seconds: float = TIME_BUDGET,
) -> Prose:
    """Return a function from Markdown to HTML, to be kept: making it costs as much as thirty texts.

    `extensions` are added to the usual ones; `configs` sets options of either, by name. A text that takes more than
    `seconds` of computing raises a ProseError. A ValueError says what is wrong with the arguments.
    """
    if engine not in ENGINES:
        message = f'markdown: "{engine}" is not an engine here. Write one of: {", ".join(ENGINES)}'
        raise ValueError(message)
    return ENGINES[engine](extensions, configs or {}, seconds)
