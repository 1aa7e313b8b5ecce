"""The site's Markdown converters, created when the first text needs HTML."""

import os
import threading
from typing import TYPE_CHECKING

from generator.model.problem import InputError, Problem
from generator.model.settings import Settings

if TYPE_CHECKING:
    from generator.text.markdown import PythonMarkdown


class LazyMarkdown:
    """Makes a Markdown converter when the first text needs it: most builds need few, some need none.

    Any number of threads may convert at once: a converter has one text at a time, and who finds none free makes one.
    """

    def __init__(self, settings: Settings, *, timers: bool = False) -> None:
        """Convert as `settings` say; `timers` allows the use of a signal in this process, and not only in workers."""
        self._settings = settings
        self._process = 0 if timers else os.getpid()
        self._free: list[PythonMarkdown] = []
        self._made: list[PythonMarkdown] = []
        self._is_given_up = False
        self._last = threading.local()

    def __call__(self, text: str, lang: str = "") -> str:
        """Convert one text. Raises InputError where the settings are wrong."""
        try:
            converter = self._free.pop()
        except IndexError:
            converter = self._new()
        converter.uses_timer = os.getpid() != self._process
        try:
            return converter(text, lang)
        finally:
            self._last.was_plain = converter.was_plain
            self._free.append(converter)

    def _new(self) -> "PythonMarkdown":
        from generator.text.markdown import make_markdown

        settings = self._settings
        try:
            converter = make_markdown(
                settings.markdown,
                settings.markdown_extensions,
                settings.markdown_extension_configs,
                lang=settings.lang,
            )
        except ValueError as error:
            raise InputError(_settings_problem(settings, str(error))) from None
        self._made.append(converter)
        if self._is_given_up:
            converter.give_up()
        return converter

    @property
    def was_plain(self) -> bool:
        """Tell whether the last text was converted in hardly any time."""
        return getattr(self._last, "was_plain", False)

    def give_up(self) -> None:
        """End the texts at hand, from another thread, and all that follow."""
        self._is_given_up = True
        for converter in list(self._made):
            converter.give_up()


def _settings_problem(settings: Settings, message: str) -> Problem:
    """Place what is wrong with the Markdown converter at the setting that asks for it."""
    words, _, hint = message.partition(". ")
    key = "markdown" if message.startswith("markdown:") else "markdown_extensions"
    key = (
        "markdown_extension_configs"
        if "settings" in words and "markdown_extension_configs" in settings.positions
        else key
    )
    return Problem(settings.file, words, *settings.positions.get(key, (0, 0)), hint=hint)
